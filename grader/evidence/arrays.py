"""Arrays as they cross a process border: raw little-endian float32, with their shape."""

from __future__ import annotations

import math

import numpy as np

from grader.evidence.claims import Array
from grader.evidence.codec import CodecError


def pack_array(values: np.ndarray) -> Array:
    """Packs an array as float32."""
    return Array(shape=tuple(values.shape), data=np.ascontiguousarray(values, dtype="<f4").tobytes())


def unpack_array(array: Array) -> np.ndarray:
    """Returns the packed values.

    Raises:
        CodecError: the bytes do not fill the shape.
    """
    if min(array.shape, default=1) < 0 or len(array.data) != 4 * math.prod(array.shape):
        raise CodecError(f"{len(array.data)} bytes do not fill shape {array.shape}")
    try:
        return np.frombuffer(array.data, dtype="<f4").reshape(array.shape)
    except (ValueError, OverflowError) as error:  # no values along one axis, and too many along another
        raise CodecError(str(error)) from None
