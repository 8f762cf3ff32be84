"""Makes docs/messages.md: for each kind of mistake in the corpus, what a student reads, in both languages.

python docs/make_message_table.py
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from grader.checks.check import CheckResult, Outcome
from grader.messages.texts import Texts, read_catalogue
from grader.pipeline import Grader
from grader.reports.wording import Wording
from grader.results import ExerciseResult
from grader.specs.course import load_course
from grader.submissions.reading import read_submission

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "messages.md"
CORPUS = ROOT / "tests" / "corpus"
WORDINGS = {"한국어": Wording(Texts("ko")), "English": Wording(Texts("en"))}
# Losses, distances and numbers of images depend on what is drawn for a run, and with them Korean particles.
DRAWN = re.compile(r"(?:-?\d+\.\d+(?:e-?\d+)?|\d+(?=%|배| times))%?(?:으로|로)?")
HEAD = """# What a student reads

Made by `make messages` from the corpus of wrong answers: each kind of mistake once, with a case that leads to it, the
line that is pointed at, the message, and the steps of help that `grader grade --hint` shows. Numbers that depend on
what is drawn for a run are left out (…).
"""


def main() -> None:
    """Grades every wrong answer of the corpus and writes the page."""
    PAGE.write_text(render(grade_corpus()), encoding="utf-8")


def grade_corpus() -> dict[str, ExerciseResult]:
    """Returns the result of every wrong answer, by the name of its case."""
    course = load_course()
    cases = sorted(CORPUS.glob("*/reject/*/*"))
    with Grader(course) as grader, ThreadPoolExecutor(2) as pool:
        gradings = pool.map(lambda case: grader.grade(
            read_submission([case]), [course.exercise(case.relative_to(CORPUS).parts[0])]), cases)
        return {case.relative_to(CORPUS).as_posix(): grading.results[0]
                for case, grading in zip(cases, gradings, strict=True)}


def render(results: Mapping[str, ExerciseResult]) -> str:
    """Returns the page: the codes in the order of the catalogue, those that no case leads to at the end."""
    told = examples(results)
    texts = {code: table for code, table in read_catalogue("en").items() if "text" in table}
    parts = [HEAD, *(section(code, *told[code]) for code in texts if code in told),
             "## Texts that no case of the corpus leads to\n"]
    parts += [template_section(code) for code in texts if code not in told]
    return "\n".join(parts)


def examples(results: Mapping[str, ExerciseResult]) -> dict[str, tuple[str, ExerciseResult, CheckResult]]:
    """Returns for each message code the first case whose own mistake leads to it; what else fails may be chance."""
    found: dict[str, tuple[str, ExerciseResult, CheckResult]] = {}
    for name, result in sorted(results.items()):
        for check in result.judgement.checks:
            if check.outcome is Outcome.FAILED and f"/{check.id}/" in name:
                found.setdefault(check.finding.code, (name, result, check))
    return found


def section(code: str, name: str, result: ExerciseResult, check: CheckResult) -> str:
    """Returns what is told of one case."""
    steps = [list(told(wording, result, check)) for wording in WORDINGS.values()]
    place = WORDINGS["English"].shown_place(result, check.finding).partition("\n")[2]
    shown = f"```python\n{place}\n```\n\n" if place else ""
    return f"## {code}\n\n`{name}`\n\n{shown}{table(steps)}"


def told(wording: Wording, result: ExerciseResult, check: CheckResult) -> Iterator[str]:
    """Yields message, nudge and form in one language."""
    yield DRAWN.sub(lambda match: "…(으)로" if match[0].endswith("로") else "…", wording.message(result, check))
    steps = wording.hints(result, check)
    yield steps[0]
    yield steps[-1] if steps[1:] and "\n" not in steps[-1] else ""


def template_section(code: str) -> str:
    """Returns the texts of a code with their parameters in braces."""
    tables = [read_catalogue(language)[code] for language in ("ko", "en")]
    return f"### {code}\n\n" + table([[each["text"], each["hint"], each.get("form", "")] for each in tables])


def table(columns: list[list[str]]) -> str:
    """Returns the steps side by side, a column for each language."""
    rows = zip(("message", "nudge", "form"), *columns, strict=True)
    lines = [f"| {' | '.join(cell.replace('|', '&#124;').replace(chr(10), '<br>') for cell in row)} |" for row in rows]
    return "\n".join(["| | 한국어 | English |", "|---|---|---|", *lines, ""])


if __name__ == "__main__":
    main()
