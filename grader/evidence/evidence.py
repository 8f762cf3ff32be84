"""What is known about one answer once guest and verification have both spoken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from grader.evidence.claims import Claim, Failure, Output, Response
from grader.evidence.questions import Description
from grader.specs.types import ExerciseSpec, of_case

Trust = Literal["verified", "contradicted", "unverified"]
NOT_RUN = "not run"  # the problem of an answer for which its submission had no time left
Isolation = Literal["process", "partial", "full"]
LEVELS: tuple[Isolation, ...] = ("process", "partial", "full")
End = Literal["answered", "crashed", "timed_out", "out_of_memory", "grader_error"]


def least(levels: Iterable[Isolation]) -> Isolation:
    """Returns how far all were shut in of whom these are the levels."""
    return LEVELS[min(map(LEVELS.index, levels))]


class Compiled(Struct, frozen=True):
    """How a network trains that was compiled.

    Attributes:
        trust: as of `Evidence`, for the reason in `problem` where it is not `verified`.
        failure: what its first training step raised.
    """

    trust: Trust
    problem: str = ""
    failure: Failure | None = None


class Evidence(Struct, frozen=True):
    """The facts a check may rest on.

    Attributes:
        end: how the guest's work on the answer ended.
        claim: what the guest said; None unless it answered.
        failure: the student's exception, if there was one.
        trust: `verified` if the rebuilt twin behaved the same under the challenge; `contradicted` if it did not;
            `unverified` if no twin could be built, for the reason in `problem`. What a training step did is compared by
            its own checks: there `verified` says that there is a reference to compare with.
        response: what the answer did under the challenge.
        reference: what the twin did.
        expected: the spec's own layers as Keras makes them, with the answer's free arguments.
        stands_for_spec: the record has ops that nothing explains, but the answer behaves as the spec's own network,
            which stands in the claim in its place.
        stages: seconds waited for the guest's start, the record, the challenge and verification.
        loss_fits: whether the loss of a training step is one that the exercise takes.
        noise: of a training step, as in `Reference`; empty where it makes no difference.
        compiled: whether the network trains as it is claimed to have been compiled; None where that is not asked for,
            or it was not compiled.
        source: the code that ran, for what only source shows.
        cases: of a function that builds networks, the evidence for each call that was made, in order.
    """

    end: End
    claim: Claim | None = None
    failure: Failure | None = None
    trust: Trust = "unverified"
    problem: str = ""
    response: Response | None = None
    reference: Response | None = None
    expected: Description | None = None
    stands_for_spec: bool = False
    loss_fits: bool = True
    noise: tuple[tuple[float | None, ...], ...] = ()
    compiled: Compiled | None = None
    source: str = ""
    seconds: float = 0.0
    stages: dict[str, float] = {}
    cases: tuple[Evidence, ...] = ()

    def about(self, spec: ExerciseSpec, check_id: str) -> tuple[ExerciseSpec, Evidence]:
        """Returns what a check is about: one of the calls of a function that builds networks, else all there is."""
        number, _ = of_case(spec, check_id)
        if number is None or number >= len(self.cases):
            return spec, self
        return spec.cases[number], self.cases[number]

    @property
    def output(self) -> Output | None:
        """What the answer printed, as far as it told before it ended."""
        told = (said.output for said in (self.response, self.claim) if said is not None)
        return next((output for output in told if output is not None), None)
