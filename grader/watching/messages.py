"""What goes between a watch and its lane, besides the events. Strict JSON."""

from __future__ import annotations

from msgspec import Struct

from grader.evidence.evidence import Isolation


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """The first message, with the way to the warm process.

    Attributes:
        paths: as the system has them.
        name: of what is watched, as it is shown.
        by_hand: nothing tells about saved files.
        terminal, colors, width, height: what shows the screen.
        cache: the file of the user's own evidence.
    """

    course: str
    exercises: tuple[str, ...]
    paths: tuple[bytes, ...]
    name: str
    language: str
    seconds: float
    isolation: Isolation
    by_hand: bool
    terminal: bool
    colors: str | None
    width: int
    height: int
    cache: str = ""


class Frame(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What is to be written, and the language it is in."""

    text: str
    language: str


class Reads(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Reading has begun or ended."""

    begun: bool


Said = Frame | Reads
