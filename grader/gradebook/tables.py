"""Reads the tables that sites and spreadsheets write, whatever separates their cells and encodes their letters."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from grader.errors import InputError
from grader.submissions.reading import wide_encodings
from grader.submissions.stored import MAX_FILE_BYTES

DELIMITERS = ",;\t|"
ENCODINGS = ("utf-8", "cp949", "cp1252")  # the last two are Excel's, in Korea and in the West
HINT = "sep="  # a first line by which Excel is told the separator


@dataclass(frozen=True)
class Table:
    """What a file holds, and how it is written.

    Attributes:
        hint: the line before the header that names the separator, if there is one.
    """

    rows: list[list[str]]
    delimiter: str
    line_end: str
    encoding: str
    hint: str = ""


def read_table(path: Path) -> Table:
    """Reads a file; without rows if it is no table.

    Raises:
        InputError: it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path), reason=error.strerror or "") from None
    if len(data) > MAX_FILE_BYTES:
        raise InputError("file_too_large", path=str(path))
    encoding, text = decoded(data, path)
    line_end = "\r\n" if "\r\n" in text else "\n"
    hint, rest = split_hint(text)
    delimiter = hint[len(HINT):].strip("\r\n") or max(DELIMITERS, key=lambda each: regularity(rest, each))
    return Table(read_rows(rest, delimiter), delimiter, line_end, encoding, hint)


def decoded(data: bytes, path: Path) -> tuple[str, str]:
    """Returns how a file is encoded, and its text.

    Raises:
        InputError: in none of the ways known.
    """
    for encoding in [*wide_encodings(data), *ENCODINGS]:
        try:
            return encoding, data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("file_encoding", path=str(path))


def split_hint(text: str) -> tuple[str, str]:
    """Returns the line that names the separator, and the rest."""
    first, end, rest = text.partition("\n")
    is_hint = first.casefold().startswith(HINT) and len(first.rstrip("\r")) == len(HINT) + 1
    return (first + end, rest) if is_hint else ("", text)


def read_rows(text: str, delimiter: str) -> list[list[str]]:
    """Returns the rows of a text; none where quotes are left open."""
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True) if row]
    except csv.Error:
        return []


def regularity(text: str, delimiter: str) -> tuple[bool, int]:
    """Tells how much a text looks written with a delimiter: rows of one length first, then a long header."""
    rows = read_rows(text, delimiter)
    widths = set(map(len, rows))
    return len(widths) == 1 and widths != {1}, len(rows[0]) if rows else 0
