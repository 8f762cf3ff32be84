"""Proposed exercises speak every language of the grader, and say all of what they ask."""

from __future__ import annotations

import tomllib

from grader.authoring.tables import exercise_table
from grader.authoring.words import WORDS
from grader.specs.texts import LANGUAGES
from grader.specs.types import InputSpec, LayerSpec, NetworkSpec

NETWORK = NetworkSpec(
    classes=3, inputs=(InputSpec("left", (4,)), InputSpec("right", (4, 2))), outputs=("joined", "last"),
    layers=(LayerSpec("Flatten", id="flat", inputs=("right",)), LayerSpec("Add", id="joined", inputs=("left", "flat")),
            LayerSpec("Conv1D", {"filters": {"min": 2}, "kernel_size": [3, 3]}, id="last", inputs=("flat",))))


def test_every_language_has_words_for_the_same() -> None:
    assert set(WORDS) == set(LANGUAGES)
    assert len({tuple(each.tasks) for each in WORDS.values()}) == 1


def test_a_network_is_told_in_both_languages() -> None:
    told = tomllib.loads(exercise_table("two_ways", "network", NETWORK, "functional", ["ko", "en", "de"]))
    [exercise] = told["exercises"]
    assert exercise["opening"] == {"ko": "차례로 Input left (4,), right (4, 2)",
                                   "en": "Inputs, in this order: left (4,), right (4, 2)"}
    assert exercise["closing"] == {"ko": "차례로 출력 joined, last", "en": "Outputs, in this order: joined, last"}
    assert [layer["text"]["en"] for layer in told["network"]["layers"]] == [
        "On [right]: a Flatten layer", "On [left, 1]: a Add layer",
        "On [1]: a Conv1D layer with filters ≥ 2, kernel_size 3×3"]
    assert told["network"]["layers"][2]["text"]["ko"] == "[1]에: filters ≥ 2, kernel_size 3×3인 Conv1D 레이어"
    assert exercise["task"]["en"] == "Build the model with the Functional API."


def test_in_no_language_of_ours_english_is_spoken() -> None:
    one = NetworkSpec(classes=1, input_shape=(8,), layers=(LayerSpec("Add"), LayerSpec("Dense", {"units": 1})))
    told = tomllib.loads(exercise_table("one_way", "network", one, "any", ["de"]))
    assert told["exercises"][0]["opening"] == {"en": "An Input of shape (8,)"}
    assert [layer["text"] for layer in told["network"]["layers"]] == [
        {"en": "An Add layer"}, {"en": "A Dense layer with units 1"}]
