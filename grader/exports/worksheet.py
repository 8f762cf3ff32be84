"""A CSV file that an LMS exported and will take back: only chosen cells change, all else stays as it came."""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import InputError
from grader.exports.export import Export, Notice, Options
from grader.submissions.reading import decode_text

DELIMITERS = ",;\t"
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass
class Worksheet:
    """The rows of the file, the header first, all of them as long as the longest."""

    path: Path
    rows: list[list[str]]
    delimiter: str
    line_end: str
    encoding: str

    @property
    def header(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    def column(self, number: int) -> list[str]:
        """Returns the cells of a column below the header."""
        return [row[number].strip() for row in self.rows[1:]]

    def export(self, notices: list[Notice]) -> Export:
        """Returns the file with what was changed in it."""
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator=self.line_end).writerows(self.rows)
        return Export(text.getvalue(), encoding=self.encoding, notices=tuple(notices))


def read_worksheet(options: Options) -> Worksheet:
    """Reads the template.

    Raises:
        InputError: none is given, or it is no such file.
    """
    if (path := options.template) is None:
        raise InputError("export_template_missing")
    data, text = read_text(path)
    delimiter = max(DELIMITERS, key=lambda each: regularity(text, each))
    rows = read_rows(text, delimiter)
    if len(rows) < 2 or len(rows[0]) < 3:
        raise InputError("export_template_wrong", path=str(path), reason=text.partition("\n")[0][:80])
    width = max(map(len, rows))
    return Worksheet(path, [row + [""] * (width - len(row)) for row in rows], delimiter,
                     "\r\n" if b"\r\n" in data else "\n",
                     "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8")


def read_text(path: Path) -> tuple[bytes, str]:
    """Returns what is in a file, as bytes and as text.

    Raises:
        InputError: it cannot be read.
    """
    try:
        data = path.read_bytes()
        return data, decode_text(data)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path), reason=error.strerror or "") from None
    except ValueError as error:
        raise InputError(str(error), path=str(path)) from None


def read_rows(text: str, delimiter: str) -> list[list[str]]:
    """Returns the rows of a CSV text; none where quotes are left open."""
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return []


def regularity(text: str, delimiter: str) -> tuple[bool, int]:
    """Tells how much a text looks written with a delimiter: rows of one length first, then long ones."""
    widths = {len(row) for row in read_rows(text, delimiter)}
    return len(widths) == 1 and widths != {1}, max(widths, default=0)


def number_in(cell: str) -> float | None:
    """Reads a number as an LMS writes it, with either decimal sign; None for anything else."""
    return float(cell.strip().replace(",", ".")) if NUMBER.fullmatch(cell.strip()) else None


def score_text(score: float) -> str:
    """Writes points the way LMS sites show them: at most two places."""
    return f"{score:.2f}".rstrip("0").rstrip(".")
