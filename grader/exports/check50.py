"""The JSON that check50 prints, a file a student, for what reads that: each check with its cause and what it waits for.

Source: cs50.readthedocs.io, check50, "JSON specification". `passed` is null where a check was not asked, or we failed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from grader.exports.export import Export, Options
from grader.exports.file_names import json_files
from grader.exports.scores import exercises, ungraded
from grader.gradebook.entries import Entry

PASSED = {"passed": True, "failed": False}


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns a folder of results, each named after its student."""
    return Export(json_files(entries, results), notices=tuple(ungraded(entries)))


def results(entry: Entry) -> dict[str, Any]:
    """Returns one student's results."""
    return {"slug": "keras-exercise-grader", "version": entry.document["grader_version"],
            "results": [each for exercise in exercises(entry) for each in checks(exercise)]}


def checks(exercise: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields the checks of an exercise; one that was not attempted has a single one."""
    for check in exercise["checks"] or [{"id": "answer.found", "outcome": "failed", "message": exercise["message"],
                                         "hint": exercise["hint"], "because": []}]:
        passed = PASSED.get(check["outcome"])
        cause = None if passed else {"rationale": check["message"] or check["outcome"], "help": check["hint"] or None}
        waits_for = next(iter(check["because"]), None)
        yield {"name": f"{exercise['id']}.{check['id']}", "description": f"{exercise['id']}: {check['id']}",
               "passed": passed, "log": [], "cause": cause, "data": {},
               "dependency": waits_for and f"{exercise['id']}.{waits_for}"}
