"""Of several candidates the best counts, or where a course says so the last, and none takes the place of one that the grader failed at."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from msgspec import structs

from grader.candidates import those_that_count
from grader.conversation import Limits
from grader.evidence.evidence import Evidence
from grader.gathering.gatherer import Gathered, Gatherer
from grader.pipeline import grade_exercise
from grader.results import ExerciseResult
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.answers import FoundAnswer, find_answers
from grader.submissions.python import read_python
from grader.submissions.types import Cell, SourceFile, Submission
from grader.verifier import Verifier

ANSWER = "model = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense({})])\n"
FAILED, OURS = Evidence(end="crashed"), Evidence(end="grader_error", problem="MemoryError: ")


class Told:
    """Gathers what it is told to."""

    def __init__(self, *evidence: Evidence) -> None:
        self.evidence = list(evidence)

    def gather(self, answer: FoundAnswer, spec: ExerciseSpec) -> Gathered:
        return Gathered(spec, self.evidence.pop(0))


@pytest.fixture(scope="module")
def answers(course: Course) -> list[FoundAnswer]:
    source = "# exercise: mnist_sequential\n" + "".join(map(ANSWER.format, (3, 4)))
    return find_answers(Submission("", (read_python("answer.py", source),)), course, ()).answers["mnist_sequential"]


@pytest.mark.parametrize("evidence", [(FAILED, OURS), (OURS, FAILED)], ids=["last", "first"])
def test_one_that_we_failed_at_leaves_no_score_below_full_marks(
        course: Course, answers: list[FoundAnswer], evidence: tuple[Evidence, ...]) -> None:
    assert len(answers) == 2
    result = grade_exercise(course.exercise("mnist_sequential"), course, answers, Told(*evidence))
    assert (result.judgement.verdict, result.judgement.score) == ("grader_error", None)


def test_an_answer_is_not_run_when_the_time_of_its_submission_is_over(course: Course, answers: list[FoundAnswer]) -> None:
    gatherer = Gatherer(None, Verifier(None), Limits(), ends_at=time.monotonic() - 1)
    result = grade_exercise(course.exercise("mnist_sequential"), course, answers, gatherer)
    assert (result.judgement.verdict, result.judgement.score) == ("timed_out", 0.0)
    assert "not_run_in_time" in {check.finding.code for check in result.judgement.checks}


def test_a_submission_has_time_for_seven_slow_answers() -> None:
    assert Limits(seconds=4).whole_seconds >= 7 * 4


def test_a_course_may_have_the_last_candidate_count(course: Course) -> None:
    cells = tuple(Cell("answer.ipynb", "# exercise: mnist_sequential\nfrom tensorflow import keras\n" + ANSWER.format(units),
                       cell=number) for number, units in ((2, 10), (9, 3), (11, 4)))
    found = find_answers(Submission("", (SourceFile("answer.ipynb", cells),)), course, ()).answers["mnist_sequential"]
    spec = structs.replace(course.exercise("mnist_sequential"), candidates="last")
    result = grade_exercise(spec, course, found[::-1], Told(FAILED))
    assert (result.answer.place.cell, result.candidates) == (11, 3)
    assert result == grade_exercise(spec, course, found, Told(FAILED))


@pytest.mark.parametrize(("line", "counts"), [(2, False), (3, True)])
def test_what_running_finds_above_the_last_does_not_count(course: Course, answers: list[FoundAnswer], line: int,
                                                          counts: bool) -> None:
    spec = structs.replace(course.exercise("mnist_sequential"), candidates="last")
    graded = ExerciseResult(spec, None, answer=max(answers, key=lambda each: each.place.line))
    made = replace(answers[0], place=replace(graded.answer.place, line=line))
    assert those_that_count(spec, [made], graded) == [made] * counts
