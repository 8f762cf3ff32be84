"""Rebuilds a claimed network from stock Keras layers, by an allow-list: no code, no custom object, no pickle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from grader.challenge.stock_layers import stock_layers
from grader.evidence.claims import LayerClaim, NetworkClaim

STOCK = stock_layers()
PLAIN_MODULES = {
    "keras.regularizers": keras.regularizers,
    "keras.constraints": keras.constraints,
    "keras.layers": keras.layers,
}
MAX_WEIGHTS = 60_000_000


class NotRebuildable(Exception):
    """The claim cannot be rebuilt from stock layers; tells which part of it."""


class RebuiltNetwork:
    """The twin of a claimed network: same layers, same calls."""

    def __init__(self, claim: NetworkClaim) -> None:
        refuse_oversized(claim)
        self.claim = claim
        self.layers = [rebuild_layer(layer) for layer in claim.layers]

    def __call__(self, inputs: Sequence[tf.Tensor], *, training: bool) -> list[tf.Tensor]:
        """Runs the recorded calls on inputs `[batch, …]` and returns the outputs."""
        values: dict[int, Any] = {-1 - number: value for number, value in enumerate(inputs)}
        for number, call in enumerate(self.claim.calls):
            taken = [value_of(values, source) for source in call.inputs]
            arguments = [taken] if call.as_list else taken
            layer = self._layer(call.layer)
            values[number] = layer(*arguments, training=training if call.training is None else call.training)
        return [value_of(values, source) for source in self.claim.outputs]

    def _layer(self, index: int) -> Any:
        if not 0 <= index < len(self.layers):
            raise NotRebuildable("op")
        return self.layers[index]


def value_of(values: dict[int, Any], source: int) -> Any:
    """Returns the output of an earlier call."""
    if source not in values:
        raise NotRebuildable("call order")
    return values[source]


def refuse_oversized(claim: NetworkClaim) -> None:
    """Refuses what would not fit into memory."""
    sizes = [math.prod(axis or 1 for axis in shape) for layer in claim.layers for shape in layer.weight_shapes]
    if sum(sizes) > MAX_WEIGHTS or any(size < 0 for size in sizes):
        raise NotRebuildable("size")


def rebuild_layer(claim: LayerClaim) -> keras.layers.Layer:
    """Makes one stock layer from its claimed config."""
    if claim.type not in STOCK:
        raise NotRebuildable(claim.type)
    try:
        return STOCK[claim.type].from_config({key: plain(value) for key, value in claim.config.items()})
    except NotRebuildable:
        raise
    except Exception as error:
        raise NotRebuildable(f"{claim.type}: {type(error).__name__}") from None


def plain(value: Any) -> Any:
    """Returns a config value in which every object is one of Keras' own regularizers, constraints or layers."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        if isinstance(value, str) and (value == "unknown" or value.startswith("<")):
            raise NotRebuildable(value)
        return value
    if "class_name" in value:
        module = PLAIN_MODULES.get(str(value.get("module")))
        if module is None or not isinstance(getattr(module, str(value["class_name"]), None), type) \
                or (module is keras.layers and value["class_name"] not in STOCK):
            raise NotRebuildable(str(value["class_name"])[:100])
    if "class_name" not in value and {"module", "registered_name", "__lambda__"} & set(value):
        raise NotRebuildable("object")
    return {key: plain(each) for key, each in value.items()}
