"""What the grader asks the verification process, and what it is told."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from grader.evidence.claims import (
    Challenge,
    CompileChallenge,
    CompileClaim,
    Formula,
    NetworkClaim,
    Response,
    Shape,
    TrainStepClaim,
)


class NetworkQuestion(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks what a network as claimed does under this challenge."""

    network: NetworkClaim
    challenge: Challenge


class StepQuestion(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks what steps of the claimed optimizer on the loss of the claimed network do under this challenge.

    Attributes:
        formulas: how the loss is worked out, where it is not that of a Keras loss object.
        losses: which losses the exercise takes, as in `TrainStepSpec`.
        noise: how far rounding alone moves the weights is wanted, too.
    """

    step: TrainStepClaim
    challenge: Challenge
    formulas: tuple[Formula, ...] = ()
    losses: tuple[str, ...] = ()
    noise: bool = False


class CompileQuestion(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks what a claimed network does that trains as `compile` is claimed to have been told; `noise` as of a step."""

    network: NetworkClaim
    compiled: CompileClaim
    challenge: CompileChallenge
    noise: bool = False


class AskedLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of a spec.

    Attributes:
        inputs: the layers it is called on, by their position; -1, -2, … are the network's inputs.
        parts: which output of each it takes.
        names: by which argument of the call each input comes, empty for its first; all of these are its first.
        instance: the position of the layer that is called, where it is none of its own.
    """

    type: str
    arguments: dict[str, Any]
    inputs: tuple[int, ...]
    parts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    call: dict[str, Any] = {}
    instance: int | None = None


class DescribeNetwork(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks for the full configs and output shapes of these layers."""

    input_shapes: tuple[Shape, ...]
    layers: tuple[AskedLayer, ...]


Question = NetworkQuestion | StepQuestion | CompileQuestion | DescribeNetwork


class Reference(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What the rebuilt twin did, or why there is none.

    Attributes:
        problem: the part of the claim that cannot be rebuilt: it is not what it says it is.
        failure: what went wrong in verification itself, which says nothing about the claim.
        loss_fits: whether the loss of a training step is one that the exercise takes.
        noise: for each call of a training step, how far each variable goes another way, relative to its movement, if
            the weights differ in their last digit.
    """

    response: Response | None = None
    problem: str | None = None
    failure: str | None = None
    loss_fits: bool = True
    noise: tuple[tuple[float | None, ...], ...] = ()


class DescribedLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer as Keras makes it; the output shape leaves the batch out."""

    type: str
    config: dict[str, Any]
    output_shape: Shape


class Description(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The layers of a spec as Keras makes them."""

    layers: tuple[DescribedLayer, ...]
