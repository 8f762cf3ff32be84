"""Losses told as formulas: what is rebuilt gives the same number and gradient, and what may not be is refused."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PRELUDE = """
import json
import keras
import numpy as np
import tensorflow as tf
from grader.evidence.claims import Formula, FormulaNode
from grader.evidence.arrays import pack_array
from grader.guest.tracing import Trace, Untellable
from grader.verification.formulas import RebuiltFormula, Surroundings
from grader.verification.loss_kinds import fits
from grader.verification.rebuilding import NotRebuildable

BATCH, CLASSES = 7, 5
rng = np.random.default_rng(3)
outputs = tf.nn.softmax(tf.constant(rng.normal(size=(BATCH, CLASSES)).astype("float32")))
numbers = np.arange(BATCH) % CLASSES
labels = tf.constant(numbers[:, None].astype("float32"))
features = tf.constant(rng.normal(size=(BATCH, 2)).astype("float32"))
network = lambda value: tf.nn.softmax(value @ tf.ones((2, CLASSES)) * tf.range(CLASSES, dtype="float32"))
around = Surroundings({0: outputs}, numbers, CLASSES, features, [], network)
one_hot = lambda: tf.one_hot(tf.cast(tf.reshape(labels, [-1]), tf.int32), CLASSES)


def leaf(tensor):
    if tensor is outputs:
        return FormulaNode(op="call", attributes={"index": 0})
    if tensor is labels:
        return FormulaNode(op="labels", attributes={"form": "column", "dtype": "float32"})
    return None


def retold(loss):
    with tf.GradientTape() as tape, Trace() as trace:
        tape.watch(outputs)
        value = loss(outputs)
    again = RebuiltFormula(trace.formula([value], leaf))
    with tf.GradientTape() as second:
        second.watch(outputs)
        rebuilt = again(around)
    return (np.allclose(value, rebuilt, rtol=1e-6)
            and np.allclose(tape.gradient(value, outputs), second.gradient(rebuilt, outputs), rtol=1e-5, atol=1e-7))


def refused(*nodes):
    try:
        RebuiltFormula(Formula(nodes=nodes, results=((len(nodes) - 1, 0),)))(around)
    except NotRebuildable:
        return True
    return False


def number(*values):
    return FormulaNode(op="literal", value=pack_array(np.array(values, dtype=np.float32).reshape(-1)),
                       attributes={"dtype": "int32"})


