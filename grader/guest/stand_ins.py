"""Stands for what is not installed here: packages of other tasks, and the few of their functions answers build on."""

from __future__ import annotations

import dis
import importlib.abc
import importlib.machinery
import importlib.util
import linecache
import sys
from collections.abc import Callable, Iterator
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf

# Packages of other tasks that notebooks import; where one is missing, what it does is no part of an answer.
OFTEN_ABSENT = {"matplotlib", "seaborn", "plotly", "pandas", "sklearn", "scipy", "cv2", "PIL", "skimage", "tqdm",
                "IPython", "ipywidgets", "google", "tensorflow_datasets", "tensorflow_addons", "wandb", "pydot"}


class Absent(ModuleType):
    """Stands for a package that is not installed here: anything asked of it is there and does nothing.

    Attributes:
        used: what the answer that runs now has called of such packages.
    """

    used: ClassVar[list[str]] = []

    def __init__(self, name: str = "absent", real: dict[str, Any] | None = None) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        vars(self).update(real or {})

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self.__name__}.{name}", REAL.get(f"{self.__name__}.{name}"))

    def __call__(self, *_: object, **__: object) -> Absent:
        """Does nothing."""
        self.used.append(self.__name__)
        return Absent(self.__name__)

    def __repr__(self) -> str:
        return "<absent>"

    def __getitem__(self, key: object) -> Absent:
        return Absent(self.__name__)

    def __iter__(self) -> Any:
        """Goes through nothing; where names are given to its parts, each gets one."""
        frame = sys._getframe(1)
        code, at = frame.f_code.co_code, frame.f_lasti
        wanted = code[at + 1] if code[at] == dis.opmap["UNPACK_SEQUENCE"] else 0
        return iter([Absent(self.__name__) for _ in range(wanted)])

    def __enter__(self) -> Absent:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends nothing."""


class Missing:
    """Stands for a name whose import failed until something uses it: then the import's own error is raised."""

    def __init__(self, error: BaseException) -> None:
        vars(self)["error"] = error

    def __getattr__(self, name: str) -> Any:
        if name == "__mro_entries__":
            return self
        if name.startswith("__"):
            raise AttributeError(name)
        return self()

    def __call__(self, *_: object, **__: object) -> Any:
        """Raises the error of the import."""
        raise vars(self)["error"]


def train_test_split(*arrays: Any, test_size: float | None = None, train_size: float | None = None,
                     random_state: int | None = None, shuffle: bool = True, stratify: Any = None) -> list[Any]:
    """Splits arrays into random rows for training and for testing; with `stratify` in each class alike."""
    rows = len(arrays[0])
    testing = count_of(test_size, rows) if test_size is not None else \
        rows - count_of(train_size, rows) if train_size is not None else count_of(0.25, rows)
    training = count_of(train_size, rows) if train_size is not None else rows - testing
    order = np.random.default_rng(random_state).permutation(rows) if shuffle else np.arange(rows)
    if stratify is not None:  # each class spread evenly over the order, so that any cut holds its share of it
        classes = np.unique(np.asarray(stratify).reshape(rows, -1), axis=0, return_inverse=True)[1].ravel()[order]
        places = np.empty(rows)
        for each in range(classes.max() + 1):
            members = classes == each
            places[members] = (np.arange(members.sum()) + 0.5) / members.sum()
        order = order[np.argsort(places, kind="stable")]
    parts = (order[-training:], order[:testing]) if shuffle else (order[:training], order[training:training + testing])
    return [take_rows(array, part) for array in arrays for part in parts]


def count_of(size: float, rows: int) -> int:
    """Returns a share of the rows, or a number of them, as a number."""
    return int(np.ceil(size * rows)) if isinstance(size, float) else int(size)


def take_rows(array: Any, rows: np.ndarray) -> Any:
    """Returns the rows of an array, or of a list."""
    return array[rows] if isinstance(array, np.ndarray) else type(array)(array[row] for row in rows) \
        if isinstance(array, (list, tuple)) else np.asarray(array)[rows]


def shuffle(*arrays: Any, random_state: int | None = None, n_samples: int | None = None) -> Any:
    """Returns the rows of one or more arrays in one new order."""
    order = np.random.default_rng(random_state).permutation(len(arrays[0]))[:n_samples]
    found = [take_rows(array, order) for array in arrays]
    return found[0] if len(found) == 1 else found


class Transformer:
    """What all preparations of data have in common."""

    def __init__(self, *_: object, **options: Any) -> None:
        self.options = options

    def fit_transform(self, values: Any, *_: object) -> Any:
        """Learns from values and prepares them."""
        one_with_both: Any = self
        return one_with_both.fit(values).transform(values)


class LabelEncoder(Transformer):
    """Numbers classes from 0."""

    def fit(self, values: Any) -> LabelEncoder:
        """Learns which classes there are."""
        self.classes_ = np.unique(values)
        return self

    def transform(self, values: Any) -> np.ndarray:
        """Numbers them."""
        return np.searchsorted(self.classes_, np.ravel(values))


class LabelBinarizer(LabelEncoder):
    """Gives each class a column of zeros and ones."""

    def transform(self, values: Any) -> np.ndarray:
        """Returns one row for each value."""
        return np.asarray(np.ravel(values)[:, None] == self.classes_[None, :], dtype=int)


