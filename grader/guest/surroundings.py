"""What student code finds around it: the embedded data sets, no training, no keyboard, no missing packages.

Applied once in a forked child, before any student line runs.
"""

from __future__ import annotations

import argparse
import builtins
import functools
import inspect
import os
import sys
from collections import defaultdict
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import learnable_images
from grader.challenge.stock_layers import stock_layers
from grader.challenge.training import initialize_cheaply
from grader.evidence.claims import Note
from grader.guest.lines import student_line
from grader.guest.pretrained import serve_applications
from grader.guest.stand_ins import SubmissionFinder

# name: (shape of an image, classes, label dtype, labels as column, rows for training and testing) as
# `keras.datasets.*.load_data` gives them.
DATASETS = {
    "mnist": ((28, 28), 10, "uint8", False, (60000, 10000)),
    "fashion_mnist": ((28, 28), 10, "uint8", False, (60000, 10000)),
    "cifar10": ((32, 32, 3), 10, "uint8", True, (50000, 10000)),
    "cifar100": ((32, 32, 3), 100, "int64", True, (50000, 10000)),
}
COARSE = 20  # the classes of CIFAR-100 by its other labels
# Rows served for (training, testing): few, in which every class is, unless an answer fails with them.
FEW = (256, 128)


def prepare_surroundings(modules: dict[str, str]) -> None:
    """Puts everything in place; `modules` are the submission's own Python files by module name."""
    os.environ["MPLBACKEND"] = "Agg"
    refuse_input.__qualname__ = "input"
    builtins.input = refuse_input
    parser: Any = argparse.ArgumentParser
    parser.error = lambda *_: None  # where arguments are missing: nobody is there to give them
    initialize_cheaply()
    serve_datasets()
    serve_applications()
    skip_training()
    keep_precision()
    keep_one_device()
    skip_summaries()
    take_numpy_sizes()
    sys.meta_path.insert(0, SubmissionFinder(modules))


def refuse_input(prompt: object = "") -> str:
    """Stands for `input()`: there is nobody to answer."""
    raise EOFError("input() cannot be answered while grading")


def serve_datasets() -> None:
    """Serves `load_data` of each image data set from the embedded rows, under every name Keras gives it."""
    for module_name in list(sys.modules):
        package, _, name = module_name.rpartition(".datasets.")
        if "keras" in package and name in DATASETS:
            sys.modules[module_name].load_data = load_embedded(name)  # type: ignore[attr-defined] # a module of Keras


def make_images() -> None:
    """Makes the images of all data sets, so that the processes forked from this one find them made."""
    for name, (shape, classes, *_) in DATASETS.items():
        learnable_images(name, shape, classes, sum(FEW))


def load_embedded(name: str) -> Any:
    """Returns a `load_data` for the data set."""
    shape, classes, label_dtype, column, every = DATASETS[name]

    def load_data(*args: object, **options: object) -> tuple[Any, ...]:
        images, labels = learnable_images(name, shape, classes, sum(FEW))
        labels = labels.astype(label_dtype)
        if "coarse" in (*args, *options.values()):
            labels %= COARSE
        if column:
            labels = labels[:, None]
        training, testing = FEW if SERVED.few else every
        rows = np.arange(training + testing) % len(labels)
        view = Rows if SERVED.few else ManyRows
        return tuple((images[part].view(view), labels[part]) for part in (rows[:training], rows[training:]))

    return load_data


class Served:
    """How many rows the answer that runs now is served."""

    few = True


SERVED = Served()


class Rows(np.ndarray):
    """Images of which there are fewer than the real data set has: `reshape(60000, …)` means all of them."""

    def reshape(self, *shape: Any, **options: Any) -> Any:
        """Reshapes; where the rows do not fit, by as many as there are."""
        try:
            return super().reshape(*shape, **options)
        except ValueError:
            sizes = shape[0] if len(shape) == 1 else shape
            return super().reshape((len(self), *tuple(sizes)[1:]), **options)


class ManyRows(np.ndarray):
    """Images, as many as the real data set has: as float64 they would not fit a guest, so `x / 255.0` is float32."""

    def __truediv__(self, other: Any) -> Any:
        return super().__truediv__(np.float32(other) if isinstance(other, (int, float)) else other)

    def __mul__(self, other: Any) -> Any:
        return super().__mul__(np.float32(other) if isinstance(other, float) else other)


