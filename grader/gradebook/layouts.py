"""Tells which files of an LMS download are whose.

Known layouts: Canvas' and Moodle's "download all", Gradescope's export, a folder per student, a file per student.

Sources: Canvas `student_LATE_userid_attachmentid_filename`; Moodle `Full name_participantid_assignsubmission_file/…`,
or the same flat; Gradescope `submission_metadata.yml` beside a folder per submission.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from grader.errors import InputError, NothingGradable
from grader.gradebook.entries import Student
from grader.submissions.reading import KINDS
from grader.submissions.stored import (
    FileProblem,
    StoredFile,
    files_in_archive,
    files_in_folder,
    open_archive,
)

CANVAS = re.compile(r"(?P<name>[^/]+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>[^/]+)")
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?/?(?P<file>.+)")
GRADESCOPE_METADATA = "submission_metadata.yml"
SHOWN_NAMES = 5


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in."""

    student: Student
    files: tuple[StoredFile, ...]


@dataclass(frozen=True)
class Download:
    """A whole class: what everyone handed in, by which layout it was told apart, and which files were passed over."""

    layout: str
    handed_in: tuple[HandedIn, ...]
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class Owned:
    """One file with the student whose it is."""

    student: Student
    file: StoredFile


Layout = Callable[[list[StoredFile]], list[Owned] | None]


def read_download(path: Path, known_stems: Iterable[str] = ()) -> Download:
    """Reads a folder or a `.zip` of a whole class.

    Args:
        path: what the LMS gave.
        known_stems: names that files of one student have; a folder of those is no class.

    Raises:
        InputError: it does not exist, or whose files these are cannot be told.
        NothingGradable: nothing in it that can be graded.
    """
    files = list(all_files(path))
    kept = [file for file in files if not file.skipped]
    gradable = [file for file in kept if file.suffix in KINDS]
    if not gradable:
        raise NothingGradable("folder_empty", path=str(path), kinds=" ".join(KINDS))
    unwrapped = without_common_folder(kept, zipped=not path.is_dir())
    if is_flat(unwrapped) and {PurePosixPath(file.name).stem for file in unwrapped} & set(known_stems):
        raise InputError("layout_one_student", path=str(path), found=shown(gradable))
    for name, layout in LAYOUTS.items():
        if owned := layout(unwrapped):
            return Download(name, by_student(owned), passed_over(files, owned))
    raise InputError("layout_unknown", path=str(path), found=shown(gradable))


def all_files(path: Path) -> Iterable[StoredFile]:
    """Returns the files of a folder or an archive.

    Raises:
        InputError: it is neither.
    """
    if not path.exists():
        raise InputError("path_missing", path=str(path))
    if path.is_dir():
        return files_in_folder(path, all_folders=True)
    try:
        return files_in_archive(open_archive(path))
    except (FileProblem, OSError):
        raise InputError("batch_not_readable", path=str(path)) from None


def shown(files: list[StoredFile]) -> str:
    """Returns the first names, for a message."""
    names = ", ".join(file.name for file in files[:SHOWN_NAMES])
    return f"{names}, … ({len(files)})" if len(files) > SHOWN_NAMES else names


def without_common_folder(files: list[StoredFile], *, zipped: bool) -> list[StoredFile]:
    """Drops the folder around everything, if it is that of the class and not that of its only student."""
    first = files[0].parts[0]
    if MOODLE.match(first) or any(file.parts[0] != first or len(file.parts) == 1 for file in files):
        return files
    inside = [file.named("/".join(file.parts[1:])) for file in files]
    named_by_lms = any(MOODLE.match(file.name) or CANVAS.fullmatch(file.name) or file.name == GRADESCOPE_METADATA
                       for file in inside)
    several = len({file.parts[0] for file in inside if file.suffix in KINDS}) > 1
    nested = all(len(file.parts) > 1 for file in inside)
    return inside if named_by_lms or (several and (nested or zipped)) else files


