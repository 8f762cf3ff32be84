"""The types of the JSON documents, and the schemas made of them.

Run `python -m grader.reports.schema` after a change; a test fails while the shipped schemas are stale, another while a
document has what its type has not. Within a format keys are only added, never taken away or given another meaning.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from grader.checks.check import Outcome
from grader.evidence.evidence import Isolation
from grader.verdicts import Verdict

FOLDER = Path(__file__).parent / "schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Answer(Struct, frozen=True):
    """Where the graded code stands; `cell` counts all cells of a notebook from 1, `candidates` all there were."""

    file: str
    cell: int | None
    line: int
    candidates: int


class Spot(Struct, frozen=True):
    """Where a mistake stands: `block` is a code block of a Markdown page; `line` counts within the cell or the file."""

    file: str
    cell: int | None
    block: int | None
    line: int


class CheckDocument(Struct, frozen=True):
    """One check; `code` and `params` say what `message` says in words, `hints` are steps that each tell more.

    A check that was skipped costs its points too: `because` of the checks that failed before it.
    """

    id: str
    outcome: Outcome
    points: float
    expected: Any
    found: Any
    code: str
    params: dict[str, Any]
    place: Spot | None
    message: str
    hint: str
    hints: list[str]
    because: list[str] = []


class Printed(Struct, frozen=True):
    """What the answer printed: its first and last characters, and how many lie between them."""

    head: str
    tail: str
    cut_characters: int


class LayerDocument(Struct, frozen=True):
    """A layer with the arguments that are asked for."""

    type: str
    arguments: dict[str, Any]


class Pair(Struct, frozen=True):
    """An asked layer beside the found one; null is a gap."""

    number: str
    asked: LayerDocument | None
    found: LayerDocument | None
    same: bool


class ExerciseDocument(Struct, frozen=True):
    """One exercise; `score` is null where the grader itself failed, which is never 0 points."""

    id: str
    verdict: Verdict
    score: float | None
    max_score: float
    answer: Answer | None
    checks: list[CheckDocument]
    advice: list[str]
    message: str
    hint: str
    output: Printed | None
    layers: list[Pair]
    losses: list[float]
    seconds: float
    stages: dict[str, float]


class SubmissionName(Struct, frozen=True):
    """What was graded: the name of the folder or first file, and all files that were read."""

    name: str
    files: list[str]


class SubmissionDocument(Struct, frozen=True):
    """What `grader grade --format json` prints: one submission, graded."""

    format: Literal[1]
    grader_version: str
    versions: dict[str, str]
    passed: bool
    score: float
    max_score: float
    submission: SubmissionName
    isolation: Isolation
    message: str
    exercises: list[ExerciseDocument]


class ClassDocument(Struct, frozen=True):
    """What `grader export --format json` writes: a class."""

    format: Literal[1]
    submissions: list[SubmissionDocument]


SCHEMAS = {"submission-1.json": SubmissionDocument, "class-1.json": ClassDocument}


def render(name: str) -> str:
    """Returns the text of a schema."""
    return json.dumps({"$schema": DIALECT, **unindented(msgspec.json.schema(SCHEMAS[name]))}, indent=1) + "\n"


def unindented(part: Any) -> Any:
    """Returns a part of a schema with its descriptions as Python 3.13 has them, without the source's indentation."""
    if isinstance(part, list):
        return [unindented(each) for each in part]
    if not isinstance(part, dict):
        return part
    return {key: inspect.cleandoc(value) if key == "description" and isinstance(value, str) else unindented(value)
            for key, value in part.items()}


if __name__ == "__main__":
    for each in SCHEMAS:
        (FOLDER / each).write_text(render(each), encoding="utf-8")
