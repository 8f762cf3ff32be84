"""The wrong and right ways of writing a network, made from its spec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

from grader.audit.graph_variants import (
    EXTRA_LAYERS,
    Wrong,
    followed,
    may_be_there,
    meaning,
    without,
    wrong_layers_of_graph,
    wrong_sharing,
    wrong_wiring,
)
from grader.audit.writing import Manner, WrittenLayer, WrittenNetwork, asked_network, with_layers, write_network
from grader.specs.keras_names import keras_names
from grader.specs.types import ExerciseSpec, NetworkSpec, Style
from grader.specs.values import is_open

OFF_DEFAULT: dict[str, Any] = {"use_bias": False, "strides": 1, "kernel_regularizer": "l2", "trainable": False}
OTHER_ACTIVATIONS = ("relu", "tanh", "softmax")
SHAPES = {"output_shape"}
OTHER_TYPES = {"Conv2D": "SeparableConv2D", "MaxPooling2D": "AveragePooling2D"}

# They cannot even be called on what has another shape than was meant.
NEED_SHAPES = {"Add", "Average", "Concatenate", "Dot", "Embedding", "GRU", "LSTM", "Maximum", "Minimum", "Multiply",
               "Reshape", "SimpleRNN", "Subtract"}
ONCE_IS_TWICE = {"Flatten", "Reshape"}


@dataclass(frozen=True)
class Variant:
    """One way of writing an exercise.

    Attributes:
        meant: ids of the checks that may fail, at least one of which must; empty: it must pass.
    """

    exercise: str
    name: str
    source: str
    meant: frozenset[str] = frozenset()

    @property
    def is_right(self) -> bool:
        """Whether it must pass."""
        return not self.meant


def network_variants(spec: ExerciseSpec) -> Iterator[Variant]:
    """Yields all variants of a network exercise."""
    assert spec.network is not None
    assert spec.style is not None
    plain = asked_network(spec.network, spec.style)
    wrong = [*wrong_arguments(spec.network, plain), *wrong_layers(spec.network, plain),
             *off_default(spec.network, plain), *wrong_wiring(spec.network, plain), *wrong_sharing(spec.network, plain),
             *wrong_ops(spec.network, plain), *wrong_inputs(plain), *wrong_styles(spec.network, spec.style)]
    needs_shapes = not plain.is_chain or any(layer.type in NEED_SHAPES for layer in spec.network.layers)
    fitting = {"answer.runs"} if needs_shapes else set()
    for name, written, meant in wrong:
        yield Variant(spec.id, name, write_network(written, spec.id), frozenset(meant | fitting))
    for name, manner in right_manners(spec.style, plain):
        yield Variant(spec.id, name, write_network(replace(plain, manner=manner), spec.id))
    for name, written in right_choices(spec.network, plain):
        yield Variant(spec.id, name, write_network(written, spec.id))


def changed(plain: WrittenNetwork, position: int, **arguments: Any) -> WrittenNetwork:
    """Returns the network with arguments of one layer changed; None removes one."""
    layer = plain.layers[position]
    merged = {key: value for key, value in (layer.arguments | arguments).items() if value is not None}
    layers = list(plain.layers)
    layers[position] = replace(layer, arguments=merged)
    return replace(plain, layers=tuple(layers))


def wrong_arguments(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """Every named argument off by one, doubled, or replaced; each activation removed or replaced."""
    for position, (label, layer) in enumerate(zip(network.labels, network.layers, strict=True)):
        for key, value in layer.arguments.items():
            for other in other_values(key, value):
                text = "none" if other is None else other
                # Shares of one cannot come near any numbers; what is given on may have another shape up to the end.
                besides = {"training"} if other == "softmax" else SHAPES if not plain.is_chain \
                    or isinstance(value, bool) else set()
                meant = {f"{each}.{key}" for each in alike(network, position)}
                yield f"{label}.{key}={text}", changed(plain, position, **{key: other}), meant | besides


def alike(network: NetworkSpec, position: int) -> list[str]:
    """Returns which layers one that is changed may be taken for: in a graph each with the same type and arguments."""
    layer = network.layers[position]
    if network.is_chain:
        return [network.labels[position]]
    return [label for label, each in zip(network.labels, network.layers, strict=True)
            if (each.type, each.arguments) == (layer.type, layer.arguments)]


def other_values(key: str, value: Any) -> list[Any]:
    """Returns wrong values for an argument: beside a bound, or none of the choices."""
    if is_open(value):
        return values_beside(key, value)
    if key == "activation":
        return [None, *(name for name in OTHER_ACTIVATIONS if name != value)]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        others = [value + 1, value - 1] if key in ("kernel_size", "pool_size") else [value + 1, value - 1, value * 2]
        return [other for other in others if other > 0 and other != value]
    if isinstance(value, float):
        return [value / 2]
    return []


def values_beside(key: str, value: dict[str, Any]) -> list[Any]:
    """Returns values just beside the bounds, or that are none of the choices."""
    if "one_of" in value:
        numbers = [each for each in value["one_of"] if isinstance(each, int | float) and not isinstance(each, bool)]
        if key == "activation":
            return [name for name in (*OTHER_ACTIVATIONS, "linear") if name not in value["one_of"]][:2]
        return [max(numbers) + 1] if numbers else []
    near = [(value[each], step) for each, step in (("min", -1), ("max", 1)) if each in value]
    beside = [bound + step if isinstance(bound, int) else bound * (1 + step / 10) for bound, step in near]
    return [each for each in beside if each > 0]


def wrong_layers(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """Each layer dropped, doubled, swapped with its neighbour or of another type; an extra layer at each place."""
    labels = network.labels
    for position, layer in enumerate(plain.layers):
        if (other := OTHER_TYPES.get(layer.type)) is not None:
            layers = list(plain.layers)
            layers[position] = replace(layer, type=other)
            # Of a layer that the text does not name, nothing was written in its place.
            meant = {f"{labels[position]}.type", *(() if network.layers[position].numbered else ("layers",))}
            yield f"{labels[position]} is {other}", replace(plain, layers=tuple(layers)), meant
    if not plain.is_chain:
        yield from wrong_layers_of_graph(network, plain)
        return
    layers = list(plain.layers)
    for position, label in enumerate(labels):
        if network.layers[position].optional:
            continue
        if len(layers) > 1:  # nothing is left of a network of one
            yield f"{label} dropped", with_layers(plain, layers[:position] + layers[position + 1:]), {"layers"}
        if plain.layers[position].type not in ONCE_IS_TWICE:
            yield f"{label} doubled", with_layers(plain, layers[:position + 1] + layers[position:]), {"layers"}
    for position in range(len(layers) - 1):
        first, second = layers[position:position + 2]
        if {first.type, second.type} & may_be_there(network):
            continue
        swapped = with_layers(plain, [*layers[:position], second, first, *layers[position + 2:]])
        # A Conv2D after a Flatten cannot even be called.
        meant = {"layers", "answer.runs"} if first.type != second.type else {
            f"{label}.{key}" for label in labels[position:position + 2] for key in first.arguments
            if first.arguments.get(key) != second.arguments.get(key)}
        yield f"{labels[position]} and {labels[position + 1]} swapped", swapped, meant
    for position in range(len(layers) + 1):
        for extra in EXTRA_LAYERS:
            if extra.type in may_be_there(network):
                continue
            yield (f"extra {extra.type} at {position}",
                   with_layers(plain, [*layers[:position], extra, *layers[position:]]), {"layers"})


def off_default(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """Arguments the spec does not name, off their default."""
    for position, (label, layer) in enumerate(zip(network.labels, network.layers, strict=True)):
        for key, value in OFF_DEFAULT.items():
            if key not in keras_names().layers.get(layer.type, ()) or key in layer.arguments:
                continue
            if key == "trainable" and not layer.arguments:
                continue
            if key == "strides" and "Conv" in layer.type:
                value = 2
            meant = {f"{each}.defaults" for each in alike(network, position)}
            yield f"{label}.{key}={value}", changed(plain, position, **{key: value}), meant


def wrong_ops(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """Ops in the place of named layers, and ops that belong to nothing; only `call` can hold them."""
    if plain.style != "subclass":
        return
    for name, op in (("computed", "tf.sin({x}) * 2.0"), ("scaled", "{x} * 0.5"),
                     ("changed in one image", "tf.concat([{x}[:1] + 0.1, {x}[1:]], 0)")):
        yield f"something {name} between layers", replace(plain, manner=Manner(between=op)), {"layers"}
    for position, (label, layer) in enumerate(zip(network.labels, network.layers, strict=True)):
        if layer.type == "MaxPooling2D":
            yield f"{label} is tf.nn.max_pool2d", replace(plain, pooling_op=position), {f"{label}.type"}


def wrong_inputs(plain: WrittenNetwork) -> Iterator[Wrong]:
    """An input of another shape than the data."""
    if plain.style == "subclass":
        return
    for number, shape in enumerate(plain.input_shapes):
        other = (*shape[:-1], (shape[-1] or 0) + 1)
        shapes = (*plain.input_shapes[:number], other, *plain.input_shapes[number + 1:])
        yield f"input {other}", replace(plain, input_shapes=shapes, manner=Manner(shape="input")), {"input_shape"}
    if len(plain.input_shapes) > 1 and plain.style == "functional":
        order = tuple(reversed(range(len(plain.input_shapes))))
        renamed = replace(plain, layers=tuple(
            replace(layer, inputs=tuple(-1 - order[-1 - each] if each < 0 else each for each in layer.inputs))
            for layer in plain.layers))
        if plain.input_shapes != tuple(reversed(plain.input_shapes)) or meaning(renamed) != meaning(plain):
            yield "inputs in another order", replace(plain, input_order=order), {"input_shape", "layers"}


def wrong_styles(network: NetworkSpec, style: Style) -> Iterator[Wrong]:
    """The right network in each other style."""
    for other in get_args(Style):
        written = asked_network(network, other)
        if other != style and (other != "sequential" or written.is_chain):
            yield f"style {other}", written, {"style"}


def right_manners(style: Style, plain: WrittenNetwork) -> Iterator[tuple[str, Manner]]:
    """The right ways of writing, as far as they go with the style."""
    yield "plain", Manner()
    if not plain.is_chain and style == "functional":
        yield "merges as ops", Manner(merge="op")
        yield "last branch first", Manner(latest_first=True)
        yield "named", Manner(named=True)
    for activation in ("function", "layer", "own_layer", *(("op",) if style != "sequential" else ())):
        yield f"activation as {activation}", Manner(activation=activation)
    yield "alias", Manner(alias=True)
    yield "tuples", Manner(tuples=True)
    yield "keywords", Manner(keywords=True)
    yield "star_import", Manner(star_import=True)
    yield "flatten as Reshape", Manner(flatten="reshape")
    if style == "sequential":
        for shape in ("input", "input_layer", "argument"):
            yield f"shape by {shape}", Manner(shape=shape)
        yield "add", Manner(add_form=True)
        yield "add after Input", Manner(add_form=True, shape="input")
        yield "add, activation as layer", Manner(add_form=True, activation="layer")
        if len(plain.layers) > 1:
            yield "nested", Manner(nested=True)
        yield "in a function", Manner(in_function=True)
    elif style == "functional":
        yield "layers made first", Manner(layers_first=True)
        yield "positional model", Manner(positional_model=True)
        yield "in a function", Manner(in_function=True)
    else:
        yield "shared instances", Manner(shared=True)
        yield "declared in another order", Manner(shuffled=True)
        yield "never made", Manner(never_made=True)
        yield "tf.function", Manner(tf_function=True)
        yield "flatten as op", Manner(flatten="op")
        yield "all as ops", Manner(flatten="op", activation="op", shared=True)
        yield "old super", Manner(super_call="super(CustomModel, self).__init__()")
        yield "training argument", Manner(call_arguments="self, x, training=None")
        yield "an op that changes nothing", Manner(between="tf.sin(tf.asin(tf.tanh({x}) * 0.5)) * 0.0 + {x}")
        if plain.is_chain and len(plain.layers) > 1:
            yield "nested", Manner(nested=True)


def right_choices(network: NetworkSpec, plain: WrittenNetwork) -> Iterator[tuple[str, WrittenNetwork]]:
    """What a spec leaves open: each bound and choice, each other type, optional layers left out, allowed ones added."""
    for position, (label, layer) in enumerate(zip(network.labels, network.layers, strict=True)):
        for key, value in layer.arguments.items():
            bounds = [value[each] for each in ("min", "max") if each in value] if is_open(value) else []
            for each in value.get("one_of", bounds) if is_open(value) else ():
                yield f"{label}.{key} may be {each}", changed(plain, position, **{key: each})
        for kind in layer.or_type:
            layers = list(plain.layers)
            layers[position] = replace(layers[position], type=kind)
            yield f"{label} may be {kind}", replace(plain, layers=tuple(layers))
        if layer.optional:
            yield f"{label} left out", without(plain, position)
        for kind in network.allowed_anywhere if position < len(network.layers) - 1 else ():
            extra = WrittenLayer(kind, {"rate": 0.3} if "rate" in keras_names().layers[kind] else {}, ())
            yield f"{kind} behind {label}", followed(plain, position, extra)
