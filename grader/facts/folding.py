"""The network behind a record: layers in order, with what is no layer of its own folded away. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from grader.evidence.claims import CallClaim, LayerClaim, NetworkClaim, Shape
from grader.specs.activations import ELEMENTWISE, STANDING, activation_of

RESHAPED = ("Flatten", "Reshape")  # an elementwise activation does the same before and behind them
UNEXPLAINED = "op"  # the type a record gives an op that no layer explains
MERGES = {"Add", "Multiply", "Maximum", "Minimum", "Concatenate"}  # of three, two at a time come to the same
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
        activation: the layer of its own that its activation is written as, folded into it.
        training: the mode that the call fixes, as far as the code does.
        instance: which layer object was called, of those that have weights: others do the same called again or anew.
        parts: which output of each of its inputs' layers it takes, where one is not the first.
        names: by which argument of its call each input came, empty for the first; none: all came as the first.
        other_shapes: of its further outputs that are taken, by their number.
    """

    type: str
    config: dict[str, Any]
    inputs: tuple[int, ...]
    output_shape: Shape
    place: tuple[int, int] | None = None
    op: bool = False
    activation: FoundLayer | None = None
    training: bool | None = None
    instance: int | None = None
    parts: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    other_shapes: dict[int, Shape] = field(default_factory=dict)

    @property
    def activated(self) -> Any:
        """Keras' name of the activation it is, or ends with; `linear` for none, None where it takes none."""
        return activation_of(self.type, self.config, len(self.output_shape)) or self.config.get("activation")

    @property
    def takes(self) -> tuple[tuple[int, int], ...]:
        """Of each of its inputs the layer, or the network's input, that gives it, and which of its outputs it is."""
        return tuple(zip(self.inputs, self.parts or (0,) * len(self.inputs), strict=True))

    def shape_of(self, part: int) -> Shape:
        """Returns the shape of one of its outputs, batch left out."""
        return self.other_shapes.get(part, ()) if part else self.output_shape


@dataclass
class Structure:
    """The folded network, and what deserves a word without being wrong: (message code, parameters).

    Attributes:
        outputs: the layers that give what the network returns, `output_parts` which of their outputs.
        stands_for: the layer that each call of the record is folded into, and the input that each of its inputs is.
        taken: how often what a layer gives is taken, by layers that come after it or as an output.
    """

    layers: list[FoundLayer] = field(default_factory=list)
    outputs: tuple[int, ...] = ()
    output_parts: tuple[int, ...] = ()
    advice: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    taken: Counter[int] = field(default_factory=Counter)
    stands_for: dict[int, int] = field(default_factory=dict)

    def leads_to(self, call: int) -> int | None:
        """Returns the layer whose whole output a call gives, with all that is folded into it; or the input it is."""
        position = self.stands_for.get(call)
        last = max((each for each, stands in self.stands_for.items() if stands == position), default=None)
        return position if call < 0 or call == last else None

    def join_merges(self) -> None:
        """Makes one of merges that follow each other and that nothing else takes from: `a + b + c` is one sum."""
        inner = {source: number for number, layer in enumerate(self.layers) for source in layer.inputs
                 if source >= 0 and self.taken[source] == 1 and same_merge(self.layers[source], layer)}
        if not inner:
            return

        def spread(source: int, part: int) -> list[tuple[int, int]]:
            return [each for pair in self.layers[source].takes for each in spread(*pair)] if source in inner \
                else [(source, part)]

        kept = [number for number in range(len(self.layers)) if number not in inner]
        places = {number: place for place, number in enumerate(kept)}

        def place_of(source: int) -> int:
            while source in inner:
                source = inner[source]
            return places.get(source, source)

        layers = []
        for number in kept:
            pairs = [each for pair in self.layers[number].takes for each in spread(*pair)]
            parts = tuple(part for _, part in pairs)
            layers.append(replace(self.layers[number], inputs=tuple(place_of(source) for source, _ in pairs),
                                  parts=parts if any(parts) else ()))
        self.layers = layers
        self.outputs = tuple(map(place_of, self.outputs))
        self.taken = Counter({place_of(source): count for source, count in self.taken.items() if source not in inner})
        self.stands_for = {call: place_of(source) for call, source in self.stands_for.items()}


