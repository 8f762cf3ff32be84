"""Reads a course: `course.toml`, the exercise files it names, and the stubs it was sealed with."""

from __future__ import annotations

import hashlib
import re
import tomllib
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from grader.errors import CourseError
from grader.specs.lint import lint_course, nearest
from grader.specs.sealing import SEAL, read_seal
from grader.specs.types import (
    Candidates,
    Course,
    CourseFile,
    ExerciseEntry,
    ExerciseFile,
    ExerciseSpec,
    InputSpec,
    LayerSpec,
    Loss,
    NetworkSpec,
    Style,
    Text,
    TrainStepSpec,
)

T = TypeVar("T")

STRUCTS = (CourseFile, ExerciseFile, ExerciseEntry, NetworkSpec, TrainStepSpec, LayerSpec, InputSpec, Text)
VALUES = [value for choice in (Style, Loss, Candidates) for value in get_args(choice)]
KEYS = sorted({field for struct in STRUCTS for field in struct.__struct_fields__})


def course_folder() -> Path:
    """Returns where the course lies: inside the installed package, else beside it in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "course"
    return installed if installed.is_dir() else package.parent / "exercises"


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
    """Reads the course of `folder` (shipped course: None) and checks it.

    Raises:
        CourseError: a file is missing or breaks the format; names file, key and the nearest valid name.
    """
    folder = folder or course_folder()
    course_file = read_toml(folder / "course.toml", CourseFile)
    exercises = []
    for name in course_file.files:
        exercise_file = read_toml(folder / name, ExerciseFile)
        exercises += [complete_spec(name, entry, exercise_file, course_file) for entry in exercise_file.exercises]
    course = Course(title=course_file.title, exercises=tuple(exercises), stubs=read_seal(folder))
    lint_course(course, folder)
    return course


def complete_spec(name: str, entry: ExerciseEntry, file: ExerciseFile, course: CourseFile) -> ExerciseSpec:
    """Joins an exercise's own entry with what its file and its course state once for all."""
    if (file.network is None) == (file.train_step is None):
        raise CourseError("course_one_subject", file=name)
    if (entry.style is None) != (file.network is None):
        raise CourseError("course_style_missing", file=name, exercise=entry.id)
    kind = "network" if file.network else "train_step"
    if kind not in course.points:
        raise CourseError("course_points_missing", file="course.toml", key=f"points.{kind}")
    return ExerciseSpec(
        id=entry.id, title=entry.title, task=entry.task, hint=entry.hint, style=entry.style,
        network=file.network, train_step=file.train_step,
        free_arguments=course.free_arguments, points=entry.points or course.points[kind],
        opening=entry.opening, closing=entry.closing,
        file=name, candidates=course.candidates,
    )


def read_toml(path: Path, kind: type[T]) -> T:
    """Reads one TOML file into `kind`."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), type=kind)
    except FileNotFoundError:
        raise CourseError("course_file_missing", file=str(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError("course_not_toml", file=path.name, reason=str(error)) from None
    except msgspec.ValidationError as error:
        raise explain_invalid(path.name, str(error)) from None


def explain_invalid(file: str, reason: str) -> CourseError:
    """Turns a conversion error (`Object contains unknown field … - at `$.…``) into one that names the nearest key."""
    if (value := re.search(r"Invalid enum value '([^']*)'(?: - at `\$\.?([^`]*)`)?", reason)) is not None:
        return CourseError("course_unknown_value", file=file, key=value.group(2) or "", found=value.group(1),
                           nearest=nearest(value.group(1), VALUES))
    unknown = re.search(r"unknown field `([^`]*)`(?: - at `\$\.?([^`]*)`)?", reason)
    if unknown is None:
        where = re.search(r" - at `\$\.?([^`]*)`", reason)
        return CourseError("course_invalid", file=file, key=where.group(1) if where else "",
                           reason=reason.split(" - at ")[0])
    name, place = unknown.groups()
    key = f"{place}.{name}" if place else name
    return CourseError("course_unknown_key", file=file, key=key, nearest=nearest(name, KEYS))
