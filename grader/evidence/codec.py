"""Strict JSON for everything that crosses a process border. Nothing is ever unpickled."""

from __future__ import annotations

import math
import threading
from functools import cache
from typing import Any, TypeVar

import msgspec
import numpy as np

from grader.evidence.claims import Array

T = TypeVar("T")

MAX_CLAIM_BYTES = 2 * 2**20
MAX_RESPONSE_BYTES = 96 * 2**20
MAKING = threading.Lock()  # msgspec looks at a type when it is first used, and two threads that do so crash the process


class CodecError(Exception):
    """What arrived is not what it has to be."""


def encode(value: msgspec.Struct) -> bytes:
    """Returns the value as JSON; NaN and infinities become null, as JSON has none."""
    return msgspec.json.encode(value)


def decode(data: bytes, kind: type[T], max_bytes: int) -> T:
    """Reads JSON into `kind`.

    Raises:
        CodecError: too long, not JSON, unknown keys, wrong types or too deep.
    """
    if len(data) > max_bytes:
        raise CodecError(f"{len(data)} bytes, more than {max_bytes}")
    try:
        return decoder(kind).decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise CodecError(str(error)) from None


def decoder(kind: Any) -> msgspec.json.Decoder:
    """Returns the decoder of a type, made once and in one thread."""
    with MAKING:
        return made_decoder(kind)


@cache
def made_decoder(kind: Any) -> msgspec.json.Decoder:
    """Makes the decoder of a type; ask `decoder` for it."""
    return msgspec.json.Decoder(kind)


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
