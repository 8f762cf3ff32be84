"""Checks that come first for every exercise: an answer is there, and it runs."""

from __future__ import annotations

from typing import Protocol

from grader.checks.check import Check, Finding, failed, passed
from grader.evidence.evidence import Evidence


class HasEvidence(Protocol):
    """Facts of any kind of exercise."""

    evidence: Evidence


def found_and_runs() -> list[Check]:
    """Returns the two checks every other one rests on."""
    return [
        Check("answer.found", "", (), answer_is_found),
        Check("answer.runs", "runs", ("answer.found",), answer_runs),
    ]


def answer_is_found(facts: HasEvidence) -> Finding:
    """There is code that answers the exercise."""
    return passed()


def answer_runs(facts: HasEvidence) -> Finding:
    """The code runs to its end and what it makes can be called."""
    evidence = facts.evidence
    if evidence.end == "answered" and evidence.failure is None:
        return passed()
    if evidence.failure is not None:
        place = evidence.failure.frames[-1] if evidence.failure.frames else None
        return failed(f"raised_in_{evidence.failure.stage}", "no error",
                      f"{evidence.failure.type}: {evidence.failure.message}",
                      (place.cell, place.line) if place else None,
                      type=evidence.failure.type, text=first_lines(evidence.failure.message))
    return failed(evidence.end, "an end", evidence.end)


def first_lines(text: str, lines: int = 6) -> str:
    """Returns the first lines of a long message."""
    return "\n".join(text.strip().split("\n")[:lines])[:600]
