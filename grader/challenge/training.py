"""Drawn weights and a short training, for the answer and for its rebuilt twin alike.

Both sides run these very functions, so that what differs is the network and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import POOL, draw_labels, draw_targets, draw_variable
from grader.evidence.claims import Challenge, Response
from grader.evidence.codec import pack_array

LEARNING_RATE = 0.001


def initialize_cheaply() -> None:
    """Gives layers any small initial weights: a challenge assigns its own, and drawing millions takes long."""
    pool = np.random.default_rng(0).uniform(-0.05, 0.05, size=POOL).astype(np.float32)

    def cheap(self: object, shape: Any, dtype: Any = None) -> Any:
        return keras.ops.cast(np.resize(pool, tuple(shape)), dtype or "float32")

    keras.initializers.VarianceScaling.__call__ = cheap


def draw_weights(seed: int, layers: Sequence[Any]) -> None:
    """Assigns drawn values to every variable of the layers; None stands for an op.

    What a layer is given depends on its place among the layers that have variables: what has none changes nothing.
    """
    with_variables = [layer for layer in layers if layer is not None and layer.variables]
    for number, layer in enumerate(with_variables):
        for index, variable in enumerate(layer.variables):
            variable.assign(draw_variable(seed, number, index, variable.name, tuple(variable.shape),
                                          str(variable.dtype)))


def train(call: Callable[..., Any], layers: Sequence[Any], penalties: Callable[[], list[Any]],
          challenge: Challenge) -> Response:
    """Runs plain gradient descent on one drawn batch.

    Args:
        call: runs the network on the drawn inputs; takes `training`.
        layers: those whose trainable variables are moved; None stands for an op.
        penalties: what regularizers and `add_loss` add to the loss of the last call.
        challenge: loss, classes and number of steps.

    Returns:
        Outputs before and after (batch included), the loss before each step and after the last, and the size of the
        first gradients.
    """
    live = [layer for layer in layers if layer is not None]
    before = tf.nest.flatten(call(training=False))
    labels = draw_labels(challenge.seed, challenge.classes, len(before[0]))
    variables = [variable for layer in live for variable in layer.trainable_variables]
    losses: list[float] = []
    sizes: dict[int, float] = {}
    for step in range(challenge.steps + 1):
        with tf.GradientTape() as tape:
            outputs = tf.nest.flatten(call(training=True))
            loss = loss_of(outputs, labels, challenge)
            penalised = tf.add_n([loss, *(tf.cast(each, loss.dtype) for each in penalties())])
            scaled = LEARNING_RATE * penalised  # cheaper than scaling each gradient
        losses.append(float(penalised))
        if step == challenge.steps:
            break
        gradients = tape.gradient(scaled, [variable.value for variable in variables])
        if step == 0:
            sizes = {id(variable): size_of(gradient) for variable, gradient in zip(variables, gradients, strict=True)}
        move(variables, gradients)
    after = tf.nest.flatten(call(training=False))
    return Response(
        outputs=tuple(pack_array(each.numpy()) for each in [*before, *after]), losses=tuple(losses),
        gradients=tuple(sizes.get(id(variable), 0.0) for layer in live for variable in layer.variables))


def size_of(gradient: Any) -> float:
    """Returns the Euclidean norm of a gradient of the scaled loss, as that of the loss; 0 for none."""
    if gradient is None:
        return 0.0
    return float(tf.norm(tf.cast(tf.convert_to_tensor(gradient), tf.float32))) / LEARNING_RATE


def move(variables: list[Any], gradients: list[Any]) -> None:
    """Takes one step down the gradients, within the variables' constraints."""
    for variable, gradient in zip(variables, gradients, strict=True):
        if gradient is not None:
            variable.assign_sub(tf.convert_to_tensor(gradient))
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.value))


def loss_of(outputs: list[tf.Tensor], labels: np.ndarray, challenge: Challenge) -> tf.Tensor:
    """Returns the loss of the outputs (batch included) as a scalar."""
    if challenge.loss == "sparse_categorical_crossentropy":
        picked = tf.gather(outputs[0], tf.constant(labels, dtype=tf.int32), axis=1, batch_dims=1)
        return -tf.reduce_mean(tf.math.log(tf.clip_by_value(picked, 1e-7, 1.0)))
    errors = [tf.reduce_mean(tf.square(each - draw_targets(challenge.seed, tuple(each.shape)))) for each in outputs]
    return tf.add_n(errors)
