"""What an answer prints reaches its student, whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.messages.texts import Texts
from grader.reports.json import document
from grader.results import Grading

LOUD = """
# exercise: mnist_sequential
from tensorflow import keras

class Loud(keras.layers.Dense):
    def call(self, inputs):
        print("shape", inputs.shape)
        {harm}
        return super().call(inputs)

model = keras.Sequential([keras.layers.Flatten(), Loud(10)])
"""


def output_of(grading: Grading) -> dict | None:
    [exercise] = document(grading, Texts("en"))["exercises"]
    return exercise["output"]


@pytest.mark.parametrize(("harm", "verdict"), [("pass", "failed"), ("1 / 0", "crashed"), ("len(inputs) < 4 or 1 / 0", "crashed")])
def test_prints_are_kept(grade_source: Callable[..., Grading], harm: str, verdict: str) -> None:
    grading = grade_source(LOUD.format(harm=harm), exercise="mnist_sequential")
    assert grading.results[0].judgement.verdict == verdict
    output = output_of(grading)
    assert output["head"].startswith("shape (2, 784)\n")
    assert output["cut_characters"] == 0


def test_prints_of_every_call_together_stay_bounded(grade_source: Callable[..., Grading]) -> None:
    output = output_of(grade_source(LOUD.format(harm="print('x' * 10**7)"), exercise="mnist_sequential"))
    assert len(output["head"]) + len(output["tail"]) <= 4000
    assert output["cut_characters"] > 10**7


def test_one_answer_does_not_get_the_prints_of_another(grade_source: Callable[..., Grading]) -> None:
    source = LOUD.format(harm="pass") + "\n# exercise: cifar100_sequential\nother = keras.Sequential([keras.layers.Dense(3)])\n"
    outputs = [each["output"] for each in document(grade_source(source), Texts("en"))["exercises"] if each["answer"]]
    assert len(outputs) == 2
    assert outputs[1] is None
