"""The wrong and right ways of writing a network that is no list: its wiring, its outputs, its shared layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from grader.audit.written import WrittenLayer, WrittenNetwork, with_layers
from grader.facts.alignment import ORDERED
from grader.specs.keras_names import keras_names
from grader.specs.types import NetworkSpec

EXTRA_LAYERS = (WrittenLayer("Dropout", {"rate": 0.5}, ()), WrittenLayer("BatchNormalization", {}, ()))
NEAREST = 3  # other tensors, of those before it, that a layer is called on in place of the right one

Wrong = tuple[str, WrittenNetwork, set[str]]


def may_be_there(network: NetworkSpec) -> set[str]:
    """Returns the types of layers that may be left out or added: one more of them may be right."""
    return {*network.allowed_anywhere, *(kind for layer in network.layers if layer.optional for kind in layer.choices)}


def meaning(plain: WrittenNetwork) -> tuple[Any, ...]:
    """Returns what a network is, whatever the order of what has none: equal for networks that do the same."""
    told: dict[int, Any] = {}
    for position, layer in enumerate(plain.layers):
        parts = layer.parts or (0,) * len(layer.inputs)
        taken = [(told.get(source, source), part) for source, part in zip(layer.inputs, parts, strict=True)]
        again = layer.instance if plain.is_called_again(position) else None
        told[position] = (layer.type, repr(sorted(layer.arguments.items())), repr(layer.call), again,
                          tuple(taken if layer.type in ORDERED else sorted(taken, key=repr)))
    return tuple((told.get(source, source), part) for source, part in plain.given)


def wrong_layers_of_graph(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """Each layer left out, so that its first input goes on, and an extra one behind each."""
    for position, label in enumerate(network.labels):
        if not network.layers[position].optional:
            left_out = without(plain, position)
            if meaning(left_out) != meaning(plain):
                # An activation behind it is then that of the layer before it.
                source = plain.layers[position].inputs[0]
                meant = {"layers", *([f"{network.labels[source]}.defaults"] if source >= 0 else ())}
                yield f"{label} dropped", left_out, meant | mistaken(network)
        for extra in EXTRA_LAYERS:
            if extra.type not in may_be_there(network):
                yield f"extra {extra.type} behind {label}", followed(plain, position, extra), {"layers"}


def mistaken(network: NetworkSpec) -> set[str]:
    """Returns what is said where a layer is left out and another of its type is taken for it."""
    types = [layer.type for layer in network.layers]
    return {f"{label}.defaults" for label, each in zip(network.labels, types, strict=True) if types.count(each) > 1}


def without(plain: WrittenNetwork, position: int) -> WrittenNetwork:
    """Returns a network without one of its layers: what it takes first goes on."""
    models = tuple((name, start - (start >= position), end - (end >= position)) for name, start, end in plain.models)
    if plain.is_chain:
        return replace(with_layers(plain, [*plain.layers[:position], *plain.layers[position + 1:]]), models=models)
    instead = (plain.layers[position].inputs[0], 0)

    def taken(source: int, part: int) -> tuple[int, int]:
        return instead if source == position else (source, part)

    layers = []
    for layer in plain.layers:
        pairs = [taken(*each) for each in zip(layer.inputs, layer.parts or (0,) * len(layer.inputs), strict=True)]
        layers.append(replace(layer, inputs=tuple(each for each, _ in pairs), parts=tuple(part for _, part in pairs)))
    return replace(plain, layers=tuple(layers), outputs=tuple(taken(*each) for each in plain.given))


def followed(plain: WrittenNetwork, position: int, extra: WrittenLayer) -> WrittenNetwork:
    """Returns a network in which an extra layer works on what one gives before anything else takes it."""

    def moved(source: int, *, itself: bool = True) -> int:
        return source + 1 if source > position or (itself and source == position) else source

    layers = [replace(layer, inputs=tuple(map(moved, layer.inputs)),
                      instance=None if layer.instance is None else moved(layer.instance, itself=False))
              for layer in plain.layers]
    layers[position] = plain.layers[position]
    layers.insert(position + 1, replace(extra, inputs=(position,)))
    return replace(plain, layers=tuple(layers), outputs=tuple((moved(source), part) for source, part in plain.given),
                   models=tuple((name, moved(start), moved(end)) for name, start, end in plain.models))


def called_on(plain: WrittenNetwork, position: int, inputs: tuple[int, ...],
              parts: tuple[int, ...] | None = None) -> WrittenNetwork:
    """Returns a network in which one layer is called on other tensors."""
    layers = list(plain.layers)
    layer = layers[position]
    layers[position] = replace(layer, inputs=inputs, parts=layer.parts if parts is None else parts)
    return replace(plain, layers=tuple(layers))


def wrong_wiring(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """Layers of a graph called on another tensor, in another order, on each other's inputs; outputs exchanged."""
    if plain.is_chain:
        return
    labels, layers = network.labels, plain.layers
    found: list[tuple[str, WrittenNetwork]] = []
    for position, layer in enumerate(layers):
        if len(layer.inputs) > 1:
            found.append((f"inputs of {labels[position]} reversed",
                          called_on(plain, position, layer.inputs[::-1], layer.parts[::-1])))
            found += other_inputs(network, plain, position)
        for later in range(position + 1, len(layers)):
            if layers[later].type == layer.type and all(each < position for each in layers[later].inputs):
                exchanged = called_on(called_on(plain, position, layers[later].inputs), later, layer.inputs)
                found.append((f"{labels[position]} and {labels[later]} exchanged", exchanged))
    if len(plain.given) > 1:
        found.append(("outputs exchanged", replace(plain, outputs=tuple(reversed(plain.given)))))
        found.append(("last output left out", replace(plain, outputs=plain.given[:-1])))
    arguments = {f"{label}.{key}" for label, each in zip(labels, network.layers, strict=True) for key in each.arguments}
    for name, written in found:
        if meaning(written) != meaning(plain):
            yield name, written, {"layers"} | (arguments if "exchanged" in name else mistaken(network))


