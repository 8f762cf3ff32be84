"""What a training step did beside what exact steps do: how far its weights are from theirs, and which of them moved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from grader.evidence.claims import Array, TrainStepClaim
from grader.evidence.evidence import Evidence
from grader.facts.facts import Advice, Pair
from grader.specs.types import ExerciseSpec
from grader.verification.comparing import NOISES, WEIGHT_TOLERANCE, movement_errors


@dataclass(frozen=True)
class TrainStepFacts:
    """An exercise's spec and what is known about its answer."""

    spec: ExerciseSpec
    evidence: Evidence
    pairs: ClassVar[list[Pair]] = []
    advice: ClassVar[Advice] = []

    @property
    def claim(self) -> TrainStepClaim:
        """What was recorded."""
        assert self.evidence.claim is not None
        assert self.evidence.claim.train_step is not None
        return self.evidence.claim.train_step

    @cached_property
    def errors(self) -> list[float]:
        """For each call, how far the weights are from the reference, relative to how far the reference moved.

        What rounding alone could have done is left out.
        """
        response, reference = self.evidence.response, self.evidence.reference
        assert response is not None
        assert reference is not None
        return [max((error for error, noise in zip(movement_errors(found, wanted, self.start), self.noise(call),
                                                   strict=True) if error > max(WEIGHT_TOLERANCE, NOISES * noise)),
                    default=0.0)
                for call, (found, wanted) in enumerate(zip(response.weights, reference.weights, strict=True))]

    def noise(self, call: int) -> list[float]:
        """What rounding alone does to each variable, relative to its movement."""
        told = self.evidence.noise[call] if call < len(self.evidence.noise) else ()
        return [float("inf") if each is None else each for each in told] or [0.0] * len(self.start)

    @property
    def start(self) -> tuple[Array, ...]:
        """All variables before the first call, as drawn."""
        assert self.evidence.reference is not None
        return self.evidence.reference.outputs

    @property
    def comparable(self) -> bool:
        """Whether answer and reference tell the same number of calls, each with as many variables as there are."""
        response, reference = self.evidence.response, self.evidence.reference
        if response is None or reference is None or not reference.weights:
            return False
        sizes = {len(weights) for weights in (*response.weights, *reference.weights, self.start)}
        return len(sizes) == 1 and len(response.weights) == len(reference.weights) == len(response.losses) > 0

    @cached_property
    def lengths(self) -> list[list[float]]:
        """For each call, how wrong each variable would be that had stayed where it was; infinite beyond all numbers."""
        assert self.evidence.reference is not None
        return [movement_errors(self.start, weights, self.start) for weights in self.evidence.reference.weights]

    @property
    def first(self) -> int:
        """The first call that visibly moves any variable: a learning rate may begin at 0, as when it is warmed up."""
        return next((call for call, lengths in enumerate(self.lengths)
                     if max(lengths, default=0.0) > WEIGHT_TOLERANCE), 0)

    @cached_property
    def moved(self) -> tuple[int, int]:
        """How many trainable variables the first call moved, and how many it should have.

        Left out are noise, and movements too small to tell a right step from none.
        """
        assert self.evidence.response is not None
        assert self.evidence.reference is not None
        first, wanted = self.evidence.response.weights[self.first], self.evidence.reference.weights[self.first]
        noise = self.noise(self.first)
        should = [index for index, length in enumerate(self.lengths[self.first])
                  if length > WEIGHT_TOLERANCE and NOISES * noise[index] < 1.0]
        errors = movement_errors(first, wanted, self.start)
        moved = [index for index in should
                 if first[index].data != self.start[index].data or errors[index] <= WEIGHT_TOLERANCE]
        return len(moved), len(should)
