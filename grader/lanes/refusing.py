"""Errors that a user can meet, across the border of a process."""

from __future__ import annotations

from grader import errors
from grader.errors import GraderError
from grader.lanes.messages import Refused


def refusal(error: GraderError) -> Refused:
    """Returns an error as it is told."""
    return Refused(type(error).__name__, error.code, {key: plain(value) for key, value in error.params.items()})


def error_of(refused: Refused) -> GraderError:
    """Returns the error that was met elsewhere, as it would have been met here."""
    kinds = {kind.__name__: kind for kind in vars(errors).values()
             if isinstance(kind, type) and issubclass(kind, GraderError)}
    return kinds.get(refused.kind, GraderError)(refused.code, **refused.params)


def plain(value: object) -> object:
    """Returns a parameter of a message as JSON has it."""
    return value if isinstance(value, (str, int, float, bool, list, dict)) or value is None else str(value)
