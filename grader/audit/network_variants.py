"""The wrong and right ways of writing a network, made from its spec."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from msgspec.structs import replace as replace_spec

from grader.audit.compile_variants import asked_compile, fitted, right_compiles, wrong_compiles
from grader.audit.graph_variants import (
    EXTRA_LAYERS,
    Wrong,
    followed,
    may_be_there,
    meaning,
    mistaken,
    without,
    wrong_layers_of_graph,
    wrong_models,
    wrong_sharing,
    wrong_wiring,
)
from grader.audit.writing import AXES, write_network
from grader.audit.written import (
    STYLES,
    Manner,
    WrittenLayer,
    WrittenNetwork,
    WrittenStyle,
    asked_network,
    with_layers,
)
from grader.evidence.claims import Values
from grader.facts.folding import RESHAPED
from grader.specs.activations import ELEMENTWISE
from grader.specs.blocks import at_least, written_out
from grader.specs.keras_names import keras_names
from grader.specs.types import DTYPES, ExerciseSpec, NetworkSpec, Repeat
from grader.specs.values import bound, fits, is_open, needed

OFF_DEFAULT: dict[str, Any] = {"use_bias": False, "strides": 1, "kernel_regularizer": "l2", "trainable": False}
OTHER_ACTIVATIONS = ("relu", "tanh", "softmax")
SHAPES = {"output_shape"}
OTHER_TYPES = {"Conv2D": "SeparableConv2D", "MaxPooling2D": "AveragePooling2D"}

# They cannot even be called on what has another shape than was meant.
NEED_SHAPES = {"Add", "Average", "Concatenate", "Dot", "Embedding", "GRU", "LSTM", "Maximum", "Minimum", "Multiply",
               "Reshape", "SimpleRNN", "Subtract"}
OF_IMAGES = ("Random", "CenterCrop", "Resizing")
# Checks of `compile` that rest on what the network gives.
OF_OUTPUTS = {"compile.defaults", "compile.from_logits", "compile.loss", "compile.metrics", "compile.trains"}


@dataclass(frozen=True)
class Variant:
    """One way of writing an exercise.

    Attributes:
        meant: ids of the checks that may fail, at least one of which must; empty: it must pass.
        besides: of those that may fail with them.
    """

    exercise: str
    name: str
    source: str
    meant: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()

    @property
    def is_right(self) -> bool:
        """Whether it must pass."""
        return not self.meant


@dataclass(frozen=True)
class WrittenVariant:
    """A variant of a network before it is source text; attributes as of `Variant`."""

    name: str
    network: WrittenNetwork
    meant: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()


def network_variants(spec: ExerciseSpec) -> Iterator[Variant]:
    """Yields all variants of a network exercise."""
    for each in written_variants(spec):
        yield Variant(spec.id, each.name, write_network(each.network, spec.id), each.meant, each.besides)


def written_variants(spec: ExerciseSpec) -> Iterator[WrittenVariant]:
    """Yields all variants of a network."""
    assert isinstance(spec.stated, NetworkSpec)
    if spec.network.is_free:
        yield from free_variants(spec)
        return
    network = written_out(spec.stated, at_least)
    styles = styles_of(spec, network)
    plain, asked = asked_network(network, styles[0]), network.compile
    if asked is not None:
        plain = replace(plain, compile=asked_compile(network, asked))
    wrong = [*wrong_arguments(network, plain), *wrong_layers(network, plain), *off_default(network, plain),
             *wrong_wiring(network, plain), *wrong_sharing(network, plain), *wrong_ops(network, plain),
             *wrong_models(plain), *wrong_inputs(plain), *wrong_times(spec.stated, styles[0]),
             *(wrong_styles(network, styles) if spec.style != "any" or spec.styles else ())]
    needs_shapes = not plain.is_chain or any(
        layer.type in NEED_SHAPES or layer.type in keras_names().applications for layer in network.layers)
    fitting = {"answer.runs"} if needs_shapes else set()
    fitting |= {"layers"} if network.models else set()  # where the whole cannot be made, its parts are there
    again = {f"{named(spec.stated, position)} doubled" for position, layer in enumerate(spec.stated.layers)
             if layer.repeat and layer.repeat.most > layer.repeat.min}
    optional = {kind for layer in spec.network.layers if layer.optional for kind in layer.choices}
    taken_for_it = {f"{label}.{name}" for label, layer in zip(spec.network.labels, spec.network.layers, strict=True)
                    if optional & {*layer.choices} for name in (*layer.arguments, "type", "defaults")}
    for name, written, meant in wrong:
        if name not in again:
            besides = fitting | (taken_for_it if "layers" in meant else set())
            yield WrittenVariant(name, fitted(replace(written, compile=plain.compile)),
                                 frozenset(meant | besides), frozenset(OF_OUTPUTS if asked is not None else ()))
    if asked is not None:
        for name, written, meant in wrong_compiles(network, asked, plain):
            yield WrittenVariant(name, written, frozenset(meant))
        for name, written in right_compiles(network, asked, plain):
            yield WrittenVariant(name, written)
    for name, manner in right_manners(styles[0], plain, values_in(network)):
        if asked is not None and manner.never_made:
            continue  # nothing is there to be compiled
        yield WrittenVariant(name, replace(plain, manner=manner))
    for name, written in (*right_choices(network, plain), *right_times(spec.stated, styles[0]),
                          *((f"as {style}", asked_network(network, style)) for style in styles[1:])):
        yield WrittenVariant(name, fitted(replace(written, compile=plain.compile)))


def styles_of(spec: ExerciseSpec, network: NetworkSpec) -> list[WrittenStyle]:
    """Returns the styles that will do: the first one is that in which variants are written."""
    if network.models:
        return ["functional"]  # the one in which parts are written
    if spec.style in ("sequential", "functional", "subclass"):
        return [spec.style]
    return [style for style in STYLES if (style != "sequential" or network.is_chain)
            and style in (spec.styles or STYLES)]


def free_variants(spec: ExerciseSpec) -> Iterator[WrittenVariant]:
    """Yields the variants of a network that is free but for what is asked: of its example.

    A layer of the example that is asked for is the last one of its type with the arguments that are asked.
    """
    network = spec.network
    assert network is not None
    example = replace_spec(network, layers=network.example, example=(), allowed_anywhere=(), outputs=())
    style = styles_of(spec, example)[0]
    plain = asked_network(example, style)
    asked = standing_for(network, plain)
    wrong = [*wrong_counts(network, plain, asked), *wrong_inputs(plain)]
    for position, label in asked.items():
        layer = network.layers[network.labels.index(label)]
        wrong += [(f"{label}.{key}={other}", changed(plain, position, **{key: other}),
                   {f"{label}.{key}", "layers", "output_shape"})
                  for key, value in layer.arguments.items()
                  for other in other_values(key, bound(value, {}), plain.layers[position].arguments.get(key))]
        if not layer.optional:
            wrong.append((f"{label} dropped", without(plain, position), {"layers", "output_shape"}))
    if plain.layers and network.layers:
        last = followed(plain, len(plain.layers) - 1, WrittenLayer("Dense", {"units": 3}, ()))
        wrong.append(("a Dense behind the last layer", last, {"layers"}))
    for name, written, meant in wrong:
        yield WrittenVariant(name, written, frozenset(meant | {"answer.runs"}))
    for name, manner in right_manners(style, plain, values_in(network)):
        yield WrittenVariant(name, replace(plain, manner=manner))
    for other in styles_of(spec, example)[1:]:
        yield WrittenVariant(f"as {other}", asked_network(example, other))


def standing_for(network: NetworkSpec, plain: WrittenNetwork) -> dict[int, str]:
    """Returns which layers of an example are asked for, by their position: the last of the type that will do."""
    found: dict[int, str] = {}
    end = len(plain.layers)
    for label, layer in reversed(list(zip(network.labels, network.layers, strict=True))):
        fitting = [position for position, each in enumerate(plain.layers[:end]) if each.type in layer.choices
                   and all(fits(value, each.arguments.get(key)) for key, value in layer.arguments.items())]
        if fitting:
            end = fitting[-1]
            found[end] = label
    return found


def wrong_counts(network: NetworkSpec, plain: WrittenNetwork, asked: dict[int, str]) -> Iterator[Wrong]:
    """So many layers left out that there are too few of a type, and so many more that there are too many."""
    for count in network.counts:
        meant = {f"count.{count.types[0]}", "layers", "output_shape"}
        places = [position for position, layer in enumerate(plain.layers) if layer.type in count.types]
        fewer = more = plain
        if count.min is not None:
            free = [position for position in places if position not in asked] or places
            for position in reversed(free[:len(places) - count.min + 1]):
                fewer = without(fewer, position)
            yield f"{count.types[0]}: {count.min - 1}", fewer, meant
        if count.max is not None and places:
            for _ in range(count.max + 1 - len(places)):
                more = followed(more, places[0], plain.layers[places[0]])
            yield f"{count.types[0]}: {count.max + 1}", more, meant
    if "max" in network.parameters:
        large = WrittenLayer("Dense", {"units": math.isqrt(network.parameters["max"]) + 1}, ())
        before = len(plain.layers) - 2
        counted = {f"count.{count.types[0]}" for count in network.counts if "Dense" in count.types}
        yield "too many parameters", followed(followed(plain, before, large), before, large), {"parameters", *counted}


def wrong_times(stated: NetworkSpec, style: WrittenStyle) -> Iterator[Wrong]:
    """What may come several times, once too often and once too seldom."""
    for position, layer in enumerate(stated.layers):
        if (repeat := layer.repeat) is not None:
            for times in (repeat.min - 1, -1 if repeat.max is None else repeat.max + 1):
                if times >= 0:
                    yield (f"{named(stated, position)} {times} times", repeated(stated, position, times, style),
                           {"layers", *mistaken(written_out(stated))})


def right_times(stated: NetworkSpec, style: WrittenStyle) -> Iterator[tuple[str, WrittenNetwork]]:
    """What may come several times, as seldom and as often as it may."""
    for position, layer in enumerate(stated.layers):
        if (repeat := layer.repeat) is not None:
            for times in sorted({repeat.min, repeat.max or repeat.min + 2}):
                yield f"{named(stated, position)} {times} times", repeated(stated, position, times, style)


def named(stated: NetworkSpec, position: int) -> str:
    """Returns what to call an entry of a spec that may come several times."""
    layer = stated.layers[position]
    return layer.id or (layer.layers[0] if layer.layers else layer).type


def repeated(stated: NetworkSpec, position: int, times: int, style: WrittenStyle) -> WrittenNetwork:
    """Returns the network in which one entry comes so often."""
    layers = list(stated.layers)
    layers[position] = replace_spec(layers[position], optional=False, repeat=Repeat(min=times, max=times))
    return asked_network(written_out(replace_spec(stated, layers=tuple(layers)), at_least), style)


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
            for other in other_values(key, value, plain.layers[position].arguments.get(key)):
                text = "none" if other is None else other
                # Shares of one cannot come near any numbers; what is given on may have another shape up to the end.
                besides = {"training"} if other == "softmax" else SHAPES if not plain.is_chain \
                    or isinstance(value, bool) else set()
                meant = {f"{each}.{key}" for each in alike(network, position)}
                if key == "return_state" and any(position in each.inputs and any(each.parts) for each in plain.layers):
                    meant.add("layers")  # nothing takes a state that is not given
                yield f"{label}.{key}={text}", changed(plain, position, **{key: other}), meant | besides


def alike(network: NetworkSpec, position: int) -> list[str]:
    """Returns which layers one that is changed may be taken for: in a graph each with the same type and arguments."""
    layer = network.layers[position]
    if network.is_chain:
        return [network.labels[position]]
    return [label for label, each in zip(network.labels, network.layers, strict=True)
            if (each.type, each.arguments) == (layer.type, layer.arguments)]


def other_values(key: str, value: Any, written: Any = None) -> list[Any]:
    """Returns wrong values for an argument: beside a bound, none of the choices, or not the one that is bound."""
    if is_open(value) and "same" in value:
        return [written + 1]
    if is_open(value):
        return values_beside(key, value)
    if key == "activation":
        return [None, *(name for name in OTHER_ACTIVATIONS if name != value)]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        others = [value + 1, value - 1] if key in ("kernel_size", "pool_size") else [value + 1, value - 1, value * 2]
        return list(dict.fromkeys(other for other in others if other > 0 and other != value))
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
            layers[position] = replace(layer, type=other, arguments=needed(other) | layer.arguments)
            # Of a layer that the text does not name, nothing was written in its place.
            meant = {f"{labels[position]}.type",
                     *(() if network.layers[position].numbered or layer.arguments else ("layers",))}
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
        if layers[position].type not in RESHAPED and layers[position].is_activation != "relu":  # twice is no more
            besides = {"answer.runs"} if "Global" in plain.layers[position].type else set()
            doubled = with_layers(plain, layers[:position + 1] + layers[position:])
            yield f"{label} doubled", doubled, {"layers"} | besides
    for position in range(len(layers) - 1):
        first, second = layers[position:position + 2]
        types, activations = {first.type, second.type}, {first.is_activation, second.is_activation}
        if types & may_be_there(network) or (types & {*RESHAPED} and activations & ELEMENTWISE):
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
            if (key == "trainable" and not layer.arguments) or plain.is_called_again(position):
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


def wrong_styles(network: NetworkSpec, styles: list[WrittenStyle]) -> Iterator[Wrong]:
    """The right network in each other style."""
    for other in STYLES:
        written = asked_network(network, other)
        if other not in styles and (other != "sequential" or written.is_chain):
            yield f"style {other}", written, {"style"}


def values_in(network: NetworkSpec) -> list[Values]:
    """Returns what each input holds."""
    return [each.values for each in network.input_specs]


def right_manners(style: WrittenStyle, plain: WrittenNetwork, values: list[Values]) -> Iterator[tuple[str, Manner]]:
    """The right ways of writing, as far as they go with the style and what the inputs hold."""
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
    if style != "subclass" and "tokens" in values:
        for dtype in DTYPES["tokens"]:
            yield f"tokens as {dtype}", Manner(shape="input", dtypes=tuple(
                dtype if each == "tokens" else "float32" for each in values))
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
    ranks = ranks_of(plain)
    for position, (label, layer) in enumerate(zip(network.labels, network.layers, strict=True)):
        for key, value in layer.arguments.items():
            bounds = [value[each] for each in ("min", "max") if each in value] if is_open(value) else []
            for each in value.get("one_of", bounds) if is_open(value) else ():
                yield f"{label}.{key} may be {each}", with_value(network, plain, position, key, each)
        for kind in layer.or_type:
            layers = list(plain.layers)
            layers[position] = replace(layers[position], type=kind,
                                       arguments=needed(kind) | layers[position].arguments)
            yield f"{label} may be {kind}", replace(plain, layers=tuple(layers))
        if layer.optional:
            yield f"{label} left out", without(plain, position)
        for kind in network.allowed_anywhere if position < len(network.layers) - 1 else ():
            if "*" in kind or not fits_rank(kind, ranks[position]):
                continue
            extra = WrittenLayer(kind, {"rate": 0.3} if "rate" in keras_names().layers[kind] else {}, ())
            yield f"{kind} behind {label}", followed(plain, position, extra)


def with_value(network: NetworkSpec, plain: WrittenNetwork, position: int, key: str, value: Any) -> WrittenNetwork:
    """Returns the network with one argument chosen, and all that are bound to it."""
    layers = list(network.layers)
    open_value = layers[position].arguments[key]
    layers[position] = replace_spec(layers[position], arguments=layers[position].arguments | {
        key: {"one_of": [value], **({"as": open_value["as"]} if "as" in open_value else {})}})
    chosen = asked_network(replace_spec(network, layers=tuple(layers)), plain.style)
    return replace(plain, layers=chosen.layers)


def fits_rank(layer_type: str, rank: int) -> bool:
    """Whether a layer can be called on what has so many axes, the batch left out."""
    axes = 2 if layer_type.startswith(OF_IMAGES) else AXES.get(layer_type[-2:])
    return axes is None or rank == axes + 1


def ranks_of(plain: WrittenNetwork) -> list[int]:
    """Returns how many axes each layer gives, the batch left out."""
    ranks: list[int] = []
    for layer in plain.layers:
        source = layer.inputs[0] if layer.inputs else -1
        before = ranks[source] if source >= 0 else len(plain.input_shapes[-1 - source])
        if layer.type == "Flatten" or "Global" in layer.type:
            after = 1
        elif layer.type == "Reshape":
            after = len(layer.arguments["target_shape"])
        elif layer.type == "Embedding":
            after = before + 1
        elif "recurrent_activation" in keras_names().layers.get(layer.type, ()) or layer.type == "SimpleRNN":
            after = before if layer.arguments.get("return_sequences") else before - 1
        else:
            after = {"RepeatVector": 2}.get(layer.type, before)
        ranks.append(after)
    return ranks
