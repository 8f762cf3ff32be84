"""Drawn weights and a short training, for the answer and for its rebuilt twin alike.

Both sides run these very functions, so that what differs is the network and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from itertools import count
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import (
    ALIGNMENT,
    BATCH,
    POOL,
    draw_inputs,
    draw_labels,
    draw_targets,
    draw_variable,
    repeat,
    sample_of,
)
from grader.evidence.arrays import pack_array
from grader.evidence.claims import Array, Challenge, InputValues, Response, Shape

LEARNING_RATE = 0.001
PROMISED = 0.1  # of the loss: the most that one step may set out to take off it, since it would overshoot
LARGE = 100.0  # a constraint may leave weights as they are drawn
APART = 9973  # places from one variable's initial values to the next: prime
REMEMBERED, REMEMBERED_VALUES = 16, 2**23  # tensors, and the largest: 512 MiB at most


@cache
def initial_values() -> np.ndarray:
    """Returns small values, as many as most variables have: made once, before a process is forked."""
    return repeat(np.random.default_rng(0).uniform(-0.05, 0.05, size=POOL).astype(np.float32), (REMEMBERED_VALUES,))


def use_one_thread() -> None:
    """Lets TensorFlow work on one core: batches are small, several processes run, and sums come in one order."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def initialize_cheaply() -> None:
    """Gives layers any small initial weights: a challenge assigns its own, and drawing millions takes long.

    No two variables get the same: what layers of one shape give has to differ to be told apart.
    """
    numbers = count()

    def cheap(self: object, shape: Any, dtype: Any = None) -> Any:
        with tf.init_scope():  # a constant of a graph, in Keras' symbolic calls, would be copied several times
            return tensor_of(initial_array(tuple(shape), next(numbers)), dtype or "float32")

    keras.initializers.VarianceScaling.__call__ = cheap


def remembering(remembered: Any, *arguments: Any) -> tf.Tensor:
    """Makes a tensor, once where it is of bearable size; variables share it until they change."""
    shape = next(each for each in arguments if isinstance(each, tuple))
    return (remembered if np.prod(shape) <= REMEMBERED_VALUES else remembered.__wrapped__)(*arguments)


def initial_array(shape: tuple[int, ...], number: int = 0) -> np.ndarray:
    """Returns initial values, others for each number: where there are enough, without making or copying any."""
    size, values = int(np.prod(shape)), initial_values()
    if size > values.size:
        return repeat(values, shape)
    places = (values.size - size) // ALIGNMENT + 1  # of values that lie as TensorFlow takes them over
    start = ALIGNMENT * (number * APART % places)
    return values[start:start + size].reshape(shape)


@lru_cache(REMEMBERED)
def drawn_tensor(*arguments: Any) -> tf.Tensor:
    """Returns what `draw_variable` draws as a tensor."""
    values = draw_variable(*arguments)
    return tensor_of(values, values.dtype)


def tensor_of(values: np.ndarray, dtype: Any) -> tf.Tensor:
    """Returns a tensor that takes over the memory of the values, if they lie as it needs them: they must not change."""
    if values.dtype != dtype or values.ctypes.data % ALIGNMENT:
        return tf.constant(values, dtype=dtype)
    return tf.experimental.dlpack.from_dlpack(values.__dlpack__())


def draw_weights(seed: int, layers: Sequence[Any]) -> None:
    """Assigns drawn values to every variable of the layers; None stands for an op.

    What a layer is given depends on its place among the layers that have variables: what has none changes nothing.
    A layer that works with a copy of what it was adapted to (`Normalization`) takes a new one.
    """
    with_variables = [layer for layer in layers if layer is not None and layer.variables]
    for number, layer in enumerate(with_variables):
        for index, variable in enumerate(layer.variables):
            variable.assign(remembering(drawn_tensor, seed, number, index, variable.name, tuple(variable.shape),
                                        str(variable.dtype)))
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()


def variables_of(layers: Sequence[Any]) -> tuple[Array, ...]:
    """Returns all variables of layers, of large ones some values; None in the place of a layer stands for an op."""
    return tuple(pack_array(sample_of(np.asarray(variable.value))) for layer in layers if layer is not None
                 for variable in layer.variables)


