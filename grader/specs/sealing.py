"""What a stub is: the texts a course was sealed with, kept away from the files in which people write.

Students and teachers fill in `exercises/*.py` where they lie, so these files say nothing of what was handed out.
Sealing copies the stubs into `stubs.json`, which nobody edits: "untouched" is measured by it, and fresh exercises are
made of it. A stub that its author did not write is not sealed: it is made of the table, and of nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.errors import CourseError
from grader.specs.notebook import cells_of, code_cell, render_notebook

if TYPE_CHECKING:
    from grader.specs.types import Course

SEAL = "stubs.json"
KEPT = ".old"  # at the end of a name, so that no such file is graded


def read_seal(folder: Path) -> dict[str, str]:
    """Returns the stub of each exercise that was sealed, by its id.

    Raises:
        CourseError: the seal is not what sealing writes.
    """
    try:
        lines = msgspec.json.decode((folder / SEAL).read_bytes(), type=dict[str, list[str]])
    except FileNotFoundError:
        return {}
    except msgspec.MsgspecError as error:
        raise CourseError("course_seal_broken", file=SEAL, reason=str(error)) from None
    return {exercise: "".join(each) for exercise, each in lines.items()}


def seal(course: Course, folder: Path, stubs: dict[str, str]) -> list[Path]:
    """Seals the stubs that lie there and makes the notebooks of stubs and solutions; returns what was written.

    A notebook that somebody filled in is kept beside the new one.
    """
    lines = {spec.id: stubs[spec.id].splitlines(keepends=True) for spec in course.exercises
             if (folder / spec.stub_name).exists()}
    texts = notebooks(course, folder, stubs)
    if lines or (folder / SEAL).exists():
        texts = {folder / SEAL: json.dumps(lines, ensure_ascii=False, indent=1) + "\n", **texts}
    if (notebook := folder / course.notebook).exists() and is_filled_in(notebook, course, course.stubs, stubs):
        notebook.rename(unused_name(notebook))
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def notebooks(course: Course, folder: Path, stubs: dict[str, str]) -> dict[Path, str]:
    """Returns the notebooks of a course as they should be, the author's solutions too where they lie there."""
    solutions = (folder / course.solutions).resolve()
    made = {folder / course.notebook: render_notebook(course, stubs)}
    if solutions.is_dir():
        made[solutions / course.notebook] = render_notebook(course, read_answers(course, solutions))
    return made


def read_stubs(course: Course, folder: Path) -> dict[str, str]:
    """Returns the stub of each exercise: the file that its author wrote, else what is made of its table.

    Raises:
        CourseError: one that was sealed is missing.
    """
    sealed, stubs = read_seal(folder), {}
    for spec in course.exercises:
        path = folder / spec.stub_name
        if path.exists():
            stubs[spec.id] = path.read_text(encoding="utf-8")
        elif spec.id in sealed:
            raise CourseError("course_stub_missing", file=folder.name, exercise=spec.id, stub=spec.stub_name)
        else:
            stubs[spec.id] = course.stubs[spec.id]
    return stubs


def read_answers(course: Course, folder: Path) -> dict[str, str]:
    """Returns the solution of each exercise.

    Raises:
        CourseError: one is missing.
    """
    try:
        return {spec.id: (folder / spec.stub_name).read_text(encoding="utf-8") for spec in course.exercises}
    except FileNotFoundError as error:
        missing = Path(error.filename)
        raise CourseError("course_stub_missing", file=folder.name, exercise=missing.stem, stub=missing.name) from None


def stale_files(course: Course, folder: Path) -> list[Path]:
    """Returns what was made from something else than the specs and stubs of today."""
    if course.unsealed:
        return [folder / SEAL]
    sealed = read_seal(folder)
    if not any((folder / spec.stub_name).exists() for spec in course.exercises if spec.id in sealed):
        return []  # nothing was sealed, or no more than the seal has travelled here
    made = notebooks(course, folder, course.stubs)
    return [path for path, text in made.items()
            if not path.exists() or not is_made_of(path, text, whole=path.parent != folder)]


def is_made_of(path: Path, text: str, *, whole: bool) -> bool:
    """Whether a notebook is the one made; unless the `whole` counts, its code may have been filled in."""
    found = path.read_text(encoding="utf-8")
    if whole:
        return found == text
    return cells_of(text, "markdown") <= cells_of(found, "markdown")


def edited_files(course: Course, folder: Path) -> Iterator[Path]:
    """Yields the stubs that are not what they were sealed as: somebody's answers, or an author's next version."""
    for spec in course.exercises:
        path = folder / spec.stub_name
        if path.exists() and path.read_text(encoding="utf-8") != course.stubs[spec.id]:
            yield path
    if (notebook := folder / course.notebook).exists() and is_filled_in(notebook, course, course.stubs):
        yield notebook


def is_filled_in(notebook: Path, course: Course, *versions: dict[str, str]) -> bool:
    """Whether a notebook holds code that stands in no version of the stubs."""
    handed_out = {"".join(code_cell(spec, stubs[spec.id])["source"])
                  for stubs in versions for spec in course.exercises if spec.id in stubs}
    return not cells_of(notebook.read_text(encoding="utf-8"), "code") <= handed_out


def unused_name(path: Path) -> Path:
    """Returns a name beside `path` that no file has: first `answer.py.old`, then `answer.py.2.old`."""
    names = (path.with_name(f"{path.name}{f'.{number}' if number > 1 else ''}{KEPT}") for number in count(1))
    return next(each for each in names if not each.exists())
