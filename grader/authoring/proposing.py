"""Proposes an exercise's table from what its solution was recorded to make."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from grader.authoring.recording import Recorded
from grader.errors import InputError
from grader.evidence.claims import LOOKS_UP, Claim, CompileClaim, CompiledPart, NetworkClaim, Shape
from grader.evidence.questions import AskedLayer, DescribeNetwork, Description
from grader.facts.folding import UNEXPLAINED, FoundLayer, Structure, fold_network
from grader.specs.compiling import Kind, default_settings
from grader.specs.keras_names import keras_names
from grader.specs.lint import SIZES
from grader.specs.types import CompileSpec, InputSpec, LayerSpec, NetworkSpec, Style, TrainStepSpec
from grader.specs.values import buildable, fits
from grader.verification.framing import argument_names
from grader.verifier import Verifier

STYLES: dict[str, Style] = {"Sequential": "sequential", "Functional": "functional"}
OF_KERAS = ("input_layer", "keras_tensor")  # how inputs are called that nobody named
ACCURACIES = {"BinaryAccuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy"}
OF_PIXELS = (1 / 255, 1 / 127.5)  # what they are scaled by
OF_EVERY_LAYER = {"name", "dtype", "trainable", "seed"}


def propose_network(path: Path, recorded: Recorded, verifier: Verifier,
                    free: Sequence[str]) -> tuple[NetworkSpec, Style]:
    """Returns the network of a record as a spec states it, and its style; as of `network_in`."""
    assert recorded.claim.network is not None
    return (network_in(path, recorded.claim, verifier, free),
            STYLES.get(recorded.claim.network.model_kind, "subclass"))


def network_in(path: Path, told: Claim, verifier: Verifier, free: Sequence[str]) -> NetworkSpec:
    """Returns the network of a record as a spec states it: what is not Keras' default, and no more.

    Args:
        free: patterns of the arguments that the course leaves open.

    Raises:
        InputError: something in it is no layer of Keras.
    """
    claim = told.network
    assert claim is not None
    structure = fold_network(claim)
    structure.join_merges()
    for layer in structure.layers:
        if layer.type == UNEXPLAINED:
            raise InputError("solution_not_layers", path=str(path), line=layer.place[1] if layer.place else 0)
    shapes = tuple(tuple(axis or 1 for axis in shape) for shape in claim.input_shapes)
    called_by_author = [name for name in claim.input_names if not name.startswith(OF_KERAS)]
    input_names = called_by_author if len(called_by_author) == len(shapes) else [
        f"input_{number}" for number in range(1, len(shapes) + 1)] if len(shapes) > 1 else ["input"]
    inputs = tuple(replace(taken_by(structure, -number), name=name, shape=shape)
                   for number, (name, shape) in enumerate(zip(input_names, shapes, strict=True), 1))
    listed = len(inputs) > 1 or inputs[0].values != "numbers"
    names = layer_names(structure, claim.output_names)
    called = {-number: each.name for number, each in enumerate(inputs, 1)} if listed else {-1: "input"}
    layers = []
    for position, layer in enumerate(structure.layers):
        chain = layer.inputs == (position - 1,) and not any(layer.parts) and (position > 0 or len(inputs) == 1)
        first = first_call(structure, position)
        shared = first != position
        layers.append(LayerSpec(
            type=layer.type, id=names.get(position), same_as=names[first] if shared else None,
            arguments={} if shared else arguments_of(layer, input_shapes(layer, structure, claim), verifier, free),
            inputs=() if chain else tuple(
                called[source] if source < 0 else names[source] + (f"[{part}]" if part else "")
                for source, part in layer.takes)))
    last = structure.layers[-1]
    kept = structure.outputs != (len(structure.layers) - 1,) or any(structure.output_parts)
    probabilities = last.activated == "softmax" and len(structure.outputs) == 1
    return NetworkSpec(
        classes=last.output_shape[-1] or 1 if probabilities else 1, layers=tuple(layers),
        input_shape=None if listed else shapes[0], inputs=inputs if listed else (),
        outputs=tuple(names[source] + (f"[{part}]" if part else "") for source, part in
                      zip(structure.outputs, structure.output_parts, strict=True)) if kept else (),
        loss="sparse_categorical_crossentropy" if probabilities else "mean_squared_error",
        compile=propose_compile(told.compiled, [names.get(source) for source in structure.outputs]))


def taken_by(structure: Structure, source: int) -> InputSpec:
    """Returns an input with what the first layer on it says that it holds: words to look up, or pixels to scale."""
    layer = next((each for each in structure.layers if source in each.inputs), None)
    size = layer.config.get(LOOKS_UP.get(layer.type, "")) if layer is not None else None
    if isinstance(size, int) and size > 1:
        return InputSpec("", (), "tokens", size)
    scales = layer is not None and layer.type == "Rescaling" and any(
        fits(each, layer.config.get("scale")) for each in OF_PIXELS)
    return InputSpec("", (), "pixels" if scales else "numbers")


def propose_compile(compiled: CompileClaim | None, outputs: Sequence[str | None]) -> CompileSpec | None:
    """Returns what a solution was compiled with; None if it was not, or with something that is none of Keras' own.

    Args:
        outputs: the ids of the layers that give its outputs.
    """
    if compiled is None or compiled.optimizer is None or any(
            part is None or part.own for part in (compiled.optimizer, *compiled.losses)):
        return None
    losses = [part_told("loss", part) for part in compiled.losses if part is not None]
    metrics = [tuple("accuracy" if part.type in ACCURACIES else part_told("metric", part)
                     for part in some if not part.own) for some in compiled.metrics]
    if len(outputs) == 1:
        return CompileSpec(optimizer=part_told("optimizer", compiled.optimizer), loss=losses[0], metrics=metrics[0])
    names = [str(each) for each in outputs]
    weights = dict(zip(names, compiled.loss_weights, strict=True))
    return CompileSpec(
        optimizer=part_told("optimizer", compiled.optimizer), loss=dict(zip(names, losses, strict=True)),
        metrics=dict(zip(names, metrics, strict=True)) if any(metrics) else (),
        loss_weights={name: weight for name, weight in weights.items() if weight != 1.0})


def part_told(kind: Kind, part: CompiledPart) -> str | dict[str, Any]:
    """Returns an optimizer, loss or metric as a spec names it: its class, and what is not Keras' default."""
    defaults = default_settings(kind, part.type)
    told = {name: value for name, value in part.config.items()
            if name != "from_logits" and isinstance(value, bool | int | float | str)
            and not fits(defaults.get(name), value)}
    return {"type": part.type, **told} if told else part.type


