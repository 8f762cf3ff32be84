"""The table of a network that is no chain says what each layer is called on, and marks what differs."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks.each_layer import changed_inside
from grader.facts.folding import FoundLayer
from grader.reports.layers import LayerPair, layer_cells
from grader.specs.types import LayerSpec
from grader.specs.values import named_settings


def pair(found: str, wanted: tuple[str, ...], given: tuple[str, ...]) -> LayerPair:
    layer = FoundLayer(found, {}, (0, 1), (4,))
    return LayerPair("join", LayerSpec(type=found, or_type=("Average",)), layer, (wanted, given))


def test_what_a_layer_takes_stands_behind_it() -> None:
    left, right = layer_cells(pair("Add", ("input", "bn_2"), ("bn_1", "bn_2")), "-")
    assert (left.plain, right.plain) == ("Add / Average() ← input, bn_2", "Add() ← bn_1, bn_2")
    assert not pair("Add", ("input", "bn_2"), ("bn_1", "bn_2")).same


def test_order_counts_where_the_layer_tells_its_inputs_apart() -> None:
    assert pair("Add", ("a", "b"), ("b", "a")).same
    assert not pair("Subtract", ("a", "b"), ("b", "a")).same


def test_another_type_that_will_do_is_the_same() -> None:
    assert LayerPair("", LayerSpec(type="LSTM", or_type=("GRU",)), FoundLayer("GRU", {}, (-1,), (4,))).same


def test_what_may_be_left_out_or_added_is_no_difference() -> None:
    assert LayerPair("", LayerSpec(type="Dropout", optional=True), None, fine=True).same
    assert not LayerPair("", LayerSpec(type="Dropout"), None).same


@pytest.mark.parametrize(("asked", "found", "same"), [
    (LayerSpec("Activation", {"activation": "relu"}), FoundLayer("ReLU", {"negative_slope": 0, "threshold": 0, "max_value": None,
                                                                           "activation": "relu"}, (-1,), (4,)), True),
    (LayerSpec("Activation", {"activation": "tanh"}), FoundLayer("Activation", {"activation": "relu"}, (-1,), (4,)), False),
    (LayerSpec("Flatten"), FoundLayer("Reshape", {}, (-1,), (4,)), True), (LayerSpec("Dense"), FoundLayer("Flatten", {}, (-1,), (4,)), False)])
def test_a_layer_of_another_name_that_does_the_same_is_no_difference(asked: LayerSpec, found: FoundLayer, same: bool) -> None:
    assert LayerPair("", asked, found).same is same


def gru(**config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": "GRU", "config": {"units": 4, "activation": "tanh", "seed": None} | config}


def test_a_wrapped_layer_is_told_by_what_the_spec_names_of_it() -> None:
    wanted = {"type": "GRU", "units": 16}
    assert named_settings(wanted, gru()) == gru() | {"config": {"units": 4}}
    asked = LayerSpec("Bidirectional", {"layer": wanted})
    _, right = layer_cells(LayerPair("1", asked, FoundLayer("Bidirectional", {"layer": gru()}, (-1,), (4,))), "-")
    assert right.plain == "Bidirectional(layer=GRU(units=4))"


def test_what_a_wrapped_layer_is_told_besides_is_found() -> None:
    free = type("Known", (), {"spec": type("Spec", (), {"free_arguments": ("seed",)})})()
    asked = {"type": "GRU", "units": 4}
    assert changed_inside(free, asked, gru(), gru(activation="relu")) == ("GRU", "activation", "tanh", "relu")
    assert changed_inside(free, asked, gru(), gru(units=5, seed=3)) is None
    assert changed_inside(free, asked, gru(), gru(activation="relu") | {"class_name": "LSTM"}) is None
