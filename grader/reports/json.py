"""The JSON report: one document per submission, the contract other programs rely on."""

from __future__ import annotations

import math
from typing import Any

import msgspec

from grader import __version__
from grader.checks.check import CheckResult, Outcome
from grader.evidence.evidence import Evidence
from grader.messages.texts import Texts
from grader.reports.escaping import plain, plain_deep
from grader.reports.layers import layer_document, layer_pairs
from grader.reports.wording import Wording
from grader.results import ExerciseResult, Grading
from grader.versions import versions

FORMAT = 1


def document(grading: Grading, texts: Texts) -> dict[str, Any]:
    """Returns the document of one submission."""
    wording = Wording(texts)
    return {
        "format": FORMAT,
        "grader_version": __version__,
        "versions": versions(),
        "passed": grading.passed,
        "score": grading.score,
        "max_score": float(len(grading.results)),
        "submission": {
            "name": plain(grading.submission.name),
            "files": [plain(file.name) for file in grading.submission.files],
        },
        "isolation": grading.isolation,
        "message": wording.overall(grading.results),
        "exercises": [exercise(result, wording) for result in grading.results],
    }


def exercise(result: ExerciseResult, wording: Wording) -> dict[str, Any]:
    """Returns the part of one exercise."""
    judgement, evidence, answer = result.judgement, result.evidence, result.answer
    message, hint = wording.summary(result) or ("", "")
    losses = evidence.response.losses if evidence is not None and evidence.response is not None else ()
    return {
        "id": result.spec.id,
        "verdict": judgement.verdict.value,
        "score": judgement.score,
        "max_score": 1.0,
        "answer": None if answer is None else {
            "file": plain(answer.place.file), "cell": answer.place.cell, "line": answer.place.line,
            "candidates": result.candidates,
        },
        "checks": [check(result, each, wording) for each in judgement.checks],
        "advice": wording.advice(result),
        "message": message,
        "hint": hint,
        "output": output(evidence),
        "layers": [layer_document(pair) for pair in layer_pairs(result)],
        "losses": [round(loss, 4) for loss in losses if loss is not None and math.isfinite(loss)],
        "seconds": round(evidence.seconds, 3) if evidence is not None else 0.0,
        "stages": {name: round(seconds, 3) for name, seconds in evidence.stages.items()} if evidence else {},
    }


def output(evidence: Evidence | None) -> dict[str, Any] | None:
    """Returns what the answer printed; None if nothing, or if it ended before it could tell."""
    printed = evidence.output if evidence is not None else None
    return None if printed is None else {
        "head": plain(printed.head), "tail": plain(printed.tail), "cut_characters": printed.cut_characters,
    }


def check(result: ExerciseResult, each: CheckResult, wording: Wording) -> dict[str, Any]:
    """Returns the part of one check."""
    finding = each.finding
    return {
        "id": each.id,
        "outcome": each.outcome.value,
        "points": round(each.points, 4),
        "because": list(each.because),
        "expected": plain_deep(finding.expected),
        "found": plain_deep(finding.found),
        "code": finding.code,
        "params": plain_deep(msgspec.to_builtins(finding.params)),
        "place": place_document(result, each, wording),
        "message": wording.message(result, each),
        "hint": wording.hint(result, each),
        "hints": wording.hints(result, each),
    }


def place_document(result: ExerciseResult, each: CheckResult, wording: Wording) -> dict[str, Any] | None:
    """Returns where a check that did not pass points to."""
    place = wording.check_place(result, each.finding) if each.outcome in (Outcome.FAILED, Outcome.BROKEN) else None
    return None if place is None else {"file": plain(place.file), "cell": place.cell, "block": place.block,
                                       "line": place.line}