def layer_names(structure: Structure, output_names: Sequence[str] = ()) -> dict[int, str]:
    """Returns an id for each layer that is spoken of elsewhere, by its position: `dense`, `dense_2`.

    An output that its author called something (`output_names`) is called so.
    """
    spoken_of = {source for position, layer in enumerate(structure.layers) for source in layer.inputs
                 if source >= 0 and (layer.inputs != (position - 1,) or any(layer.parts))}
    spoken_of |= {first for position in range(len(structure.layers))
                  if (first := first_call(structure, position)) != position}
    if structure.outputs != (len(structure.layers) - 1,) or any(structure.output_parts):
        spoken_of |= set(structure.outputs)
    seen: Counter[str] = Counter()
    names = {position: name for position, name in zip(structure.outputs, output_names, strict=False)
             if position in spoken_of and not is_of_keras(name, structure.layers[position].type)}
    for position in sorted(spoken_of - set(names)):
        kind = snake_case(structure.layers[position].type)
        seen[kind] += 1
        names[position] = kind if seen[kind] == 1 else f"{kind}_{seen[kind]}"
    return names


def is_of_keras(name: str, layer_type: str) -> bool:
    """Whether Keras gives a layer of this type such a name itself."""
    return re.fullmatch(rf"{snake_case(layer_type)}(_\d+)?", name) is not None