class OneHotEncoder(Transformer):
    """Gives each class of each column a column of zeros and ones."""

    def fit(self, values: Any, *_: object) -> OneHotEncoder:
        """Learns which classes there are."""
        self.categories_ = [np.unique(column) for column in np.asarray(values).T]
        return self

    def transform(self, values: Any) -> Any:
        """Returns one row for each row."""
        columns = zip(np.asarray(values).T, self.categories_, strict=True)
        found = np.concatenate([column[:, None] == classes[None, :] for column, classes in columns], 1).astype(float)
        dense = self.options.get("sparse_output", self.options.get("sparse", True)) is False
        return found if dense else Sparse(found)


class Sparse(np.ndarray):
    """A matrix that says `toarray`, as those of `scipy.sparse` do."""

    def __new__(cls, values: np.ndarray) -> Sparse:
        """Looks at the values as such a matrix."""
        return values.view(cls)

    def toarray(self) -> np.ndarray:
        """Returns the plain matrix."""
        return np.asarray(self)

    todense = toarray


class StandardScaler(Transformer):
    """Takes from each column its mean and divides by its deviation."""

    def fit(self, values: Any, *_: object) -> StandardScaler:
        """Learns both."""
        values = np.asarray(values)
        self.mean_, deviation = values.mean(0), values.std(0)
        self.scale_ = np.where(deviation == 0, 1.0, deviation)
        return self

    def transform(self, values: Any) -> np.ndarray:
        """Scales."""
        scaled: np.ndarray = (np.asarray(values) - self.mean_) / self.scale_
        return scaled


class MinMaxScaler(StandardScaler):
    """Brings each column between 0 and 1."""

    def fit(self, values: Any, *_: object) -> MinMaxScaler:
        """Learns the ends."""
        values = np.asarray(values)
        self.mean_, width = values.min(0), np.ptp(values, 0)
        self.scale_ = np.where(width == 0, 1, width)
        return self


class Progress:
    """A `tqdm` that shows nothing."""

    def __init__(self, iterable: Any = (), *_: object, **__: object) -> None:
        self.iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends nothing."""


def progress_range(*numbers: int, **_: object) -> Progress:
    """Counts, showing nothing."""
    return Progress(range(*numbers))


def get_dummies(values: Any, **_: object) -> np.ndarray:
    """Gives each class a column of zeros and ones."""
    return LabelBinarizer().fit(values).transform(values)


class Series(np.ndarray):
    """A column of values that tells its classes, as those of pandas do."""

    def __new__(cls, data: Any, *_: object, **__: object) -> Series:
        """Looks at the values as such a column."""
        return np.asarray(data).view(cls)

    def unique(self) -> np.ndarray:
        """Returns the classes."""
        return np.unique(np.asarray(self))

    def nunique(self) -> int:
        """Returns how many classes there are."""
        return len(self.unique())

    def value_counts(self) -> Series:
        """Returns how many values each class has, most first."""
        return Series(-np.sort(-np.unique(np.asarray(self), return_counts=True)[1]))


def load_dataset(name: str, split: Any = None, *, as_supervised: bool = False, with_info: bool = False,
                 batch_size: int | None = None, **_: object) -> Any:
    """Returns the parts of a data set that Keras has, too, as `tensorflow_datasets.load` does.

    Args:
        split: the name of a part, with any slice of it left out; several as a list or tuple; None: all, by name.
    """
    loaded = getattr(keras.datasets, name.split(":")[0].split("/")[0]).load_data()
    given = [(np.asarray(images)[..., None] if np.ndim(images) == 3 else np.asarray(images),
              labels.ravel().astype(np.int64)) for images, labels in loaded]
    parts = {}
    for part, (images, labels) in zip(("train", "test"), given, strict=True):
        rows = tf.data.Dataset.from_tensor_slices((images, labels) if as_supervised
                                                  else {"image": images, "label": labels})
        parts[part] = rows.batch(batch_size) if batch_size else rows
    wanted = parts if split is None else tf.nest.map_structure(lambda each: parts[str(each).split("[")[0]], split)
    images, labels = given[-1]
    classes = len(np.unique(labels))
    features = {"image": SimpleNamespace(shape=images.shape[1:], dtype=images.dtype),
                "label": SimpleNamespace(num_classes=classes, names=[*map(str, range(classes))])}
    splits = {part: SimpleNamespace(num_examples=len(rows)) for part, (rows, _) in zip(parts, given, strict=True)}
    return (wanted, SimpleNamespace(name=name, features=features, splits=splits)) if with_info else wanted


PREPARATIONS = {each.__name__: each for each in
                (LabelEncoder, LabelBinarizer, OneHotEncoder, StandardScaler, MinMaxScaler)}
BARS = {"tqdm": Progress, "trange": progress_range}
# By module: what is there and works.
REAL: dict[str, dict[str, Any]] = {
    "sklearn.model_selection": {"train_test_split": train_test_split},
    "sklearn.utils": {"shuffle": shuffle},
    "sklearn.preprocessing": PREPARATIONS,
    "tqdm": BARS, "tqdm.auto": BARS, "tqdm.notebook": BARS,
    "tensorflow_datasets": {"load": load_dataset},
    "pandas": {"unique": np.unique, "get_dummies": get_dummies, "Series": Series},
}


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
        return None if spec.name in self.sources else Absent(spec.name, REAL.get(spec.name))

    def exec_module(self, module: ModuleType) -> None:
        """Runs the module."""
        if module.__name__ not in self.sources:
            return
        source, filename = self.sources[module.__name__], f"<module {module.__name__}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        exec(compile(source, filename, "exec"), vars(module))  # noqa: S102 - running student code is the guest's task
