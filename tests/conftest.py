"""What all tests share: one warm process for those that need TensorFlow, and Ctrl-C as in a terminal."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests_support import follows_its_type

import grader.reports.json
from grader.pipeline import Grader
from grader.reports.schema import SubmissionDocument
from grader.results import Grading
from grader.specs.course import load_course
from grader.specs.types import Course
from grader.submissions.reading import read_submission

ROOT = Path(__file__).parents[1]
make_document = grader.reports.json.document


def checked_document(*arguments: Any) -> dict[str, Any]:
    """Makes a document, and holds it to its type."""
    made = make_document(*arguments)
    follows_its_type(made, SubmissionDocument)
    return made


grader.reports.json.document = checked_document  # every document that the tests make in their own process

# What earlier runs of the tests found out must not decide what this one does.
CACHE = tempfile.TemporaryDirectory(prefix="grader-tests-cache-")
os.environ["XDG_CACHE_HOME"] = CACHE.name

# A shell switches Ctrl-C off for what it starts in the background, and that is handed on to what the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course()


@pytest.fixture(scope="session")
def grader(course: Course) -> Iterator[Grader]:
    with Grader(course) as warm:
        yield warm


@pytest.fixture
def grade_source(grader: Grader, course: Course, tmp_path: Path):
    """Grades one source text as a file of the given name, for one exercise or all."""

    def grade(source: str, name: str = "answer.py", exercise: str | None = None) -> Grading:
        path = tmp_path / name
        path.write_text(source, encoding="utf-8")
        specs = [course.exercise(exercise)] if exercise else None
        return grader.grade(read_submission([path]), specs)

    return grade
