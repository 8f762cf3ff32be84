"""Writes a class of notebooks: the seven answers, each student's in words, order and mistakes of his own.

Answers load no data and fit nothing: the peers would run that too, which the grader never does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

WRONG_SHARE = 0.08  # of the answers have one wrong number
SYLLABLES = ("ba", "do", "ki", "lu", "mo", "ne", "pa", "ri", "su", "to")
REMARKS = ("first try", "as in the lecture", "checked the shapes", "see the notes", "done at last", "asked a friend")
PREFIXES = {"from tensorflow import keras": "keras.layers.", "from tensorflow.keras import layers": "layers.",
            "import tensorflow as tf": "tf.keras.layers."}
IMPORTS = "import tensorflow as tf\nfrom tensorflow import keras\nfrom tensorflow.keras import layers"


@dataclass(frozen=True)
class Layer:
    """One layer of an exercise: its class and the arguments the text names."""

    type: str
    arguments: dict[str, object] = field(default_factory=dict)


def convolution(filters: int) -> Layer:
    """A 3×3 convolution with relu."""
    return Layer("Conv2D", {"filters": filters, "kernel_size": 3, "activation": "relu"})


def dense(units: int, activation: str) -> Layer:
    """A fully connected layer."""
    return Layer("Dense", {"units": units, "activation": activation})


POOLING, FLATTEN = Layer("MaxPooling2D", {"pool_size": 2}), Layer("Flatten")
NETWORKS = {
    "mnist": (convolution(32), convolution(64), FLATTEN, dense(128, "relu"), dense(10, "softmax")),
    "cifar100": (convolution(16), POOLING, convolution(32), POOLING, FLATTEN, dense(256, "relu"),
                 dense(100, "softmax")),
}
SHAPES = {"mnist": (28, 28, 1), "cifar100": (32, 32, 3)}
STYLES = ("sequential", "functional", "subclassing")
EXERCISES = (*(f"{dataset}_{style}" for dataset in NETWORKS for style in STYLES), "gradient_tape")


@dataclass(frozen=True)
class Student:
    """One student: a name, and the source of each answer in the order of his notebook."""

    name: str
    answers: dict[str, str]


def write_class(number: int, seed: int = 5, pool: int | None = None) -> list[Student]:
    """Makes up students; the same ones for the same seed.

    Args:
        pool: so many programs there are for each exercise, as in a real class, where answers repeat under remarks and
            in an order of each student's own; None: no two students write the same.
    """
    return [write_student(f"student_{each:05d}", random.Random(f"{seed}/{each}"), seed, pool)
            for each in range(number)]


def write_student(name: str, chance: random.Random, seed: int, pool: int | None) -> Student:
    """Makes up one student's answers."""
    answers = {}
    for exercise in chance.sample(EXERCISES, len(EXERCISES)):
        drawn = chance if pool is None else random.Random(f"{seed}/pool/{exercise}/{chance.randrange(pool)}")
        remark = f"# exercise: {exercise}\n# {chance.choice(REMARKS)}, {invent(chance)}\n"
        answers[exercise] = remark + write_answer(exercise, drawn)
    return Student(name, answers)


def write_answer(exercise: str, chance: random.Random) -> str:
    """Writes one answer; what it makes is called `model`, or `train_step`, as the exercise asks."""
    dataset, _, style = exercise.partition("_")
    if exercise == "gradient_tape":
        return train_step(chance)
    statement, prefix = chance.choice(list(PREFIXES.items()))
    calls = [write_layer(layer, prefix, chance) for layer in misread(NETWORKS[dataset], chance)]
    return f"{IMPORTS if style == 'subclassing' else f'{statement}; {IMPORTS.splitlines()[1]}'}\n\n" \
        + WRITERS[style](calls, SHAPES[dataset], chance)


def invent(chance: random.Random) -> str:
    """Invents a name."""
    return "".join(chance.choices(SYLLABLES, k=4))


