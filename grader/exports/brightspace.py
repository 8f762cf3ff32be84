"""Fills one grade item's column of the file that Brightspace exported; Brightspace imports it again.

Source: D2L's help, "Importing Grades": students by `OrgDefinedId` or `Username`, before which an export writes `#`;
`Title Points Grade <Numeric MaxPoints:10 …>` for an item; `End-of-Line Indicator` at the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.exports.assignments import Assignment, columns_of_school, fill_assignment
from grader.exports.export import Export, Options
from grader.exports.worksheet import number_in, read_worksheet
from grader.gradebook.entries import Entry

ITEM = re.compile(r"(?P<title>.*\S)\s+Points Grade\s*(?P<about><[^>]*>)?", re.DOTALL)
POINTS = re.compile(r"MaxPoints:(\d+(?:[.,]\d+)?)")


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the template with the totals of all students it has."""
    sheet = read_worksheet(options)
    known = {number: Assignment(match.string, match["title"], "", points_in(match["about"] or ""))
             for number, name in enumerate(sheet.header) if (match := ITEM.fullmatch(name.strip()))}
    return fill_assignment(sheet, columns_of_school(sheet), known, options, entries)


def points_in(about: str) -> float | None:
    """Returns the points that a header gives."""
    match = POINTS.search(about)
    return number_in(match[1]) if match else None
