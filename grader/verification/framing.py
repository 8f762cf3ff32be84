"""Frames what is claimed as a challenge and as questions: pure, and without TensorFlow."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from grader.evidence.claims import (
    Challenge,
    CompileChallenge,
    CompileClaim,
    InputValues,
    LayerClaim,
    NetworkClaim,
    TrainStepClaim,
)
from grader.evidence.questions import AskedLayer, Description
from grader.specs.keras_names import keras_names
from grader.specs.types import ExerciseSpec, NetworkSpec
from grader.verification.calling import calls_of

# As few as still decide: what a network gives after one gradient shows where that led; three calls of a step, that the
# state of its optimizer goes on.
NETWORK_STEPS = 1
STEP_CALLS = 3
COMPILED_STEPS = 2  # the first of Adam is as long whatever its betas are
# How many images are shown, by the values that one image has in the network: more than any small number that it may be
# right for, and no more than a guest has time and memory for. Of images that are large themselves, a few.
MANY, IMAGES = ((1 << 15, range(129, 137)), (1 << 17, range(65, 73))), range(33, 41)
LARGE_IMAGES, LARGE = range(5, 9), 4096


def bare(network: NetworkClaim) -> NetworkClaim:
    """Leaves out what behaviour does not depend on, so that equal networks are worked out once."""
    layers = tuple(msgspec.structs.replace(each, place=None, derived=None, op=False, training=None)
                   for each in network.layers)
    applications = tuple(msgspec.structs.replace(each, place=None) for each in network.applications)
    return msgspec.structs.replace(network, model_kind="other", bases=(), own_methods=(), layers=layers, unused=(),
                                   applications=applications, loose_variables=0, input_names=(), output_names=(),
                                   parts=())


def bare_step(step: TrainStepClaim) -> TrainStepClaim:
    """Leaves out what the reference of a training step does not depend on."""
    network = bare(step.network) if step.network is not None else None
    return msgspec.structs.replace(step, network=network, returned=None, returned_shape=None, returned_type="",
                                   differentiated=None, tape_used=True, trained_with=None, optimizer_steps=1,
                                   frozen_layers=0)


def network_challenge(network: NetworkClaim, seed: int, values: tuple[InputValues, ...] = ()) -> Challenge:
    """Chooses the loss each output can be trained on: that of classes for probabilities, else distances.

    What it was trained on is an even number of images; at last it is shown an odd one.

    Args:
        values: what its inputs hold; none: numbers.
    """
    shares = tuple(number for number in range(len(network.outputs)) if last_activation(network, number) == "softmax")
    return Challenge(seed=seed, classes=output_classes(network), steps=NETWORK_STEPS,
                     batch=drawn_batch(network, seed) | 1, probabilities=shares, input_values=values)


def compile_challenge(network: NetworkClaim, seed: int, values: tuple[InputValues, ...] = ()) -> CompileChallenge:
    """Lets a compiled network train on batches of its own."""
    return CompileChallenge(seed=seed, steps=COMPILED_STEPS, batch=drawn_batch(network, seed), input_values=values)


def bare_compiled(compiled: CompileClaim) -> CompileClaim:
    """Leaves out what training does not depend on."""
    return msgspec.structs.replace(compiled, strays=(), place=None, failure=None, trained_by="")


def step_challenge(network: NetworkClaim, seed: int, weights_seed: int, classes: int,
                   values: tuple[InputValues, ...] = ()) -> Challenge:
    """Draws the weights apart from the data: a formula is told before they are known.

    Args:
        classes: that the exercise's labels have: of one they are numbers, whatever the network gives.
        values: what the features hold; none: numbers.
    """
    return Challenge(seed=seed, weights_seed=weights_seed, steps=STEP_CALLS, batch=drawn_batch(network, seed),
                     input_values=values,
                     classes=1 if classes == 1 else max(2, output_classes(network)))


def drawn_batch(network: NetworkClaim, seed: int) -> int:
    """Draws how many images there are: nothing may be right for the numbers alone that it has seen before."""
    given = sum(math.prod(axis or 1 for axis in shape) for shape in network.input_shapes)
    values = given + sum(math.prod(axis or 1 for axis in call.output_shape) for call in network.calls)
    images = LARGE_IMAGES if given > LARGE else next((many for most, many in MANY if values <= most), IMAGES)
    return images[seed % len(images)]


def calls_asked_layers(network: NetworkClaim, spec: ExerciseSpec) -> bool:
    """Whether every layer the spec names was called as a layer, and no other but activations and flattening."""
    if any("unknown" in layer.config.values() for layer in network.layers):
        return False  # an activation that is none of Keras' own
    asked = Counter(layer.type for layer in spec.network.layers if layer.type != "Flatten")
    layers = [network.layers[call.layer] for call in network.calls if 0 <= call.layer < len(network.layers)]
    called = Counter(layer.type for layer in layers if not layer.op)
    return asked <= called and set(called) <= {*asked, "Flatten", "Reshape", "Activation", "ReLU", "Softmax"}


def asked_layers(network: NetworkSpec, chosen: Sequence[tuple[str, dict[str, Any]]]) -> tuple[AskedLayer, ...]:
    """Returns the layers of a spec, with types and arguments that were chosen where it leaves them open."""
    chosen = [chosen[instance] for instance in network.instances]
    rows = zip(network.layers, chosen, network.resolved_inputs, network.named_parts, network.instances, strict=True)
    return tuple(
        AskedLayer(type=kind, arguments=arguments, inputs=inputs, parts=tuple(part or 0 for part in parts),
                   names=argument_names(kind, len(inputs)), call=layer.call, instance=instance)
        for layer, (kind, arguments), inputs, parts, instance in rows)


def argument_names(layer_type: str, count: int) -> tuple[str, ...]:
    """Names the arguments by which a layer takes so many inputs; empty for the first, or where all come as a list."""
    names = keras_names().calls.get(layer_type, ())
    return ("", *(names[min(number, len(names) - 1)] if names else "" for number in range(1, count)))


def network_of(expected: Description, spec: ExerciseSpec, claimed: NetworkClaim) -> NetworkClaim:
    """Returns the spec's own network as a claim, with the claimed model's style."""
    layers = tuple(LayerClaim(type=each.type, config=each.config, weight_shapes=()) for each in expected.layers)
    calls, numbers = calls_of(asked_layers(spec.network, [(each.type, each.config) for each in expected.layers]))
    shaped = dict(zip(numbers, expected.layers, strict=True))
    calls = tuple(msgspec.structs.replace(call, output_shape=shaped[number].output_shape) if number in shaped else call
                  for number, call in enumerate(calls))
    outputs = tuple(numbers[position] for position, _ in spec.network.resolved_outputs)
    return msgspec.structs.replace(claimed, input_shapes=spec.network.input_shapes, layers=layers, calls=calls,
                                   outputs=outputs)


def last_activation(network: NetworkClaim, output: int = 0) -> str | None:
    """Returns the activation of the layer that gives an output."""
    if not 0 <= output < len(network.outputs) or not 0 <= network.outputs[output] < len(network.calls):
        return None
    layer = network.calls[network.outputs[output]].layer
    if not 0 <= layer < len(network.layers):
        return None
    claim = network.layers[layer]
    inner = claim.config.get("layer")  # of what a TimeDistributed applies to each step
    config = inner.get("config") if isinstance(inner, dict) else claim.config
    return "softmax" if claim.type == "Softmax" else config.get("activation") if isinstance(config, dict) else None


def output_classes(network: NetworkClaim) -> int:
    """Returns the size of the output's last axis."""
    if network.outputs and 0 <= network.outputs[0] < len(network.calls):
        shape = network.calls[network.outputs[0]].output_shape
        return max(1, shape[-1] or 1) if shape else 1
    return 1
