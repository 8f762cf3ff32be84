"""What is known about one answer, of whatever kind, as checks and reports ask for it."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from grader.evidence.evidence import Evidence
from grader.facts.folding import FoundLayer
from grader.kinds import part_of
from grader.specs.types import ExerciseSpec

Advice = list[tuple[str, dict[str, Any]]]


class Pair(NamedTuple):
    """An asked layer, by position, and the found one that stands beside it; None is a gap.

    Attributes:
        takes: what the asked layer is called on, and what the found one is, by the ids of asked layers; empty where
            that is rightly what the one before it gives.
        fine: it is right that one of them is not there.
    """

    asked: int | None
    found: FoundLayer | None
    takes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    fine: bool = False


class Facts(Protocol):
    """An exercise's spec and what is known about its answer."""

    @property
    def spec(self) -> ExerciseSpec:
        """What is asked."""
        ...

    @property
    def evidence(self) -> Evidence:
        """What is known."""
        ...

    @property
    def pairs(self) -> list[Pair]:
        """The asked layers beside the found ones; no pairs where there is no record."""
        ...

    @property
    def advice(self) -> Advice:
        """What deserves a word without being wrong: (message code, parameters)."""
        ...


def facts_of(spec: ExerciseSpec, evidence: Evidence) -> Facts:
    """Returns what the checks of the exercise are given."""
    facts: Facts = part_of(spec.kind, "facts")(spec, evidence)
    return facts
