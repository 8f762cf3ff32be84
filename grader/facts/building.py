"""A function that builds networks: the facts of each network that it was asked for."""

from __future__ import annotations

from functools import cached_property

from grader.evidence.evidence import Evidence
from grader.facts.facts import Advice, Pair
from grader.facts.network import NetworkFacts
from grader.specs.types import ExerciseSpec


class BuilderFacts:
    """What checks of a function that builds networks are given."""

    def __init__(self, spec: ExerciseSpec, evidence: Evidence) -> None:
        """Takes what is known about an answer."""
        self.spec = spec
        self.evidence = evidence

    @cached_property
    def cases(self) -> list[NetworkFacts]:
        """The facts of each call that was made, in order."""
        return [NetworkFacts(*each) for each in zip(self.spec.cases, self.evidence.cases, strict=False)]

    @property
    def pairs(self) -> list[Pair]:
        """Those of the first call."""
        return self.cases[0].pairs if self.cases else []

    @property
    def advice(self) -> Advice:
        """Those of the first call, likewise."""
        return self.cases[0].advice if self.cases else []
