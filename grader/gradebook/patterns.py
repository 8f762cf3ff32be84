"""Reads names by a pattern that the user gives, such as `{name}_{id}_{file}`.

Where a name can be read in two ways, the way that could mix up two students is not taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.errors import InputError
from grader.gradebook.attempts import from_numbers
from grader.gradebook.entries import Student
from grader.gradebook.file_names import Told

WITH_DIGIT, ANY_ID = r"[^/\s_]*?\d[^/\s_]*?", r"[^/\s_]+?"
FIELDS = {"name": r"[^/]+?", "id": ANY_ID, "email": r"[^/\s]+?@[^/\s]+?", "attempt": r"\d[^/]*?", "any": r"[^/]*?",
          "file": r".+?"}
SURE_LENGTH = 4  # of an id that is told apart from other numbers by its length
TELLING = ("id", "email", "name")


@dataclass(frozen=True)
class Reading:
    """A name read twice: every part as short as can be, and as long as can be."""

    short: dict[str, str]
    long: dict[str, str]

    def agrees(self, field: str) -> bool:
        """Whether both readings have the same in a field."""
        return self.short[field] == self.long[field]

    @property
    def whose(self) -> tuple[str, ...]:
        """What tells the student, as read shortly."""
        return tuple(self.short.get(field, "") for field in TELLING)


class Pattern:
    """A pattern; knows what its fields are.

    Raises:
        InputError: a field in it is unknown or twice in it, or none tells whose a file is.
    """

    def __init__(self, text: str) -> None:
        pieces = re.split(r"\{(\w*)\}", unicodedata.normalize("NFC", text))
        self.literals = pieces[::2]
        self.fields = [field or "any" for field in pieces[1::2]]
        told = [field for field in self.fields if field != "any"]
        if not set(told) <= set(FIELDS) or len(set(told)) < len(told) or not set(TELLING) & set(told):
            raise InputError("layout_pattern", pattern=text, known=" ".join(f"{{{field}}}" for field in FIELDS))

    def read(self, names: Sequence[str]) -> list[Told | None]:
        """Returns what each name tells; None of a name that does not fit, or that could be two students'."""
        readings = max((self._readings(names, id_is) for id_is in (WITH_DIGIT, ANY_ID)),
                       key=lambda each: sum(reading is not None for reading in each))
        if "id" in self.fields and (lengths := lengths_of_ids([each for each in readings if each])):
            again = self._readings(names, "(?:" + "|".join(rf"\d{{{length}}}" for length in sorted(lengths)) + ")")
            readings = [Reading(other.short, one.long) if one and other else one
                        for one, other in zip(readings, again, strict=True)]
        students = Counter(reading.whose for reading in readings if reading)
        return [told_by(reading.short, name) if reading and self._is_sure(reading, students) else None
                for reading, name in zip(readings, names, strict=True)]

    def _is_sure(self, reading: Reading, students: Counter[tuple[str, ...]]) -> bool:
        """Whether a name cannot be read otherwise, or at least mixes up nobody: no other file would be the student's.

        A second number in it that is as long as an id may be the id: then the first is perhaps a year or a section.
        """
        field = next(field for field in TELLING if field in self.fields)
        if reading.agrees(field) or field == "email":
            return reading.agrees(field)
        if students[reading.whose] == 1:
            return field == "name" or is_long(reading.short["id"])
        return field == "id" and is_long(reading.short["id"]) and not is_long(reading.long["id"])

    def _readings(self, names: Sequence[str], id_is: str) -> list[Reading | None]:
        short = self._expression(id_is)
        long = re.compile(short.pattern.replace("*?", "*").replace("+?", "+"))
        matches = [(short.fullmatch(name), long.fullmatch(name)) for name in names]
        return [Reading(one.groupdict(""), other.groupdict("")) if one and other else None for one, other in matches]

    def _expression(self, id_is: str) -> re.Pattern[str]:
        forms = FIELDS | {"id": id_is}
        groups = [f"(?:{forms[field]})" if field == "any" else f"(?P<{field}>{forms[field]})" for field in self.fields]
        whole = "".join(re.escape(literal) + group for literal, group in zip(self.literals, [*groups, ""], strict=True))
        if "file" not in self.fields and not re.search(r"\.\w+$", self.literals[-1]):
            whole += r"(?:/(?P<file>.+)|\.\w+)"  # the student's folder, or only file
        return re.compile(whole)


def lengths_of_ids(readings: list[Reading]) -> set[int]:
    """Returns how long the numbers are that surely are ids."""
    return {len(reading.short["id"]) for reading in readings if reading.agrees("id") and is_long(reading.short["id"])}


def is_long(text: str) -> bool:
    """Whether a text is a number that may be told apart from others by its length."""
    return text.isdigit() and len(text) >= SURE_LENGTH


def told_by(fields: dict[str, str], name: str) -> Told:
    """Returns what the fields of a pattern tell."""
    whose = [value.strip() for field in ("name", "id", "email") if (value := fields.get(field))]
    student = Student(key="_".join(whose), name=whose[0], school_id=fields.get("id", ""), email=fields.get("email", ""))
    path = PurePosixPath(name)
    file = fields.get("file") or path.name
    file = file if file.endswith(path.suffix) else file + path.suffix
    attempt = fields.get("attempt", "")
    return Told(student, file, attempt, from_numbers(attempt) or None)
