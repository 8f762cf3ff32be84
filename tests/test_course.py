"""The course is in order: references pass, stubs are not attempted, made files are fresh, every spec is sound."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec
import pytest

from grader.pipeline import Grader
from grader.specs.course import load_course
from grader.specs.handing_out import hand_out_all
from grader.specs.sealing import edited_files, stale_files
from grader.specs.texts import said
from grader.specs.types import Course
from grader.submissions.reading import read_submission
from grader.verdicts import Verdict

NOTEBOOK = load_course().notebook
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("path", ["solutions", f"solutions/{NOTEBOOK}"])
def test_references_pass(grader: Grader, path: str) -> None:
    grading = grader.grade(read_submission([ROOT / path]))
    assert {result.spec.id: result.judgement.verdict.value for result in grading.results} \
        == {result.spec.id: "passed" for result in grading.results}
    assert grading.score == len(grading.results)


@pytest.mark.parametrize("path", ["homework", f"homework/{NOTEBOOK}"])
def test_stubs_are_not_attempted(grader: Grader, course: Course, tmp_path: Path, path: str) -> None:
    hand_out_all(course, tmp_path / "homework")
    grading = grader.grade(read_submission([tmp_path / path]))
    assert {result.judgement.verdict.value for result in grading.results} == {"not_attempted"}
    assert grading.score == 0


def test_what_is_made_is_fresh(course: Course) -> None:
    assert not stale_files(course, ROOT / "exercises"), "run `make exercises`"


def test_what_is_committed_was_sealed(course: Course) -> None:
    """Whoever runs this may have filled in the exercises, which is what they are for; in a clean clone none are."""
    changed = subprocess.run(["git", "status", "--porcelain", "exercises"], cwd=ROOT, capture_output=True, check=False)
    if changed.returncode or changed.stdout:
        pytest.skip("somebody works in exercises/")
    assert not list(edited_files(course, ROOT / "exercises")), "run `make exercises`"


def test_no_stub_passes(course: Course, tmp_path: Path) -> None:
    hand_out_all(course, tmp_path / "homework")
    with Grader(msgspec.structs.replace(course, stubs={})) as grader:
        grading = grader.grade(read_submission([tmp_path / "homework"]))
    assert all(result.judgement.verdict is not Verdict.PASSED for result in grading.results)


def test_solutions_mirror_exercises(course: Course) -> None:
    assert {path.name for path in (ROOT / "solutions").iterdir() if path.is_file()} \
        == {NOTEBOOK, *(spec.stub_name for spec in course.exercises)}


def test_stubs_carry_marker_task_and_texts(course: Course) -> None:
    for spec in course.exercises:
        stub = course.stubs[spec.id]
        assert f"# exercise: {spec.id}\n" in stub
        assert said(spec.task, "ko") in stub, spec.id
        assert said(spec.task, "en") in stub, spec.id
        for number, text in spec.numbered_texts:
            assert f"\n# {number}. {text['ko']}\n#    {text['en']}\n" in stub, spec.id
