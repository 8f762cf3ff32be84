"""Whatever is told of an answer comes from a process in which no other answer ran, and TensorFlow is whole there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import pytest

from grader.gathering.gatherer import Gatherer
from grader.pipeline import Grader, grade_exercise
from grader.specs.types import Course
from grader.submissions.answers import FoundAnswer
from grader.submissions.reading import read_submission
from grader.verdicts import Judgement

POISONS = sorted((Path(__file__).parent / "hostile" / "poison").glob("*.py"))


@dataclass
class Poisoned:
    """What the wrong answers of a file come to: each in its own process, and after the right one in one process."""

    right: str
    apart: list[Judgement]
    together: list[Judgement]


@pytest.fixture(scope="module", params=POISONS, ids=lambda path: path.stem)
def poisoned(request: pytest.FixtureRequest, grader: Grader, course: Course) -> Poisoned:
    submission = read_submission([request.param])
    answers = {name: found[0] for name, found in grader.find_answers(submission).answers.items() if found}
    right = answers.pop("mnist_sequential")
    gatherer = Gatherer(grader.warm, grader.verifier)

    def judged(answer: FoundAnswer, name: str) -> Judgement:
        return grade_exercise(course.exercise(name), course, [answer], gatherer).judgement

    def after_the_right_one(answer: FoundAnswer) -> FoundAnswer:
        steps = (*right.code.steps, *answer.code.steps)
        return replace(answer, code=msgspec.structs.replace(answer.code, steps=steps))

    return Poisoned(judged(right, "mnist_sequential").verdict, [judged(each, name) for name, each in answers.items()],
                    [judged(after_the_right_one(each), name) for name, each in answers.items()])


def test_a_right_answer_cannot_help_a_wrong_one(poisoned: Poisoned) -> None:
    """The first answer of each file is right, and changes its process so that the wrong ones after it would pass."""
    assert poisoned.right == "passed"
    assert [each.verdict for each in poisoned.apart] == ["failed"] * len(poisoned.apart)
    assert all(each.score < 1.0 for each in poisoned.apart)


def test_it_would_help_in_one_process(poisoned: Poisoned) -> None:
    assert "passed" in [each.verdict for each in poisoned.together]


WHOLE = """
import numpy as np
import tensorflow as tf
from tensorflow import keras

def use_all():
    large = tf.ones((3000, 3000))
    copied = tf.reshape(tf.identity(large) + 1.0, (-1,)).numpy().copy()  # copies of over 32 KiB use threads
    variable = tf.Variable(large)
    variable.assign(tf.concat([large, large], 0)[:3000])
    @tf.function
    def traced(x):
        total = 0.0
        for row in tf.range(3):
            total += tf.reduce_sum(x[row])
        return total
    rows = tf.data.Dataset.range(64).map(lambda each: each * 2, num_parallel_calls=4).batch(8).prefetch(2)
    network = keras.Sequential([keras.layers.Conv2D(8, 3), keras.layers.MaxPooling2D(), keras.layers.Flatten(),
                                keras.layers.Dense(512), keras.layers.Dense(10, activation="softmax")])
    network.compile("adam", "sparse_categorical_crossentropy")
    network.train_on_batch(np.ones((8, 28, 28, 1), "float32"), np.zeros(8))
    stepped = network.make_train_function()(iter([(tf.ones((8, 28, 28, 1)), tf.zeros((8,)))]))
    keras.models.clone_model(network).save("network.keras")
    threads = [float(tf.random.normal((600, 600)).numpy().std()) for _ in range(2)]
    return float(copied.sum()), float(traced(large)), sum(1 for _ in rows), float(tf.reduce_sum(variable)), len(threads)
"""


def test_tensorflow_is_whole_in_a_child_of_a_process_that_rehearsed(grade_source: Callable) -> None:
    """Large copies, graph functions, pipelines of data, compiled training, saving: all that needs threads."""
    source = f"""{WHOLE}
model = keras.Sequential([
    keras.layers.Conv2D(int(use_all()[0] / 18e6 * 32), 3, activation="relu"), keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")])
"""
    [result] = grade_source(source, "mnist_sequential.py", "mnist_sequential").results
    assert result.evidence.failure is None, result.evidence.failure
    assert result.judgement.verdict == "passed"