def other_inputs(network: NetworkSpec, plain: WrittenNetwork, position: int) -> Iterator[tuple[str, WrittenNetwork]]:
    """Yields a layer called on another tensor in place of each that it takes."""
    inputs = plain.layers[position].inputs
    before = range(position - 1, -1 - len(plain.input_shapes), -1)

    def name_of(source: int) -> str:
        return network.labels[source] if source >= 0 else network.input_specs[-1 - source].name

    for number, source in enumerate(inputs):
        for other in [each for each in before if each != source][:NEAREST]:
            yield (f"{network.labels[position]} takes {name_of(other)} for {name_of(source)}",
                   called_on(plain, position, (*inputs[:number], other, *inputs[number + 1:])))


def wrong_models(plain: WrittenNetwork) -> Iterator[Wrong]:
    """Models of parts that are not there, or that end a layer too early."""
    for number, (name, source, layer) in enumerate(plain.models):
        before, after = plain.models[:number], plain.models[number + 1:]
        yield f"no {name}", replace(plain, models=(*before, *after)), {f"model.{name}"}
        earlier = plain.layers[layer].inputs[0]
        if earlier != source:
            shorter = replace(plain, models=(*before, (name, source, earlier), *after))
            yield f"{name} ends too early", shorter, {f"model.{name}"}


def wrong_sharing(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """One layer where two are asked for, and two where one is to be called again."""
    for position, layer in enumerate(plain.layers):
        label, layers = network.labels[position], list(plain.layers)
        if plain.is_called_again(position):
            layers[position] = replace(layer, instance=position)
            yield f"{label} made anew", replace(plain, layers=tuple(layers)), {"layers"}
            continue
        takes = keras_names().layers.get(layer.type, ())
        if plain.is_chain or not any(each.endswith("_initializer") for each in takes):
            continue
        for earlier in range(position):
            first = plain.layers[earlier]
            if (first.type, first.arguments) == (layer.type, layer.arguments) and not plain.is_called_again(earlier):
                layers[position] = replace(layer, instance=earlier)
                yield f"{network.labels[earlier]} called for {label}", replace(plain, layers=tuple(layers)), {"layers"}
