"""Explains what happened between two layers by the values before and after, as the stock layers that do the same."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

import keras
import numpy as np

from grader.challenge.configs import ACTIVATIONS, apply_activation, same

MERGES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "Add": np.add, "Multiply": np.multiply, "Subtract": np.subtract, "Maximum": np.maximum, "Minimum": np.minimum,
    "Average": lambda left, right: (left + right) / 2}
Steps = list[tuple[str, dict[str, Any]]]
Explain = Callable[[dict[int, np.ndarray], np.ndarray], tuple[tuple[int, ...], Steps] | None]


def explain_step(sources: dict[int, np.ndarray], found: np.ndarray) -> tuple[tuple[int, ...], Steps] | None:
    """Finds which earlier outputs, latest first, and which stock layers give the found values (batch included).

    Returns:
        The sources and the layers to apply to them in order (none: the values are the source's own), or None.
    """
    for source, before in sources.items():
        if same(before, found):
            return (source,), []
    for source, before in sources.items():
        steps = explain_one(before, found)
        if steps is not None:
            return (source,), steps
    for pair in combinations(sources, 2):
        for kind, merge in MERGES.items():
            for order in (pair[::-1], pair) if kind == "Subtract" else (pair[::-1],):
                left, right = sources[order[0]], sources[order[1]]
                if merged_shape(left, right) == found.shape \
                        and (after := explain_merged(merge(left, right), found)) is not None:
                    return order, [(kind, {}), *after]
    for axis in range(found.ndim - 1, 0, -1):
        parts = parts_along(sources, found, axis)
        if len(parts) > 1:
            return parts, [("Concatenate", {"axis": axis if axis < found.ndim - 1 else -1})]
    return None


def explain_sum(sources: dict[int, np.ndarray], found: np.ndarray) -> tuple[tuple[int, ...], Steps] | None:
    """Finds three earlier outputs of which the found values are the sum, as of `explain_step`."""
    alike = [source for source, values in sources.items() if values.shape == found.shape]
    for three in combinations(alike, 3):
        first, second, third = (sources[each] for each in three)
        if same(first + second + third, found):
            return three[::-1], [("Add", {})]
    return None


def merged_shape(left: np.ndarray, right: np.ndarray) -> tuple[int, ...] | None:
    """Returns the shape of what a layer makes of two arrays, of which one may be repeated along some axes."""
    if left.ndim != right.ndim or left.shape[:1] != right.shape[:1]:
        return None
    try:
        return np.broadcast_shapes(left.shape, right.shape)
    except ValueError:
        return None


def explain_merged(merged: np.ndarray, found: np.ndarray) -> Steps | None:
    """Explains `found` from a merge: as itself, or with a relu or a kin of it after it; the others take long to try."""
    if same(merged, found):
        return []
    above = found > 0
    return explain_one(merged, found) if above.any() and same(merged[above], found[above]) else None


def parts_along(sources: dict[int, np.ndarray], found: np.ndarray, axis: int) -> tuple[int, ...]:
    """Returns the sources that stand one beside another along an axis; none, if they do not make up all of it."""
    def rest(values: np.ndarray) -> tuple[int, ...]:
        return (*values.shape[:axis], *values.shape[axis + 1:])

    alike = {source: each for source, each in sources.items() if each.ndim == found.ndim and rest(each) == rest(found)}
    parts: list[int] = []
    start = 0
    while start < found.shape[axis]:
        pieces = np.moveaxis(found, axis, -1)[..., start:]
        part = next((source for source, each in alike.items() if 0 < each.shape[axis] <= pieces.shape[-1]
                     and same(np.moveaxis(each, axis, -1), pieces[..., :each.shape[axis]])), None)
        if part is None:
            return ()
        parts.append(part)
        start += alike[part].shape[axis]
    return tuple(parts)


def explain_one(before: np.ndarray, found: np.ndarray) -> Steps | None:
    """Explains `found` from one array: the same, another shape, an activation, a scaling, or these together."""
    if before.ndim == found.ndim == 4 and before.size > found.size:
        return explain_pooling(before, found)
    if before.size != found.size or before.ndim == 0 or found.ndim == 0 or len(before) != len(found):
        return None
    reshape = explain_shape(before.shape, found.shape)
    before = before.astype(np.float32, copy=False)
    reshaped = before.reshape(found.shape)
    if same(reshaped, found):
        return reshape
    for name in ACTIVATIONS:
        if same(apply_activation(name, before).reshape(found.shape), found):
            return [("Activation", {"activation": name}), *reshape]
        if reshape and same(apply_activation(name, reshaped), found):
            return [*reshape, ("Activation", {"activation": name})]
    scaling = explain_scaling(reshaped, found)
    return None if scaling is None else [*reshape, scaling]


def explain_pooling(before: np.ndarray, found: np.ndarray) -> Steps | None:
    """Tries pooling of images in disjoint windows, as `MaxPooling2D` and `AveragePooling2D` do by default."""
    if found.size == 0 or before.shape[0] != found.shape[0] or before.shape[3] != found.shape[3]:
        return None
    size = (before.shape[1] // found.shape[1], before.shape[2] // found.shape[2])
    for kind, pool in (("MaxPooling2D", keras.ops.max_pool), ("AveragePooling2D", keras.ops.average_pool)):
        if same(np.asarray(pool(keras.ops.convert_to_tensor(before), size, size, padding="valid")), found):
            return [(kind, {"pool_size": list(size), "strides": list(size), "padding": "valid"})]
    return None


def explain_shape(before: tuple[int, ...], found: tuple[int, ...]) -> Steps:
    """Tells a change of shape as a layer; batches included."""
    if before == found:
        return []
    if len(found) == 2:
        return [("Flatten", {})]
    return [("Reshape", {"target_shape": list(found[1:])})]


def explain_scaling(before: np.ndarray, found: np.ndarray) -> tuple[str, dict[str, Any]] | None:
    """Tries `found = before * scale + offset`, as `Rescaling` does."""
    flat = before.ravel().astype(np.float64)
    if flat.size < 4 or np.ptp(flat) == 0:
        return None
    scale, offset = np.polyfit(flat, found.ravel().astype(np.float64), 1)
    if same((before * scale).astype(np.float32), found.astype(np.float32)):
        offset = 0.0  # rather than what rounding has left of it
    if abs(scale) > 1e-12 and same((before * scale + offset).astype(np.float32), found.astype(np.float32)):
        return "Rescaling", {"scale": float(f"{scale:.6g}"), "offset": float(f"{offset:.6g}")}
    return None