output = FormulaNode(op="call", attributes={"index": 0})
"""
RETOLD = {
    "logarithm": "-tf.reduce_mean(tf.reduce_sum(one_hot() * tf.math.log(p + 1e-7), axis=1))",
    "focal": "tf.reduce_mean(tf.reduce_sum(-one_hot() * (1 - p) ** 2 * tf.math.log(tf.clip_by_value(p, 1e-7, 1.0)), -1))",
    "gathered": "-tf.reduce_mean(tf.math.log(tf.gather(p, tf.cast(labels[:, 0], tf.int32), axis=1, batch_dims=1)))",
    "sliced": "tf.add_n([-tf.math.log(p[i, int(labels[i, 0])]) for i in range(BATCH)]) / BATCH",
    "sorted": "tf.reduce_mean(tf.math.top_k(p, k=2).values[:, 0] - tf.reduce_sum(one_hot() * p, axis=1))",
    "conditional": "tf.reduce_mean(tf.where(p > 0.2, p ** 2, tf.abs(p - 0.1)) * (1 - one_hot()))",
    "einsum": "tf.einsum('bc,bc->', p, tf.math.log(p)) / BATCH",
    "split and stacked": "tf.reduce_sum(tf.stack(tf.split(p, CLASSES, axis=1)[:2]) ** 2)",
    "logits": "tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(tf.cast(labels[:, 0], tf.int64), p))",
    "padded": "tf.reduce_mean(tf.pad(p, [[0, 0], [1, 0]])[:, :-1] * p)",
}
REFUSED = {
    "op that reads a file": 'FormulaNode(op="ReadFile", inputs=((0, 0),))',
    "op that runs code": 'FormulaNode(op="EagerPyFunc", inputs=((0, 0),))',
    "dice": 'FormulaNode(op="RandomUniform", inputs=((0, 0),))',
    "later value": 'FormulaNode(op="Neg", inputs=((1, 0),))',
    "output that is not there": 'FormulaNode(op="Neg", inputs=((0, 3),))',
    "call that is not there": 'FormulaNode(op="call", attributes={"index": 9})',
    "variable that is not there": 'FormulaNode(op="variable", attributes={"layer": 3, "index": 0})',
    "memory": 'number(200_000, 200_000), FormulaNode(op="Fill", inputs=((1, 0), (0, 0)))',
    "memory by repetition": 'number(100_000, 100_000), FormulaNode(op="Tile", inputs=((0, 0), (1, 0)))',
    "network of what is no features": 'FormulaNode(op="network", inputs=((0, 0),))',
    "row that is not there": 'FormulaNode(op="features", attributes={"rows": [99]})',
    "more rows than there are": 'FormulaNode(op="features", attributes={"rows": [0] * 8})',
    "labels in no form": 'FormulaNode(op="labels", attributes={"form": "word", "dtype": "float32"})',
}
KINDS = {
    "-tf.reduce_mean(tf.reduce_sum(one_hot() * tf.math.log(p + 1e-7), axis=1))": True,
    "tf.reduce_mean(tf.square(one_hot() - p))": True,
    "tf.reduce_mean(tf.square(labels - p))": False,
    "tf.reduce_mean(tf.reduce_sum(one_hot() * tf.math.log(p + 1e-7), axis=1))": False,
    "-tf.reduce_mean(p * tf.math.log(p))": False,
    "-tf.math.log(tf.reduce_sum((one_hot() * p)[:1]))": False,
    "tf.reduce_mean(tf.abs(tf.cast(tf.argmax(p, 1), tf.float32) - labels[:, 0])) + tf.reduce_mean(p[:, 4])": False,
    "tf.reduce_mean(keras.losses.categorical_crossentropy(one_hot() * 0.9 + 0.02, p))": True,
    "keras.losses.CategoricalHinge()(one_hot(), p)": True,
    "keras.losses.CosineSimilarity()(one_hot(), p)": True,
    "keras.losses.Dice()(one_hot(), p)": True,
    "keras.losses.Poisson()(one_hot(), p)": True,
    "keras.losses.KLDivergence()(one_hot(), p)": True,
    "keras.losses.CategoricalFocalCrossentropy()(one_hot(), p)": True,
    "keras.losses.BinaryCrossentropy()(one_hot(), p)": True,
    "keras.losses.Huber()(labels, p)": False,
    "keras.losses.MeanAbsoluteError()(labels, p)": False,
}
QUESTIONS = "print(json.dumps({" + ", ".join(
    [f"'{name}': bool(retold(lambda p: {loss}))" for name, loss in RETOLD.items()]
    + [f"'{name}': refused(output, {nodes})" for name, nodes in REFUSED.items()]
    + [f"{loss!r}: fits(lambda p: {loss}, outputs, numbers, ('classification',))" for loss in KINDS]
    + ["'named': fits(lambda p: tf.reduce_mean(tf.square(one_hot() - p)), outputs, numbers, ('MeanSquaredError',))",
       "'not the one named': fits(lambda p: 2 * tf.reduce_mean(tf.square(one_hot() - p)), outputs, numbers, "
       "('MeanSquaredError', 'Huber'))"]) + "}))"


@pytest.fixture(scope="module")
def told() -> dict[str, bool]:
    """Asks all questions in one process with TensorFlow."""
    run = subprocess.run([sys.executable, "-c", PRELUDE + QUESTIONS], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", RETOLD)
def test_told_loss_has_the_same_value_and_gradient(name: str, told: dict[str, bool]) -> None:
    assert told[name]


@pytest.mark.parametrize("name", REFUSED)
def test_formula_that_is_more_than_arithmetic_is_refused(name: str, told: dict[str, bool]) -> None:
    assert told[name]


@pytest.mark.parametrize("loss", KINDS)
def test_classification_is_known_by_its_values(loss: str, told: dict[str, bool]) -> None:
    assert told[loss] is KINDS[loss]


def test_named_loss_is_known_by_its_values(told: dict[str, bool]) -> None:
    assert told["named"]
    assert not told["not the one named"]
