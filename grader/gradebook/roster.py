"""Reads the list of a class, so that who handed in nothing has a line too, and names and addresses are the school's."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import msgspec

from grader.errors import InputError
from grader.gradebook.entries import Student
from grader.gradebook.layouts import HandedIn
from grader.submissions.reading import decode_text
from grader.submissions.stored import FileProblem

COLUMNS = ("name", "id", "email")
SHORTEST_ID = 4  # shorter ones are numbers on a list, and may be those of another list
ABSENT = "roster/"  # before the key of who handed in nothing: no name of a file or folder begins so


def read_roster(path: Path) -> list[Student]:
    """Reads a CSV file with the columns `name`, `id` and `email`; `name` or `id` has to be there.

    Raises:
        InputError: it cannot be read, or lacks the columns.
    """
    try:
        text = decode_text(path.read_bytes())
        separator = max(",;\t", key=text.split("\n")[0].count)  # Excel's depends on the country
        rows = list(csv.DictReader(io.StringIO(text), delimiter=separator, strict=True))
    except OSError as error:
        raise InputError("file_unreadable", path=str(path), reason=error.strerror or "") from None
    except FileProblem:
        raise InputError("file_encoding", path=str(path)) from None
    except csv.Error as error:
        raise InputError("roster_columns", path=str(path), expected=", ".join(COLUMNS), found=str(error)) from None
    cleaned = [{(key or "").strip().lower(): (value or "").strip() for key, value in row.items()
                if isinstance(value, str)} for row in rows]
    if not cleaned or not {"name", "id"} & set(cleaned[0]):
        raise InputError("roster_columns", path=str(path), expected=", ".join(COLUMNS),
                         found=", ".join(map(str, rows[0])) if rows else "-")
    students = [Student(key="", name=row.get("name") or row.get("id", ""), lms_id=row.get("id", ""),
                        email=row.get("email", "")) for row in cleaned if any(row.values())]
    keys = [f"{ABSENT}{each.name}_{each.lms_id}".rstrip("_") for each in students]
    return [msgspec.structs.replace(each, key=key if keys.count(key) == 1 else f"{key} ({number})")
            for number, (each, key) in enumerate(zip(students, keys, strict=True), 1)]


def join_roster(handed_in: tuple[HandedIn, ...], roster: list[Student]) -> tuple[HandedIn, ...]:
    """Fills in what the roster knows, and adds those who handed in nothing.

    A line of the roster is one student's. Who could be two of them is nobody's: better a line too many than work under
    another's name.
    """
    lines = {line.key: line for line in roster}
    found = matches([each.student for each in handed_in], roster)
    joined = tuple(completed(each, lines[found[each.student.key]]) if each.student.key in found else each
                   for each in handed_in)
    present = set(found.values())
    return (*joined, *(HandedIn(line, (), line.name) for key, line in lines.items() if key not in present))


def matches(students: list[Student], roster: list[Student]) -> dict[str, str]:
    """Returns the key of the roster's line for the key of each student, surest first."""
    index: dict[str, list[Student]] = defaultdict(list)
    for line in roster:
        for term in {line.lms_id, plain_name(line.name)} - {""}:
            index[term].append(line)
    likely = [(student.key, line.key, alike(student, line)) for student in students
              for line in {line.key: line for term in terms(student) for line in index[term]}.values()]
    found: dict[str, str] = {}
    for likeness in (3, 2, 1):
        taken = set(found.values())
        pairs = [(student, line) for student, line, how in likely
                 if how == likeness and student not in found and line not in taken]
        by_student, by_line = Counter(student for student, _ in pairs), Counter(line for _, line in pairs)
        found |= {student: line for student, line in pairs if by_student[student] == by_line[line] == 1}
    return found


def ids_in(student: Student) -> tuple[set[str], str]:
    """Returns the ids a student is told by, and the name without them: files may be called `홍길동_20231234`."""
    pieces = re.split(r"[_\s,()-]+", student.name)
    ids = {piece for piece in pieces if any(map(str.isdigit, piece))}
    return {student.lms_id, *ids} - {""}, "".join(piece for piece in pieces if piece not in ids)


def terms(student: Student) -> set[str]:
    """Returns what a line of the roster for this student may hold."""
    ids, rest = ids_in(student)
    return {*ids, plain_name(student.name), plain_name(rest)} - {""}


def alike(student: Student, line: Student) -> int:
    """Tells how sure it is that a line of the roster is this student: 3 name and id, 2 name, 1 id, 0 not at all."""
    ids, rest = ids_in(student)
    same_id = line.lms_id in ids
    same_name = plain_name(line.name) in (plain_name(student.name), plain_name(rest))
    if same_name and same_id:
        return 3
    another_id = ids and line.lms_id and not student.lms_id  # the LMS' own number need not be the school's
    if same_name and not another_id:
        return 2
    return 1 if same_id and len(line.lms_id) >= SHORTEST_ID else 0


def completed(handed_in: HandedIn, line: Student) -> HandedIn:
    """Returns what was handed in with the roster's name and what only the roster knows of the student."""
    student = handed_in.student
    student = msgspec.structs.replace(student, name=line.name, lms_id=student.lms_id or line.lms_id,
                                      email=student.email or line.email)
    return replace(handed_in, student=student, replaces=line.key)


def plain_name(name: str) -> str:
    """Returns a name as it compares: `Hong Gildong` and `honggildong` are alike."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())
