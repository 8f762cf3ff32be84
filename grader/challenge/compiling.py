"""Trains a network as it was compiled: the answer and its rebuilt twin alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import draw_inputs
from grader.challenge.labels import draw_label
from grader.challenge.training import variables_of
from grader.evidence.claims import CompileChallenge, InputValues, Response, Shape


def train_compiled(model: Any, challenge: CompileChallenge, input_shapes: tuple[Shape, ...], losses: Sequence[str],
                   layers: Sequence[Any], names: Sequence[str] = (), values: Sequence[InputValues] = (),
                   arranged: Callable[[list[Any]], Any] = lambda inputs: inputs) -> Response:
    """Trains a compiled model on as many drawn batches as the challenge says.

    Args:
        losses: Keras' name of the loss of each output.
        layers: those whose variables are told; None stands for an op.
        names: the keys by which it gives its outputs, if it does.
        values: as of `draw_inputs`.
        arranged: returns several inputs as the model takes them.

    Returns:
        What the last step told, all variables after each step, and before the first as `outputs`.
    """
    weights, logs = [variables_of(layers)], {}
    with eagerly():
        for step in range(challenge.steps):
            seed = challenge.seed + step
            inputs = [tf.constant(each) for each in draw_inputs(seed, input_shapes, challenge.batch, values)]
            given = inputs[0] if len(inputs) == 1 else arranged(inputs)
            outputs = tf.nest.flatten(model(given, training=False))
            labels: Any = [draw_label(seed, number, loss, tuple(output.shape))
                           for number, (loss, output) in enumerate(zip(losses, outputs, strict=True))]
            if names:
                labels = dict(zip(names, labels, strict=True))
            logs = model.train_on_batch(given, labels[0] if len(outputs) == 1 and not names else labels,
                                        return_dict=True)
            weights.append(variables_of(layers))
    return Response(losses=(finite(logs["loss"]), *metrics_of(model)), outputs=weights[0], weights=tuple(weights[1:]))


def metrics_of(model: Any) -> list[float | None]:
    """Returns what Keras' own metrics of a model give, the smallest first; those of other classes are left out."""
    compiled = getattr(model, "_compile_metrics", None)
    own = [each for each in (compiled.metrics if compiled is not None else ()) if is_stock_metric(each)]
    found = [finite(np.mean(np.asarray(each.result()))) for each in own]
    return sorted(found, key=lambda each: (each is None, each or 0.0))


def is_stock_metric(metric: Any) -> bool:
    """Whether a metric is one of Keras' own, or one of its functions."""
    if getattr(keras.metrics, type(metric).__name__, None) is not type(metric):
        return False
    return type(metric).__name__ != "MeanMetricWrapper" or metric._fn in stock(keras.metrics) \
        or metric._fn in stock(keras.losses)


def finite(value: Any) -> float | None:
    """Returns a number, or None for what is no finite one."""
    number = float(value)
    return number if np.isfinite(number) else None


@contextmanager
def eagerly() -> Iterator[None]:
    """Runs functions as they are written: a graph of one training step takes long to make."""
    tf.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tf.config.run_functions_eagerly(False)


STOCK: dict[str, dict[Any, Any]] = {}


def stock(module: Any) -> dict[Any, Any]:
    """Maps each function that a class of a module is made around to a plain object of that class."""
    if module.__name__ not in STOCK:
        made = [made_plainly(each) for each in vars(module).values() if isinstance(each, type)]
        functions = ((getattr(each, "fn", None) or getattr(each, "_fn", None), each) for each in made)
        STOCK[module.__name__] = {function: each for function, each in functions if function is not None}
    return STOCK[module.__name__]


def made_plainly(made: Callable[[], Any]) -> Any:
    """Returns an object of a class that needs no argument; None for anything else."""
    try:
        return made()
    except Exception:
        return None
