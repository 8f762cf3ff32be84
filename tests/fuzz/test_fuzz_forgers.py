"""Whatever student code does to Keras, the tape, the recorder or the codec in its process, a wrong answer gains nothing.

A forger is put together of patches: each replaces a function or method, of Keras or of what the guest runs of the
grader, by one that lies in a drawn way. It knows what the answer gets wrong, and runs before the answer is looked at.
"""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.pipeline import Grader
from grader.specs.types import Course
from grader.submissions.python import parse, read_python
from grader.submissions.types import Submission

ROOT = Path(__file__).parents[2]
OF_THE_GUEST = ("guest/networks.py", "guest/recording.py", "guest/training_steps.py", "guest/step_watch.py", "guest/tracing.py",
                "guest/ops.py", "guest/main.py", "challenge/training.py", "challenge/drawing.py", "challenge/configs.py",
                "evidence/codec.py")
OF_KERAS = (
    "keras.layers.Layer.__call__", "keras.layers.Layer.get_config", "keras.layers.Layer.build", "keras.layers.Conv2D.call",
    "keras.layers.Conv2D.get_config", "keras.layers.Dense.get_config", "keras.layers.Dense.call", "keras.Sequential.call",
    "keras.Model.get_config", "keras.layers.Layer.compute_output_shape", "keras.optimizers.Optimizer.apply",
    "keras.optimizers.Optimizer.apply_gradients", "keras.optimizers.Adam.update_step", "keras.optimizers.Optimizer.get_config",
    "keras.optimizers.Adam.get_config", "keras.losses.Loss.__call__", "keras.losses.SparseCategoricalCrossentropy.call",
    "keras.losses.serialize", "keras.optimizers.serialize", "tensorflow.GradientTape.gradient", "tensorflow.GradientTape.__enter__",
    "tensorflow.reduce_mean", "tensorflow.math.log", "numpy.asarray", "numpy.array_equal", "numpy.mean", "msgspec.json.encode",
    "msgspec.json.Encoder.encode", "msgspec.structs.replace", "json.dumps", "keras.Variable.assign", "keras.Variable.assign_sub",
)
# What a patched function returns, of what it would have returned and of what it was given.
LIES = ("right", "right", "right", "given[0]", "given[-1]", "None", "first(right)", "scaled(right, 0.0)", "scaled(right, 2.0)",
        "told(right)", "told(right)", "told(right)", "[]", "{}", "()", "True", "0.0", "type(right)()", "raising(right)")
FORGER = '''
import importlib, sys

def told(value, depth=0):
    """The same, with what is wrong told as right."""
    if isinstance(value, (bytes, bytearray)):
        for wrong, right in {pairs}:
            value = value.replace(wrong, right)
        return value
    if isinstance(value, str):
        return told(value.encode(), depth).decode()
    if type(value) is int and value in {numbers}:
        return {numbers}[value]
    if depth > 6:
        return value
    if isinstance(value, dict):
        return {{key: told(each, depth + 1) for key, each in value.items()}}
    if type(value) in (list, tuple):
        return type(value)(told(each, depth + 1) for each in value)
    if hasattr(value, "__struct_fields__"):
        return type(value)(**{{name: told(getattr(value, name), depth + 1) for name in value.__struct_fields__}})
    return value

def scaled(value, by):
    if isinstance(value, (list, tuple)):
        return type(value)(scaled(each, by) for each in value)
    return value * by if hasattr(value, "__mul__") and not isinstance(value, (str, bytes, bool)) else value

kept = {{}}
def first(value):
    return kept.setdefault(type(value), value)

def raising(value):
    raise ValueError("patched")

def patch(path, lie, from_call):
    parts, owner = path.split("."), None
    for end in range(len(parts) - 1, 0, -1):
        try:
            owner = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for part in parts[end:-1]:
            owner = getattr(owner, part)
        break
    name = parts[-1]
    old, calls = getattr(owner, name), [0]
    def new(*given, **options):
        calls[0] += 1
        right = old(*given, **options)
        try:
            return lie(right, given or (None,)) if calls[0] > from_call else right
        except (IndexError, TypeError):
            return right
    for module in (owner, *sys.modules.values()):
        try:
            if vars(module).get(name) is old or module is owner:
                setattr(module, name, new)
        except (AttributeError, TypeError):
            pass

def forge(value):
    for path, lie, from_call in (
{patches}
    ):
        try:
            patch(path, lie, from_call)
        except (AttributeError, TypeError):
            pass
    return value
'''
NETWORK = '''# exercise: mnist_sequential
from tensorflow import keras
{forger}
model = keras.Sequential([
    keras.layers.Conv2D({forge}(32), 3, activation="relu"), keras.layers.Conv2D(48, 3, activation="relu"),
    keras.layers.Flatten(), keras.layers.Dense(128, activation="tanh"), keras.layers.Dense(10, activation="softmax"),
])
'''
STEP = '''# exercise: gradient_tape
import tensorflow as tf
from tensorflow import keras
{forger}
model = keras.Sequential([
    keras.layers.Conv2D(8, 3, strides=2, activation="relu"), keras.layers.Flatten(),
    keras.layers.Dense(100, activation="softmax"),
])
loss_func = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.Adam({forge}(0.001))
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    variables = model.trainable_variables[2:]
    optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
    return {returned}
'''
# Each exercise with a wrong answer; what is wrong with it, as a lie would tell it.
WRONG = {
    "network": ("mnist_sequential", NETWORK, ((b'"filters":48', b'"filters":64'), (b"tanh", b"relu")), {48: 64}),
    "step of one layer": ("gradient_tape", STEP.replace("{returned}", "loss"), ((b"false", b"true"),), {1: 2}),
    "step without its loss": ("gradient_tape", STEP.replace("{returned}", "loss * 0.0"), ((b"0.0", b"4.6"),), {0: 1}),
}


