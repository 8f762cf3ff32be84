"""Tells of each file of an LMS download whose it is.

Known layouts: what Canvas, Moodle, Blackboard and Brightspace give for "download all", Gradescope's export, a folder or
a file per student, and any other by a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from pathlib import PurePosixPath

from grader.gradebook import gradescope
from grader.gradebook.attempts import Attempt
from grader.gradebook.entries import Student
from grader.gradebook.file_names import Told, read_blackboard, read_brightspace, read_canvas, read_moodle
from grader.gradebook.patterns import Pattern
from grader.submissions.reading import KINDS
from grader.submissions.stored import FileProblem, StoredFile

MAX_SITE_BYTES = 100_000
SHORTEST_ATTACHMENT = 4  # digits; Canvas numbers all files of a site, `lab_1_2_a.py` is anybody's
# The first line of what Blackboard writes beside an attempt, in the site's language.
NAME_AND_LOGIN = re.compile(r"[^:\n]+: *(?P<name>[^\n]+?) *\((?P<login>[^()\n]+)\)\s*(?:\n|$)")


@dataclass(frozen=True)
class Owned:
    """One file with the student whose it is.

    Attributes:
        attempt: how its name tells attempts apart.
        order: greater in a later attempt; None where nothing tells.
        by_site: the site wrote it, not the student.
        fits: its name is as the layout has it.
        chance: others than the LMS may name files so, too.
    """

    student: Student
    file: StoredFile
    attempt: str = ""
    order: Attempt | None = None
    by_site: bool = False
    fits: bool = True
    chance: bool = False


Layout = Callable[[list[StoredFile]], list[Owned] | None]


def is_named_by_lms(name: str) -> bool:
    """Whether an LMS names files so."""
    told = read_moodle(name) or read_blackboard(name) or read_brightspace(name) or read_canvas(name)
    return told is not None and not by_chance(told)


def by_chance(told: Told) -> bool:
    """Whether others than an LMS may have named a file so."""
    return 0 < len(told.attachment) < SHORTEST_ATTACHMENT


def is_flat(files: list[StoredFile]) -> bool:
    """Whether no file lies in a folder."""
    return all(len(file.parts) == 1 for file in files)


def canvas(files: list[StoredFile]) -> list[Owned] | None:
    """All in one folder; no two files have one attachment's number, and there are several students."""
    told = [each for file in files if (each := read_canvas(file.name) or read_canvas(own_name(file).name))]
    attachments = [each.attachment for each in told if each.attachment]
    alone = len({each.student.key for each in told}) == 1 and len(told) > 1
    return named_files(files, read_canvas) if len(set(attachments)) == len(attachments) and not alone else None


def blackboard(files: list[StoredFile]) -> list[Owned] | None:
    """All in one folder; the site's own files say who a login is."""
    owned = named_files(files, read_blackboard)
    if owned is None:
        return None
    people = blackboard_people(owned)
    return [replace(each, student=people.get(each.student.key, each.student)) for each in owned]


def blackboard_people(owned: list[Owned]) -> dict[str, Student]:
    """Returns each student by the key: the words that all begin with are the assignment's, the rest is the login."""
    words = {each.student.key: each.student.key.split("_") for each in owned if each.fits}
    columns = zip(*(each[:-1] for each in words.values()), strict=False)
    common = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    logins = {key: "_".join(each[common:]) for key, each in words.items()}
    people = {key: Student(key=key, name=login, school_id=login) for key, login in logins.items()}
    for each in owned:
        match = NAME_AND_LOGIN.match(text_of_site(each.file)) if each.by_site else None
        if match and each.student.key.endswith(f"_{match['login']}"):
            people[each.student.key] = Student(key=each.student.key, name=match["name"], school_id=match["login"])
    return people


