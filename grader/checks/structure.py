"""The network behind a record: layers in order, with what is no layer of its own folded away. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from grader.evidence.claims import CallClaim, LayerClaim, NetworkClaim, Shape

ELEMENTWISE = {"relu", "sigmoid", "tanh", "elu", "gelu", "selu", "silu", "softplus", "softsign", "leaky_relu",
               "relu6", "hard_sigmoid", "exponential", "hard_silu", "mish"}
UNEXPLAINED = "op"  # the type a record gives an op that no layer explains
# What any layer can be told besides its own arguments, and what Keras tells of one that was told nothing.
OF_ANY_LAYER = {"dtype": "float32", "activity_regularizer": None}


@dataclass(frozen=True)
class FoundLayer:
    """One layer of the answer's network, in the order of the calls.

    Attributes:
        inputs: positions of the found layers (or -1, -2, … for network inputs) it takes its input from.
        output_shape: without the batch, after any activation folded into it.
        place: (cell, line) where it was made.
        op: the code uses an op in place of a layer.
        activation_place: where the activation that was folded into it stands.
        training: the mode that the call fixes, as far as the code does.
        instance: which layer object was called, of those that have weights.
    """

    type: str
    config: dict[str, Any]
    inputs: tuple[int, ...]
    output_shape: Shape
    place: tuple[int, int] | None = None
    op: bool = False
    activation_place: tuple[int, int] | None = None
    training: bool | None = None
    instance: int | None = None


@dataclass
class Structure:
    """The folded network, and what deserves a word without being wrong: (message code, parameters).

    `taken`: how often what a layer gives is taken, by layers that come after it or as an output.
    """

    layers: list[FoundLayer] = field(default_factory=list)
    outputs: tuple[int, ...] = ()
    advice: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    taken: Counter[int] = field(default_factory=Counter)


def fold_network(claim: NetworkClaim) -> Structure:
    """Folds a record into its network: dead ends and exact no-ops left out, activations given to their layer."""
    structure = Structure()
    stands_for: dict[int, int] = {-1 - number: -1 - number for number in range(len(claim.input_shapes))}
    live = reached_calls(claim)
    taken = Counter([*claim.outputs, *(source for number in live for source in claim.calls[number].inputs)])
    for number, call in enumerate(claim.calls):
        if number not in live:
            structure.advice.append(("result_unused", {"layer": made(layer_of(claim, call))}))
            continue
        inputs = tuple(stands_for.get(source, -1) for source in call.inputs)
        position = stands_for[number] = add_call(structure, claim, call, inputs)
        structure.taken[position] += taken[number] - (position in inputs)  # one folded away takes it, and gives it on
    structure.outputs = tuple(stands_for.get(source, -1) for source in claim.outputs)
    structure.advice += [("layer_never_called", {"layer": made(layer)}) for layer in claim.unused]
    return structure


def made(layer: LayerClaim) -> dict[str, Any]:
    """Names a layer for a report: of several alike, the place where it was made tells which."""
    return {"type": layer.type, "made": layer.place}


def reached_calls(claim: NetworkClaim) -> set[int]:
    """Returns the calls whose results reach the output."""
    reached: set[int] = set()
    pending = [source for source in claim.outputs if 0 <= source < len(claim.calls)]
    while pending:
        number = pending.pop()
        if number not in reached:
            reached.add(number)
            pending += [source for source in claim.calls[number].inputs if 0 <= source < number]
    return reached


def layer_of(claim: NetworkClaim, call: CallClaim) -> LayerClaim:
    """Returns the layer that was called, or a stand-in for an op that nothing explains."""
    if 0 <= call.layer < len(claim.layers):
        return claim.layers[call.layer]
    return LayerClaim(type=UNEXPLAINED, config={}, weight_shapes=(), op=True)


def add_call(structure: Structure, claim: NetworkClaim, call: CallClaim, inputs: tuple[int, ...]) -> int:
    """Adds one call to the network, or folds it into what is there; returns the position that stands for it."""
    layer = layer_of(claim, call)
    before = shape_at(structure, claim, inputs)
    told = told_besides(layer)
    if len(inputs) == 1:
        if not told and is_no_op(layer, before, call.output_shape):
            if not layer.op:
                structure.advice.append(("no_op", {"layer": layer.type}))
            return inputs[0]
        activation = activation_of(layer, call.output_shape)
        if activation is not None and (target := activated_layer(structure, inputs[0], activation)) is not None:
            found = structure.layers[target]
            if found.config["activation"] == activation:
                structure.advice.append(("no_op", {"layer": activation}))
            structure.layers[target] = replace(found, config=found.config | told | {"activation": activation},
                                               activation_place=layer.place)
            return inputs[0]
    mode = layer.training if call.training is None else call.training
    structure.layers.append(FoundLayer(layer.type, layer.config, inputs, call.output_shape, layer.place, layer.op,
                                       training=mode, instance=call.layer if layer.weight_shapes else None))
    return len(structure.layers) - 1


def shape_at(structure: Structure, claim: NetworkClaim, inputs: Iterable[int]) -> Shape | None:
    """Returns the shape at the first input."""
    for source in inputs:
        return structure.layers[source].output_shape if source >= 0 else claim.input_shapes[-1 - source]
    return None


def told_besides(layer: LayerClaim) -> dict[str, Any]:
    """Returns what a layer was told beside its own arguments that could change what it does."""
    return {name: layer.config[name] for name, default in OF_ANY_LAYER.items()
            if layer.config.get(name) not in (default, None)}


def is_no_op(layer: LayerClaim, before: Shape | None, after: Shape) -> bool:
    """Whether the call cannot change any value, in training or out of it."""
    config = layer.config
    match layer.type:
        case "Activation":
            return config.get("activation") == "linear"
        case "Identity":
            return True
        case "Flatten" | "Reshape":
            return before == after
        case "Dropout" | "SpatialDropout1D" | "SpatialDropout2D" | "SpatialDropout3D" | "GaussianDropout":
            return config.get("rate") == 0
        case "Rescaling":
            return config.get("scale") == 1 and config.get("offset", 0) == 0
    return False


def activation_of(layer: LayerClaim, shape: Shape) -> str | None:
    """Returns the activation a layer is nothing but, under Keras' name; None for any other layer."""
    config = layer.config
    match layer.type:
        case "Activation":
            return config.get("activation") if isinstance(config.get("activation"), str) else None
        case "ReLU":
            plain = config.get("negative_slope") == 0 and config.get("threshold") == 0
            names = [name for limit, name in ((None, "relu"), (6, "relu6")) if config.get("max_value") == limit]
            return names[0] if plain and names else None
        case "Softmax":
            return "softmax" if config.get("axis") in (-1, len(shape)) else None
    return None


def activated_layer(structure: Structure, source: int, activation: str) -> int | None:
    """Returns the layer an activation belongs to: the one before it, which must have none, or the same, already.

    Nothing else may take what that layer gives: it would not be activated. An elementwise activation reaches through a
    Flatten: the order of the two changes nothing.
    """
    while source >= 0 and structure.taken[source] == 1:
        found = structure.layers[source]
        if found.config.get("activation") == "linear":
            return source
        if "activation" in found.config:
            return source if found.config["activation"] == activation == "relu" else None
        if found.type not in ("Flatten", "Reshape") or activation not in ELEMENTWISE or len(found.inputs) != 1:
            return None
        source = found.inputs[0]
    return None
