"""What is known about one answer, of whatever kind, as checks and reports ask for it."""

from __future__ import annotations

from typing import Any, Protocol

from grader.evidence.evidence import Evidence
from grader.facts.folding import FoundLayer
from grader.kinds import part_of
from grader.specs.types import ExerciseSpec

Advice = list[tuple[str, dict[str, Any]]]


class Facts(Protocol):
    """An exercise's spec and what is known about its answer."""

    @property
    def spec(self) -> ExerciseSpec:
        """What is asked."""

    @property
    def evidence(self) -> Evidence:
        """What is known."""

    @property
    def pairs(self) -> list[tuple[int | None, FoundLayer | None]]:
        """The asked layers, by position, beside the found ones; None is a gap, no pairs where there is no record."""

    @property
    def advice(self) -> Advice:
        """What deserves a word without being wrong: (message code, parameters)."""


def facts_of(spec: ExerciseSpec, evidence: Evidence) -> Facts:
    """Returns what the checks of the exercise are given."""
    facts: Facts = part_of(spec.kind, "facts")(spec, evidence)
    return facts
