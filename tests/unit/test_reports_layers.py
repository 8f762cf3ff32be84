"""The table of a network that is no chain says what each layer is called on, and marks what differs."""

from __future__ import annotations

from grader.facts.folding import FoundLayer
from grader.reports.layers import LayerPair, layer_cells
from grader.specs.types import LayerSpec


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
