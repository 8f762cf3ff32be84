"""Reads a course: which folder it is, `course.toml`, the exercise files, and the stubs it was sealed with."""

from __future__ import annotations

import hashlib
import os
import tomllib
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from grader.errors import CourseError
from grader.kinds import part_of
from grader.nearest import nearest_name
from grader.specs.building import with_cases
from grader.specs.invalid import explain_invalid
from grader.specs.lint import lint_exercise, points_for
from grader.specs.sealing import SEAL, read_seal
from grader.specs.stubs import make_stub
from grader.specs.texts import languages_of
from grader.specs.types import (
    Course,
    CourseFile,
    ExerciseEntry,
    ExerciseFile,
    ExerciseSpec,
    Style,
    exercise_file_type,
)

T = TypeVar("T")

COURSE = "GRADER_COURSE"  # handed on to every process of ours that works for the same command
COURSE_FILE = "course.toml"
GROUP = "grader.courses"  # of entry points, for courses that are installed as packages
OF_POINTS = {"course_share", "course_points_sum"}


def choose_course(name: str) -> None:
    """Makes a folder, or an installed course by its name, the course of this command and of all it starts.

    Raises:
        CourseError: it is neither.
    """
    os.environ[COURSE] = str(find_course(name))


def course_folder() -> Path:
    """Returns where the course lies: the chosen one, else that of the installed package, else beside it."""
    if chosen := os.environ.get(COURSE):
        return find_course(chosen)
    package = Path(__file__).parents[1]
    installed = package / "course"
    return installed if installed.is_dir() else package.parent / "exercises"


def find_course(name: str) -> Path:
    """Returns the folder of a course, given as that folder, as its `course.toml`, or by the name it is installed under.

    Raises:
        CourseError: it is none of these.
    """
    given = Path(name).expanduser()
    folder = given.parent if given.name == COURSE_FILE else given
    if folder.is_dir():
        return folder.resolve()
    installed = {each.name: each for each in entry_points(group=GROUP)}
    if name in installed and (found := folder_of(installed[name])) is not None:
        return found
    raise CourseError("course_unknown", found=name, nearest=nearest_name(name, installed) or "",
                      known=", ".join(sorted(installed)) or "–")


def folder_of(entry: EntryPoint) -> Path | None:
    """Returns the folder that `package:folder` names, if it is there; runs no code of a top-level package."""
    package = find_spec(entry.module)
    places = package.submodule_search_locations or () if package is not None else ()
    folders = (Path(place, *entry.attr.split(".") if entry.attr else ()) for place in places)
    return next((folder for folder in folders if folder.is_dir()), None)


def course_files(folder: Path) -> list[Path]:
    """Returns what a course is: its tables and what was sealed, and nothing that somebody writes in."""
    return sorted((*folder.glob("*.toml"), *folder.glob(SEAL)))


def hash_of_course(folder: Path) -> str:
    """Returns a hash of the specs and of the stubs as they were sealed."""
    whole = hashlib.sha256()
    for path in course_files(folder):
        whole.update(path.name.encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def load_course(folder: Path | None = None) -> Course:
    """Reads the course of `folder` (None: the chosen one); what is wrong with one exercise is left to its `problems`.

    Raises:
        CourseError: nothing of it can be used; names file, key, what was expected and the nearest valid name.
    """
    folder = (folder or course_folder()).resolve()
    course_file = read_course_file(folder)
    file_type = exercise_file_type()
    exercises: dict[str, ExerciseSpec] = {}
    problems: list[CourseError] = []
    for name in course_file.files or exercise_files(folder):
        try:
            file = read_toml(folder / name, file_type)
        except CourseError as error:
            problems.append(error)
            continue
        for entry in file.exercises:
            try:
                spec = complete_spec(name, entry, file, course_file)
                if spec.id in exercises:
                    raise CourseError("course_duplicate_id", exercise=spec.id, other=exercises[spec.id].file)
                lint_exercise(spec, course_file.languages)
                exercises[spec.id] = spec
            except CourseError as error:
                of_course = error.code in OF_POINTS and entry.points is None
                error.params.setdefault("file", COURSE_FILE if of_course else name)
                problems.append(error)
    if not exercises:
        raise problems[0] if problems else CourseError("course_empty", file=str(folder))
    languages = course_file.languages or languages_of(text for spec in exercises.values() for text in spec.texts)
    sealed = read_seal(folder)
    made = {spec.id: make_stub(spec, languages) for spec in exercises.values()
            if spec.id not in sealed and not (folder / spec.stub_name).exists()}
    return Course(
        title=course_file.title or folder.name, exercises=tuple(exercises.values()), stubs=sealed | made,
        problems=tuple((error.code, error.params) for error in problems), languages=languages,
        notebook=course_file.notebook, solutions=course_file.solutions)


def read_course_file(folder: Path) -> CourseFile:
    """Reads `course.toml`, which may be left out."""
    return read_toml(folder / COURSE_FILE, CourseFile) if (folder / COURSE_FILE).exists() else CourseFile()


def sound_course(folder: Path) -> Course:
    """Reads a course whose author is about to rely on all of it.

    Raises:
        CourseError: something is wrong with it, or with one of its exercises.
    """
    course = load_course(folder)
    for code, params in course.problems:
        raise CourseError(code, **params)
    return course


def exercise_files(folder: Path) -> list[str]:
    """Returns the names of the exercise files of a course that names none: all that are there."""
    return sorted(path.name for path in folder.glob("*.toml") if path.name != COURSE_FILE)


def complete_spec(name: str, entry: ExerciseEntry, file: ExerciseFile, course: CourseFile) -> ExerciseSpec:
    """Joins an exercise's own entry with what its file and its course state once for all."""
    if len(file.tables) != 1:
        raise CourseError("course_one_subject", file=name, found=", ".join(f"[{kind}]" for kind in file.tables) or "–")
    (kind, subject), = file.tables.items()
    if not entry.style and not subject.function:
        raise CourseError("course_style_missing", file=name, exercise=entry.id, known=", ".join(get_args(Style)))
    if entry.style is not None and subject.function:
        raise CourseError("course_style_extra", file=name, exercise=entry.id, found=entry.style)
    return with_cases(ExerciseSpec(
        id=entry.id, title=entry.title or entry.id, task=entry.task, hint=entry.hint,
        style="any" if isinstance(entry.style, tuple) else entry.style,
        styles=entry.style if isinstance(entry.style, tuple) else (),
        kind=kind, stated=subject, subject=part_of(kind, "read")(entry.id, subject),
        free_arguments=course.free_arguments if entry.free_arguments is None else entry.free_arguments,
        points=entry.points or points_for(subject, course.points.get(kind) or subject.POINTS),
        opening=entry.opening, closing=entry.closing,
        file=name, candidates=course.candidates,
    ))


def read_toml(path: Path, kind: type[T]) -> T:
    """Reads one TOML file into `kind`."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError("course_file_missing", file=path.name) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError("course_not_toml", file=path.name, reason=str(error)) from None
    try:
        return msgspec.convert(table, type=kind)
    except msgspec.ValidationError as error:
        raise explain_invalid(path.name, table, kind, str(error)) from None
