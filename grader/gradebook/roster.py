"""Reads the list of a class, so that who handed in nothing has a line too, and names and addresses are the school's.

The list may be the gradebook file or the list of participants that an LMS exports.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader.errors import InputError
from grader.gradebook.entries import ABSENT, Student
from grader.gradebook.naming import cleaned_id, last_digits, plain_id
from grader.gradebook.notices import Notice, shown
from grader.gradebook.tables import read_table

COLUMNS = ("name", "id", "email")
# What the columns are called: in a list of one's own, and where Canvas, Moodle, Blackboard and Brightspace write them.
NAMES = ("name", "full name", "student name", "student", "display name", "vollständiger name", "nom complet",
         "nombre completo", "이름", "성명", "학생", "학생 이름")
FAMILY_NAMES = ("last name", "lastname", "surname", "family name", "성")
GIVEN_NAMES = ("first name", "firstname", "given name")
LMS_IDS = ("lms_id", "lms id", "canvas id", "canvas user id", "moodle id", "identifier", "식별번호")
SCHOOL_IDS = ("id", "student id", "student_id", "studentid", "id number", "student number", "sis user id", "sid",
              "orgdefinedid", "org defined id", "학번", "학생 번호", "학생번호", "id 번호")
LOGINS = ("username", "user name", "login", "login id", "sis login id", "integration id", "사용자명", "사용자 이름",
          "아이디")
ADDRESSES = ("email", "e-mail", "email address", "e-mail address", "mail", "이메일", "이메일 주소", "전자우편")
CANVAS = "sis login id"  # beside it `id` is the number Canvas gives
TEST_STUDENT = "Student, Test"


@dataclass(frozen=True)
class Line:
    """One student of the class.

    Attributes:
        ids: all that the school knows the student by, as they compare.
    """

    student: Student
    ids: frozenset[str]


@dataclass(frozen=True)
class Roster:
    """The class, and what has to be said of its list."""

    lines: tuple[Line, ...] = ()
    notices: tuple[Notice, ...] = ()


def read_roster(path: Path) -> Roster:
    """Reads a table with a name or an id of each student.

    Raises:
        InputError: it cannot be read, or lacks the columns.
    """
    table = read_table(path).rows
    header = [cell.strip().casefold().lstrip("\ufeff") for cell in table[0]] if table else []
    of_canvas = CANVAS in header
    school_ids = tuple(name for name in SCHOOL_IDS if name != "id" or not of_canvas)
    if not set(header) & {*NAMES, *FAMILY_NAMES, *school_ids, *LOGINS}:
        raise InputError("roster_columns", path=str(path), expected=", ".join(COLUMNS),
                         found=", ".join(table[0]) if table else "-")
    rows = [dict(zip(reversed(header), reversed(padded(row, len(header))), strict=True)) for row in table[1:]]
    lines, lost = [], []
    for row in rows:
        name = first(row, NAMES) or " ".join(filter(None, (first(row, FAMILY_NAMES), first(row, GIVEN_NAMES))))
        lms_id = last_digits(first(row, ("id",) if of_canvas else LMS_IDS))
        told = [row[column].strip() for column in (*school_ids, *LOGINS) if row.get(column, "").strip()]
        ids = [each for each in map(cleaned_id, told) if each]
        if of_canvas and (not lms_id or name == TEST_STUDENT):
            continue  # rows that are no student's
        if len(ids) < len(told):
            lost.append(name or told[0])
        if name or ids or lms_id:
            email = first(row, ADDRESSES)
            student = Student("", name or [*ids, lms_id][0], lms_id, email, school_id=ids[0] if ids else "")
            known_by = [*ids, email, email.partition("@")[0]]  # many a login is the address without its end
            lines.append(Line(student, frozenset(map(plain_id, filter(None, known_by)))))
    notices = [Notice("roster_id_lost", {"count": len(lost), "names": shown(lost)})] if lost else []
    return Roster(tuple(with_keys(lines)), tuple(notices))


def padded(row: list[str], width: int) -> list[str]:
    """Returns a row as long as the header."""
    return (row + [""] * width)[:width]


def first(row: dict[str, str], columns: tuple[str, ...]) -> str:
    """Returns what stands in the first of some columns that is filled in."""
    return next((cell for column in columns if (cell := row.get(column, "").strip())), "")


def with_keys(lines: list[Line]) -> list[Line]:
    """Returns the lines with a key for each, by which one who handed in nothing stands in the gradebook."""
    students = [line.student for line in lines]
    keys = [f"{ABSENT}{each.name}_{each.school_id or each.lms_id}".rstrip("_") for each in students]
    counts = Counter(keys)
    keys = [key if counts[key] == 1 else f"{key} ({number})" for number, key in enumerate(keys, 1)]
    return [replace(line, student=msgspec.structs.replace(line.student, key=key))
            for line, key in zip(lines, keys, strict=True)]
