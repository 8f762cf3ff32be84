"""Checks that come first for every exercise: an answer is there, and it runs."""

from __future__ import annotations

import re
from typing import Protocol

from grader.checks.check import Check, Finding, failed, passed
from grader.evidence.claims import Failure
from grader.evidence.evidence import NOT_RUN, Evidence

# Errors whose line says all; the others need a look at shapes and data.
NAMED_ON_THEIR_LINE = {"NameError", "AttributeError", "ImportError", "ModuleNotFoundError", "UnboundLocalError",
                       "SyntaxError", "KeyError"}
# How Keras and TensorFlow write their own objects, and how a student would.
INNER = ((re.compile(r"\s*\(<cell \d+>, line \d+\)"), ""),
         (re.compile(r"<class '(?:[\w.]*\.)?(\w+)'>"), r"\1"), (re.compile(r"<(\w+) [^<>]*>"), r"\1"),
         (re.compile(r"\bkeras\.(?:_tf_keras|src)[\w.]*\.(\w+)"), r"keras.\1"),
         (re.compile(r"\btensorflow\.python[\w.]*\.(\w+)"), r"\1"),
         (re.compile(r" See https?://\S+(?: for more information\.)?"), ""))


class HasEvidence(Protocol):
    """Facts of any kind of exercise."""

    @property
    def evidence(self) -> Evidence:
        """What is known of the answer."""
        ...


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
    if evidence.end == "answered" and evidence.claim is None:
        return failed("untrusted", "a claim", evidence.problem)
    if evidence.end == "answered" and evidence.failure is None:
        return passed()
    if evidence.failure is not None:
        place = evidence.failure.frames[-1] if evidence.failure.frames else None
        return failed(failure_code(evidence.failure, has_line=place is not None), "no error",
                      f"{evidence.failure.type}: {evidence.failure.message}",
                      (place.cell, place.line) if place else None,
                      type=evidence.failure.type, text=gist(evidence.failure.message))
    if evidence.problem == NOT_RUN:
        return failed("not_run_in_time", "an end", evidence.end)
    return failed(evidence.end, "an end", evidence.end)


def failure_code(failure: Failure, *, has_line: bool) -> str:
    """Returns the message code of an exception: where it happened."""
    if failure.type in NAMED_ON_THEIR_LINE and has_line:
        return "raised_in_code"
    return f"raised_in_{failure.stage}"


def gist(text: str, lines: int = 3) -> str:
    """Returns the lines of an exception that say what is wrong, without those Keras puts around them."""
    for inner, instead in INNER:
        text = inner.sub(instead, text)
    told = text.split("Arguments received by")[0].strip().split("\n")
    told = [line for line in told if line.strip() and not line.startswith("Exception encountered when calling")]
    return "\n".join(told[:lines])[:400]
