"""One grading as HTML for the output of a notebook cell: self-contained, without scripts, in light and dark."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from grader.messages.texts import Texts
from grader.reports.layers import layer_cells, layer_pairs
from grader.reports.marks import MARKS
from grader.reports.wording import Wording
from grader.results import ExerciseResult, Grading
from grader.specs.texts import said
from grader.verdicts import Verdict


def render_cell_html(grading: Grading, texts: Texts, hints: int = 1) -> str:
    """Returns the report, with so many steps of help; every text in it is escaped."""
    passed = sum(each.judgement.verdict is Verdict.PASSED for each in grading.results)
    return template().render(
        exercises=[exercise(each, texts, hints) for each in grading.results], texts=texts, passed=passed,
        total=len(grading.results), score=f"{grading.score:.2f}", max_score=f"{len(grading.results):.2f}")


def exercise(result: ExerciseResult, texts: Texts, hints: int) -> dict[str, object]:
    """Returns what is shown of one exercise."""
    wording, verdict = Wording(texts), result.judgement.verdict
    message, hint = wording.summary(result) or ("", "")
    first = wording.first_failure(result)
    steps = wording.hints(result, first)[:hints] if first is not None else [hint]
    told = verdict not in (Verdict.PASSED, Verdict.NOT_ATTEMPTED)
    return {
        "id": result.spec.id, "title": said(result.spec.title, texts.language), "mark": MARKS[verdict][0],
        "verdict": texts.verdict(verdict.value), "passed": verdict is Verdict.PASSED, "told": told,
        "absent": verdict is Verdict.NOT_ATTEMPTED,
        "score": "–" if result.judgement.score is None else f"{result.judgement.score:.2f}",
        "place": wording.place(result.answer.place, with_file=False) if result.answer is not None else "",
        "rows": [(pair.number, *(cell.plain for cell in layer_cells(pair, texts.word("nothing"))), pair.same)
                 for pair in layer_pairs(result)],
        "message": message, "hints": list(filter(None, steps)), "advice": wording.advice(result),
    }


@cache
def template() -> Template:
    """Reads the template."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
                              undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("cell.html.jinja")
