"""Fills one assignment's column in the gradebook file of an LMS, whichever it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grader.errors import InputError
from grader.exports.export import Export, Options
from grader.exports.rows import Columns, rows_of_students, scale_notices, scaled
from grader.exports.scores import shown_name
from grader.exports.worksheet import Worksheet
from grader.gradebook.entries import Entry
from grader.gradebook.notices import Notice
from grader.gradebook.roster import ADDRESSES, FAMILY_NAMES, GIVEN_NAMES, LOGINS, SCHOOL_IDS


@dataclass(frozen=True)
class Assignment:
    """What a column's header says.

    Attributes:
        header: all of it.
        points: what the LMS gives for the assignment; None where it does not say.
    """

    header: str
    title: str
    id: str
    points: float | None


def fill_assignment(sheet: Worksheet, columns: Columns, known: dict[int, Assignment], options: Options,
                    entries: Sequence[Entry], decided: Collection[str] = ()) -> Export:
    """Returns the file with the totals of all students it has.

    Args:
        known: the assignments by the number of their column.
        decided: what stands in a cell, in capitals, where a score would undo a decision.

    Raises:
        InputError: this is no such file, or which assignment is meant cannot be told.
    """
    if not known or not (columns.school or columns.lms is not None):
        raise InputError("export_template_wrong", path=str(sheet.path), reason=", ".join(sheet.header)[:80])
    column = assignment_column(sheet, known, options.assignment)
    points = known[column].points
    matched = rows_of_students(sheet, columns, entries)
    notices = matched.notices + scale_notices(matched.pairs, points)
    for entry, row in matched.pairs:
        score, before = scaled(entry, points), sheet.rows[row][column].strip()
        if before.upper() in decided:
            notices.append(Notice("export_kept", {"student": shown_name(entry), "value": before}))
        elif score is not None:
            notices += sheet.fill(entry, row, column, score)
    return sheet.export(notices)


def assignment_column(sheet: Worksheet, known: dict[int, Assignment], wanted: str | None) -> int:
    """Returns the column asked for by title or id; without that, the only one there is.

    Raises:
        InputError: none or several fit.
    """
    fitting = [number for number, each in known.items()
               if wanted is None or wanted.strip() in (each.id, each.title, each.header)]
    if len(fitting) != 1:
        raise InputError("export_assignment_unclear", path=str(sheet.path), wanted=wanted or "-",
                         known="; ".join(each.header for each in known.values()) or "-")
    return fitting[0]


def columns_of_school(sheet: Worksheet) -> Columns:
    """Returns where names and the school's ids stand in a file without numbers of the LMS."""
    ids = columns_named(sheet, {*LOGINS, *SCHOOL_IDS, *ADDRESSES})
    return Columns(None, ids, columns_named(sheet, {*FAMILY_NAMES, *GIVEN_NAMES}) or ids)


def columns_named(sheet: Worksheet, names: Collection[str]) -> list[int]:
    """Returns the numbers of the columns that are called so, in whatever case."""
    return [number for number, name in enumerate(sheet.header) if name.strip().casefold() in names]