def first_call(structure: Structure, position: int) -> int:
    """Returns where the layer of that position was called first: another place, if it is called again."""
    instance = structure.layers[position].instance
    return next(number for number, each in enumerate(structure.layers)
                if number == position or (instance is not None and each.instance == instance))


def snake_case(name: str) -> str:
    """Returns `max_pooling2d` for `MaxPooling2D`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def input_shapes(layer: FoundLayer, structure: Structure, claim: NetworkClaim) -> tuple[Shape, ...]:
    """Returns the shapes of what a layer is called on."""
    return tuple(structure.layers[source].output_shape if source >= 0 else claim.input_shapes[-1 - source]
                 for source in layer.inputs)


def arguments_of(layer: FoundLayer, shapes: tuple[Shape, ...], verifier: Verifier,
                 free: Sequence[str]) -> dict[str, Any]:
    """Returns the arguments that make a layer what it is: those Keras needs, then each that is not its default."""
    names = [name for name in keras_names().layers.get(layer.type, ()) if name in layer.config
             and name not in OF_EVERY_LAYER and not any(fnmatch(name, pattern) for pattern in free)]
    arguments: dict[str, Any] = {}
    default = described(layer.type, arguments, shapes, verifier)
    for name in names:
        if default is None:  # one that Keras cannot do without
            arguments[name] = plain(name, layer.config[name])
            default = described(layer.type, arguments, shapes, verifier)
    for name in names:
        value = layer.config[name]
        if default is not None and name not in arguments and not fits(default.get(name), value):
            arguments[name] = plain(name, value)
            default = described(layer.type, arguments, shapes, verifier) or default
    return {name: value for name, value in arguments.items() if value is not None}


def described(kind: str, arguments: dict[str, Any], shapes: tuple[Shape, ...],
              verifier: Verifier) -> dict[str, Any] | None:
    """Returns the whole config of a layer with these arguments; None where Keras cannot make it of them."""
    told = {name: buildable(name, value) for name, value in arguments.items()}
    asked = AskedLayer(type=kind, arguments=told, inputs=tuple(-1 - number for number in range(len(shapes))),
                       names=argument_names(kind, len(shapes)))
    answer = verifier.ask(DescribeNetwork(input_shapes=shapes, layers=(asked,)))
    return answer.layers[0].config if isinstance(answer, Description) else None


def plain(name: str, value: Any) -> Any:
    """Returns a value as somebody would write it: 3 for `[3, 3]`, and an object of Keras by its class and settings."""
    if isinstance(value, dict) and "class_name" in value:
        kind, config = value["class_name"], value.get("config", {})
        default = keras_names().defaults.get(kind, {})
        return {"type": kind, **{
            name: plain(name, config[name]) for name in keras_names().layers.get(kind) or [*config] if name in config
            and name not in OF_EVERY_LAYER and config[name] is not None
            and not (name in default and fits(default[name], config[name]))}}
    if name in SIZES and isinstance(value, (list, tuple)) and len(set(value)) == 1:
        return value[0]
    return value


def propose_step(_: Path, recorded: Recorded, __: Verifier, ___: Sequence[str]) -> tuple[TrainStepSpec, None]:
    """Returns a training step as a spec states it; it has no style."""
    claim = recorded.claim.train_step
    assert claim is not None
    network = claim.network
    shape = tuple(axis or 1 for axis in network.input_shapes[0]) if network is not None else (1,)
    classes = network.calls[network.outputs[0]].output_shape[-1] if network is not None and network.outputs else 1
    loss = (claim.loss or {}).get("class_name")
    losses = ("classification",) if loss is None or "rossentropy" in loss else (str(loss),)
    return TrainStepSpec(function=recorded.made.name, input_shape=shape, classes=classes or 1, losses=losses), None
