"""The grader knows no exercise and no course by name: each is data like any other."""

from __future__ import annotations

from pathlib import Path

from grader.specs.course import course_folder, load_course
from grader.specs.texts import said_in_each

ROOT = Path(__file__).parents[2]
COURSES = [course_folder(), *(each.parent for each in (ROOT / "examples").glob("*/course.toml"))]


def names() -> set[str]:
    """What the courses that lie here are called, and all that is in them."""
    courses = [load_course(folder) for folder in COURSES]
    return {name for course in courses for name in (
        *said_in_each(course.title), Path(course.notebook).stem, *(spec.id for spec in course.exercises),
        *(spec.file for spec in course.exercises))} - {"exercises"} | {folder.name for folder in COURSES[1:]}


def test_no_exercise_and_no_course_is_named_in_the_grader() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "grader").rglob("*")
             if path.is_file() and path.suffix != ".pyc" and "course" not in path.relative_to(ROOT / "grader").parts[:1]}
    known = names()
    found = [(str(path.relative_to(ROOT)), name) for path, text in texts.items() for name in known if name in text]
    assert len(known) > 10
    assert found == []
