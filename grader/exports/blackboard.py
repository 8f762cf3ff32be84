"""Fills one column of the file that Blackboard's Grade Center gives for work offline; Blackboard uploads it again.

Source: Blackboard's help, "Work Offline with Grade Data": tabs in UTF-16, or commas; students by `Username`, columns by
the number at the end of their header, `Title [Total Pts: 10 Score] |123456`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.exports.assignments import Assignment, columns_of_school, fill_assignment
from grader.exports.export import Export, Options
from grader.exports.worksheet import number_in, read_worksheet
from grader.gradebook.entries import Entry

ASSIGNMENT = re.compile(r"(?P<title>.*\S)\s*\[(?P<about>[^\]]*)\]\s*\|(?P<id>\d+)", re.DOTALL)


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the template with the totals of all students it has."""
    sheet = read_worksheet(options)
    known = {number: Assignment(match.string, match["title"], match["id"], points_in(match["about"]))
             for number, name in enumerate(sheet.header) if (match := ASSIGNMENT.fullmatch(name.strip()))}
    return fill_assignment(sheet, columns_of_school(sheet), known, options, entries)


def points_in(about: str) -> float | None:
    """Returns the points that a header gives, in whatever language: `Total Pts: up to 10 Score`; 0 says nothing."""
    match = re.search(r"\d+(?:[.,]\d+)?", about)
    return (number_in(match[0]) or None) if match else None
