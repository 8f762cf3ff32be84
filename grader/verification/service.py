"""The verification process: rebuilds claims and runs them. Student code never ran in it, nor in its ancestors."""

from __future__ import annotations

from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import tensorflow as tf

from grader.challenge.configs import describe_config
from grader.challenge.rehearsal import rehearse
from grader.challenge.stock_layers import applications
from grader.challenge.training import draw_tensors, draw_weights, initialize_cheaply, train, use_one_thread
from grader.evidence.claims import LayerClaim, NetworkClaim
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.evidence.questions import (
    AskedLayer,
    CompileQuestion,
    DescribedLayer,
    DescribeNetwork,
    Description,
    NetworkQuestion,
    Question,
    Reference,
    StepQuestion,
)
from grader.verification.applications import application_config
from grader.verification.calling import calls_of
from grader.verification.compiled import run_compiled
from grader.verification.rebuilding import NotRebuildable, RebuiltNetwork, values_for_twin
from grader.verification.reference_steps import run_reference_steps


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
        return ANSWERS[type(question)](question)
    except NotRebuildable as error:
        return Reference(problem=str(error))
    except Exception as error:
        return Reference(failure=f"{type(error).__name__}: {error}"[:500])


def run_network(question: NetworkQuestion) -> Reference:
    """Puts the rebuilt network to the challenge."""
    claim, challenge = question.network, question.challenge
    network = RebuiltNetwork(claim)
    values = values_for_twin(claim, challenge.input_values)
    network(draw_tensors(challenge.seed, claim.input_shapes, 1, values), training=False)
    draw_weights(challenge.seed, network.layers)
    return Reference(response=train(
        network, claim.input_shapes, network.layers,
        lambda: [penalty for layer in network.layers for penalty in layer.losses], challenge, values))


def full_config(layer: AskedLayer, live: Any) -> dict[str, Any]:
    """Returns the config of a layer as Keras tells it, and of a pretrained network all arguments of its constructor."""
    if layer.type in applications():
        return application_config(layer.type, layer.arguments)
    return describe_config(live)


def describe_network(question: DescribeNetwork) -> Description:
    """Builds the layers of a spec and tells each one's full config and output shape."""
    calls, outputs = calls_of(question.layers)
    claim = NetworkClaim(
        model_kind="other", bases=(), own_methods=(), input_shapes=question.input_shapes, calls=calls, outputs=outputs,
        layers=tuple(LayerClaim(type=layer.type, config=layer.arguments, weight_shapes=())
                     for layer in question.layers),
    )
    network = RebuiltNetwork(claim)
    inputs = [tf.zeros((1, *shape)) for shape in question.input_shapes]
    given = network(inputs, training=False)
    return Description(layers=tuple(
        DescribedLayer(type=layer.type, config=full_config(layer, live), output_shape=tuple(output.shape[1:]))
        for layer, live, output in zip(question.layers, network.layers, given, strict=True)))


ANSWERS: dict[type, Callable[[Any], Reference | Description]] = {
    NetworkQuestion: run_network, StepQuestion: run_reference_steps, CompileQuestion: run_compiled,
    DescribeNetwork: describe_network}
