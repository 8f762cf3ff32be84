"""Evidence as it is kept: what a guest said of one program, under a key of all that can decide what it says.

The key is a hash of the program as it is run, of what it is asked to be, of the limits, and of this grader's own code
and versions. Nothing else reaches a guest, so what is on record is what it would say again.
"""

from __future__ import annotations

import hashlib
import zlib
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Protocol, TypeVar, overload

from msgspec import Struct

from grader.evidence.codec import MAX_RESPONSE_BYTES, CodecError, decode, encode
from grader.versions import versions

T = TypeVar("T")
# What runs in a guest or in verification, or decides how they are run.
DECIDING = ("challenge", "evidence", "guest", "sandbox", "verification", "nearest.py", "versions.py",
            "submissions/uses.py", "submissions/canonical.py", "specs/keras_names.py")


class Recording(Struct, frozen=True, forbid_unknown_fields=True):
    """One conversation with a guest.

    Attributes:
        seed, weights_seed: what its challenges were drawn from.
        isolation: how far it was shut in.
        exchanges: the hash of each thing it was asked, and its answer.
        seconds: how long it took.
    """

    seed: int
    weights_seed: int
    isolation: Literal["process", "partial", "full"]
    exchanges: tuple[tuple[bytes, bytes], ...]
    seconds: float


class Store(Protocol):
    """Where evidence is kept."""

    def get(self, key: bytes, /) -> bytes | None:
        """Returns what is kept under a key; who gets nothing is expected to `keep` it, or to `leave` it."""

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps something."""

    def leave(self, key: bytes) -> None:
        """Says that there is nothing to keep."""

    def renew(self, key: bytes) -> None:
        """Says that what is kept is of no use; who says so is expected to `keep` another, or to `leave` it."""


class NothingKept:
    """Where nothing is kept."""

    def get(self, key: bytes) -> bytes | None:
        """Returns nothing."""

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps nothing."""

    def leave(self, key: bytes) -> None:
        """Needs nothing."""

    def renew(self, key: bytes) -> None:
        """Needs nothing."""


class KeptInMemory(dict[bytes, bytes]):
    """Keeps for as long as this process lives."""

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps something."""
        self[key] = data

    def leave(self, key: bytes) -> None:
        """Needs nothing."""

    def renew(self, key: bytes) -> None:
        """Needs nothing."""


@cache
def environment(parts: tuple[str, ...] = DECIDING) -> bytes:
    """Returns a hash of the versions and of the grader's own code that decide what guests and verification say.

    Args:
        parts: other parts of the grader, by file or folder; "": all of it.
    """
    package = Path(__file__).parents[1]
    whole = hashlib.sha256(repr(sorted(versions().items())).encode())
    for name in parts:
        place = package / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pyc":
                whole.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.digest()


def key_of(kind: str, message: bytes, *conditions: object) -> bytes:
    """Returns the key of what is said to a message of a kind, under conditions besides the environment."""
    whole = hashlib.sha256(environment())
    for part in (kind.encode(), repr(conditions).encode(), message):
        whole.update(hashlib.sha256(part).digest())
    return whole.digest()


def digest(message: bytes) -> bytes:
    """Returns by what a message is known again."""
    return hashlib.sha256(message).digest()


def packed(value: Struct | bytes) -> bytes:
    """Returns a value, or bytes, as they are kept."""
    return zlib.compress(value if isinstance(value, bytes) else encode(value), 3)


@overload
def unpacked(data: bytes | None, kind: type[T]) -> T | None: ...
@overload
def unpacked(data: bytes | None, kind: UnionType) -> Any: ...
def unpacked(data: bytes | None, kind: Any) -> Any:
    """Returns what is kept; None where there is nothing, or it is damaged."""
    if data is None:
        return None
    reader = zlib.decompressobj()
    try:
        plain = reader.decompress(data, MAX_RESPONSE_BYTES)
        return decode(plain, kind, MAX_RESPONSE_BYTES) if reader.eof else None
    except (zlib.error, CodecError):
        return None
