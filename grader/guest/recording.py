"""Records the calls of stock layers in one eager forward pass, whatever the style of the model."""

from __future__ import annotations

import functools
import inspect
import sys
from types import FrameType
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.backend.common.global_state import get_global_attribute

from grader.challenge.configs import describe_config
from grader.challenge.stock_layers import stock_layers
from grader.evidence.claims import CallClaim, LayerClaim
from grader.guest.explaining import explain_step
from grader.guest.lines import student_line

STOCK = frozenset(stock_layers().values())
ORIGINAL_CALL = keras.layers.Layer.__call__
ORIGINAL_INIT = keras.layers.Layer.__init__
EAGER = tf.__internal__.EagerTensor
UNEXPLAINED = "op"
MODELESS = (keras.layers.Dense, keras.layers.EinsumDense)  # `training` is of use to their quantized forms alone
LOOK_BACK = 12  # how many earlier outputs a value between layers is compared with


def stock_class(layer: object) -> type | None:
    """Returns the stock class a layer is or derives from; None for containers and layers made from scratch."""
    return next((each for each in type(layer).__mro__ if each in STOCK), None)


class Birthplaces:
    """Remembers where in the student's code each layer was made."""

    def __init__(self) -> None:
        self.layers: list[tuple[Any, tuple[int, int] | None]] = []

    def install(self) -> None:
        """Starts remembering."""
        remember = self._remember

        def init(self: Any, *args: Any, **options: Any) -> None:
            ORIGINAL_INIT(self, *args, **options)
            remember(self, sys._getframe(1))

        init.__signature__ = inspect.signature(ORIGINAL_INIT)  # type: ignore[attr-defined] # Keras reads it in two ways
        keras.layers.Layer.__init__ = init

    def of(self, layer: object) -> tuple[int, int] | None:
        """Returns (cell, line) of the code that made the layer."""
        return next((place for each, place in self.layers if each is layer), None)

    def _remember(self, layer: Any, frame: FrameType | None) -> None:
        if frame is not None and (place := student_line(frame)) is not None:
            self.layers.append((layer, place))


