"""What `compile` was given, told as plain data."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Iterator, Sequence
from typing import Any

import keras
import tensorflow as tf
from keras.optimizers import schedules

from grader.challenge.compiling import made_plainly, stock
from grader.challenge.labels import fitting_accuracy
from grader.challenge.stock_layers import settings_of
from grader.evidence.claims import CompileClaim, CompiledPart, Failure
from grader.guest.execution import describe_failure
from grader.guest.lines import student_line

MAX_STEPS = 8  # no challenge makes more
TRAINING = ("train_step", "compute_loss", "train_on_batch")  # methods by which a model may train otherwise


class Compilations:
    """Notes what models are compiled with, and what fails in that."""

    def __init__(self) -> None:
        self.given: dict[int, tuple[dict[str, Any], tuple[int, int] | None]] = {}
        self.failure: Failure | None = None

    def install(self) -> None:
        """From now on every call of Keras' `compile` is noted, the last of each model."""
        original = keras.Model.compile
        signature = inspect.signature(original)

        def compile(model: Any, *args: Any, **options: Any) -> None:  # noqa: A001 - as Keras calls it
            place = student_line()
            original(model, *args, **options)
            told = signature.bind(model, *args, **options)
            told.apply_defaults()
            self.given[id(model)] = told.arguments, place

        keras.Model.compile = compile

    def failed(self, error: BaseException) -> None:
        """Notes what raised, the first of several."""
        self.failure = self.failure or describe_failure(error, "compile")

    def claim(self, model: Any, names: Sequence[str], shapes: Sequence[Sequence[int | None]]) -> CompileClaim | None:
        """Tells what a model was compiled with; None if it was not.

        Args:
            names: of its outputs, where it has any.
            shapes: of its outputs, without the batch.
        """
        if id(model) not in self.given:
            return CompileClaim(failure=self.failure) if self.failure is not None else None
        told, place = self.given[id(model)]
        if (weights := told["loss_weights"]) is not None and not all(map(is_number, tf.nest.flatten(weights))):
            error = TypeError(f"loss_weights={weights!r}: expected numbers; metrics come by their name")
            return CompileClaim(failure=describe_failure(error, "compile"), place=place)
        by_output = [spread(told[key], names, len(shapes), several="metrics" in key) for key in
                     ("loss", "metrics", "weighted_metrics", "loss_weights")]
        sizes = [shape[-1] if shape else 1 for shape in shapes]
        losses = [loss_part(each, size) for each, size in zip(by_output[0], sizes, strict=True)]
        metrics = [tuple(metric_part(each, loss.type if loss else "", size) for each in (*listed(some), *listed(more)))
                   for some, more, loss, size in zip(by_output[1], by_output[2], losses, sizes, strict=True)]
        own = [name for name in TRAINING if not getattr(type(model), name).__module__.startswith(("keras.", "grader."))]
        tables = [each for each in told.values() if isinstance(each, dict)]
        return CompileClaim(
            optimizer=optimizer_part(model.optimizer), losses=tuple(losses), metrics=tuple(metrics),
            loss_weights=tuple(1.0 if each is None else float(each) for each in by_output[3]), place=place,
            strays=tuple(dict.fromkeys(str(name)[:200] for table in tables for name in table if name not in names)),
            trained_by=own[0] if own else "", failure=self.failure,
            told_mode=bool(model._call_has_training_arg))


def is_number(value: Any) -> bool:
    """Whether a value is a plain number."""
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def listed(value: Any) -> list[Any]:
    """Returns one or several metrics as a list."""
    return [] if value is None else [one for each in value for one in listed(each)] \
        if isinstance(value, (list, tuple)) else [value]


def spread(value: Any, names: Sequence[str], outputs: int, *, several: bool) -> list[Any]:
    """Returns what each output is given: of a table by its name, of a list by its place; one value is for all.

    Args:
        several: a list may be that of an only output.
    """
    if isinstance(value, dict):
        return [value.get(name) for name in names] if len(names) == outputs else [None] * outputs
    if isinstance(value, (list, tuple)) and not (several and outputs == 1):
        return [*value, *[None] * outputs][:outputs]
    return [value] * outputs


def loss_part(given: Any, size: int | None) -> CompiledPart | None:
    """Tells a loss, however it is given."""
    if given is None:
        return None
    if isinstance(given, str) and given.lower() in ("crossentropy", "ce"):
        given = "BinaryCrossentropy" if size == 1 else "CategoricalCrossentropy"
    return part_of(keras.losses, given)


def metric_part(given: Any, loss: str, size: int | None) -> CompiledPart:
    """Tells a metric, however it is given; `accuracy` as the one that Keras takes for these labels and outputs."""
    if isinstance(given, str) and given.lower() in ("accuracy", "acc"):
        given = fitting_accuracy(loss, size)
    return part_of(keras.metrics, given)


def optimizer_part(optimizer: Any) -> CompiledPart | None:
    """Tells the optimizer of a model."""
    return None if optimizer is None else part_of(keras.optimizers, optimizer)


def part_of(module: Any, given: Any) -> CompiledPart:
    """Tells an object, a function or a name of a module as the object that does the same."""
    made = module.get(given) if isinstance(given, (str, dict)) else given
    if inspect.isclass(made):
        made = made_plainly(made) or made
    around = getattr(made, "_fn", None) if type(made).__name__ == "MeanMetricWrapper" else None
    made = next((known[each] for each in (around, made) if callable(each)
                 for known in (stock(module), stock(keras.metrics), stock(keras.losses)) if each in known), made)
    if getattr(module, type(made).__name__, None) is type(made):
        return CompiledPart(type=type(made).__name__, config=settings_of(made))
    name = getattr(made, "__name__", None) or type(made).__name__
    return CompiledPart(type=str(name)[:200], own=True)


@contextlib.contextmanager
def plain_rate(optimizer: Any) -> Iterator[None]:
    """Has a learning rate that the answer's own code works out be told as those of the first steps, in Keras' form."""
    rate = optimizer._learning_rate
    if not callable(rate) or getattr(schedules, type(rate).__name__, None) is type(rate):
        yield
        return
    now, rates = int(optimizer.iterations), []
    for step in range(MAX_STEPS):
        optimizer.iterations.assign(step)
        rates.append(float(optimizer.learning_rate))
    optimizer.iterations.assign(now)
    vars(optimizer)["_learning_rate"] = schedules.PiecewiseConstantDecay(list(range(MAX_STEPS - 1)), rates)
    try:
        yield
    finally:
        vars(optimizer)["_learning_rate"] = rate


def reset_optimizer(optimizer: Any) -> None:
    """Puts an optimizer's state back to what it was before its first step; its settings stay."""
    if optimizer is None:
        return
    with plain_rate(optimizer):
        fresh = type(optimizer).from_config(optimizer.get_config())
    fresh.build(optimizer._trainable_variables)
    for variable, initial in zip(optimizer.variables, fresh.variables, strict=True):
        variable.assign(initial)
