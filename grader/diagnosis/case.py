"""What a cause is looked for in: one answer, what is known about it, and what the rest of the course asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from grader.checks.check import Finding
from grader.diagnosis.source import Source, Spot
from grader.evidence.evidence import Evidence
from grader.facts.network import NetworkFacts
from grader.facts.train_step import TrainStepFacts
from grader.specs.texts import LANGUAGES, said
from grader.specs.types import Course, ExerciseSpec, NetworkSpec
from grader.submissions.answers import FoundAnswer


@dataclass(frozen=True)
class Case:
    """One answer with everything a cause may be derived from.

    `whole`: of one call of a function that builds networks, all of the answer.
    """

    spec: ExerciseSpec
    course: Course
    answer: FoundAnswer
    evidence: Evidence
    whole: Case | None = None

    def of_check(self, check_id: str) -> Case:
        """Returns the case that a check is about: one call of a function that builds networks, else this one."""
        spec, evidence = self.evidence.about(self.spec, check_id)
        if evidence is self.evidence:
            return self
        evidence = msgspec.structs.replace(evidence, source=self.evidence.source)
        return Case(spec, self.course, self.answer, evidence, self)

    @cached_property
    def source(self) -> Source:
        """The code of the answer, for pointing into it."""
        return Source(self.answer.code)

    @cached_property
    def network(self) -> NetworkFacts:
        """The facts of an exercise that asks for a network."""
        return NetworkFacts(self.spec, self.evidence)

    @cached_property
    def step(self) -> TrainStepFacts:
        """The facts of an exercise that asks for a training step."""
        return TrainStepFacts(self.spec, self.evidence)

    @property
    def others(self) -> list[tuple[ExerciseSpec, NetworkSpec]]:
        """Every other network of the course, with an exercise that asks for it: in this one's style if there is one."""
        found: list[tuple[ExerciseSpec, NetworkSpec]] = []
        for spec in sorted(self.course.exercises, key=lambda each: each.style != self.spec.style):
            asked = spec.subject
            if isinstance(asked, NetworkSpec) and not asked.function and asked not in (
                    self.spec.subject, *(known for _, known in found)):
                found.append((spec, asked))
        return found

    @property
    def alike(self) -> list[tuple[ExerciseSpec, NetworkSpec]]:
        """Those of the others for which this exercise could be taken: most of their types of layers are the same."""
        own = {layer.type for layer in self.network.network.layers}
        return [(spec, network) for spec, network in self.others
                if 2 * len(own & (types := {layer.type for layer in network.layers})) > len(own | types)]


@dataclass(frozen=True)
class Cause:
    """Why a check did not pass: a message code, what fills it, and the spot in the source, where it is known."""

    code: str
    params: dict[str, Any]
    spot: Spot | None = None


Explain = Callable[[Case, Finding], Cause | None]


def titled(spec: ExerciseSpec) -> dict[str, str]:
    """Returns the title of an exercise as a parameter, which a report tells in its own language."""
    title = spec.title if isinstance(spec.title, dict) else {}
    return {language: said(spec.title, language) for language in dict.fromkeys((*LANGUAGES, *title))}