def fold_network(claim: NetworkClaim, input_names: tuple[str, ...] = ()) -> Structure:
    """Folds a record into its network: dead ends and exact no-ops left out, activations given to their layer.

    Args:
        claim: the record: calls in the order they were made, shapes without the batch.
        input_names: what the spec calls the network's inputs: they are numbered so, if the answer has the same names.

    Returns:
        Layers in the order of their calls; their inputs are positions in that list, or -1, -2, … for the network's.
        A pretrained network is one layer. What was left out and is worth a word is in `advice`.
    """
    structure = Structure()
    order = in_order(claim.input_names, input_names) or range(len(claim.input_shapes))
    stands_for: dict[int, int] = {-1 - number: -1 - place for place, number in enumerate(order)}
    part: dict[int, int] = {}
    bases: dict[int, int] = {}
    last_members = {each.member[0]: max(other.member[1] for other in claim.layers
                                        if other.member and other.member[0] == each.member[0])
                    for each in claim.layers if each.member}
    live = reached_calls(claim)
    taken = Counter([*claim.outputs, *(source for number in live for source in claim.calls[number].inputs)])
    for number, call in enumerate(claim.calls):
        if number not in live:
            structure.advice.append(("result_unused", {"layer": made(layer_of(claim, call))}))
            continue
        inputs = tuple(stands_for.get(source, -1) for source in call.inputs)
        parts = tuple(part.get(source, 0) for source in call.inputs)
        member = layer_of(claim, call).member
        if member is not None:
            position = add_member(structure, claim, call, inputs, member, bases)
            part[number] = 0 if member[1] == last_members[member[0]] else member[1] + 1
        elif call.part:
            position, part[number] = inputs[0], call.part
            found = structure.layers[position]
            structure.layers[position] = replace(found,
                                                 other_shapes=found.other_shapes | {call.part: call.output_shape})
        else:
            position = add_call(structure, claim, call, inputs, parts if any(parts) else ())
        stands_for[number] = position
        structure.taken[position] += taken[number] - (position in inputs)  # one folded away takes it, and gives it on
    structure.stands_for = stands_for
    structure.outputs = tuple(stands_for.get(source, -1) for source in claim.outputs)
    structure.output_parts = tuple(part.get(source, 0) for source in claim.outputs)
    structure.advice += [("layer_never_called", {"layer": made(layer)}) for layer in claim.unused]
    return structure


def same_merge(inner: FoundLayer, outer: FoundLayer) -> bool:
    """Whether two layers merge what they take in the same way, along the same axis."""
    axes = [each.config.get("axis", -1) for each in (inner, outer)]
    alike = axes[0] == axes[1] or (all(isinstance(each, int) for each in axes)
                                   and (axes[0] - axes[1]) % (len(outer.output_shape) + 1) == 0)
    return inner.type == outer.type and outer.type in MERGES and alike


