"""Puts results into words: what every report says about a place, a check, a verdict, in one language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from grader.checks.check import CheckResult, Finding, Outcome
from grader.evidence.claims import Output
from grader.messages.texts import Texts
from grader.reports.escaping import plain, plain_deep
from grader.submissions.types import Place
from grader.verdicts.verdict import Verdict

if TYPE_CHECKING:
    from grader.pipeline import ExerciseResult

# Verdicts that say more than the check that failed first.
TOLD_BY_VERDICT = {Verdict.UNTRUSTED, Verdict.GRADER_ERROR}
SHOWN_LINES, SHOWN_CHARACTERS = (4, 2), 160  # of what an answer printed: first and last lines, and of each line
STYLES = {"sequential", "functional", "subclass"}


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

    def label(self, label: str) -> str:
        """Returns a layer's label as a reader would say it."""
        if numbered := re.fullmatch(r"layer_(\d+)", label):
            return self.texts.word("layer", number=numbered.group(1))
        return label.capitalize()

    def check_place(self, result: ExerciseResult, finding: Finding) -> Place | None:
        """Returns where in the submission a finding lies: at the layer, else at the answer."""
        if result.answer is None:
            return None
        return result.answer.place_of(*finding.place) if finding.place else result.answer.place

    def message(self, result: ExerciseResult, check: CheckResult) -> str:
        """Returns what a check that did not pass has to say, with the place."""
        if check.outcome in (Outcome.PASSED, Outcome.SKIPPED):
            return ""
        text = self.texts.text(check.finding.code, **self._params(result, check.finding))
        place = self.check_place(result, check.finding)
        return f"{self.place(place)}: {text}" if place else text

    def hint(self, result: ExerciseResult, check: CheckResult) -> str:
        """Returns the next step for a check that did not pass."""
        if check.outcome in (Outcome.PASSED, Outcome.SKIPPED):
            return ""
        return self.texts.hint(check.finding.code, **self._params(result, check.finding))

    def summary(self, result: ExerciseResult) -> tuple[str, str] | None:
        """Returns (message, next step) for the one cause a student should look at first; None if all is well."""
        verdict = result.judgement.verdict
        if verdict is Verdict.UNREADABLE and result.unreadable is not None:
            return self.texts.error(result.unreadable.problem or "file_unreadable", path=plain(result.unreadable.name),
                                    reason=plain(result.unreadable.reason)), ""
        if verdict in TOLD_BY_VERDICT:
            return self.texts.text(verdict.value), self.texts.hint(verdict.value)
        first = next((check for check in result.judgement.checks if check.outcome is Outcome.FAILED), None)
        return (self.message(result, first), self.hint(result, first)) if first else None

    def advice(self, result: ExerciseResult) -> list[str]:
        """Returns the words on what is right but could be better."""
        name = result.answer.code.name if result.answer is not None and result.answer.code else ""
        return [self.texts.advice(code, name=plain(name), **self._worded(params))
                for code, params in result.judgement.advice]

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
        return self._worded(params)

    def _worded(self, params: dict[str, Any]) -> dict[str, Any]:
        worded = {key: self._value(value) for key, value in plain_deep(params).items()}
        if "label" in params:
            worded["layer"] = self.label(str(params["label"]))
        return worded

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) and value in STYLES:
            return self.texts.word(f"style_{value}")
        return value
