"""Makes the notebook with all exercises from their code and the specs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.errors import CourseError
from grader.specs.texts import FALLBACK, said, said_in_all
from grader.specs.types import Course, ExerciseSpec


def render_notebook(course: Course, sources: dict[str, str]) -> str:
    """Returns the notebook of the source of each exercise, stub or solution, as text."""
    cells = [markdown_cell("course", "# " + "\n\n".join(said_in_all(course.title, course.languages)))]
    for spec in course.exercises:
        task = markdown_cell(f"{spec.id}-task", task_text(spec, course.languages))
        cells += [task, code_cell(spec, sources[spec.id])]
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                     "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def task_text(spec: ExerciseSpec, languages: Sequence[str]) -> str:
    """Returns title, task and numbered points in all languages."""
    parts = [f"## {said_in_all(spec.title, languages)[0]}"]
    for language in languages or (FALLBACK,):
        lines = [f"{number}. {said(text, language)}" for number, text in spec.numbered_texts]
        parts += [said(spec.task, language), "\n".join(lines)]
    return "\n\n".join(part for part in dict.fromkeys(parts) if part)


def code_cell(spec: ExerciseSpec, source: str) -> dict[str, Any]:
    """Returns the cell students edit: the stub, its comments before the first import left to the task's cell."""
    _, blank, body = source.partition("\n\n")
    if not blank:
        raise CourseError("course_stub_without_head", file=spec.stub_name)
    body = body.strip()
    return {"cell_type": "code", "execution_count": None, "id": spec.id, "metadata": {"tags": [spec.id]},
            "outputs": [], "source": lines_of(f"# exercise: {spec.id}\n{body}")}


def markdown_cell(cell_id: str, text: str) -> dict[str, Any]:
    """Returns a cell of text."""
    return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": lines_of(text)}


def lines_of(text: str) -> list[str]:
    """Splits text the way notebooks keep it."""
    return text.splitlines(keepends=True)


def cells_of(notebook: str, kind: str) -> set[str]:
    """Returns the text of the cells of one kind; text that is no notebook is one cell of whatever kind."""
    try:
        return {"".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == kind}
    except (ValueError, KeyError, TypeError):
        return {notebook}
