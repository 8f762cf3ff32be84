"""What the exports are tested with is what grading makes, and a graded submission leaves in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exports_support import failed_exercise
from tests_support import PAGE

from grader.exports.formats import SINGLE_FORMATS
from grader.exports.single import export_single
from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.reports.json import document
from grader.results import Grading
from grader.specs.types import Course
from grader.submissions.reading import read_submission


@pytest.fixture(scope="module")
def grading(grader: Grader, course: Course) -> Grading:
    """The first exercise of the course page, which has 32 filters where 64 are asked for, and one without layers."""
    return grader.grade(read_submission([Path(PAGE)]), [course.exercise("mnist_sequential"), course.exercise("gradient_tape")])


def test_made_up_documents_have_the_shape_of_real_ones(grading: Grading) -> None:
    real = document(grading, Texts("en"))["exercises"][0]
    made_up = failed_exercise()
    assert set(made_up) == set(real)
    for part in ("answer", "checks", "layers"):
        made, found = made_up[part], real[part]
        first_made, first_found = (made, found) if isinstance(made, dict) else (made[0], found[0])
        assert set(first_made) == set(first_found), part


def test_layers_say_asked_and_found(grading: Grading) -> None:
    sequential, tape = document(grading, Texts("en"))["exercises"]
    assert [layer["same"] for layer in sequential["layers"]] == [True, False, True, True, True]
    assert sequential["layers"][1] == {
        "number": "2", "same": False,
        "asked": {"type": "Conv2D", "arguments": {"filters": 64, "kernel_size": 3, "activation": "relu"}},
        "found": {"type": "Conv2D", "arguments": {"filters": 32, "kernel_size": 3, "activation": "relu"}}}
    assert tape["layers"] == []


@pytest.mark.parametrize("name", SINGLE_FORMATS)
def test_one_submission_leaves_in_the_formats_made_for_many(grading: Grading, name: str) -> None:
    text = export_single(grading, Texts("en"), name).content
    assert isinstance(text, str)
    assert "mnist_sequential" in text.replace("\\_", "_") or "MNIST" in text  # Markdown has its underscores escaped
    if name == "gradescope":
        assert json.loads(text)["score"] == grading.score
