"""Which labels a loss takes, and which accuracy goes with them: from NumPy alone, the same in every process."""

from __future__ import annotations

import numpy as np

ONE_HOT = ("Categorical", "KLDivergence")
TWO_WAYS = ("Binary", "Hinge", "SquaredHinge")


def draw_label(seed: int, output: int, loss: str, shape: tuple[int, ...]) -> np.ndarray:
    """Draws the labels that a loss compares an output with.

    Args:
        loss: Keras' name of its class.
        shape: of the output, batch included.
    """
    generator = np.random.default_rng([seed, 4_000_000 + output])
    classes = shape[-1] if shape else 1
    if loss.startswith("Sparse"):
        return generator.integers(0, classes, size=shape[:-1])
    if loss.startswith(ONE_HOT) and classes > 1:
        return np.eye(classes, dtype=np.float32)[generator.integers(0, classes, size=shape[:-1])]
    if loss.startswith(TWO_WAYS):
        return generator.integers(0, 2, size=shape).astype(np.float32)
    return generator.uniform(0.1, 1.0, size=shape).astype(np.float32)  # which all distances take


def fitting_accuracy(loss: str, classes: int | None) -> str:
    """Returns the class of accuracy that Keras takes for a loss' labels and the size of an output's last axis."""
    if classes == 1:
        return "BinaryAccuracy"
    return "SparseCategoricalAccuracy" if loss.startswith("Sparse") else "CategoricalAccuracy"
