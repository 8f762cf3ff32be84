"""What a check is: an id, what it rests on, and a pure function from facts to a finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What became of a check. `skipped`: one it needs did not pass. `broken`: the check itself raised."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What a check saw.

    Attributes:
        code: selects the message, which `params` fill.
        place: (cell, line) in the answer; `columns` is the part of that line that is meant.
    """

    outcome: Outcome
    expected: Any = None
    found: Any = None
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    place: tuple[int, int] | None = None
    columns: tuple[int, int] | None = None


PASSED = Finding(Outcome.PASSED)
SKIPPED = Finding(Outcome.SKIPPED)


def passed(expected: Any = None, found: Any = None) -> Finding:
    """A check that holds."""
    return Finding(Outcome.PASSED, expected, found)


def failed(code: str, expected: Any, found: Any, place: tuple[int, int] | None = None, **params: Any) -> Finding:
    """A check that does not hold; expected and found always come as a pair."""
    return Finding(Outcome.FAILED, expected, found, code, params, place)


@dataclass(frozen=True)
class Check:
    """One check of one exercise.

    Attributes:
        share: which share of the exercise's points it belongs to; empty: worth nothing.
        needs: ids of the checks that must have passed.
        judge: the check itself; takes the facts of its exercise.
    """

    id: str
    share: str
    needs: tuple[str, ...]
    judge: Callable[[Any], Finding]


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check, with the points it is worth; if it was skipped, because of which others."""

    id: str
    points: float
    finding: Finding
    because: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Its outcome."""
        return self.finding.outcome
