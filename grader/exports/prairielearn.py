"""PrairieLearn's `results.json`, a file a student: a test an exercise.

Source: PrairieLearn, docs/externalGrading.md, "Grading results": the score is a share, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.exports.export import Export, Options
from grader.exports.file_names import json_files
from grader.exports.scores import exercises, failures, max_total, note, total, ungraded
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns a folder of results, each named after its student."""
    return Export(json_files(entries, lambda entry: results(entry, options.texts)), notices=tuple(ungraded(entries)))


def results(entry: Entry, texts: Texts) -> dict[str, Any]:
    """Returns one student's results; where we failed it is not gradable, which costs no attempt and no point."""
    score = total(entry)
    if score is None:
        return {"gradable": False, "format_errors": [texts.verdict("grader_error")]}
    return {"gradable": True, "score": round(score / max_total(entry), 6) if max_total(entry) else 0.0,
            "message": note(entry), "tests": [test(exercise, texts) for exercise in exercises(entry)]}


def test(exercise: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """Returns what is shown of one exercise."""
    lines = [line for check in failures(exercise) for line in (check["message"], *check["hints"][:1]) if line]
    return {"name": exercise["id"], "points": exercise["score"], "max_points": exercise["max_score"],
            "message": texts.verdict(exercise["verdict"]), "output": "\n".join(lines or [exercise["message"]])}
