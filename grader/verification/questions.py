"""What the grader asks the verification process, and what it is told."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from grader.evidence.claims import Challenge, NetworkClaim, Response, Shape, TrainStepClaim


class NetworkQuestion(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks what a network as claimed does under this challenge."""

    network: NetworkClaim
    challenge: Challenge


class StepQuestion(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks what steps of the claimed optimizer on the loss of the claimed network do under this challenge.

    `first_loss`: what the answer returned first, to tell which loss it means where it called no loss object.
    """

    step: TrainStepClaim
    challenge: Challenge
    first_loss: float


class AskedLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer of a spec: inputs as in `CallClaim`."""

    type: str
    arguments: dict[str, Any]
    inputs: tuple[int, ...]


class DescribeNetwork(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks for the full configs and output shapes of these layers."""

    input_shapes: tuple[Shape, ...]
    layers: tuple[AskedLayer, ...]


class Reference(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What the rebuilt twin did, or why there is none.

    Attributes:
        problem: the part of the claim that cannot be rebuilt: it is not what it says it is.
        failure: what went wrong in verification itself, which says nothing about the claim.
    """

    response: Response | None = None
    problem: str | None = None
    failure: str | None = None


class DescribedLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """One layer as Keras makes it; the output shape leaves the batch out."""

    type: str
    config: dict[str, Any]
    output_shape: Shape


class Description(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The layers of a spec as Keras makes them."""

    layers: tuple[DescribedLayer, ...]
