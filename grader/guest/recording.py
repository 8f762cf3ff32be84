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
from keras.src.models.functional import Functional
from msgspec.structs import replace

from grader.challenge.configs import describe_config, same
from grader.challenge.stock_layers import stock_layers
from grader.evidence.claims import CallClaim, LayerClaim
from grader.guest.lines import CELL_NAME, student_line
from grader.guest.ops import Explain, Steps, explain_step, explain_sum
from grader.guest.own_layers import OwnLayer, explain_own
from grader.guest.tracing import Trace

STOCK = frozenset(stock_layers().values())
ORIGINAL_CALL = keras.layers.Layer.__call__
ORIGINAL_INIT = keras.layers.Layer.__init__
GROWS = inspect.unwrap(keras.Sequential.build).__code__
EAGER = tf.__internal__.EagerTensor
UNEXPLAINED = "op"
CELLS = {keras.layers.LSTMCell: keras.layers.LSTM, keras.layers.GRUCell: keras.layers.GRU,
         keras.layers.SimpleRNNCell: keras.layers.SimpleRNN}
MODELESS = (keras.layers.Dense, keras.layers.EinsumDense)  # `training` is of use to their quantized forms alone
PARTS = -1000  # further outputs of calls, while it is looked for what a value comes from
BY_LIST = (keras.layers.Attention, keras.layers.AdditiveAttention)
OPS_IN_A_ROW = 6  # between two layers, that are explained one after another
LOOK_BACK = 12  # how many earlier outputs a value between layers is compared with


def stock_class(layer: Any) -> type | None:
    """Returns the stock class a layer is or derives from; None for containers and layers made from scratch.

    An `RNN` of one of Keras' cells is the layer of that cell.
    """
    if type(layer) is keras.layers.RNN:
        return CELLS.get(type(layer.cell))
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
        if frame is not None and not kept_in_sequential(layer, frame) and (place := student_line(frame)) is not None:
            self.layers.append((layer, place))


def kept_in_sequential(layer: Any, frame: FrameType | None) -> bool:
    """Whether Keras makes it, in this frame, for a Sequential to work with: another one each time that one grows."""
    while isinstance(layer, Functional) and frame is not None and not CELL_NAME.fullmatch(frame.f_code.co_filename):
        if frame.f_code is GROWS:
            return True
        frame = frame.f_back
    return False


