"""Reads the list of a class, so that who handed in nothing has a line too, and names and addresses are the school's."""

from __future__ import annotations

import csv
import io
import unicodedata
from pathlib import Path

import msgspec

from grader.errors import InputError
from grader.gradebook.entries import Student
from grader.gradebook.layouts import HandedIn
from grader.submissions.reading import decode_text
from grader.submissions.stored import FileProblem

COLUMNS = ("name", "id", "email")


def read_roster(path: Path) -> list[Student]:
    """Reads a CSV file with the columns `name`, `id` and `email`; `name` or `id` has to be there.

    Raises:
        InputError: it cannot be read, or lacks the columns.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(decode_text(path.read_bytes()))))
    except OSError as error:
        raise InputError("file_unreadable", path=str(path), reason=error.strerror or "") from None
    except (FileProblem, csv.Error):
        raise InputError("file_encoding", path=str(path)) from None
    cleaned = [{(key or "").strip().lower(): (value or "").strip() for key, value in row.items()
                if isinstance(value, str)} for row in rows]
    if not cleaned or not {"name", "id"} & set(cleaned[0]):
        raise InputError("roster_columns", path=str(path), expected=", ".join(COLUMNS),
                         found=", ".join(map(str, rows[0])) if rows else "-")
    return [Student(key=f"roster {number}", name=row.get("name") or row.get("id", ""), lms_id=row.get("id", ""),
                    email=row.get("email", "")) for number, row in enumerate(cleaned, 1) if any(row.values())]


def join_roster(handed_in: tuple[HandedIn, ...], roster: list[Student]) -> tuple[HandedIn, ...]:
    """Fills in what the roster knows, and adds those who handed in nothing."""
    by_id = {student.lms_id: student for student in roster if student.lms_id}
    by_name = {plain_name(student.name): student for student in roster}
    found: set[str] = set()
    joined = []
    for each in handed_in:
        known = by_id.get(each.student.lms_id) or by_name.get(plain_name(each.student.name))
        if known is not None:
            found.add(known.key)
            each = HandedIn(completed(each.student, known), each.files)
        joined.append(each)
    absent = (student for student in roster if student.key not in found)
    return (*joined, *(HandedIn(msgspec.structs.replace(student, key=f"{student.name}_{student.lms_id}".strip("_")), ())
                       for student in absent))


def completed(student: Student, known: Student) -> Student:
    """Returns the student with the roster's name and what only the roster knows."""
    return msgspec.structs.replace(student, name=known.name, lms_id=student.lms_id or known.lms_id,
                                   email=student.email or known.email)


def plain_name(name: str) -> str:
    """Returns a name as it compares: `Hong, Gil-dong` and `honggil-dong` alike but for the order of the parts."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
