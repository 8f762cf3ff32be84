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
    """What one student handed in.

    Attributes:
        name: the folder's or file's name, as reports tell it.
        replaces: key of the line that a student had who had handed in nothing before.
    """

    student: Student
    files: tuple[StoredFile, ...]
    name: str
    replaces: str = ""


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


def read_download(path: Path, known_stems: Iterable[str] = (), without: Path | None = None) -> Download:
    """Reads a folder or a `.zip` of a whole class.

    Args:
        path: what the LMS gave.
        without: a folder in it that is none of theirs.
        known_stems: names that files of one student have; a folder of those is no class.

    Raises:
        InputError: it does not exist, or whose files these are cannot be told.
        NothingGradable: nothing in it that can be graded.
    """
    files = [file for file in all_files(path)
             if without is None or file.path is None or not file.path.resolve().is_relative_to(without.resolve())]
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
    """`hongkildong_LATE_1234_5678_homework.ipynb`, all in one folder; no two files have one attachment's number."""
    found = [match for file in files if (match := CANVAS.fullmatch(file.name))]
    attachments = {match["attachment"] for match in found}
    return named_files(files, CANVAS) if len(attachments) == len(found) else None


def moodle(files: list[StoredFile]) -> list[Owned] | None:
    """`홍길동_1234_assignsubmission_file/homework.ipynb`, or the same as one name."""
    return named_files(files, MOODLE)


def named_files(files: list[StoredFile], pattern: re.Pattern[str]) -> list[Owned] | None:
    """Reads student and file out of each name; a few files named otherwise belong to a student of that name.

    Files that cannot be graded count: who handed in nothing else handed in something.
    """
    found = [(file, match) for file in files if (match := pattern.fullmatch(file.name)) or file.suffix in KINDS]
    people = {(match["id"], match["name"]) for _, match in found if match}
    one_for_all = len(people) == 1 and len(found) > 1 and pattern is CANVAS
    if 2 * sum(match is not None for _, match in found) <= len(found) or len(dict(people)) < len(people) or one_for_all:
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
    """A folder per submission; a file beside them says whose it is: all members of a group have its files."""
    metadata = next((file for file in files if file.name == GRADESCOPE_METADATA), None)
    if metadata is None:
        return None
    try:
        submissions = yaml.load(metadata.read(), PlainLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, FileProblem, OSError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    students = {str(folder): members(str(folder), about)
                for folder, about in submissions.items()} if isinstance(submissions, dict) else {}
    return [Owned(student, own_name(file)) for file in files if len(file.parts) > 1
            for student in students.get(file.parts[0], members(file.parts[0], None))]


class PlainLoader(yaml.SafeLoader):
    """Reads what Ruby wrote: its own types are plain tables and texts."""


PlainLoader.add_multi_constructor("!ruby/", lambda loader, _, node: loader.construct_mapping(node, deep=True)
                                  if isinstance(node, yaml.MappingNode) else loader.construct_scalar(node))


def members(folder: str, about: object) -> list[Student]:
    """Returns who handed in a Gradescope submission."""
    people = about.get(":submitters") if isinstance(about, dict) else None
    people = [each for each in people if isinstance(each, dict)] if isinstance(people, list) else []
    told = [(str(each.get(":name") or folder), str(each.get(":sid") or ""), str(each.get(":email") or ""))
            for each in people] or [(folder, "", "")]
    return [Student(key=folder if len(told) == 1 else f"{folder}_{number}", name=name, lms_id=sid, email=email)
            for number, (name, sid, email) in enumerate(told, 1)]


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
    stems = [PurePosixPath(file.name).stem for file in gradable]
    return [Owned(Student(key=stem, name=stem), file) for stem, file in zip(stems, gradable, strict=True)]


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
    return tuple(handed_in_by(student, files[key]) for key, student in students.items())


def handed_in_by(student: Student, files: list[StoredFile]) -> HandedIn:
    """Returns the files of a student that can be graded; a single file that is named after the student names it all."""
    gradable = tuple(file for file in files if file.suffix in KINDS)
    alone = len(gradable) == 1 and PurePosixPath(gradable[0].name).stem == student.key
    return HandedIn(student, gradable, gradable[0].name if alone else student.key)


def passed_over(files: list[StoredFile], owned: list[Owned]) -> tuple[str, ...]:
    """Returns the names of the gradable files that belong to nobody: copies, caches, pages beside the folders."""
    taken = {id(each.file.read) for each in owned}
    return tuple(file.name for file in files if file.suffix in KINDS and id(file.read) not in taken)


