"""A process of ours that is killed in the middle costs nobody a verdict: what it was at is tried once more."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.pipeline import Grader
from grader.results import Grading
from grader.sandbox.workers import Guest, WarmProcess, Worker
from grader.specs.types import Course
from grader.submissions.reading import read_submission

NEIGHBOUR = Path(__file__).parent / "neighbours" / "cifar100_sequential.py"
SLOW = """
# exercise: mnist_sequential
import time
from tensorflow import keras

def build():
    time.sleep(1)
    return keras.Sequential([
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.Conv2D(64, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ])

model = build()
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a warm process")


class Watched(WarmProcess):
    """Remembers the processes it started."""

    def __init__(self) -> None:
        super().__init__()
        self.guests: list[Guest] = []
        self.verifications: list[Worker] = []

    def guest(self) -> Guest:
        self.guests.append(super().guest())
        return self.guests[-1]

    def verification(self) -> Worker:
        self.verifications.append(super().verification())
        return self.verifications[-1]


@pytest.fixture
def warm() -> Iterator[Watched]:
    process = Watched()
    yield process
    process.close()


@pytest.fixture
def grade_while(course: Course, warm: Watched, tmp_path: Path) -> Callable[[Callable[[], None]], Grading]:
    """Grades a slow answer and a neighbour, one after the other, while something is done to the processes."""
    (tmp_path / "slow.py").write_text(SLOW)
    specs = [course.exercise("mnist_sequential"), course.exercise("cifar100_sequential")]

    def grade(harm: Callable[[], None]) -> Grading:
        with Grader(course, lanes=1, warm=warm) as grader, ThreadPoolExecutor(1) as pool:
            grading = pool.submit(grader.grade, read_submission([tmp_path / "slow.py", NEIGHBOUR]), specs)
            harm()
            return grading.result(timeout=300)

    return grade


def wait_for(started: list, count: int) -> None:
    while len(started) < count:
        time.sleep(0.01)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def verdicts(grading: Grading) -> list[str]:
    return [result.judgement.verdict.value for result in grading.results]


def test_warm_process_killed_in_the_middle_of_an_answer(warm: Watched, grade_while: Callable) -> None:
    killed = []

    def harm() -> None:
        wait_for(warm.guests, 1)
        killed.append(warm.pid)
        kill(killed[0])

    assert verdicts(grade_while(harm)) == ["passed", "passed"]
    assert len(warm.guests) == 3
    assert warm.pid != killed[0]


def test_warm_process_killed_before_the_first_answer(warm: Watched, grade_while: Callable) -> None:
    warm.start()
    kill(warm.pid)
    assert verdicts(grade_while(lambda: None)) == ["passed", "passed"]


def test_guest_killed_in_the_middle_of_an_answer(warm: Watched, grade_while: Callable) -> None:
    def harm() -> None:
        wait_for(warm.guests, 1)
        kill(warm.guests[0].pid)

    assert verdicts(grade_while(harm)) == ["passed", "passed"]
    assert len(warm.guests) == 3


def test_guest_killed_again_costs_that_answer_alone(warm: Watched, grade_while: Callable) -> None:
    def harm() -> None:
        for number in (1, 2):
            wait_for(warm.guests, number)
            kill(warm.guests[-1].pid)

    first, second = grade_while(harm).results
    assert first.judgement.verdict in ("crashed", "grader_error")  # the latter if it was killed before the code ran
    assert not first.judgement.score
    assert second.judgement.verdict == "passed"


def test_verification_process_killed_in_the_middle(warm: Watched, grade_while: Callable) -> None:
    def harm() -> None:
        wait_for(warm.verifications, 1)
        kill(warm.verifications[0].pid)

    assert verdicts(grade_while(harm)) == ["passed", "passed"]
    assert len(warm.verifications) == 2


def test_verification_process_killed_again_is_our_error(warm: Watched, grade_while: Callable) -> None:
    def harm() -> None:
        for number in (1, 2):
            wait_for(warm.verifications, number)
            kill(warm.verifications[-1].pid)

    first, second = grade_while(harm).results
    assert (first.judgement.verdict, first.judgement.score) == ("grader_error", None)
    assert second.judgement.verdict == "passed"
