"""Strict JSON for everything that crosses a process border. Nothing is ever unpickled."""

from __future__ import annotations

import threading
from functools import cache
from types import UnionType
from typing import Any, TypeVar, overload

import msgspec

T = TypeVar("T")

MAX_CLAIM_BYTES = 2 * 2**20
MAX_RESPONSE_BYTES = 96 * 2**20
MAKING = threading.Lock()  # msgspec looks at a type when it is first used, and two threads that do so crash the process


class CodecError(Exception):
    """What arrived is not what it has to be."""


def encode(value: msgspec.Struct) -> bytes:
    """Returns the value as JSON; NaN and infinities become null, as JSON has none."""
    return msgspec.json.encode(value)


@overload
def decode(data: bytes, kind: type[T], max_bytes: int) -> T: ...
@overload
def decode(data: bytes, kind: UnionType, max_bytes: int) -> Any: ...
def decode(data: bytes, kind: Any, max_bytes: int) -> Any:
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


def decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Returns the decoder of a type, made once and in one thread."""
    with MAKING:
        return made_decoder(kind)


@cache
def made_decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    """Makes the decoder of a type; ask `decoder` for it."""
    return msgspec.json.Decoder(kind)
