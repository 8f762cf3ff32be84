"""Gives students the files they work in: stubs and the notebook made from them, never specs or solutions."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from grader.errors import InputError
from grader.specs.course import course_folder
from grader.specs.notebook import NOTEBOOK, render_notebook
from grader.specs.types import Course, ExerciseSpec

KEPT = ".old"  # at the end of a name, so that no such file is graded


def stub_text(spec: ExerciseSpec) -> str:
    """Returns the stub of an exercise as the course has it."""
    return (course_folder() / spec.stub_name).read_text(encoding="utf-8")


def hand_out_all(course: Course, folder: Path) -> list[Path]:
    """Makes a folder with all stubs and the notebook; returns what was written.

    Raises:
        InputError: the folder is there and not empty, or cannot be written to.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError("new_exists", path=str(folder))
    texts = {spec.stub_name: stub_text(spec) for spec in course.exercises}
    texts[NOTEBOOK] = render_notebook(course, course_folder())
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("output_unwritable", path=str(folder), reason=error.strerror or "") from None
    return [write_new(folder / name, text) for name, text in texts.items()]


def hand_out_one(spec: ExerciseSpec, folder: Path) -> Path:
    """Writes one stub; raises InputError where the file is there already."""
    return write_new(folder / spec.stub_name, stub_text(spec))


def reset(spec: ExerciseSpec, folder: Path | None) -> tuple[Path, Path | None]:
    """Restores a stub.

    Args:
        folder: where the file lies; None: `exercises/` of the working folder if that is there, else the folder itself.

    Returns:
        The stub, and the name under which the file that was there is kept.
    """
    folder = folder or (Path("exercises") if Path("exercises").is_dir() else Path())
    path, kept = folder / spec.stub_name, None
    try:
        if path.exists():
            kept = unused_name(path)
            path.rename(kept)
    except OSError as error:
        raise InputError("output_unwritable", path=str(path), reason=error.strerror or "") from None
    return write_new(path, stub_text(spec)), kept


def unused_name(path: Path) -> Path:
    """Returns a name beside `path` that no file has: first `answer.py.old`, then `answer.py.2.old`."""
    names = (path.with_name(f"{path.name}{f'.{number}' if number > 1 else ''}{KEPT}") for number in count(1))
    return next(each for each in names if not each.exists())


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
