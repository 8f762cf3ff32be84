"""Layers that students make from scratch, seen as the stock layers that do the same with the same variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.configs import ACTIVATIONS, apply_activation, describe_config, same
from grader.evidence.claims import LayerClaim

SCALES = (1.0, 30.0)  # of the inputs it is tried on: limits far from zero show, too
MOST_VARIABLES = 4


@dataclass(frozen=True, eq=False)
class Named:
    """A variable, of Keras or of TensorFlow, under the name that it has in a stock layer."""

    variable: Any
    name: str

    def __getattr__(self, name: str) -> Any:
        return getattr(self.variable, name)

    @property
    def value(self) -> Any:
        """What a tape watches."""
        return self.variable.value if isinstance(self.variable, keras.Variable) else self.variable

    @property
    def dtype(self) -> str:
        """Its type of numbers, by name."""
        return str(tf.dtypes.as_dtype(self.variable.dtype).name)

    @property
    def constraint(self) -> Any:
        """What keeps it within limits."""
        return getattr(self.variable, "constraint", None)


@dataclass(frozen=True, eq=False)
class OwnLayer:
    """A student's layer, with its variables in the order of the stock layer `type` of that `config`."""

    layer: Any
    type: str
    config: dict[str, Any]
    variables: tuple[Named, ...]

    @property
    def trainable_variables(self) -> tuple[Named, ...]:
        """Those that training moves."""
        return tuple(each for each in self.variables if self.layer.trainable and each.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Named, ...]:
        """Those that it does not."""
        return tuple(each for each in self.variables if not (self.layer.trainable and each.trainable))

    def claim(self, place: tuple[int, int] | None) -> LayerClaim:
        """Tells it as the stock layer."""
        config = self.config | {"trainable": bool(self.trainable_variables)}
        return LayerClaim(type=self.type, config=config, place=place,
                          weight_shapes=tuple(tuple(each.shape) for each in self.variables),
                          derived=type(self.layer).__name__[:200])


def variables_of(layer: Any) -> list[Any]:
    """Returns a layer's variables, those that Keras does not know among them."""
    plain = [each for each in vars(layer).values() if isinstance(each, tf.Variable)]
    return [*layer.variables, *plain]


def explain_own(layer: Any, taken: tf.Tensor) -> OwnLayer | None:
    """Finds the stock layer that gives the same, by trying the layer with random values in its variables.

    Args:
        layer: has been called, so that it has its variables.
        taken: what it was called on, batch included.
    """
    variables = variables_of(layer)
    trained = {bool(each.trainable) for each in variables}
    if not 0 < len(variables) <= MOST_VARIABLES or taken.dtype != tf.float32 or len(trained) > 1:
        return None
    kept = [np.asarray(each) for each in variables]
    generator = np.random.default_rng(0)
    values = [generator.normal(0.5, 0.5, size=each.shape).astype(np.float32) for each in kept]
    inputs = [scale * generator.normal(size=np.shape(taken)).astype(np.float32) for scale in SCALES]
    try:
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        outputs = [np.asarray(layer(tf.constant(each))) for each in inputs]
    except Exception:  # whatever the student's code makes of other values: it is not a stock layer
        return None
    finally:
        for variable, value in zip(variables, kept, strict=True):
            variable.assign(value)
    for order in permutations(range(len(variables))):
        told = explain_with([values[each] for each in order], inputs, outputs)
        if told is not None:
            kind, config, names = told
            named = tuple(Named(variables[each], name) for each, name in zip(order, names, strict=True))
            return OwnLayer(layer, kind, config, named)
    return None


def explain_with(values: list[np.ndarray], inputs: list[np.ndarray],
                 outputs: list[np.ndarray]) -> tuple[str, dict[str, Any], tuple[str, ...]] | None:
    """Returns type, config and names of the variables of the stock layer with these values that gives the outputs."""
    for kind, config, names in possible_layers(values, inputs[0]):
        live = getattr(keras.layers, kind).from_config(config)
        try:
            live(inputs[0])
            live.set_weights(values)
            plain = [np.asarray(live(each)) for each in inputs]
        except (ValueError, TypeError, tf.errors.InvalidArgumentError):
            continue
        for activation in ("linear", *ACTIVATIONS) if kind in ("Dense", "Conv1D", "Conv2D") else ("linear",):
            given = plain if activation == "linear" else [apply_activation(activation, each) for each in plain]
            if all(same(*pair) for pair in zip(given, outputs, strict=True)):
                told = {"activation": activation} if kind in ("Dense", "Conv1D", "Conv2D") else {}
                return kind, describe_config(live) | told, names
    return None


def possible_layers(values: list[np.ndarray],
                    taken: np.ndarray) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Yields the stock layers whose variables have these shapes: type, config, names of the variables."""
    shapes = [each.shape for each in values]
    bias = {"use_bias": len(shapes) == 2}
    names = ("kernel", "bias")[:len(shapes)]
    if len(shapes) == 2 and shapes[1] != shapes[0][-1:]:
        return
    match len(shapes[0]), len(shapes):
        case 2, 1 | 2:
            yield "Dense", {"units": shapes[0][1], **bias}, names
        case 3 | 4, 1 | 2:
            kind = "Conv1D" if len(shapes[0]) == 3 else "Conv2D"
            for strides, padding in product((1, 2), ("valid", "same")):
                yield kind, {"filters": shapes[0][-1], "kernel_size": list(shapes[0][:-2]), "strides": strides,
                             "padding": padding, **bias}, names
        case 1, 2 if shapes[0] == taken.shape[-1:]:
            for epsilon in (1e-3, 1e-5, 1e-6):
                yield "LayerNormalization", {"epsilon": epsilon}, ("gamma", "beta")
