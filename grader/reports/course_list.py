"""What the course asks, worded as its page words it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.specs.texts import said
from grader.specs.types import Course, ExerciseSpec


def render_course(course: Course, language: str) -> RenderableType:
    """Returns the exercises with their tasks and numbered points."""
    return Group(Text(said(course.title, language), style="bold"),
                 *(render_exercise(spec, language) for spec in course.exercises))


def render_exercise(spec: ExerciseSpec, language: str) -> RenderableType:
    """Returns one exercise: id and title, the task, and its points by their numbers."""
    points = Table.grid(padding=(0, 1))
    points.add_column(justify="right", no_wrap=True)
    points.add_column(overflow="fold")
    for number, text in spec.numbered_texts:
        points.add_row(f"{number}.", Text(said(text, language)))
    return Group(Text.assemble("\n", (spec.id, "bold cyan"), "  ", said(spec.title, language)),
                 Padding(Group(Text(said(spec.task, language)), points), (0, 0, 0, 2), expand=False))
