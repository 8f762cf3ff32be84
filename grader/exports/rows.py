"""Finds each student's row in a file of the LMS.

Ids are of two kinds, and one student's may equal another's of the other kind: the number the LMS gives, and what the
school knows a student by (number, login, e-mail address). Nobody gets a row that could be somebody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.exports.scores import exercises, max_total, shown_name, total, ungraded
from grader.exports.worksheet import Worksheet
from grader.gradebook.entries import Entry, Student
from grader.gradebook.naming import cleaned_id, last_digits, plain_id, same_name
from grader.gradebook.notices import Notice

MAX_SHOWN = 5


@dataclass(frozen=True)
class Columns:
    """Which columns tell whose a row is.

    Attributes:
        lms: ends with the number the site gives the student (`Participant 12`, `참가자12`, `12`).
        school: those that may hold ids of the school; they have to be equal as a whole.
        names: those that together are the student's name.
    """

    lms: int | None
    school: Sequence[int]
    names: Sequence[int]


@dataclass(frozen=True)
class Matched:
    """Entries with the numbers of their rows, and what to say of those without one."""

    pairs: list[tuple[Entry, int]]
    notices: list[Notice]


class Rows:
    """The rows of a file, found by what they hold of a student."""

    def __init__(self, sheet: Worksheet, columns: Columns) -> None:
        self.sheet = sheet
        self.columns = columns
        lms = [] if columns.lms is None else [columns.lms]
        self.by_lms_id = self._index(lms, last_digits)
        self.by_school_id = self._index(columns.school, cleaned_id)

    def _index(self, columns: Iterable[int], read: Callable[[str], str]) -> dict[str, set[tuple[str, int]]]:
        index: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for column in columns:
            for number, row in enumerate(self.sheet.rows[1:], 1):
                if cell := read(row[column]):
                    index[plain_id(cell)].add((cell, number))
        return index

    def of(self, student: Student) -> set[int]:
        """Returns the rows that may be a student's: one, if it is sure."""
        lms = with_id(self.by_lms_id, student.lms_id)
        school = with_id(self.by_school_id, student.school_id) | with_id(self.by_school_id, student.email)
        return lms & school or lms | school

    def name(self, row: int) -> str:
        """Returns how a row's student is called."""
        return " ".join(self.sheet.rows[row][column] for column in self.columns.names)


def with_id(index: dict[str, set[tuple[str, int]]], wanted: str) -> set[int]:
    """Returns the rows with an id; of those that differ by leading zeros or case the one that is written so."""
    found = index.get(plain_id(wanted), set()) if wanted else set()
    exact = {row for cell, row in found if cell == cleaned_id(wanted)}
    return exact if len(exact) == 1 else {row for _, row in found}


def rows_of_students(sheet: Worksheet, columns: Columns, entries: Sequence[Entry]) -> Matched:
    """Returns the row of each entry that could be read: who handed in nothing keeps what the site says.

    So does whose files are none that are read: a person has to look at them.
    """
    rows = Rows(sheet, columns)
    notices: list[Notice] = []
    claims: dict[int, list[Entry]] = defaultdict(list)
    for entry in filter(has_files, entries):
        found = rows.of(entry.student)
        if is_unread(entry):
            notices.append(Notice("export_unread", told(entry)))
        elif len(found) == 1:
            claims[found.pop()].append(entry)
        else:
            notices.append(left_out(entry, [rows.name(row) for row in sorted(found)]))
    pairs = []
    for row, several in claims.items():
        if all(same_student(several[0].student, each.student) for each in several):
            pairs.append((max(several, key=lambda each: total(each) or 0.0), row))
            notices += [Notice("export_several", told(each)) for each in several[1:]]
        else:
            notices += [left_out(each, [shown_name(other) for other in several]) for each in several]
    return Matched(pairs, notices + ungraded([entry for entry, _ in pairs]))


def has_files(entry: Entry) -> bool:
    """Whether a student handed in anything."""
    return bool(entry.document["submission"]["files"])


def is_unread(entry: Entry) -> bool:
    """Whether nothing that a student handed in could be read."""
    return all(exercise["verdict"] == "unreadable" for exercise in exercises(entry))


def same_student(one: Student, other: Student) -> bool:
    """Whether two who claim one row are one, who handed in under two names."""
    same_id = (one.lms_id and one.lms_id == other.lms_id) or (one.school_id and one.school_id == other.school_id)
    return bool(same_id) or same_name(one.name, other.name)


def left_out(entry: Entry, candidates: list[str]) -> Notice:
    """Returns why an entry gets no row: there is none, or there are several."""
    if not candidates:
        return Notice("export_no_row", told(entry))
    shown = "; ".join(" ".join(name.split()) for name in candidates[:MAX_SHOWN])
    return Notice("export_ambiguous", told(entry) | {"candidates": shown})


def told(entry: Entry) -> dict[str, object]:
    """Returns how messages name a student."""
    return {"student": shown_name(entry), "id": entry.student.shown_id or "-"}


def scaled(entry: Entry, points: float | None) -> float | None:
    """Returns the total as a share of what the LMS gives for the assignment; unscaled where it does not say."""
    score = total(entry)
    if score is None or not points or not max_total(entry):
        return score
    return score / max_total(entry) * points


def scale_notices(pairs: list[tuple[Entry, int]], points: float | None) -> list[Notice]:
    """Says that the LMS gives the assignment other points than we do, if so."""
    ours = {max_total(entry) for entry, _ in pairs}
    if not points or ours <= {points}:
        return []
    return [Notice("export_scaled", {"max_score": f"{max(ours):g}", "points": f"{points:g}"})]