def misread(layers: tuple[Layer, ...], chance: random.Random) -> list[Layer]:
    """Returns the layers, now and then with one hidden number halved."""
    read = list(layers)
    if chance.random() < WRONG_SHARE:
        place = chance.choice([number for number, layer in enumerate(read[:-1]) if "filters" in layer.arguments])
        halved = {"filters": read[place].arguments["filters"] // 2}  # type: ignore[operator] # those are numbers
        read[place] = Layer(read[place].type, read[place].arguments | halved)
    return read


def write_layer(layer: Layer, prefix: str, chance: random.Random) -> str:
    """Writes the making of one layer, with its numbers by position or by name."""
    named = chance.random() < 0.5
    arguments = [f"{name}={value!r}" if named or isinstance(value, str) else repr(value)
                 for name, value in layer.arguments.items()]
    return f"{prefix}{layer.type}({', '.join(arguments)})"


def sequential(calls: list[str], shape: tuple[int, ...], chance: random.Random) -> str:
    """Writes a Sequential model, as a list or by `add`."""
    if chance.random() < 0.5:
        lines = "".join(f"    {call},\n" for call in calls)
        return f"model = keras.Sequential([\n{lines}])\n"
    return "model = keras.Sequential()\n" + "".join(f"model.add({call})\n" for call in calls)


def functional(calls: list[str], shape: tuple[int, ...], chance: random.Random) -> str:
    """Writes a Functional model, with one name for all values or one for each."""
    names = [invent(chance) for _ in calls] if chance.random() < 0.5 else [invent(chance)] * len(calls)
    sources = ["inputs", *names]
    lines = "".join(f"{name} = {call}({source})\n" for name, call, source in zip(names, calls, sources, strict=False))
    return f"inputs = keras.Input(shape={shape})\n{lines}model = keras.Model(inputs=inputs, outputs={names[-1]})\n"


def subclassing(calls: list[str], shape: tuple[int, ...], chance: random.Random) -> str:
    """Writes a model class and makes one of it."""
    names, taken, own = [f"{invent(chance)}{place}" for place in range(len(calls))], invent(chance), invent(chance)
    made = "".join(f"        self.{name} = {call}\n" for name, call in zip(names, calls, strict=True))
    called = "".join(f"        {taken} = self.{name}({taken})\n" for name in names)
    return (f"class {own.capitalize()}(keras.Model):\n    def __init__(self):\n        super().__init__()\n{made}\n"
            f"    def call(self, {taken}):\n{called}        return {taken}\n\n\nmodel = {own.capitalize()}()\n")


def train_step(chance: random.Random) -> str:
    """Writes a model and its training step, now and then one that forgets the update."""
    tape, value, gradients = (invent(chance) for _ in range(3))
    update = "pass" if chance.random() < WRONG_SHARE else \
        f"optimizer.apply_gradients(zip({gradients}, model.trainable_variables))"
    return (
        f"{IMPORTS}\n\nmodel = keras.Sequential([\n"
        "    keras.layers.Conv2D(8, 3, strides=2, activation='relu'),\n    keras.layers.Flatten(),\n"
        "    keras.layers.Dense(100, activation='softmax'),\n])\n"
        "loss_func = keras.losses.SparseCategoricalCrossentropy()\noptimizer = keras.optimizers.Adam()\n\n\n"
        f"def train_step(features, labels):\n    with tf.GradientTape() as {tape}:\n"
        f"        {value} = loss_func(labels, model(features))\n"
        f"    {gradients} = {tape}.gradient({value}, model.trainable_variables)\n    {update}\n    return {value}\n")


WRITERS: dict[str, Callable[[list[str], tuple[int, ...], random.Random], str]] = {
    "sequential": sequential, "functional": functional, "subclassing": subclassing}


def write_notebook(path: Path, cells: list[nbformat.NotebookNode]) -> None:
    """Writes a notebook for the kernel every Jupyter has; ids by position, so that equal cells give equal files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