def text_of_site(file: StoredFile) -> str:
    """Returns the beginning of a file that the site wrote; nothing if it cannot be read."""
    try:
        return file.read()[:MAX_SITE_BYTES].decode("utf-8-sig", "replace")
    except (FileProblem, OSError):
        return ""


def by_pattern(pattern: Pattern) -> Layout:
    """Returns the layout of a pattern."""
    def layout(files: list[StoredFile]) -> list[Owned] | None:
        told = list(zip(files, pattern.read([file.name for file in files]), strict=True))
        fitting = any(each and file.suffix in KINDS for file, each in told)
        return owned_by_names(told) if fitting else None

    return layout


def named_files(files: list[StoredFile], read: Callable[[str], Told | None]) -> list[Owned] | None:
    """Reads student and file out of each name; a few files named otherwise belong to a student of that name.

    A download may lie in a folder per section: then all names have to fit.
    """
    if owned := read_names(files, read, share=0.5):
        return owned
    in_sections = None if is_flat(files) else read_names([own_name(file) for file in files], read, share=0.99)
    return in_sections if in_sections and not any(each.chance for each in in_sections) else None


def read_names(files: list[StoredFile], read: Callable[[str], Told | None], share: float) -> list[Owned] | None:
    """Returns whose files are, if more than a share of the names can be read and nobody's id is another's, too."""
    told = [(file, each) for file in files if (each := read(file.name)) or file.suffix in KINDS]
    students = [each.student for _, each in told if each]
    ids = {student.lms_id or student.key for student in students}
    fitting = len(students) > share * len(told) and len(ids) == len({student.key for student in students})
    return owned_by_names(told) if fitting else None


def owned_by_names(told: Iterable[tuple[StoredFile, Told | None]]) -> list[Owned]:
    """Returns the student that each name tells, and the file as the student called it.

    Files that cannot be graded count: who handed in nothing else handed in something.
    """
    return [owned_by_name(file, each) for file, each in told if each or file.suffix in KINDS]


def owned_by_name(file: StoredFile, told: Told | None) -> Owned:
    """Returns whose one file is."""
    if told is None:
        return Owned(Student(key=file.parts[0], name=PurePosixPath(file.parts[0]).stem), own_name(file), fits=False)
    file = file.named(told.file or file.name)
    return Owned(told.student, file, told.attempt, told.order, told.by_site, chance=by_chance(told))


def own_name(file: StoredFile) -> StoredFile:
    """Returns a student's file by its name below the student's folder."""
    return file.named("/".join(file.parts[1:])) if len(file.parts) > 1 else file


def gradescope_export(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per submission; all members of a group have its files."""
    students = gradescope.submitters(files)
    if students is None:
        return None
    return [Owned(student, own_name(file)) for file in files if len(file.parts) > 1
            for student in students.get(file.parts[0], gradescope.members(file.parts[0], None))]


def folders(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per student; pages beside the folders are no submission."""
    loose = [file for file in files if len(file.parts) == 1 and file.suffix in KINDS and file.suffix != ".md"]
    inside = [file for file in files if len(file.parts) > 1]
    if loose or not inside:
        return None
    return [Owned(Student(key=file.parts[0], name=file.parts[0]), own_name(file)) for file in inside]


def flat(files: list[StoredFile]) -> list[Owned] | None:
    """A file per student, named after the student."""
    gradable = [file for file in files if file.suffix in KINDS]
    if not is_flat(gradable):
        return None
    return [Owned(Student(key=stem, name=stem), file) for file in gradable for stem in [PurePosixPath(file.name).stem]]


# What an LMS names; Moodle and Brightspace have a folder per student or attempt, or all in one.
OF_AN_LMS: dict[str, Layout] = {
    "gradescope": gradescope_export, "moodle": partial(named_files, read=read_moodle), "blackboard": blackboard,
    "brightspace": partial(named_files, read=read_brightspace), "canvas": canvas}
LAYOUTS: dict[str, Layout] = {**OF_AN_LMS, "folders": folders, "files": flat}
