"""A table for spreadsheets: a row a student, a column an exercise. No cell can act as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.exports.export import Export, Options
from grader.exports.scores import exercise_ids, exercises, max_total, note, shown_name, total, ungraded
from grader.gradebook.entries import Entry
from grader.reports.escaping import plain

# What spreadsheets take for the start of a formula (OWASP, "CSV Injection"), full-width forms included.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
STUDENT_COLUMNS = ("key", "name", "id", "email", "late")


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the table; UTF-8 with a byte order mark, without which Excel garbles Korean."""
    ids = exercise_ids(entries)
    table = io.StringIO()
    # Every text is quoted, or a spreadsheet that separates by semicolons would see a cell begin inside one.
    writer = csv.writer(table, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([*STUDENT_COLUMNS, *map(safe_cell, ids), "total", "max_score", "graded_at", "note"])
    writer.writerows(row(entry, ids) for entry in entries)
    return Export(table.getvalue(), encoding="utf-8-sig", notices=tuple(ungraded(entries)))


def row(entry: Entry, ids: list[str]) -> list[str | float]:
    """Returns the cells of one student; what was not graded is empty."""
    student = entry.student
    scores = {exercise["id"]: exercise["score"] for exercise in exercises(entry)}
    numbers = [scores.get(exercise) for exercise in ids] + [total(entry), max_total(entry)]
    texts = [student.key, shown_name(entry), student.shown_id, student.email, "late" if student.late else ""]
    return [*map(safe_cell, texts), *("" if number is None else number for number in numbers),
            safe_cell(entry.graded_at), safe_cell(note(entry))]


def safe_cell(text: str) -> str:
    """Returns a text that a spreadsheet shows and never runs."""
    text = plain(text)
    return f"'{text}" if text.lstrip(" \N{REPLACEMENT CHARACTER}").startswith(FORMULA_STARTS) \
        or text.startswith(FORMULA_STARTS) else text
