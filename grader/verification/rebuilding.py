"""Rebuilds a claimed network from stock Keras layers, by an allow-list: no code, no custom object, no pickle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from inspect import signature
from typing import Any

import keras
import tensorflow as tf
from msgspec.structs import replace

from grader.challenge.drawing import vocabularies
from grader.challenge.stock_layers import applications, stock_layers
from grader.evidence.claims import CallClaim, InputValues, LayerClaim, NetworkClaim
from grader.verification.applications import NoSuchApplication, confirm_applications, make_application

STOCK = stock_layers()
PLAIN_MODULES = {
    "keras.regularizers": keras.regularizers,
    "keras.constraints": keras.constraints,
    "keras.layers": keras.layers,
}
MAX_WEIGHTS = 60_000_000
MAX_WORK = 2e11  # multiplications of one forward pass; the network of a course's exercise has 1e8 an image
MAX_VALUES = 2**28  # of all outputs together
# What Keras raises for a config or an input that a layer does not take. Anything else is no fault of the claim.
REFUSALS = (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError, NotImplementedError,
            tf.errors.InvalidArgumentError, tf.errors.UnimplementedError)


class NotRebuildable(Exception):
    """The claim cannot be rebuilt from stock layers; tells which part of it."""


def values_for_twin(claim: NetworkClaim, values: Sequence[InputValues]) -> tuple[InputValues, ...]:
    """Returns what the inputs of a rebuilt network are given: as float32, which tells all of it, whatever its dtype.

    Raises:
        NotRebuildable: it looks words up of which it knows too few.
    """
    known = vocabularies(claim.layers, claim.calls, len(claim.input_shapes))
    if any(size is not None and (each.vocabulary or 0) > size for size, each in zip(known, values, strict=False)):
        raise NotRebuildable("vocabulary")
    return tuple(replace(each, dtype="float32") for each in values)


class RebuiltNetwork:
    """The twin of a claimed network: same layers, same calls."""

    def __init__(self, claim: NetworkClaim) -> None:
        refuse_oversized(claim)
        try:
            confirm_applications(claim)
        except NoSuchApplication as error:
            raise NotRebuildable(str(error)) from None
        self.claim = claim
        self.layers = [rebuild_layer(layer) for layer in claim.layers]

    def __call__(self, inputs: Sequence[tf.Tensor], *, training: bool | None) -> list[tf.Tensor]:
        """Runs the recorded calls on inputs `[batch, …]` and returns the outputs; no mode: that of each layer."""
        values = self.run(inputs, training=training)
        return [value_of(values, source) for source in self.claim.outputs]

    def run(self, inputs: Sequence[tf.Tensor], *, training: bool | None, cost: Cost | None = None) -> dict[int, Any]:
        """Runs the recorded calls and returns what each gave, after the inputs -1, -2, and so on.

        `cost`: what it is added to, where the network is run more than once.
        """
        values: dict[int, Any] = {-1 - number: value for number, value in enumerate(inputs)}
        cost = cost or Cost()
        parts: dict[int, list[Any]] = {}
        for number, call in enumerate(self.claim.calls):
            if call.part:
                values[number] = part_of(parts, call)
                continue
            taken = [value_of(values, source) for source in call.inputs]
            layer = self._layer(call.layer)
            arguments, named = arguments_of(call, taken)
            try:
                cost.add(layer, taken)
                mode = training if call.training is None else call.training
                result = layer(*arguments, **named, **({} if mode is None else {"training": mode}))
            except REFUSALS as error:
                raise NotRebuildable(f"{type(layer).__name__}: {type(error).__name__}") from None
            parts[number] = tf.nest.flatten(result)
            values[number] = parts[number][0]
        return values

    def _layer(self, index: int) -> Any:
        if not 0 <= index < len(self.layers):
            raise NotRebuildable("op")
        return self.layers[index]


def arguments_of(call: CallClaim, taken: list[Any]) -> tuple[list[Any], dict[str, Any]]:
    """Returns the values that a call takes, by position and by name."""
    names = call.names or ("",) * len(taken)
    first = [value for name, value in zip(names, taken, strict=True) if not name]
    groups = {name: [value for each, value in zip(names, taken, strict=True) if each == name] for name in names if name}
    named = {name: values[0] if len(values) == 1 else values for name, values in groups.items()}
    if "training" in named or "training" in call.options:
        raise NotRebuildable("training")
    return [first] if call.as_list else first, named | call.options


def part_of(parts: dict[int, list[Any]], call: CallClaim) -> Any:
    """Returns one of several outputs of an earlier call."""
    outputs = parts.get(call.inputs[0], [])
    if call.part >= len(outputs):
        raise NotRebuildable("output")
    return outputs[call.part]


class Cost:
    """What a network takes, from the shapes that its layers really have; a claim's own word for them may be a lie."""

    def __init__(self) -> None:
        self.weights = self.work = self.values = 0.0

    def add(self, layer: Any, inputs: Sequence[tf.Tensor]) -> None:
        """Adds a call that is about to be made.

        Raises:
            NotRebuildable: the network takes more than any that a guest can train in its time.
        """
        if not inputs or not isinstance(inputs[0], tf.Tensor):
            return
        shape = tuple(inputs[0].shape)
        own = type(layer).compute_output_shape is not keras.layers.Layer.compute_output_shape
        output = layer.compute_output_shape(shape) if own and len(inputs) == 1 else shape
        if isinstance(output, tuple | list) and output and isinstance(output[0], tuple | list):
            output = output[0]  # the first of several outputs, which is the largest
        values = product(output) if isinstance(output, tuple) else product(shape)
        window = product(getattr(layer, "kernel_size", None) or getattr(layer, "pool_size", None) or ())
        units = getattr(layer, "filters", None) or getattr(layer, "units", None)
        channels = shape[-1] or 1
        self.weights += window * channels * units if isinstance(units, int) and not layer.built else 0
        self.work += values * window * (channels if units else 1)
        self.values += values
        if self.weights > MAX_WEIGHTS or self.work > MAX_WORK or self.values > MAX_VALUES:
            raise NotRebuildable("size")


def product(shape: Any) -> float:
    """Returns how many values a shape has, or a window sees."""
    return math.prod(float(axis or 1) for axis in (shape if isinstance(shape, (tuple, list)) else (shape,)))


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
    if claim.type not in STOCK and claim.type not in applications():
        raise NotRebuildable(claim.type)
    try:
        if claim.type in applications():
            taken = signature(applications()[claim.type]).parameters
            made = make_application(claim.type, {key: value for key, value in claim.config.items() if key in taken})
            cut = claim.config.get("cut")
            return keras.Model(made.input, made.get_layer(cut).output) if cut else made
        config = {key: plain(value) for key, value in claim.config.items()}
        try:
            return STOCK[claim.type].from_config(config)
        except KeyError:  # some read what their own constructor has a default for
            return STOCK[claim.type](**config)
    except NoSuchApplication as error:
        raise NotRebuildable(str(error)) from None
    except NotRebuildable:
        raise
    except REFUSALS as error:
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
