"""Gradescope's `results.json`, a file a student: a box an exercise, with what to mend in it.

Source: gradescope-autograders.readthedocs.io, "Autograder Specifications", output format.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.exports.export import Export, Options
from grader.exports.file_names import json_files
from grader.exports.scores import exercises, failures, note, total, ungraded
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns a folder of results, each named after its student."""
    return Export(json_files(entries, lambda entry: results(entry, options.texts)), notices=tuple(ungraded(entries)))


def results(entry: Entry, texts: Texts, *, hints: int = 1, visibility: str = "visible") -> dict[str, Any]:
    """Returns one student's results.

    Args:
        hints: how many steps of help each mistake is shown with.
        visibility: when the student sees what is below the score.

    Where an exercise could not be graded no score is given at all: Gradescope then shows that the autograder failed,
    and not a sum in which our fault counts as the student's.
    """
    score = total(entry)
    document: dict[str, Any] = {
        "output": texts.verdict("grader_error") if score is None else note(entry),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(sum(exercise["seconds"] for exercise in exercises(entry)), 3),
        "extra_data": {"grader_version": entry.document["grader_version"], "isolation": entry.document["isolation"]},
        "tests": [box(exercise, number, score is not None, texts, hints) | {"visibility": visibility}
                  for number, exercise in enumerate(exercises(entry), 1)],
    }
    return document if score is None else {"score": score} | document


def box(exercise: dict[str, Any], number: int, with_score: bool, texts: Texts, hints: int) -> dict[str, Any]:
    """Returns what Gradescope shows for one exercise."""
    lines = [line for check in failures(exercise) for line in (check["message"], *check["hints"][:hints]) if line]
    return {
        **({"score": exercise["score"]} if with_score else {}),
        "max_score": exercise["max_score"],
        "status": "passed" if exercise["verdict"] == "passed" else "failed",
        "name": f"{exercise['id']}: {texts.verdict(exercise['verdict'])}",
        "name_format": "text",
        "number": str(number),
        "output": "\n".join(lines or [exercise["message"]]),
        "output_format": "text",
        "tags": [exercise["id"]],
    }
