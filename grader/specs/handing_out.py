"""Gives students the files they work in: stubs and the notebook made from them, never specs or solutions."""

from __future__ import annotations

from pathlib import Path

from grader.errors import CourseError, InputError
from grader.specs.notebook import render_notebook
from grader.specs.sealing import unused_name
from grader.specs.types import Course, ExerciseSpec


def handed_out_names(course: Course) -> list[str]:
    """Returns the names of the files that students work in."""
    return [*(spec.stub_name for spec in course.exercises), course.notebook]


def stub_text(course: Course, spec: ExerciseSpec) -> str:
    """Returns the stub of an exercise as the course was sealed with it.

    Raises:
        CourseError: it is not sealed yet.
    """
    if spec.id not in course.stubs:
        raise CourseError("course_unsealed", file=spec.file, exercise=spec.id)
    return course.stubs[spec.id]


def hand_out_all(course: Course, folder: Path) -> list[Path]:
    """Makes a folder with all stubs and the notebook; returns what was written.

    Raises:
        InputError: the folder is there and not empty, or cannot be written to.
    """
    stubs = {spec.id: stub_text(course, spec) for spec in course.exercises}
    texts = {spec.stub_name: stubs[spec.id] for spec in course.exercises}
    texts[course.notebook] = render_notebook(course, stubs)
    make_empty(folder)
    return [write_new(folder / name, text) for name, text in texts.items()]


def make_empty(folder: Path) -> None:
    """Makes a folder, unless an empty one is there; raises InputError where that cannot be."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("new_exists", path=str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("output_unwritable", path=str(folder), reason=error.strerror or "") from None


def hand_out_one(course: Course, spec: ExerciseSpec, folder: Path) -> Path:
    """Writes one stub; raises InputError where the file is there already."""
    return write_new(folder / spec.stub_name, stub_text(course, spec))


def reset(course: Course, spec: ExerciseSpec, folder: Path | None) -> tuple[Path, Path | None]:
    """Restores a stub.

    Args:
        folder: where the file lies; None: `exercises/` of the working folder if that is there, else the folder itself.

    Returns:
        The stub, and the name under which the file that was there is kept.
    """
    folder = folder or (Path("exercises") if Path("exercises").is_dir() else Path())
    stub, path, kept = stub_text(course, spec), folder / spec.stub_name, None
    try:
        if path.exists():
            kept = unused_name(path)
            path.rename(kept)
    except OSError as error:
        raise InputError("output_unwritable", path=str(path), reason=error.strerror or "") from None
    return write_new(path, stub), kept


def write_new(path: Path, text: str) -> Path:
    """Writes a file that is not there yet.

    Raises:
        InputError: it is there, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError("new_exists", path=str(path)) from None
    except OSError as error:
        raise InputError("output_unwritable", path=str(path), reason=error.strerror or "") from None
    return path
