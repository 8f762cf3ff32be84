"""What types cannot say about a claim: that its parts fit together."""

from __future__ import annotations

from grader.evidence.claims import Claim, NetworkClaim, Shape
from grader.evidence.codec import CodecError

MAX_AXIS = 10_000_000
MAX_AXES = 8


def validate_claim(claim: Claim) -> None:
    """Refuses a claim whose parts do not fit together.

    Raises:
        CodecError: it is none of a network, a training step and a failure, or a network that cannot be one.
    """
    if sum(part is not None for part in (claim.network, claim.train_step, claim.failure)) != 1:
        raise CodecError("a claim is exactly one of network, training step and failure")
    if claim.network is not None:
        validate_network(claim.network)
    if claim.train_step is not None and claim.train_step.network is not None:
        validate_network(claim.train_step.network)


def validate_network(network: NetworkClaim) -> None:
    """Refuses calls of layers or results that are not there, and shapes that no tensor has."""
    if not network.input_shapes or not network.outputs:
        raise CodecError("a network has inputs and outputs")
    for shape in (*network.input_shapes, *(call.output_shape for call in network.calls)):
        validate_shape(shape)
    if any(layer.member is not None and not 0 <= layer.member[0] < len(network.applications)
           for layer in network.layers):
        raise CodecError("a layer of no application")
    for number, call in enumerate(network.calls):
        if not 0 <= call.layer < len(network.layers):
            raise CodecError(f"call {number}: no layer {call.layer}")
        validate_sources(call.inputs, number, network)
        if not call.inputs or len(call.names) not in (0, len(call.inputs)):
            raise CodecError(f"call {number}: no input")
        if call.part and (call.inputs[0] < 0 or network.calls[call.inputs[0]].part):
            raise CodecError(f"call {number}: no output of a call")
    validate_sources(network.outputs, len(network.calls), network)


def validate_sources(sources: tuple[int, ...], before: int, network: NetworkClaim) -> None:
    """Refuses a source that is neither an input nor an earlier call."""
    for source in sources:
        if not -len(network.input_shapes) <= source < before:
            raise CodecError(f"no call {source} before call {before}")


def validate_shape(shape: Shape) -> None:
    """Refuses a shape that no tensor in memory has."""
    if len(shape) > MAX_AXES or any(axis is not None and not 0 <= axis <= MAX_AXIS for axis in shape):
        raise CodecError(f"shape {shape}")
