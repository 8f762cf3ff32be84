"""The course is in order: references pass, stubs are not attempted, made files are fresh, every spec is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.pipeline import Grader
from grader.specs.course import course_folder
from grader.specs.notebook import NOTEBOOK, render_notebook
from grader.specs.types import Course
from grader.submissions.reading import read_submission

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("path", ["solutions", f"solutions/{NOTEBOOK}"])
def test_references_pass(grader: Grader, path: str) -> None:
    grading = grader.grade(read_submission([ROOT / path]))
    assert {result.spec.id: result.judgement.verdict.value for result in grading.results} \
        == {result.spec.id: "passed" for result in grading.results}
    assert grading.score == len(grading.results)


@pytest.mark.parametrize("path", ["exercises", f"exercises/{NOTEBOOK}"])
def test_stubs_are_not_attempted(grader: Grader, path: str) -> None:
    grading = grader.grade(read_submission([ROOT / path]))
    assert {result.judgement.verdict.value for result in grading.results} == {"not_attempted"}
    assert grading.score == 0


@pytest.mark.parametrize("folder", ["exercises", "solutions"])
def test_notebook_is_fresh(course: Course, folder: str) -> None:
    found = (ROOT / folder / NOTEBOOK).read_text(encoding="utf-8")
    assert found == render_notebook(course, ROOT / folder), "run `make exercises`"


def test_solutions_mirror_exercises() -> None:
    stubs = {path.name for path in course_folder().iterdir() if path.suffix != ".toml" and path.is_file()}
    assert {path.name for path in (ROOT / "solutions").iterdir() if path.is_file()} == stubs


def test_stubs_carry_marker_task_and_texts(course: Course) -> None:
    for spec in course.exercises:
        stub = (course_folder() / spec.stub_name).read_text(encoding="utf-8")
        assert f"# exercise: {spec.id}\n" in stub
        assert spec.task.ko in stub, spec.id
        assert spec.task.en in stub, spec.id
        for number, text in spec.numbered_texts:
            assert f"\n# {number}. {text.ko}\n#    {text.en}\n" in stub, spec.id
