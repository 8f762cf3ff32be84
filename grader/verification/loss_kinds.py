"""Which kind of loss a loss is, by what it gives for outputs that are right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import LABEL_FORMS, form_labels
from grader.evidence.claims import LabelForm

CLASSIFICATION = "classification"
RIGHT, REST = 0.9, 0.1  # the share of the right class, and of all others together
MISTAKEN = 16  # images that are taken for another class, one at a time; the gradient is looked at for every one
OfOutputs = Callable[[tf.Tensor], tf.Tensor]
Scale = Callable[[np.ndarray], np.ndarray]


def fits(loss: OfOutputs, outputs: tf.Tensor, labels: np.ndarray, allowed: tuple[str, ...],
         forms: tuple[LabelForm, ...] = LABEL_FORMS) -> bool:
    """Whether a loss, as a function of the network's outputs, is one of those allowed; without any, every one is."""
    return not allowed or any(
        classifies(loss, outputs, labels) if name == CLASSIFICATION else is_same(loss, outputs, labels, name, forms)
        for name in allowed)


def classifies(loss: OfOutputs, outputs: tf.Tensor, labels: np.ndarray) -> bool:
    """Whether it grows as soon as any image's right class loses to another one, and its gradient leads there."""
    if outputs.shape.rank != 2 or outputs.shape[1] < 2 or labels.max() >= outputs.shape[1]:
        return False
    form, classes = scale(outputs), outputs.shape[1]
    return prefers_labels(loss, form, labels, classes) and leads_to_labels(loss, form, labels, classes)


def scale(outputs: tf.Tensor) -> Scale:
    """Returns how probabilities are told in these outputs: as they are, or by their logarithms."""
    values = outputs.numpy()
    return np.log if values.min() < 0.0 or values.max() > 1.0 else np.asarray


def leads_to_labels(loss: OfOutputs, form: Scale, labels: np.ndarray, classes: int) -> bool:
    """Whether, where no class is preferred, each image's right class is the one that lowers the loss most."""
    undecided = tf.constant(form(np.full((len(labels), classes), 1.0 / classes)), dtype=tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(undecided)
        value = loss(undecided)
    gradient = tape.gradient(value, undecided)
    if gradient is None:
        return False
    slopes = tf.convert_to_tensor(gradient).numpy()
    right = slopes[np.arange(len(labels)), labels]
    others = np.where(np.arange(classes) == labels[:, None], np.inf, slopes).min(axis=1)
    return bool(np.all(right < others - 1e-6 * np.abs(slopes).max()))


def prefers_labels(loss: OfOutputs, form: Scale, labels: np.ndarray, classes: int) -> bool:
    """Whether the loss of right outputs is smaller than that with an image from anywhere taken for another class."""

    def value(chosen: np.ndarray) -> float:
        shares = np.full((len(chosen), classes), REST / (classes - 1))
        shares[np.arange(len(chosen)), chosen] = RIGHT
        return float(loss(tf.constant(form(shares), dtype=tf.float32)))

    best = value(labels)
    worse = [value(np.where(np.arange(len(labels)) == image, (labels + 1) % classes, labels))
             for image in np.linspace(0, len(labels) - 1, min(len(labels), MISTAKEN), dtype=int)]
    return all(each > best + 1e-6 * abs(best) for each in worse)


def is_same(loss: OfOutputs, outputs: tf.Tensor, labels: np.ndarray, name: str,
            forms: tuple[LabelForm, ...] = LABEL_FORMS) -> bool:
    """Whether it gives what Keras' loss of this name gives, of probabilities or logits, for several outputs."""
    loss_class = getattr(keras.losses, name)
    options = [{}, {"from_logits": True}] if name.endswith("entropy") else [{}]
    tried = [outputs, outputs * 0.5, tf.nn.softmax(outputs)]
    return any(agree(loss, loss_class(**each), form_labels(labels, outputs.shape[-1] or 1, form), tried)
               for each in options for form in forms)


def agree(loss: OfOutputs, other: Callable[..., Any], labels: np.ndarray, tried: list[tf.Tensor]) -> bool:
    """Whether two losses of the same labels are equal for all outputs tried."""
    try:
        return all(np.allclose(float(loss(each)), float(tf.reduce_mean(other(labels, each))), rtol=1e-3, atol=1e-5)
                   for each in tried)
    except (ValueError, tf.errors.InvalidArgumentError):
        return False