class EmptyHistory:
    """What a skipped `fit` returns: a history in which every curve is a single zero."""

    def __init__(self) -> None:
        self.history: dict[str, list[float]] = defaultdict(lambda: [0.0])
        self.epoch: list[int] = [0]


def skip_training() -> None:
    """Makes `fit`, `evaluate` and `predict` return at once: what they do is never part of an answer."""

    def fit(self: object, *_: object, **__: object) -> EmptyHistory:
        TRAINED_OTHERWISE.append("fit")
        return EmptyHistory()

    def evaluate(self: object, *_: object, **__: object) -> list[float]:
        return [0.0, 0.0]

    def predict(self: object, x: Any, *_: object, **__: object) -> np.ndarray:
        return np.zeros((len(x), 1), dtype=np.float32)

    original = keras.Model.train_on_batch

    def train_on_batch(self: keras.Model, *args: Any, **options: Any) -> Any:
        TRAINED_OTHERWISE.append("train_on_batch")
        return original(self, *args, **options)

    keras.Model.fit = keras.Model.fit_generator = fit  # as older Kerases have it, too
    keras.Model.evaluate = keras.Model.evaluate_generator = evaluate
    keras.Model.predict = keras.Model.predict_generator = predict
    keras.Model.train_on_batch = train_on_batch


TRAINED_OTHERWISE: list[str] = []


def keep_precision() -> None:
    """Makes the settings of number formats do nothing, under whatever name they are reached.

    In which precision a network computes is no part of what it is, and half precision tells too little to compare.
    """
    def kept(policy: object) -> None:
        """Leaves the precision as it is."""

    for setting in (keras.config.set_dtype_policy, keras.config.set_floatx):
        function = inspect.unwrap(setting)
        function.__code__ = kept.__code__.replace(co_varnames=function.__code__.co_varnames[:1])
    scaling = keras.mixed_precision.LossScaleOptimizer
    original = scaling.__init__

    @functools.wraps(original)
    def unscaled(self: Any, inner_optimizer: Any, *_: object, **options: Any) -> None:
        options["initial_scale"] = 1.0  # what half precision alone needs
        original(self, inner_optimizer, **options)

    scaling.__init__ = unscaled


def keep_one_device() -> None:
    """Makes every distribution strategy the one that is in force anyway: how many devices there are is no one's answer.

    Else what was made in its scope could only be called there, or through its `run`.
    """
    for module in (tf.distribute, tf.distribute.experimental):
        for name in dir(module):
            if name.endswith("Strategy") and name != "Strategy":
                setattr(module, name, OneDevice)


class OneDevice:
    """What stands for each strategy: a class, since Keras asks while it trains whether one is of it."""

    def __new__(cls, *_: object, **__: object) -> Any:
        """Returns the strategy in force."""
        return tf.distribute.get_strategy()


def skip_summaries() -> None:
    """Makes what writes for TensorBoard do nothing: where that is not installed, it would raise in any step."""
    for name in ("scalar", "histogram", "image", "text", "audio"):
        setattr(tf.summary, name, lambda *_, **__: False)


def take_numpy_sizes() -> None:
    """Lets layers take NumPy's whole numbers, as `Dense(y.max() + 1)` gives them, which Keras refuses or keeps."""
    for layer in stock_layers().values():
        if "__init__" in vars(layer):
            layer.__init__ = with_plain_numbers(layer.__init__)


def with_plain_numbers(init: Any) -> Any:
    """Returns a constructor that takes NumPy's whole numbers for Python's."""
    @functools.wraps(init)
    def taking(self: object, *args: object, **options: object) -> None:
        given = [*args, *options.values()]
        if any(isinstance(each, np.integer) for each in given):
            note("numpy_size")
        init(self, *map(plain_integer, args), **{key: plain_integer(each) for key, each in options.items()})

    taking.__signature__ = inspect.signature(init)  # type: ignore[attr-defined] # Keras reads it in two ways
    return taking


def plain_integer(value: object) -> object:
    """Returns a whole number of NumPy as one of Python; anything else as it is."""
    return int(value) if isinstance(value, np.integer) else value


NOTES: list[Note] = []
MAX_NOTES = 20


def note(code: Literal["numpy_size", "sequential_in_class"], place: tuple[int, int] | None = None) -> None:
    """Notes what is worth a word, at a place or else the student's line."""
    if (place := place or student_line()) is not None and len(NOTES) < MAX_NOTES:
        NOTES.append(Note(code, place))
