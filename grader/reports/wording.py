"""Puts results into words: what every report says about a place, a check, a verdict, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from grader.checks.check import CheckResult, Finding, Outcome
from grader.evidence.claims import Output
from grader.messages.texts import Texts
from grader.reports.escaping import plain, plain_deep
from grader.specs.texts import LANGUAGES, said
from grader.specs.types import ExerciseSpec
from grader.submissions.types import Place
from grader.verdicts import Verdict

if TYPE_CHECKING:
    from grader.results import ExerciseResult

# Verdicts that say more than the check that failed first.
TOLD_BY_VERDICT = {Verdict.UNTRUSTED, Verdict.GRADER_ERROR}
SHOWN_LINES, SHOWN_CHARACTERS = (4, 2), 160  # of what an answer printed: first and last lines, and of each line
STYLES = {"sequential", "functional", "subclass", "any"}
EXCERPT_WIDTH = 68
INDENT = "    "


class Wording:
    """The words of one language for results."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def place(self, place: Place, *, with_file: bool = True) -> str:
        """Returns `file, cell 5, line 12`."""
        parts = [plain(place.file).replace("\n", " ")] if with_file else []
        if place.cell is not None:
            parts.append(self.texts.word("cell", cell=place.cell))
        if place.block is not None:
            parts.append(self.texts.word("block", block=place.block))
        return ", ".join([*parts, self.texts.word("line", line=place.line)])

    def label(self, label: str, spec: ExerciseSpec) -> str:
        """Returns a layer's label as a reader would say it: by the number the task gives it, else by type and id."""
        network = spec.subject
        if label not in network.labels:
            return label
        if (number := network.numbers.get(label)) is not None:
            return self.texts.word("layer", number=number)
        kind = network.layers[network.labels.index(label)].type
        return kind if label == kind.lower() else self.texts.word("named_layer", layer=kind, type=label)

    def check_place(self, result: ExerciseResult, finding: Finding) -> Place | None:
        """Returns where in the submission a finding lies: at the layer, else at the answer."""
        if result.answer is None:
            return None
        return result.answer.place_of(*finding.place) if finding.place else result.answer.place

    def place_of(self, result: ExerciseResult) -> Place | None:
        """Returns where to look first: at what is to be mended, as its message says, else where the answer stands."""
        first = self.first_failure(result)
        if first is not None:
            return self.check_place(result, first.finding)
        return result.answer.place if result.answer is not None else None

    def message(self, result: ExerciseResult, check: CheckResult) -> str:
        """Returns what a check that did not pass has to say, with the place."""
        if check.outcome in (Outcome.PASSED, Outcome.SKIPPED):
            return ""
        text = self.texts.text(check.finding.code, **self._params(result, check.finding))
        if call := check.finding.params.get("in_call"):
            text = f"{self.texts.word('in_the_call', call=call)} {text}"
        place = self.check_place(result, check.finding)
        return f"{self.place(place)}: {text}" if place else text

    def hint(self, result: ExerciseResult, check: CheckResult) -> str:
        """Returns the next step for a check that did not pass."""
        if check.outcome in (Outcome.PASSED, Outcome.SKIPPED):
            return ""
        return self.texts.hint(check.finding.code, **self._params(result, check.finding))

    def hints(self, result: ExerciseResult, check: CheckResult) -> list[str]:
        """Returns the steps of help, each telling more: a nudge, the place in the source, the form of the change."""
        if check.outcome in (Outcome.PASSED, Outcome.SKIPPED):
            return []
        form = self.texts.form(check.finding.code, **self._params(result, check.finding))
        return [step for step in (self.hint(result, check), self.shown_place(result, check.finding), form) if step]

    def shown_place(self, result: ExerciseResult, finding: Finding) -> str:
        """Returns the line of source a finding is about, with the meant piece marked; empty where there is none."""
        place, answer = self.check_place(result, finding), result.answer
        if place is None or answer is None or finding.place is None or not 0 <= finding.place[0] < len(answer.cells):
            return ""
        shown = excerpt(answer.cells[finding.place[0]].source, finding.place[1], finding.columns)
        return f"{self.texts.word('look_at', place=self.place(place))}\n{shown}" if shown else ""

    def first_failure(self, result: ExerciseResult) -> CheckResult | None:
        """Returns the check a student should look at first; None where none failed or the verdict says more."""
        if result.judgement.verdict in TOLD_BY_VERDICT:
            return None
        return next((check for check in result.judgement.checks if check.outcome is Outcome.FAILED), None)

    def summary(self, result: ExerciseResult) -> tuple[str, str] | None:
        """Returns (message, next step) for the one cause a student should look at first; None if all is well."""
        verdict = result.judgement.verdict
        if verdict is Verdict.UNREADABLE and result.unreadable is not None:
            return self.texts.error(result.unreadable.problem or "file_unreadable", path=plain(result.unreadable.name),
                                    reason=plain(result.unreadable.reason)), ""
        if verdict in TOLD_BY_VERDICT:
            return self.texts.text(verdict.value), self.texts.hint(verdict.value)
        first = self.first_failure(result)
        return (self.message(result, first), self.hint(result, first)) if first else None

    def overall(self, results: Sequence[ExerciseResult]) -> str:
        """Returns what is to be said once where nothing at all could be graded, and why; empty elsewhere."""
        if not results or any(result.answer is not None for result in results):
            return ""
        told = list(dict.fromkeys((self.summary(result) or ("", ""))[0] for result in results))
        codes = {result.judgement.checks[0].finding.code for result in results}
        if "stub_untouched" in codes <= {"stub_untouched", "answer_not_found"}:
            return self.texts.word("all_untouched")
        return told[0] if len(told) == 1 else ""

    def advice(self, result: ExerciseResult) -> list[str]:
        """Returns the words on what is right but could be better."""
        return [self.texts.advice(code, **self._worded(params, result)) for code, params in result.judgement.advice]

    def printed(self, output: Output) -> list[str]:
        """Returns what an answer printed in a few lines: the first, how much is left out, and the last."""
        head, tail = plain(output.head).splitlines(), plain(output.tail).splitlines()
        first, last = head[:SHOWN_LINES[0]], (head[SHOWN_LINES[0]:] + tail)[-SHOWN_LINES[1]:]
        shown = [line[:SHOWN_CHARACTERS] for line in (*first, *last)]
        if output.cut_characters or shown != head + tail:
            printed = len(output.head) + len(output.tail) + output.cut_characters
            shown.insert(len(first), self.texts.word("left_out", count=printed - len("\n".join(shown))))
        return shown

    def _params(self, result: ExerciseResult, finding: Finding) -> dict[str, Any]:
        params = {"expected": finding.expected, "found": finding.found, "exercise": result.spec.id,
                  "stub": result.spec.stub_name} | finding.params
        return self._worded(params, result)

    def _worded(self, params: dict[str, Any], result: ExerciseResult) -> dict[str, Any]:
        worded = {key: self._value(value, result, style=key in ("expected", "found"))
                  for key, value in plain_deep(params).items()}
        for prefix in ("", "other_"):
            if f"{prefix}label" in params:
                worded[f"{prefix}layer"] = self.label(str(params[f"{prefix}label"]), result.spec)
        if "label" in params and "type" in params:
            worded["named"] = self._named(worded["layer"], str(worded["type"]))
        return worded

    def _named(self, layer: str, layer_type: str) -> str:
        """Returns a layer's label with its type; a layer without a number goes by its type alone."""
        return layer if layer.startswith(layer_type) else self.texts.word("named_layer", layer=layer, type=layer_type)

    def _made_at(self, layer_type: str, made: Any, result: ExerciseResult) -> str:
        """Returns a layer's type with the line that made it, where that is known."""
        if made is None or result.answer is None:
            return layer_type
        place = self.place(result.answer.place_of(*made), with_file=False)
        return self.texts.word("named_layer", layer=layer_type, type=place)

    def _value(self, value: Any, result: ExerciseResult, *, style: bool) -> Any:
        """`style`: whether the name of a style may stand here; elsewhere `sequential` is a student's misspelt word."""
        if style and isinstance(value, str) and value in STYLES:
            return self.texts.word(f"style_{value}")
        if style and isinstance(value, list) and value and set(map(str, value)) <= STYLES:
            return " / ".join(str(self._value(each, result, style=True)) for each in value)
        if isinstance(value, Place):
            return self.place(value, with_file=result.answer is None or value.file != result.answer.place.file)
        if isinstance(value, dict) and set(value) == {"label", "type"}:
            return self._named(self.label(value["label"], result.spec), value["type"])
        if isinstance(value, dict) and set(value) == {"type", "made"}:
            return self._made_at(value["type"], value["made"], result)
        if isinstance(value, list) and value and all(isinstance(each, dict) and "label" in each for each in value):
            return ", ".join(self._value(each, result, style=style) for each in value)
        if isinstance(value, dict) and set(value) >= set(LANGUAGES):
            return said(value, self.texts.language)
        return value


def excerpt(source: str, line: int, columns: tuple[int, int] | None, width: int = EXCERPT_WIDTH) -> str:
    """Returns one line of source, and carets under the meant piece; of a long line the part around that piece."""
    lines = source.split("\n")
    if not 0 < line <= len(lines) or not lines[line - 1].strip():
        return ""
    text = plain(lines[line - 1].replace("\t", " ")).rstrip()
    start, end = columns or (0, 0)
    margin = len(text) - len(text.lstrip())
    first = max(margin, min(start, end - width)) if end - margin > width else margin
    before = "" if first == margin else "…"
    shown = before + text[first:first + width] + ("…" if len(text) > first + width else "")
    if columns is None:
        return INDENT + shown
    lead, meant = cell_len(before + text[first:start]), cell_len(text[start:min(end, first + width)])
    return f"{INDENT}{shown}\n{INDENT}{' ' * lead}{'^' * max(1, meant)}"
