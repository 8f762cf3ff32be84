"""A CSV file that an LMS exported and will take back: only chosen cells change, all else stays as it came."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import InputError
from grader.exports.export import Export, Options
from grader.exports.scores import shown_name
from grader.gradebook.entries import Entry
from grader.gradebook.notices import Notice
from grader.gradebook.tables import Table, read_table
from grader.reports.escaping import plain

NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
LONG_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+\.\d+|-?\d{1,3}(?:\.\d{3})+,\d+")  # 1,234.50 and 1.234,50
NO_GRADE = ("", "-")


@dataclass
class Worksheet:
    """The rows of the file, the header first, all of them as long as the longest."""

    path: Path
    table: Table

    @property
    def rows(self) -> list[list[str]]:
        """All rows."""
        return self.table.rows

    @property
    def header(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    def column(self, number: int) -> list[str]:
        """Returns the cells of a column below the header."""
        return [row[number].strip() for row in self.rows[1:]]

    def fill(self, entry: Entry, row: int, column: int, score: float) -> list[Notice]:
        """Writes points into a cell; says so where others stood there. Those that are the same stay as written."""
        old = self.rows[row][column].strip()
        new = self.score_text(score, column)
        if number_in(old) == number_in(new):
            return []
        self.rows[row][column] = new
        return [] if old in NO_GRADE else [
            Notice("export_replaced", {"student": shown_name(entry), "before": plain(old), "after": new})]

    def score_text(self, score: float, column: int) -> str:
        """Writes points the way LMS sites show them: at most two places, the decimal sign that of the file."""
        signs = decimal_signs(self.column(column)) or decimal_signs(cell for row in self.rows[1:] for cell in row)
        comma = signs[","] > signs["."] or (not signs and self.table.delimiter == ";")
        return f"{score:.2f}".rstrip("0").rstrip(".").replace(".", "," if comma else ".")

    def export(self, notices: list[Notice]) -> Export:
        """Returns the file with what was changed in it."""
        text = io.StringIO()
        csv.writer(text, delimiter=self.table.delimiter, lineterminator=self.table.line_end).writerows(self.rows)
        content = self.table.hint + text.getvalue()
        return Export(content, encoding=able(self.table.encoding, content), notices=tuple(notices))


def read_worksheet(options: Options) -> Worksheet:
    """Reads the template.

    Raises:
        InputError: none is given, or it is no such file.
    """
    if (path := options.template) is None:
        raise InputError("export_template_missing")
    table = read_table(path)
    if len(table.rows) < 2 or len(table.rows[0]) < 3:
        raise InputError("export_template_wrong", path=str(path), reason=first_line(table))
    width = max(map(len, table.rows))
    return Worksheet(path, replace(table, rows=[row + [""] * (width - len(row)) for row in table.rows]))


def first_line(table: Table) -> str:
    """Returns the header, for a message."""
    return ", ".join(table.rows[0])[:80] if table.rows else "-"


def able(encoding: str, text: str) -> str:
    """Returns the encoding a file came in, if it can hold what was written into it."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "utf-8-sig"
    return encoding


def decimal_signs(cells: Iterable[str]) -> Counter[str]:
    """Counts the signs before the decimals of the numbers among cells."""
    return Counter(re.findall("[.,]", cell)[-1] for cell in map(str.strip, cells)
                   if is_number(cell) and not cell.lstrip("-").isdigit())


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, with either decimal sign."""
    return bool(NUMBER.fullmatch(cell) or LONG_NUMBER.fullmatch(cell))


def number_in(cell: str) -> float | None:
    """Reads a number as an LMS writes it; None for anything else."""
    cell = cell.strip()
    if not is_number(cell):
        return None
    parts = re.fullmatch(r"(.*?)(?:([.,])(\d+))?", cell)
    assert parts is not None
    whole, sign, decimals = parts.groups(default="")
    return float(re.sub("[.,]", "", whole) + sign.replace(",", ".") + decimals)
