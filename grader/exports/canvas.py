"""Fills one assignment's column of the gradebook CSV that Canvas exported; Canvas imports it again.

Source: how Canvas itself writes and reads that file: the first row names the columns (`Title (id)` for an assignment),
then may come a row of posting policies, then `Points Possible`, then a row a student, told apart by the column `ID`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.errors import InputError
from grader.exports.export import Export, Options
from grader.exports.matching import Columns, rows_of_students, scale_notices, scaled
from grader.exports.scores import shown_name
from grader.exports.worksheet import Worksheet, number_in, read_worksheet
from grader.gradebook.entries import Entry
from grader.gradebook.notices import Notice

ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\((?P<id>\d+)\)", re.DOTALL)
POINTS_ROW = "Points Possible"
SCHOOL_IDS = ("SIS User ID", "SIS Login ID", "Integration ID", "Email")
DECIDED = {"EX", "N/A"}  # excused, and not assigned: a score would undo that


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the template with the totals of all students it has."""
    sheet = read_worksheet(options)
    if "ID" not in map(str.strip, sheet.header):
        raise InputError("export_template_wrong", path=str(sheet.path), reason=", ".join(sheet.header)[:80])
    column = assignment_column(sheet, options.assignment)
    row_of_points = points_row(sheet)
    points = number_in(row_of_points[column]) if row_of_points else None
    matched = rows_of_students(sheet, columns_of_students(sheet), entries)
    notices = matched.notices + scale_notices(matched.pairs, points)
    for entry, row in matched.pairs:
        score, before = scaled(entry, points), sheet.rows[row][column].strip()
        if before.upper() in DECIDED:
            notices.append(Notice("export_kept", {"student": shown_name(entry), "value": before}))
        elif score is not None:
            notices += sheet.fill(entry, row, column, score)
    return sheet.export(notices)


def columns_of_students(sheet: Worksheet) -> Columns:
    """Returns where names and ids stand: names before `ID`, in one column or two."""
    header = [name.strip() for name in sheet.header]
    return Columns(header.index("ID"), [number for number, name in enumerate(header) if name in SCHOOL_IDS],
                   range(header.index("ID")))


def assignment_column(sheet: Worksheet, wanted: str | None) -> int:
    """Returns the column asked for by title or id; without that, the only one there is.

    Raises:
        InputError: none or several fit.
    """
    points = points_row(sheet)
    known = {number: match for number, name in enumerate(sheet.header)
             if (match := ASSIGNMENT.fullmatch(name.strip())) and (not points or not is_read_only(points[number]))}
    fitting = [number for number, match in known.items()
               if wanted is None or wanted.strip() in (match["id"], match["title"], match.string)]
    if len(fitting) != 1:
        raise InputError("export_assignment_unclear", path=str(sheet.path), wanted=wanted or "-",
                         known="; ".join(match.string for match in known.values()) or "-")
    return fitting[0]


def points_row(sheet: Worksheet) -> list[str]:
    """Returns the row that says what each assignment is worth; empty if the file has none."""
    return next((row for row in sheet.rows[1:] if row[0].strip().startswith(POINTS_ROW)), [])


def is_read_only(points: str) -> bool:
    """Whether a column is worked out by Canvas: it says so, in the site's language, where others have their points."""
    return bool(points.strip()) and number_in(points) is None