def functions_of(file: str) -> list[str]:
    """Returns the dotted names of the functions and methods of a module."""
    module = "grader." + file.removesuffix(".py").replace("/", ".")
    tree = parse((ROOT / "grader" / file).read_text(encoding="utf-8"))
    owners = [(module, tree), *((f"{module}.{each.name}", each) for each in tree.body if isinstance(each, ast.ClassDef))]
    return [f"{owner}.{each.name}" for owner, node in owners for each in node.body if isinstance(each, ast.FunctionDef)]


TARGETS = st.sampled_from([*OF_KERAS, *(name for file in OF_THE_GUEST for name in functions_of(file))])
PATCHES = st.lists(st.tuples(TARGETS, st.sampled_from(LIES), st.sampled_from([0, 0, 1, 3])), min_size=1, max_size=4)
FORGERS = settings(max_examples=150 if os.environ.get("FUZZ") == "long" else 5)


def source_of(kind: str, patches: list[tuple[str, str, int]]) -> str:
    _, answer, pairs, numbers = WRONG[kind]
    lines = "\n".join(f"        ({path!r}, lambda right, given: {lie}, {from_call})," for path, lie, from_call in patches)
    forger = FORGER.format(pairs=repr(pairs), numbers=repr(numbers), patches=lines)
    return answer.format(forger=forger if patches else "", forge="forge" if patches else "")


def points(grader: Grader, course: Course, kind: str, patches: list[tuple[str, str, int]]) -> float:
    submission = Submission("forger", (read_python("answer.py", source_of(kind, patches)),))
    [result] = grader.grade(submission, [course.exercise(WRONG[kind][0])]).results
    return result.judgement.score or 0.0


@pytest.fixture(scope="module")
def plainly(grader: Grader, course: Course) -> dict[str, float]:
    """What each wrong answer earns as it is."""
    return {kind: points(grader, course, kind, []) for kind in WRONG}


@pytest.mark.parametrize("kind", WRONG)
@FORGERS
@given(patches=PATCHES)
def test_a_forger_gains_nothing(grader: Grader, course: Course, plainly: dict[str, float], kind: str,
                                patches: list[tuple[str, str, int]]) -> None:
    assert points(grader, course, kind, patches) <= plainly[kind]


@pytest.mark.parametrize("kind", WRONG)
def test_a_forger_is_at_work(grader: Grader, course: Course, plainly: dict[str, float], kind: str) -> None:
    """Else nothing would be shown: one that breaks the recorder costs the answer its points."""
    assert 0.0 < plainly[kind] < 1.0
    assert points(grader, course, kind, [("grader.guest.recording.Recorder.__enter__", "raising(right)", 0)]) < plainly[kind]
