"""Fills one assignment's column of the gradebook CSV that Canvas exported; Canvas imports it again.

Source: how Canvas itself writes and reads that file: the first row names the columns (`Title (id)` for an assignment),
then may come a row of posting policies, then `Points Possible`, then a row a student, told apart by the column `ID`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.errors import InputError
from grader.exports.assignments import Assignment, columns_named, fill_assignment
from grader.exports.export import Export, Options
from grader.exports.rows import Columns
from grader.exports.worksheet import Worksheet, number_in, read_worksheet
from grader.gradebook.entries import Entry

ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\((?P<id>\d+)\)", re.DOTALL)
POINTS_ROW = "Points Possible"
SCHOOL_IDS = ("sis user id", "sis login id", "integration id", "email")
DECIDED = {"EX", "N/A"}  # excused, and not assigned: a score would undo that


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the template with the totals of all students it has."""
    sheet = read_worksheet(options)
    lms_id = next(iter(columns_named(sheet, ["id"])), None)
    if lms_id is None:
        raise InputError("export_template_wrong", path=str(sheet.path), reason=", ".join(sheet.header)[:80])
    columns = Columns(lms_id, columns_named(sheet, SCHOOL_IDS), range(lms_id))  # names stand before, in one or two
    return fill_assignment(sheet, columns, assignments(sheet), options, entries, DECIDED)


def assignments(sheet: Worksheet) -> dict[int, Assignment]:
    """Returns the assignments by the number of their column, those left out that Canvas works out."""
    points = points_row(sheet)
    return {number: Assignment(match.string, match["title"], match["id"], number_in(points[number]) if points else None)
            for number, name in enumerate(sheet.header)
            if (match := ASSIGNMENT.fullmatch(name.strip())) and (not points or not is_read_only(points[number]))}


def points_row(sheet: Worksheet) -> list[str]:
    """Returns the row that says what each assignment is worth; empty if the file has none."""
    return next((row for row in sheet.rows[1:] if row[0].strip().startswith(POINTS_ROW)), [])


def is_read_only(points: str) -> bool:
    """Whether a column is worked out by Canvas: it says so, in the site's language, where others have their points."""
    return bool(points.strip()) and number_in(points) is None