class Recorder:
    """Collects layers and calls while it is entered.

    Attributes:
        training: the mode of the whole pass.
        layers: live layers by index, None for ops; `layer_claims` tells them.
        calls: what was called on what, in order.
        values: what each call gave, by its number, the first of several outputs; the inputs are -1, -2, and so on.
    """

    def __init__(self, inputs: list[tf.Tensor], birthplaces: Birthplaces, *, training: bool = False) -> None:
        self.birthplaces = birthplaces
        self.training = training
        self.layers: list[Any] = []
        self.layer_claims: list[LayerClaim] = []
        self.calls: list[CallClaim] = []
        self.values: dict[int, tf.Tensor] = {-1 - number: value for number, value in enumerate(inputs)}
        self._sources = {id(value): source for source, value in self.values.items()}
        self._parts: dict[int, tuple[int, int, Any]] = {}  # further outputs: (call, which of its outputs, value)
        self._inside = False
        self._trace = Trace()  # of what happens between layers

    def __enter__(self) -> Recorder:
        record = self._record
        self._trace.__enter__()

        @functools.wraps(ORIGINAL_CALL)
        def call(layer: Any, *args: Any, **options: Any) -> Any:
            return record(layer, args, options)

        keras.layers.Layer.__call__ = call
        return self

    def __exit__(self, *_: object) -> None:
        keras.layers.Layer.__call__ = ORIGINAL_CALL
        self._trace.__exit__()
        self._trace = Trace()  # and nothing is kept of it

    def outputs(self, result: Any) -> tuple[int, ...]:
        """Returns the sources of what the model returned."""
        return tuple(self._source_of(value) for value in tensors_in(result))

    def source_of_values(self, found: np.ndarray | None) -> int | None:
        """Returns the latest call that gave these values; None if none did."""
        return next((source for source in sorted(self.values, reverse=True) if found is not None
                     and tuple(self.values[source].shape) == found.shape
                     and same(np.asarray(self.values[source]), found)), None)

    def _record(self, layer: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        layer_class = stock_class(layer)
        if self._inside or isinstance(layer, keras.Model):
            return ORIGINAL_CALL(layer, *args, **options)
        if layer_class is None:
            return self._record_own(layer, args, options)
        given = inputs_of(layer, args, options)
        if not tf.executing_eagerly() or not given or not all(isinstance(each, (EAGER, np.ndarray))
                                                              for _, each in given):
            return ORIGINAL_CALL(layer, *args, **options)  # Keras building itself from symbolic tensors
        told = [(name, self._source_of(value)) for name, value in given]
        if len(told) == 3 and told[1][1] == told[2][1] and (told[2][0] == "key" or isinstance(layer, BY_LIST)):
            told.pop()  # what attention takes for keys by itself
        mode = mode_of(layer, options)
        self._inside = True  # what a stock layer calls is its own affair
        self._trace.paused += 1
        try:
            result = ORIGINAL_CALL(layer, *args, **options)
            index = self._index_of(layer, layer_class)
        finally:
            self._inside = False
            self._trace.paused -= 1
        names = tuple(name for name, _ in told)
        self._add_call(CallClaim(
            layer=index, inputs=tuple(source for _, source in told), output_shape=(),
            options=options_of(layer, options), as_list=bool(args) and isinstance(args[0], (list, tuple)),
            names=names if any(names) else (),
            training=None if mode == self.training else mode), result)
        return result

    def _record_own(self, layer: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Calls a layer made from scratch, and tells it as a stock layer that does the same with its variables."""
        before = len(self.calls)
        result = ORIGINAL_CALL(layer, *args, **options)
        own = next((each for each in self.layers if isinstance(each, OwnLayer) and each.layer is layer), None)
        alone = len(self.calls) == before and len(args) == 1 and isinstance(args[0], EAGER) and tf.is_tensor(result)
        if own is None and alone and not type(layer).__module__.startswith("keras."):
            self._inside = True
            try:
                own = explain_own(layer, args[0])
            finally:
                self._inside = False
            if own is not None:
                self.layers.append(own)
                self.layer_claims.append(own.claim(self.birthplaces.of(layer)))
        if own is not None and alone:
            source = self._source_of(args[0])
            self._add_call(CallClaim(layer=self.layers.index(own), inputs=(source,), output_shape=()), result)
        return result

    def _add_call(self, call: CallClaim, result: Any) -> int:
        values, number = tensors_in(result), len(self.calls)
        self.calls.append(replace(call, output_shape=tuple(values[0].shape[1:]) if values else ()))
        for part, value in enumerate(values):
            if part == 0:
                self.values[number] = value
                self._sources[id(value)] = number
            else:
                self._parts.setdefault(id(value), (number, part, value))
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
        source = self._explained(value)
        if source is None:
            # Nothing tells which tensors an unknown op took: the one made last is the likeliest.
            source = self._add_steps([max(self.values)], [(UNEXPLAINED, {})], value)
        return source

    def _explained(self, value: tf.Tensor, ops: int = OPS_IN_A_ROW) -> int | None:
        """Returns the call a tensor came from, ops in between told as layers; None if they are none that is known.

        Several ops are explained one after another where all of them at once are not, `ops` at most.
        """
        if id(value) in self._sources and self.values[self._sources[id(value)]] is value:
            return self._sources[id(value)]
        call, part, known = self._parts.get(id(value), (0, 0, None))
        if known is value:
            return self._add_call(CallClaim(layer=self.calls[call].layer, inputs=(call,), output_shape=(), part=part),
                                  value)
        if (source := self._explained_at_once(value)) is not None:
            return source
        made = self._trace.maker(value) if ops > 1 else None
        taken = [each for each in made[1] if self._trace.descends(each, [*self.values.values()])] if made else []
        before = (self.layers[:], self.layer_claims[:], self.calls[:], dict(self.values), dict(self._sources))
        if taken and all(self._explained(each, ops - 1) is not None for each in taken) \
                and (source := self._explained_at_once(value)) is not None:
            return source
        self.layers, self.layer_claims, self.calls, self.values, self._sources = before
        return self._explained_at_once(value, explain_sum)

    def _explained_at_once(self, value: tf.Tensor, explain: Explain = explain_step) -> int | None:
        array = np.asarray(value)
        inputs = [source for source in self.values if source < 0]
        recent = [*sorted((source for source in self.values if source >= 0), reverse=True)[:LOOK_BACK], *inputs]
        values = {source: self.values[source] for source in recent}
        values |= {PARTS - number: each for number, (_, _, each) in enumerate([*self._parts.values()][-LOOK_BACK:])}
        explained = explain({source: np.asarray(each) for source, each in values.items()}, array)
        if explained is None:
            return None
        sources, steps = explained
        return self._add_steps([self._source_of(values[source]) for source in sources], steps, value)

    def _add_steps(self, sources: list[int], steps: Steps, value: tf.Tensor) -> int:
        """Adds ops as the layers that do the same, one after another; the last gives the value."""
        for kind, config in steps:
            self.layers.append(None)
            self.layer_claims.append(LayerClaim(type=kind, config=config, weight_shapes=(), op=True,
                                                place=student_line()))
            sources = [self._add_call(CallClaim(layer=len(self.layers) - 1, inputs=tuple(sources), output_shape=(),
                                                as_list=len(sources) > 1), value)]
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


def inputs_of(layer: Any, args: tuple[Any, ...], options: dict[str, Any]) -> list[tuple[str, Any]]:
    """Returns the tensors that a layer is called on, each with the argument it comes by (empty for the first).

    A mask that Keras would find by itself is none of them.
    """
    try:
        bound = inspect.signature(layer.call).bind_partial(*args, **options).arguments
    except TypeError:
        bound = {str(number): value for number, value in enumerate(args)} | options
    known = [getattr(each, "_keras_mask", None) for each in tensors_in(args)]  # Keras 3.3 has no function for it
    return [(name if number else "", value) for number, (name, values) in enumerate(bound.items()) if name != "training"
            for value in tensors_in(values)
            if not (name.endswith("mask") and any(each is not None and same_mask(each, value) for each in known))]


def same_mask(left: Any, right: Any) -> bool:
    """Whether two masks, live or symbolic, are the same."""
    return left is right or (tf.executing_eagerly() and np.array_equal(np.asarray(left), np.asarray(right)))


def options_of(layer: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Returns the plain values that a call is told beside its inputs and the mode, where they are not the default."""
    parameters = inspect.signature(layer.call).parameters
    return {name[:200]: value for name, value in options.items()
            if name != "training" and isinstance(value, bool | int | float | str)
            and name in parameters and parameters[name].default != value}


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
        derived=None if type(layer).__module__.startswith("keras.") else type(layer).__name__[:200],
    )