def in_order(found: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[int, ...] | None:
    """Returns where each wanted name stands among the found ones; None if they are not the same names."""
    if len(set(wanted)) != len(wanted) or sorted(found) != sorted(wanted) or not wanted:
        return None
    return tuple(found.index(name) for name in wanted)


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


def add_call(structure: Structure, claim: NetworkClaim, call: CallClaim, inputs: tuple[int, ...],
             parts: tuple[int, ...]) -> int:
    """Adds one call to the network, or folds it into what is there; returns the position that stands for it."""
    layer = layer_of(claim, call)
    before = shape_at(structure, claim, inputs)
    told = told_besides(layer)
    made = FoundLayer(layer.type, layer.config | call.options, inputs, call.output_shape, layer.place, layer.op,
                      training=layer.training if call.training is None else call.training,
                      instance=call.layer if layer.weight_shapes else None, parts=parts, names=call.names)
    if len(inputs) == 1 and not parts:
        if not told and is_no_op(layer, before, call.output_shape):
            if not layer.op:
                structure.advice.append(("no_op", {"layer": layer.type}))
            return inputs[0]
        activation = made.activated if layer.type in STANDING else None
        if activation is not None and (target := activated_layer(structure, inputs[0], activation)) is not None:
            found = structure.layers[target]
            if found.activated == activation:
                structure.advice.append(("no_op", {"layer": activation}))
            own = {} if found.activated == activation else {"activation": activation}
            structure.layers[target] = replace(found, config=found.config | told | own, activation=made)
            return inputs[0]
    structure.layers.append(made)
    return len(structure.layers) - 1


def add_member(structure: Structure, claim: NetworkClaim, call: CallClaim, inputs: tuple[int, ...],
               member: tuple[int, int], bases: dict[int, int]) -> int:
    """Adds a call of a layer of a pretrained network to it: all of it counts as one layer.

    Its config says how many of its layers are trained, and `cut`, after which layer its output is taken.
    """
    which, layer = member[0], layer_of(claim, call)
    trained = int(layer.config.get("trainable") is True)
    if which not in bases:
        told = claim.applications[which]
        bases[which] = len(structure.layers)
        config = told.arguments | {"cut": told.cut, "trainable": False, "trainable_layers": 0, "layers": 0}
        structure.layers.append(FoundLayer(told.type, config, inputs, call.output_shape, told.place))
    position = bases[which]
    found = structure.layers[position]
    moves = bool(layer.weight_shapes) and bool(trained)
    config = found.config | {"layers": found.config["layers"] + 1,
                             "trainable": found.config["trainable"] or moves,
                             "trainable_layers": found.config["trainable_layers"] + trained}
    other = found.other_shapes | {member[1] + 1: call.output_shape}
    structure.layers[position] = replace(found, config=config, output_shape=call.output_shape, other_shapes=other)
    return position


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


def activated_layer(structure: Structure, source: int, activation: str) -> int | None:
    """Returns the layer an activation belongs to: the one before it, which must have none, or the same, already.

    Nothing else may take what that layer gives: it would not be activated. An elementwise activation reaches through a
    Flatten: the order of the two changes nothing.
    """
    while source >= 0 and structure.taken[source] == 1:
        found = structure.layers[source]
        if found.activated == "linear":
            return source
        if found.activated is not None:
            return source if found.activated == activation == "relu" else None
        if found.type not in RESHAPED or activation not in ELEMENTWISE or len(found.inputs) != 1:
            return None
        source = found.inputs[0]
    return None


def unfolded(structure: Structure, apart: dict[int, int]) -> Structure:
    """Returns a folded network with some activations as layers of their own, as its spec has them.

    Args:
        apart: by the layer that one is to come behind, the layer that it was folded into.
    """
    places = [number + sum(each < number for each in apart) for number in range(len(structure.layers))]
    gives = [place + (number in apart) for number, place in enumerate(places)]

    def given(source: int) -> int:
        return source if source < 0 else gives[source]

    layers: list[FoundLayer] = []
    for number, layer in enumerate(structure.layers):
        kept = replace(layer, inputs=tuple(map(given, layer.inputs)))
        if number in apart.values():
            kept = replace(kept, config=layer.config | {"activation": "linear"}, activation=None)
        layers.append(kept)
        if number in apart:
            holder = structure.layers[apart[number]]
            written = holder.activation or FoundLayer("Activation", {"activation": holder.activated}, (), (),
                                                      holder.place, op=True)
            layers.append(replace(written, inputs=(places[number],), output_shape=layer.output_shape))
    return Structure(layers, tuple(map(given, structure.outputs)), structure.output_parts, structure.advice,
                     stands_for={call: given(stands) for call, stands in structure.stands_for.items()})
