"""The verification process: rebuilds claims and runs them. Student code never ran in it, nor in its ancestors."""

from __future__ import annotations

from multiprocessing.connection import Connection

import tensorflow as tf

from grader.challenge.configs import describe_config
from grader.challenge.rehearsal import rehearse
from grader.challenge.training import draw_tensors, draw_weights, initialize_cheaply, train, use_one_thread
from grader.evidence.claims import CallClaim, Challenge, LayerClaim, NetworkClaim, Response
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.verification.questions import (
    DescribedLayer,
    DescribeNetwork,
    Description,
    NetworkQuestion,
    Reference,
    StepQuestion,
)
from grader.verification.rebuilding import NotRebuildable, RebuiltNetwork
from grader.verification.reference_steps import run_reference_steps

Question = NetworkQuestion | StepQuestion | DescribeNetwork


def serve_verification(connection: Connection, *, rehearsed: bool = False) -> None:
    """Answers questions until the grader closes the pipe."""
    use_one_thread()
    initialize_cheaply()
    if rehearsed:
        rehearse()
    while True:
        try:
            message = connection.recv_bytes(MAX_RESPONSE_BYTES)
        except (EOFError, OSError):
            return
        connection.send_bytes(encode(answer_question(decode(message, Question, MAX_RESPONSE_BYTES))))


def answer_question(question: Question) -> Reference | Description:
    """Works out one question; what cannot be rebuilt is answered with the reason, and so is what fails here."""
    try:
        if isinstance(question, DescribeNetwork):
            return describe_network(question)
        if isinstance(question, StepQuestion):
            return run_reference_steps(question)
        return Reference(response=run_network(question.network, question.challenge))
    except NotRebuildable as error:
        return Reference(problem=str(error))
    except Exception as error:
        return Reference(failure=f"{type(error).__name__}: {error}"[:500])


def run_network(claim: NetworkClaim, challenge: Challenge) -> Response:
    """Puts the rebuilt network to the challenge."""
    network = RebuiltNetwork(claim)
    network(draw_tensors(challenge.seed, claim.input_shapes, 1), training=False)
    draw_weights(challenge.seed, network.layers)
    return train(network, claim.input_shapes, network.layers,
                 lambda: [penalty for layer in network.layers for penalty in layer.losses], challenge)


def describe_network(question: DescribeNetwork) -> Description:
    """Builds the layers of a spec and tells each one's full config and output shape."""
    claim = NetworkClaim(
        model_kind="other", bases=(), own_methods=(), input_shapes=question.input_shapes,
        layers=tuple(LayerClaim(type=layer.type, config=layer.arguments, weight_shapes=())
                     for layer in question.layers),
        calls=tuple(CallClaim(layer=number, inputs=layer.inputs, output_shape=(), as_list=len(layer.inputs) > 1)
                    for number, layer in enumerate(question.layers)),
        outputs=tuple(range(len(question.layers))),
    )
    network = RebuiltNetwork(claim)
    inputs = [tf.zeros((1, *shape)) for shape in question.input_shapes]
    outputs = network(inputs, training=False)
    return Description(layers=tuple(
        DescribedLayer(type=layer.type, config=describe_config(live), output_shape=tuple(output.shape[1:]))
        for layer, live, output in zip(question.layers, network.layers, outputs, strict=True)))
