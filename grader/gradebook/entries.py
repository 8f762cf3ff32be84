"""What a gradebook holds, as types: reports and exports take these and change nothing."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

ABSENT = "roster/"  # before the key of who handed in nothing: no name of a file or folder begins so


class Student(Struct, frozen=True):
    """Who handed something in.

    Attributes:
        key: what tells submissions of a batch apart: the folder's or file's name, as the LMS gave it.
        name: as shown to people.
        lms_id: the id the LMS knows the student by (Canvas: user id, Moodle: participant number); empty: unknown.
        email: from the roster; empty: unknown.
        late: handed in late, as the LMS says.
        school_id: the id the school knows the student by (number, login): one may equal another's `lms_id`.
    """

    key: str
    name: str
    lms_id: str = ""
    email: str = ""
    late: bool = False
    school_id: str = ""

    @property
    def shown_id(self) -> str:
        """The id by which people tell the student."""
        return self.lms_id or self.school_id


class Entry(Struct, frozen=True):
    """A student's line: the latest result. `document` is the JSON report of the submission (see `reports/json.py`)."""

    student: Student
    document: dict[str, Any]
    attempt: int = 1
    graded_at: str = ""


class Result(Struct, frozen=True, forbid_unknown_fields=True):
    """What a submission came to, ready to be written.

    Attributes:
        documents: the JSON document in each language, compressed.
        exercises: of each, its verdict and score.
        messages: what is said of the whole, in each language.
        reading: what was read; empty: that is not to be kept.
    """

    documents: bytes
    score: float
    max_score: float
    passed: bool
    exercises: tuple[tuple[str, str, float | None], ...]
    messages: dict[str, str]
    reading: bytes = b""
