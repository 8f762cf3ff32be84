"""What student code finds around it: the embedded data sets, no training, no keyboard, no missing packages.

Applied once in a forked child, before any student line runs.
"""

from __future__ import annotations

import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import os
import sys
from collections import defaultdict
from types import ModuleType
from typing import Any

import keras
import numpy as np

from grader.challenge.drawing import learnable_images
from grader.challenge.training import initialize_cheaply

# name: (shape of an image, classes, label dtype, labels as column) as `keras.datasets.*.load_data` gives them.
DATASETS = {
    "mnist": ((28, 28), 10, "uint8", False),
    "fashion_mnist": ((28, 28), 10, "uint8", False),
    "cifar10": ((32, 32, 3), 10, "uint8", True),
    "cifar100": ((32, 32, 3), 100, "int64", True),
}
TRAIN_ROWS, TEST_ROWS = 256, 64


def prepare_surroundings(modules: dict[str, str]) -> None:
    """Puts everything in place; `modules` are the submission's own Python files by module name."""
    os.environ["MPLBACKEND"] = "Agg"
    refuse_input.__qualname__ = "input"
    builtins.input = refuse_input
    initialize_cheaply()
    serve_datasets()
    skip_training()
    sys.meta_path.insert(0, SubmissionFinder(modules))


def refuse_input(prompt: object = "") -> str:
    """Stands for `input()`: there is nobody to answer."""
    raise EOFError("input() cannot be answered while grading")


def serve_datasets() -> None:
    """Serves `load_data` of each image data set from the embedded rows, under every name Keras gives it."""
    for module_name in list(sys.modules):
        package, _, name = module_name.rpartition(".datasets.")
        if "keras" in package and name in DATASETS:
            sys.modules[module_name].load_data = load_embedded(name)  # type: ignore[attr-defined]


def make_images() -> None:
    """Makes the images of all data sets, so that the processes forked from this one find them made."""
    for name, (shape, classes, *_) in DATASETS.items():
        learnable_images(name, shape, classes, TRAIN_ROWS + TEST_ROWS)


def load_embedded(name: str) -> Any:
    """Returns a `load_data` for the data set."""
    shape, classes, label_dtype, column = DATASETS[name]

    def load_data(*_: object, **__: object) -> tuple:
        images, labels = learnable_images(name, shape, classes, TRAIN_ROWS + TEST_ROWS)
        labels = labels.astype(label_dtype)
        if column:
            labels = labels[:, None]
        images = images.copy().view(Rows)
        return (images[:TRAIN_ROWS], labels[:TRAIN_ROWS]), (images[TRAIN_ROWS:], labels[TRAIN_ROWS:])

    return load_data


class Rows(np.ndarray):
    """Images of which there are fewer than the real data set has: `reshape(60000, …)` means all of them."""

    def reshape(self, *shape: Any, **options: Any) -> np.ndarray:
        """Reshapes; where the rows do not fit, by as many as there are."""
        try:
            return super().reshape(*shape, **options)
        except ValueError:
            sizes = shape[0] if len(shape) == 1 else shape
            return super().reshape((len(self), *tuple(sizes)[1:]), **options)


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

    def predict(self: object, x: object, *_: object, **__: object) -> np.ndarray:
        return np.zeros((len(x), 1), dtype=np.float32)  # type: ignore[arg-type]

    original = keras.Model.train_on_batch

    def train_on_batch(self: object, *args: object, **options: object) -> object:
        TRAINED_OTHERWISE.append("train_on_batch")
        return original(self, *args, **options)

    keras.Model.fit = fit
    keras.Model.evaluate = evaluate
    keras.Model.predict = predict
    keras.Model.train_on_batch = train_on_batch


TRAINED_OTHERWISE: list[str] = []


def restore_keras() -> None:
    """Puts global settings of Keras back, so that one answer's do not reach the next."""
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy("float32")


class Absent(ModuleType):
    """Stands for a package that is not installed here: anything asked of it is there and does nothing."""

    def __init__(self, name: str = "absent") -> None:
        super().__init__(name)
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(name)

    def __call__(self, *_: object, **__: object) -> Absent:
        """Does nothing."""
        return Absent()

    def __getitem__(self, key: object) -> Absent:
        return Absent()

    def __iter__(self) -> Any:
        return iter(())


# Packages of other tasks that notebooks import; where one is missing, what it does is no part of an answer.
OFTEN_ABSENT = {"matplotlib", "seaborn", "plotly", "pandas", "sklearn", "scipy", "cv2", "PIL", "skimage", "tqdm",
                "IPython", "ipywidgets", "google", "tensorflow_datasets", "tensorflow_addons", "wandb", "pydot"}


class SubmissionFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the submission's own files, so that `from model import CustomModel` works, and stand-ins for packages."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> Any:
        """Finds a module of the submission; installed packages win."""
        known = fullname in self.sources or fullname.split(".")[0] in OFTEN_ABSENT
        if not known or importlib.machinery.PathFinder.find_spec(fullname.split(".")[0]) is not None:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=fullname not in self.sources)

    def create_module(self, spec: Any) -> ModuleType | None:
        """Makes a stand-in for a package; leaves a file of the submission to Python."""
        return None if spec.name in self.sources else Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module."""
        if module.__name__ not in self.sources:
            return
        source, filename = self.sources[module.__name__], f"<module {module.__name__}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(compile(source, filename, "exec"), vars(module))  # noqa: S102 - running student code is the guest's task