class Recorder:
    """Collects layers and calls while it is entered.

    Attributes:
        training: the mode of the whole pass.
        layers: live layers by index, None for ops; `layer_claims` tells them.
        calls: what was called on what, in order.
        values: what each call gave, by its number; the inputs are -1, -2, and so on.
    """

    def __init__(self, inputs: list[tf.Tensor], birthplaces: Birthplaces, *, training: bool = False) -> None:
        self.birthplaces = birthplaces
        self.training = training
        self.layers: list[Any] = []
        self.layer_claims: list[LayerClaim] = []
        self.calls: list[CallClaim] = []
        self.values: dict[int, tf.Tensor] = {-1 - number: value for number, value in enumerate(inputs)}
        self._sources = {id(value): source for source, value in self.values.items()}
        self._inside = False

    def __enter__(self) -> Recorder:
        record = self._record

        @functools.wraps(ORIGINAL_CALL)
        def call(layer: Any, *args: Any, **options: Any) -> Any:
            return record(layer, args, options)

        keras.layers.Layer.__call__ = call
        return self

    def __exit__(self, *_: object) -> None:
        keras.layers.Layer.__call__ = ORIGINAL_CALL

    def outputs(self, result: Any) -> tuple[int, ...]:
        """Returns the sources of what the model returned."""
        return tuple(self._source_of(value) for value in tensors_in(result))

    def _record(self, layer: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        layer_class = stock_class(layer)
        if self._inside or layer_class is None or isinstance(layer, keras.Model):
            return ORIGINAL_CALL(layer, *args, **options)
        taken = tensors_in([args, {key: value for key, value in options.items() if key != "mask"}])
        if not tf.executing_eagerly() or not taken or not all(isinstance(each, (EAGER, np.ndarray)) for each in taken):
            return ORIGINAL_CALL(layer, *args, **options)  # Keras building itself from symbolic tensors
        sources = tuple(self._source_of(value) for value in taken)
        mode = mode_of(layer, options)
        self._inside = True  # what a stock layer calls is its own affair
        try:
            result = ORIGINAL_CALL(layer, *args, **options)
            index = self._index_of(layer, layer_class)
        finally:
            self._inside = False
        as_list = bool(args) and isinstance(args[0], (list, tuple))
        self._add_call(index, sources, result, as_list=as_list, training=None if mode == self.training else mode)
        return result

    def _add_call(self, layer: int, sources: tuple[int, ...], result: Any, *, as_list: bool = False,
                  training: bool | None = None) -> int:
        values = tensors_in(result)
        shape = tuple(values[0].shape[1:]) if values else ()
        self.calls.append(CallClaim(layer=layer, inputs=sources, output_shape=shape, as_list=as_list,
                                    training=training))
        number = len(self.calls) - 1
        for value in values[:1]:
            self.values[number] = value
            self._sources[id(value)] = number
        return number

    def _index_of(self, layer: Any, layer_class: type) -> int:
        for index, known in enumerate(self.layers):
            if known is layer:
                return index
        self.layers.append(layer)
        self.layer_claims.append(describe_layer(layer, layer_class, self.birthplaces.of(layer)))
        return len(self.layers) - 1

    def _source_of(self, value: tf.Tensor) -> int:
        """Returns the call a tensor came from; ops in between are told as layers, or as unexplained."""
        if id(value) in self._sources and self.values[self._sources[id(value)]] is value:
            return self._sources[id(value)]
        array = np.asarray(value)
        inputs = [source for source in self.values if source < 0]
        recent = [*sorted((source for source in self.values if source >= 0), reverse=True)[:LOOK_BACK], *inputs]
        arrays = {source: np.asarray(self.values[source]) for source in recent}
        explained = explain_step(arrays, array)
        # Nothing tells which tensors an unknown op took: the one made last is the likeliest.
        sources, steps = explained or ((recent[0],), [(UNEXPLAINED, {})])
        for kind, config in steps:
            self.layers.append(None)
            self.layer_claims.append(LayerClaim(type=kind, config=config, weight_shapes=(), op=True,
                                                place=student_line()))
            sources = (self._add_call(len(self.layers) - 1, sources, value, as_list=len(sources) > 1),)
        self._sources[id(value)] = sources[0]
        self.values[sources[0]] = value
        return sources[0]


def mode_of(layer: Any, options: dict[str, Any]) -> bool | None:
    """Returns whether a layer that is about to be called will train, as Keras settles it; None if it has no modes."""
    if not takes_mode(layer):
        return None
    if "training" in options:
        return bool(options["training"])
    context = get_global_attribute("current_call_ctx")
    inherited = getattr(context, "training", None)
    return (default_mode(layer) if inherited is None else inherited) is True


def default_mode(layer: Any) -> Any:
    """Returns what `training` is in a call of the layer that nobody tells."""
    return inspect.signature(layer.call).parameters["training"].default


def takes_mode(layer: Any) -> bool:
    """Whether a layer works in another way while it trains."""
    return bool(getattr(layer, "_call_has_training_arg", False)) and not isinstance(layer, MODELESS)


def tensors_in(structure: Any) -> list[tf.Tensor]:
    """Returns the tensors of a nested structure in order."""
    return [each for each in tf.nest.flatten(structure) if tf.is_tensor(each) or isinstance(each, np.ndarray)]


def describe_layer(layer: Any, layer_class: type, place: tuple[int, int] | None) -> LayerClaim:
    """Tells one layer: class, config, variables."""
    return LayerClaim(
        type=layer_class.__name__,
        config=describe_config(layer),
        weight_shapes=tuple(tuple(variable.shape) for variable in layer.variables),
        place=place,
        derived=None if type(layer) is layer_class else type(layer).__name__[:200],
    )
