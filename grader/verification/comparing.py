"""Decides whether an answer behaves as its rebuilt twin."""

from __future__ import annotations

import numpy as np

from grader.evidence.arrays import unpack_array
from grader.evidence.claims import Array, Response
from grader.evidence.codec import CodecError

# Both sides run the same float32 kernels in the same order: measured differences are 0 for layers, 1e-6 for ops told
# as layers. A layer, argument or activation that differs moves outputs by more than 1e-2 of their size.
RELATIVE_TOLERANCE = 1e-3
ABSOLUTE_TOLERANCE = 1e-5
# Float32 rounds at 6e-8; a step sums thousands of products and an optimizer divides by small numbers. Over the accepted
# corpus the largest error of a movement is 4e-6; gradients scaled under Adam, the least visible mistake, give 2e-2.
WEIGHT_TOLERANCE = 1e-3
LAST_DIGIT = 1.2e-7  # of a float32
NOISES = 30.0  # so many times what rounding alone does to a variable says nothing of the answer


def behaves_alike(response: Response, reference: Response) -> bool:
    """Whether outputs, losses and sizes of gradients are equal within the tolerance.

    Outputs `[batch, …]` by the largest value of each, numbers by their own size; arrays that cannot be read differ.
    """
    try:
        alike = len(response.outputs) == len(reference.outputs) and all(
            arrays_agree(found, wanted) for found, wanted in zip(response.outputs, reference.outputs, strict=True))
    except CodecError:
        return False
    return alike and numbers_agree(response.losses, reference.losses) \
        and numbers_agree(response.gradients, reference.gradients)


def numbers_agree(found: tuple[float | None, ...], wanted: tuple[float | None, ...]) -> bool:
    """Whether two lists of numbers are as long and equal within the tolerance."""
    return len(found) == len(wanted) and all(map(number_agrees, found, wanted))


def number_agrees(found: float | None, wanted: float | None) -> bool:
    """Whether two numbers are equal within the tolerance; two that are not finite are."""
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * abs(wanted)


def arrays_agree(found: Array, wanted: Array) -> bool:
    """Whether two packed arrays are equal within the tolerance; what is not finite must be so on both sides."""
    if found.shape != wanted.shape:
        return False
    left, right = unpack_array(found), unpack_array(wanted)
    finite = np.isfinite(right)
    if not np.array_equal(finite, np.isfinite(left)):
        return False
    left, right = left[finite], right[finite]
    scale = float(np.max(np.abs(right), initial=0.0))
    return bool(np.all(np.abs(left - right) <= ABSOLUTE_TOLERANCE + RELATIVE_TOLERANCE * scale))


def trains_alike(response: Response, reference: Response, noise: tuple[tuple[float | None, ...], ...] = ()) -> bool:
    """Whether a compiled network tells and moves what its twin does, but for what rounding alone does."""
    sizes = {len(each) for each in (*response.weights, *reference.weights, reference.outputs)}
    if len(sizes) > 1 or len(response.weights) != len(reference.weights) \
            or not numbers_agree(response.losses, reference.losses):
        return False
    if not noise:
        return steps_agree(response, reference)
    return all(error <= max(WEIGHT_TOLERANCE, NOISES * (float("inf") if each is None else each))
               for found, wanted, told in zip(response.weights, reference.weights, noise, strict=True)
               for error, each in zip(movement_errors(found, wanted, reference.outputs), told, strict=True))


def steps_agree(response: Response, reference: Response) -> bool:
    """Whether all weights are where they should be after each call."""
    try:
        return len(response.weights) == len(reference.weights) and all(
            len(found) == len(wanted) == len(reference.outputs)
            and max(movement_errors(found, wanted, reference.outputs), default=0.0) <= WEIGHT_TOLERANCE
            for found, wanted in zip(response.weights, reference.weights, strict=True))
    except CodecError:
        return True  # what cannot be read differs for another reason than noise


def movement_errors(found: tuple[Array, ...], wanted: tuple[Array, ...], start: tuple[Array, ...]) -> list[float]:
    """Returns, for each variable, how far it is from where it should be, relative to how far it should have gone.

    Args:
        found, wanted, start: the variables after a call of the answer, of the reference, and before both, in one order.

    Returns:
        Numbers without a unit, from 0; infinite where shapes differ, or something is no number.

    Raises:
        CodecError: an array has not as many bytes as its shape says.
    """
    return [movement_error(*map(unpack_array, arrays)) for arrays in zip(found, wanted, start, strict=True)]


def movement_error(found: np.ndarray, wanted: np.ndarray, start: np.ndarray) -> float:
    """Returns the relative error of one variable's movement; infinite where it is no number."""
    if found.shape != wanted.shape:
        return float("inf")
    if np.array_equal(found, wanted, equal_nan=True):
        return 0.0
    movement = float(np.linalg.norm((wanted - start).astype(np.float64)))
    error = float(np.linalg.norm((found - wanted).astype(np.float64)))
    if not np.isfinite(error):
        return float("inf")
    return error / max(movement, 1e-6 * (1.0 + float(np.linalg.norm(start))))


def shaken_values(values: np.ndarray) -> np.ndarray:
    """Returns the values of a variable with other last digits."""
    shake = np.random.default_rng(values.size).uniform(-LAST_DIGIT, LAST_DIGIT, size=values.shape)
    shaken: np.ndarray = (values * (1.0 + shake)).astype(values.dtype)
    return shaken


def rounding_noise(shaken: Response, response: Response) -> tuple[tuple[float, ...], ...]:
    """Tells, after each step, how far rounding alone leads each variable away, relative to its movement.

    Args:
        shaken: what is done where the last digits are others.
        response: what is done; its `outputs` are the variables before the first step.
    """
    return tuple(tuple(movement_errors(mine, theirs, response.outputs))
                 for mine, theirs in zip(shaken.weights, response.weights, strict=True))
