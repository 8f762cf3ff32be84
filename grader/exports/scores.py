"""The scores of an entry, with what could not be graded left open rather than counted as nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from grader.gradebook.entries import Entry
from grader.gradebook.notices import Notice
from grader.reports.escaping import plain


def exercises(entry: Entry) -> list[dict[str, Any]]:
    """Returns the exercises of an entry's document."""
    found: list[dict[str, Any]] = entry.document["exercises"]
    return found


def total(entry: Entry) -> float | None:
    """Returns the points of all exercises; None if we failed to grade one, since leaving it out would count it as 0."""
    scores: list[float | None] = [exercise["score"] for exercise in exercises(entry)]
    known = [score for score in scores if score is not None]
    return round(sum(known), 4) if len(known) == len(scores) else None


def max_total(entry: Entry) -> float:
    """Returns what all exercises are worth together."""
    points: list[float] = [exercise["max_score"] for exercise in exercises(entry)]
    return round(sum(points), 4)


def exercise_ids(entries: Iterable[Entry]) -> list[str]:
    """Returns all exercises that occur, in the order they are met."""
    return list(dict.fromkeys(exercise["id"] for entry in entries for exercise in exercises(entry)))


def ungraded(entries: Sequence[Entry]) -> list[Notice]:
    """Returns a notice for each entry whose total stays open."""
    return [Notice("export_ungraded", {"student": shown_name(entry)}) for entry in entries if total(entry) is None]


def shown_name(entry: Entry) -> str:
    """Returns what people call the student, on one line."""
    return " ".join(plain(entry.student.name or entry.student.key).split())


def note(entry: Entry) -> str:
    """Returns why there was nothing to grade; empty where there was."""
    message: str = entry.document.get("message", "")
    return message


def failures(exercise: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns the checks that did not pass, those skipped because of them left out."""
    return [check for check in exercise["checks"] if check["outcome"] in ("failed", "broken")]
