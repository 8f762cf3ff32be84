"""Finds each student's row in a file of the LMS, by the id the LMS knows the student by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.exports.export import Notice
from grader.exports.scores import max_total, shown_name, total, ungraded
from grader.exports.worksheet import Worksheet
from grader.gradebook.entries import Entry


@dataclass(frozen=True)
class Matched:
    """Entries with their rows, and what to say of those without one."""

    pairs: list[tuple[Entry, list[str]]]
    notices: list[Notice]


def rows_of_students(sheet: Worksheet, column: int, entries: Sequence[Entry], others: Sequence[int] = ()) -> Matched:
    """Returns the row of each entry that has files: who handed in nothing keeps what the site says.

    Args:
        column: ends with the number the site gives the student (`Participant 12`, `참가자12`, `12`).
        others: columns with the school's ids, which have to be the same letter by letter.
    """
    rows: dict[str, list[str]] = {}
    for row in sheet.rows[1:]:
        for cell in (last_digits(row[column]), *(row[other].strip() for other in others)):
            rows.setdefault(cell, row)
    rows.pop("", None)
    best, notices = best_of_each([entry for entry in entries if entry.document["submission"]["files"]])
    pairs = [(entry, rows[number]) for entry in best if (number := plain_id(entry)) in rows]
    found = {entry.student.key for entry, _ in pairs}
    notices += [Notice("export_no_row", {"student": shown_name(entry), "id": entry.student.lms_id or "-"})
                for entry in best if entry.student.key not in found]
    return Matched(pairs, notices + ungraded([entry for entry, _ in pairs]))


def best_of_each(entries: Sequence[Entry]) -> tuple[list[Entry], list[Notice]]:
    """Returns the best submission of each student, and a notice where a student has several."""
    best: dict[str, Entry] = {}
    notices = []
    for entry in entries:
        student = plain_id(entry) or entry.student.key
        if student in best:
            notices.append(Notice("export_several", {"student": shown_name(entry), "id": entry.student.lms_id}))
        best[student] = max(best.get(student, entry), entry, key=lambda each: total(each) or 0.0)
    return list(best.values()), notices


def plain_id(entry: Entry) -> str:
    """Returns the id of a student; of a number without leading zeros. What is no number is compared as it is."""
    lms_id = entry.student.lms_id.strip()
    return lms_id.lstrip("0") if lms_id.isdigit() else lms_id


def last_digits(cell: str) -> str:
    """Returns the number that a cell ends with, leading zeros left out; empty if it ends otherwise."""
    match = re.search(r"([0-9]+)\s*$", cell)
    return match.group(1).lstrip("0") if match else ""


def scaled(entry: Entry, points: float | None) -> float | None:
    """Returns the total as a share of what the LMS gives for the assignment; unscaled where it does not say."""
    score = total(entry)
    if score is None or not points or not max_total(entry):
        return score
    return score / max_total(entry) * points


def scale_notices(pairs: list[tuple[Entry, list[str]]], points: float | None) -> list[Notice]:
    """Says that the LMS gives the assignment other points than we do, if so."""
    ours = {max_total(entry) for entry, _ in pairs}
    if not points or ours <= {points}:
        return []
    return [Notice("export_scaled", {"max_score": f"{max(ours):g}", "points": f"{points:g}"})]
