"""What finding made of a submission is kept as it is, under a key of the files and of what the course asks for."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader.evidence.kept import KeptInMemory
from grader.specs.course import load_course
from grader.specs.types import Course
from grader.submissions.answers import find_answers, settled
from grader.submissions.keeping import KeptFinding
from grader.submissions.reading import read_submission
from grader.submissions.types import Cell, SourceFile, Submission

ROOT = Path(__file__).parents[2]
COURSE = load_course(ROOT / "exercises")
CHANGED = "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.layers[0].units = 5\n"


@pytest.mark.parametrize("source", [
    "from tensorflow import keras\n" + CHANGED, "model = keras.Sequential([\n", "# keras.Sequential([keras.layers.Dense(1)])",
    "import helpers\nhelpers.make()\nexec('x = 1')\n" + CHANGED, "class Net:\n    def call(self, x):\n        return x"])
def test_what_was_found_is_given_back(source: str) -> None:
    file = SourceFile("mnist_sequential.py", (Cell("mnist_sequential.py", source, context="# a heading"),))
    assert_given_back(Submission("s", (file,)))


@pytest.mark.parametrize("name", ["solutions/tf2_api.ipynb", "solutions"])
def test_what_was_found_in_files_is_given_back(name: str) -> None:
    assert_given_back(read_submission([ROOT / name]))


def assert_given_back(submission: Submission) -> None:
    store, found = KeptInMemory(), find_answers(submission, COURSE, ())
    kept = KeptFinding(store, submission, COURSE)
    assert kept.get() is None
    kept.keep(found)
    assert kept.get() == settled(found)


def course_with(**changes: object) -> Course:
    first = msgspec.structs.replace(COURSE.exercises[0], **changes)
    return msgspec.structs.replace(COURSE, exercises=(first, *COURSE.exercises[1:]))


def test_points_and_hints_change_nothing_of_it_and_a_layer_does() -> None:
    submission = Submission("s", (SourceFile("a.py", (Cell("a.py", CHANGED),)),))
    network = COURSE.exercises[0].network
    keys = [KeptFinding(KeptInMemory(), submission, course).key for course in (
        COURSE, course_with(points={"runs": 1.0}, hint="other", free_arguments=()), course_with(title="Other"),
        course_with(subject=msgspec.structs.replace(network, layers=network.layers[1:])))]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    other = Submission("s", (SourceFile("a.py", (Cell("a.py", CHANGED + "\n"),)),))
    assert KeptFinding(KeptInMemory(), other, COURSE).key not in keys
