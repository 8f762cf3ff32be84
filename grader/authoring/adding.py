"""Adds an exercise to a course: its table, and its solution beside the others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from grader.audit.builder_variants import write_builder
from grader.audit.writing import write_network
from grader.audit.written import asked_network
from grader.authoring.building import builder_in, propose_builder
from grader.authoring.recording import record, run_whole
from grader.authoring.starting import write_schemas
from grader.authoring.tables import exercise_table
from grader.errors import CourseError, InputError
from grader.evidence.claims import Shape
from grader.kinds import part_of
from grader.pipeline import Grader
from grader.specs.course import exercise_files, read_course_file
from grader.specs.handing_out import write_new
from grader.specs.texts import LANGUAGES
from grader.specs.types import BuilderSpec, Course, CourseFile, LayerSpec, NetworkSpec, Style

ID = re.compile(r"[a-z][a-z0-9_]*")
BEGINNING = NetworkSpec(
    input_shape=(8,), classes=1, loss="mean_squared_error",
    layers=(LayerSpec("Dense", {"units": 4, "activation": "relu"}), LayerSpec("Dense", {"units": 1})))


BUILDER = BuilderSpec(
    signature="build_model(units)", cases=({"units": 4}, {"units": 6}),
    input_shape=(8,), classes=1, loss="mean_squared_error",
    layers=(LayerSpec("Dense", {"units": {"of": "units"}, "activation": "relu"}), LayerSpec("Dense", {"units": 1})))


def add_exercise(folder: Path, exercise: str, style: Style | Literal["builder"]) -> list[Path]:
    """Adds an exercise that is right, and to be changed; returns what was written.

    Raises:
        InputError: there is such an exercise, or something cannot be written.
    """
    course = course_to_add_to(folder, exercise)
    languages = course.languages or sorted(LANGUAGES)
    if style == "builder":
        table = exercise_table(exercise, "builder", BUILDER, None, languages)
        return write_exercise(folder, course, exercise, table, write_builder(BUILDER, exercise))
    table = exercise_table(exercise, "network", BEGINNING, style, languages)
    beginning = asked_network(BEGINNING, "sequential" if style == "any" else style)
    return write_exercise(folder, course, exercise, table, write_network(beginning, exercise))


def add_from_solution(folder: Path, exercise: str, solution: Path, shapes: tuple[Shape, ...]) -> list[Path]:
    """Adds the exercise that a solution answers, proposed from what it makes; returns what was written.

    Args:
        shapes: what its model takes, where it does not say so itself; without the batch.

    Raises:
        InputError: as `add_exercise`; or the solution makes nothing that can be stated.
    """
    course = course_to_add_to(folder, exercise)
    languages = course.languages or sorted(LANGUAGES)
    with Grader(Course(title="", exercises=())) as grader:
        ran = run_whole(solution, grader)
        if (function := builder_in(ran)) is not None:
            kind, style = "builder", None
            subject = propose_builder(ran, function, shapes, grader, course.free_arguments)
        else:
            recorded = record(ran, shapes, grader)
            kind = recorded.made.recorded
            subject, style = part_of(kind, "propose")(solution, recorded, grader.verifier, course.free_arguments)
    table = exercise_table(exercise, kind, subject, style, languages)
    text = solution.read_text(encoding="utf-8")
    marked = text if re.search(rf"#\s*exercise:\s*{exercise}\b", text) else f"# exercise: {exercise}\n\n{text}"
    return write_exercise(folder, course, exercise, table, marked)


def course_to_add_to(folder: Path, exercise: str) -> CourseFile:
    """Returns the course's own table, having made sure that the exercise can be added."""
    if not ID.fullmatch(exercise):
        raise CourseError("course_id", file=f"{exercise}.toml", exercise=exercise)
    if (folder / f"{exercise}.toml").exists():
        raise InputError("new_exists", path=str(folder / f"{exercise}.toml"))
    return read_course_file(folder)


def write_exercise(folder: Path, course: CourseFile, exercise: str, table: str, solution: str) -> list[Path]:
    """Writes table and solution; a solution that lies there already stays as it is."""
    solutions = folder / course.solutions
    solutions.mkdir(exist_ok=True)
    written = [write_new(folder / f"{exercise}.toml", table)]
    if not (solutions / f"{exercise}.py").exists():
        written.append(write_new(solutions / f"{exercise}.py", solution))
    return [*written, *write_schemas(folder)]


def is_named(folder: Path, course: CourseFile, exercise: str) -> bool:
    """Whether the course takes the exercise in: it names no files, or this one among them."""
    return f"{exercise}.toml" in (course.files or exercise_files(folder))