def train(call: Callable[..., Any], input_shapes: tuple[Shape, ...], layers: Sequence[Any],
          penalties: Callable[[], list[Any]], challenge: Challenge,
          values: Sequence[InputValues] = ()) -> Response:
    """Runs plain gradient descent on one drawn batch, then shows the network that batch and more.

    Args:
        call: runs the network on inputs; takes `training`.
        input_shapes: of the network's inputs, batch left out.
        layers: those whose trainable variables are moved; None stands for an op.
        penalties: what regularizers and `add_loss` add to the loss of the last call.
        challenge: loss, classes, number of steps, and of images at last (not below those trained on).
        values: as of `draw_inputs`.

    Returns:
        The loss before each step and after the last, all in training mode and the last with the states of the first;
        the outputs for all images after the last (batch included), not in training mode; and the size of the first
        gradients, and of what constraints leave of large weights.
    """
    live = [layer for layer in layers if layer is not None]
    labels = draw_labels(challenge.seed, challenge.classes)
    inputs = draw_tensors(challenge.seed, input_shapes, BATCH, values)
    variables = [variable for layer in live for variable in layer.trainable_variables]
    losses: list[float] = []
    first_sizes: dict[int, float] = {}
    states = [(variable, variable.numpy()) for layer in live for variable in layer.non_trainable_variables]
    for step in range(challenge.steps):
        with tf.GradientTape() as tape:
            outputs = tf.nest.flatten(call(inputs, training=True))
            loss = penalised_loss(outputs, labels, challenge, penalties)
            scaled = LEARNING_RATE * loss  # cheaper than scaling each gradient
        losses.append(float(loss))
        gradients = tape.gradient(scaled, [variable.value for variable in variables])
        sizes = {id(variable): size_of(gradient) for variable, gradient in zip(variables, gradients, strict=True)}
        if step == 0:
            first_sizes = sizes
        promise = LEARNING_RATE * sum(size * size for size in sizes.values())
        move(variables, gradients, min(1.0, PROMISED * losses[-1] / promise) if promise > 0 else 1.0)
    more = draw_tensors(challenge.seed, input_shapes, challenge.batch, values)
    outputs = tf.nest.flatten(call(more, training=False))
    last = penalised_loss([each[:BATCH] if each.shape.rank else each for each in outputs], labels, challenge, penalties)
    if states:  # a network that works in two modes is compared in the one it was trained in, with the same dice
        for variable, value in states:
            variable.assign(value)
        last = penalised_loss(tf.nest.flatten(call(inputs, training=True)), labels, challenge, penalties)
    losses.append(float(last))
    limits = [size_of(variable.constraint(LARGE * variable.value)) for variable in variables
              if variable.constraint is not None]
    return Response(
        outputs=tuple(pack_array(each.numpy()) for each in outputs), losses=tuple(losses),
        gradients=(*(first_sizes.get(id(variable), 0.0) for layer in live for variable in layer.variables), *limits))


def draw_tensors(seed: int, shapes: tuple[Shape, ...], batch: int,
                 values: Sequence[InputValues] = ()) -> list[tf.Tensor]:
    """Draws the inputs of a network; a larger batch begins with the images of a smaller one."""
    return [tf.constant(each) for each in draw_inputs(seed, shapes, batch, values)]


def size_of(gradient: Any) -> float:
    """Returns the Euclidean norm of a gradient of the scaled loss, as that of the loss; 0 for none."""
    if gradient is None:
        return 0.0
    values = np.asarray(tf.convert_to_tensor(gradient), dtype=np.float32).ravel()
    return float(np.sqrt(np.dot(values, values))) / LEARNING_RATE


def move(variables: list[Any], gradients: list[Any], share: float) -> None:
    """Takes a share of one step down the gradients, in place, and then applies constraints as Keras does.

    Args:
        gradients: of the loss times the learning rate, one for each variable and in its shape; None moves nothing.
        share: of the step, from 0 to 1.
    """
    for variable, gradient in zip(variables, gradients, strict=True):
        if gradient is not None:
            gradient = tf.convert_to_tensor(gradient)
            variable.assign_sub(gradient if share == 1.0 else share * gradient)
            if variable.constraint is not None:
                variable.assign(variable.constraint(variable.value))


def penalised_loss(outputs: list[tf.Tensor], labels: np.ndarray, challenge: Challenge,
                   penalties: Callable[[], list[Any]]) -> tf.Tensor:
    """Returns the loss with what the layers add to it."""
    loss = loss_of(outputs, labels, challenge)
    return tf.add_n([loss, *(tf.cast(each, loss.dtype) for each in penalties())])


def loss_of(outputs: list[tf.Tensor], labels: np.ndarray, challenge: Challenge) -> tf.Tensor:
    """Returns the loss of the outputs as a scalar.

    Args:
        outputs: `[batch, …]` each: probabilities, as the challenge names them, or numbers, which are compared with
            drawn targets.
        labels: class numbers `[batch]`.
    """
    return tf.add_n([
        entropy_of(each, labels) if number in challenge.probabilities and each.shape.rank > 1
        else tf.reduce_mean(tf.square(each - draw_targets(challenge.seed, tuple(each.shape))))
        for number, each in enumerate(outputs)])


def entropy_of(shares: tf.Tensor, labels: np.ndarray) -> tf.Tensor:
    """Returns the mean cross-entropy of shares `[batch, …, classes]`; all places of one image have its label.

    Shares are clipped at 1e-7, as Keras does.
    """
    rank = shares.shape.rank
    wanted = np.broadcast_to((labels % shares.shape[-1]).reshape(-1, *[1] * (rank - 2)), shares.shape[:-1])
    picked = tf.gather(shares, tf.constant(wanted, dtype=tf.int32), axis=rank - 1, batch_dims=rank - 1)
    return -tf.reduce_mean(tf.math.log(tf.clip_by_value(picked, 1e-7, 1.0)))
