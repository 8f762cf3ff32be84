"""What the course asks, worded as its page words it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from grader.specs.types import Course, ExerciseSpec


def render_course(course: Course, language: str) -> RenderableType:
    """Returns the exercises with their tasks and numbered layers."""
    return Group(Text(getattr(course.title, language), style="bold"),
                 *(render_exercise(spec, language) for spec in course.exercises))


def render_exercise(spec: ExerciseSpec, language: str) -> RenderableType:
    """Returns one exercise: id and title, the task, and the layers by their numbers."""
    lines: list[RenderableType] = [Text.assemble("\n", (spec.id, "bold cyan"), "  ", getattr(spec.title, language)),
                                   Padding(Text(getattr(spec.task, language)), (0, 0, 0, 2))]
    layers = spec.network.layers if spec.network is not None else ()
    texts = [getattr(layer.text, language) for layer in layers if layer.numbered and layer.text]
    lines += [Padding(Text(f"{number}. {text}"), (0, 0, 0, 2)) for number, text in enumerate(texts, 1)]
    return Group(*lines)