def is_flat(files: list[StoredFile]) -> bool:
    """Whether no file lies in a folder."""
    return all(len(file.parts) == 1 for file in files)


def canvas(files: list[StoredFile]) -> list[Owned] | None:
    """`hongkildong_LATE_1234_5678_homework.ipynb`, all in one folder."""
    return named_files(files, CANVAS)


def moodle(files: list[StoredFile]) -> list[Owned] | None:
    """`홍길동_1234_assignsubmission_file/homework.ipynb`, or the same as one name."""
    return named_files(files, MOODLE)


def named_files(files: list[StoredFile], pattern: re.Pattern[str]) -> list[Owned] | None:
    """Reads student and file out of each name; a few files named otherwise belong to a student of that name."""
    found = [(file, pattern.fullmatch(file.name)) for file in files if file.suffix in KINDS]
    people = {(match["id"], match["name"]) for _, match in found if match}
    if 2 * sum(match is not None for _, match in found) <= len(found) or len(dict(people)) < len(people):
        return None
    return [owned_by_name(file, match) for file, match in found]


def owned_by_name(file: StoredFile, match: re.Match[str] | None) -> Owned:
    """Returns the student that a file's name tells, and the file as the student called it."""
    if match is None:
        return Owned(Student(key=file.parts[0], name=PurePosixPath(file.parts[0]).stem), own_name(file))
    student = Student(key=f"{match['name']}_{match['id']}", name=match["name"], lms_id=match["id"],
                      late=bool(match.groupdict().get("late")))
    return Owned(student, file.named(match["file"]))


def own_name(file: StoredFile) -> StoredFile:
    """Returns a student's file by its name below the student's folder."""
    return file.named("/".join(file.parts[1:])) if len(file.parts) > 1 else file


def gradescope(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per submission; a file beside them says whose it is."""
    metadata = next((file for file in files if file.name == GRADESCOPE_METADATA), None)
    if metadata is None:
        return None
    try:
        submissions = yaml.safe_load(metadata.read())
    except (yaml.YAMLError, FileProblem, OSError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    students = {str(folder): gradescope_student(str(folder), about)
                for folder, about in submissions.items()} if isinstance(submissions, dict) else {}
    return [Owned(students.get(file.parts[0], Student(key=file.parts[0], name=file.parts[0])), own_name(file))
            for file in files if len(file.parts) > 1 and file.suffix in KINDS]


def gradescope_student(folder: str, about: object) -> Student:
    """Returns who handed in a Gradescope submission; of a group, all names."""
    people = about.get(":submitters") if isinstance(about, dict) else None
    people = [each for each in people if isinstance(each, dict)] if isinstance(people, list) else []

    def joined(key: str) -> str:
        return ", ".join(str(each[key]) for each in people if each.get(key))

    return Student(key=folder, name=joined(":name") or folder, lms_id=joined(":sid"), email=joined(":email"))


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
    return [Owned(Student(key=file.name, name=PurePosixPath(file.name).stem), file) for file in gradable]


LAYOUTS: dict[str, Layout] = {"gradescope": gradescope, "moodle": moodle, "canvas": canvas, "folders": folders,
                              "files": flat}


def by_student(owned: list[Owned]) -> tuple[HandedIn, ...]:
    """Collects the files of each student; late is who handed in any file late."""
    files: dict[str, list[StoredFile]] = defaultdict(list)
    students: dict[str, Student] = {}
    for each in owned:
        files[each.student.key].append(each.file)
        known = students.get(each.student.key)
        students[each.student.key] = each.student if known is None or each.student.late else known
    return tuple(HandedIn(student, tuple(file for file in files[key] if file.suffix in KINDS))
                 for key, student in students.items())


def passed_over(files: list[StoredFile], owned: list[Owned]) -> tuple[str, ...]:
    """Returns the names of the gradable files that belong to nobody: copies, caches, pages beside the folders."""
    taken = {id(each.file.read) for each in owned}
    return tuple(file.name for file in files if file.suffix in KINDS and id(file.read) not in taken)


