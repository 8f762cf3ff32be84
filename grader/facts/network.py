"""A recorded network beside the asked one: folded and aligned, with what answers chose of what the spec leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from msgspec.structs import replace as replace_struct

from grader.evidence.claims import LayerClaim, NetworkClaim, Shape
from grader.evidence.evidence import Evidence
from grader.evidence.questions import AskedLayer, DescribeNetwork
from grader.facts.alignment import Alignment, align, is_preparation, is_tolerated, through
from grader.facts.facts import Advice, Pair
from grader.facts.folding import RESHAPED, FoundLayer, Structure, fold_network, unfolded
from grader.specs.activations import STANDING, asked_activation, starts_linear
from grader.specs.keras_names import keras_names
from grader.specs.types import ExerciseSpec, LayerSpec, NetworkSpec
from grader.specs.values import bindings, bound, buildable, fits, is_open, needed
from grader.verification.framing import argument_names

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class This(Generic[T]):
    """A value that is equal to no other, whatever they hold."""

    value: T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, This) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@lru_cache(64)  # who asks, judges, diagnoses and tells of a network does so one after another
def aligned(asked: This[NetworkSpec], claim: This[NetworkClaim]) -> tuple[Structure, Alignment]:
    """Returns a recorded network folded, and beside the asked one."""
    told = claim.value
    if not any("TimeDistributed" in layer.choices for layer in asked.value.layers):
        told = replace_struct(told, layers=tuple(map(without_time, told.layers)))
    structure = fold_network(told, asked.value.input_names)
    if not asked.value.merges_in_steps:
        structure.join_merges()
    if apart := asked_apart(asked.value, structure):
        structure = unfolded(structure, apart)
    return structure, align(asked.value, structure.layers, structure.outputs)


def asked_apart(network: NetworkSpec, structure: Structure) -> dict[int, int]:
    """Returns the found layers that hold an activation which the spec has as a layer of its own.

    By the layer that it comes behind: another one where it was folded through a Flatten. The spec is folded as the
    record was, to see which of its layers is which.
    """
    held = {asked: before for asked, layer in enumerate(network.layers) if not STANDING.isdisjoint(layer.choices)
            and (before := holder_of(network, asked)) is not None}
    if not held:
        return {}
    layers = [replace_struct(layer, id=label) for layer, label in zip(network.layers, network.labels, strict=True)]
    for asked, before in held.items():
        activation = asked_activation(layers[asked].type, layers[asked].arguments)
        layers[before] = replace_struct(layers[before], arguments=layers[before].arguments | {"activation": activation})
        layers[asked] = LayerSpec(id=layers[asked].id, inputs=layers[asked].inputs, numbered=False, optional=True)
    folded = align(replace_struct(network, layers=tuple(layers)), structure.layers, structure.outputs)
    apart: dict[int, int] = {}
    for asked, before in held.items():
        behind, holder = folded.found_for(network.resolved_inputs[asked][0]), folded.found_for(before)
        if behind is not None and holder is not None and starts_linear(structure.layers[holder].type) \
                and structure.layers[holder].activated != "linear":
            apart[behind] = holder
    return apart


def holder_of(network: NetworkSpec, asked: int) -> int | None:
    """Returns the asked layer that an activation could as well be an argument of; None if there is none."""
    before = network.resolved_inputs[asked][0]
    while before >= 0 and network.layers[before].type in RESHAPED:
        before = network.resolved_inputs[before][0]
    free = before >= 0 and network.layers[before].arguments.get("activation", "linear") == "linear"
    return before if free and starts_linear(network.layers[before].type) else None


class NetworkReading:
    """A record as it is read for a spec, whether it is true or not.

    Asked layers are named by their position in the spec, found ones by that among `structure.layers`; -1, -2, … are
    the network's inputs.
    """

    def __init__(self, spec: ExerciseSpec, claim: NetworkClaim | None) -> None:
        """Reads a record; without one nothing but the spec can be asked."""
        self.spec = spec
        self._claim = claim

    @property
    def network(self) -> NetworkSpec:
        """What is asked for."""
        return self.spec.network

    @property
    def claim(self) -> NetworkClaim:
        """What was recorded."""
        assert self._claim is not None
        return self._claim

    @property
    def structure(self) -> Structure:
        """The recorded network, folded."""
        return self._aligned[0]

    @property
    def alignment(self) -> Alignment:
        """The recorded network beside the asked one."""
        return self._aligned[1]

    @cached_property
    def _aligned(self) -> tuple[Structure, Alignment]:
        return aligned(This(self.network), This(self.claim))

    @cached_property
    def extra(self) -> list[int]:
        """The found layers that nothing asks for, and that may not stand there."""
        return [number for number in self.alignment.extra
                if not is_tolerated(self.network, self.structure.layers[number])]

    @cached_property
    def missing(self) -> list[int]:
        """The asked layers that nothing stands beside, and that may not be left out."""
        layers = self.network.layers
        begun = {layers[asked].together for asked, found in self.alignment.pairs
                 if asked is not None and found is not None} - {None}
        return [number for number in self.alignment.missing
                if not layers[number].optional or layers[number].together in begun]

    @cached_property
    def names(self) -> dict[str, Any]:
        """The values that the spec binds to names, as the answer has them."""
        pairs = [(wanted, found.config.get(name)) for position, layer in enumerate(self.network.layers)
                 if (found := self.beside(position)) is not None for name, wanted in layer.arguments.items()]
        return bindings(pairs)

    @cached_property
    def prepared(self) -> dict[int, FoundLayer]:
        """The pretrained networks that prepare the data, by the input that they take."""
        return {found.inputs[0]: found for number in self.alignment.extra
                if is_preparation(self.network, found := self.structure.layers[number])}

    @property
    def asked_input_shapes(self) -> tuple[Shape, ...]:
        """The shapes, without the batch, that the asked layers see, after what prepares the data."""
        return tuple(self.prepared[-1 - number].output_shape if -1 - number in self.prepared else shape
                     for number, shape in enumerate(self.network.input_shapes))

    def source_asked(self, source: int) -> int:
        """Returns the found layer, or input, that an asked one stands for; where one was left out, what it takes."""
        while source >= 0:
            found = self.alignment.found_for(source)
            if found is not None:
                return found
            source = self.network.resolved_inputs[source][0]
        return source

    def source_found(self, source: int) -> int:
        """Returns where a found layer's input comes from, through layers that may stand anywhere."""
        return through(self.structure.layers, source, set(self.alignment.extra))

    def origins(self, found: FoundLayer) -> set[int]:
        """Returns the inputs and layers beside asked ones that lead to a found layer through others alone."""
        reached: set[int] = set()
        pending = list(found.inputs)
        while pending:
            source = pending.pop()
            if source in self.alignment.extra:
                pending += self.structure.layers[source].inputs
            else:
                reached.add(source)
        return reached

    def beside(self, asked: int) -> FoundLayer | None:
        """Returns the layer that stands beside an asked one; None if there is none."""
        position = self.alignment.found_for(asked)
        return None if position is None else self.structure.layers[position]

    def gives_states_alone(self, asked: int) -> bool:
        """Whether what stands beside an asked layer gives states, and nothing takes what else it gives."""
        position, structure = self.alignment.found_for(asked), self.structure
        taken = [*zip(structure.outputs, structure.output_parts, strict=True),
                 *(pair for layer in structure.layers for pair in layer.takes)]
        parts = [part for source, part in taken if source == position]
        return bool(parts) and 0 not in parts

    def chosen_layers(self) -> list[tuple[str, dict[str, Any]]]:
        """Returns type and arguments of each asked layer with what the answer chose of what is open.

        Shapes follow from it. One that was left out does nothing.
        """
        chosen: list[tuple[str, dict[str, Any]]] = []
        for position, layer in enumerate(self.network.layers):
            found = self.beside(position)
            if found is None and layer.optional:
                chosen.append(("Identity", {}))
                continue
            same = found is not None and found.type in layer.choices
            config = found.config if found is not None and same else {}
            free = {name: value for name, value in config.items()
                    if (is_free(name, self.spec) and isinstance(value, str)) or name == "input_shape"}
            wanted = {name: bound(value, self.names) for name, value in layer.arguments.items()}
            told = {name: config[name] if is_open(value) and name in config and fits(value, config[name])
                    else buildable(name, value) for name, value in wanted.items()}
            kind = found.type if found is not None and same else layer.type
            chosen.append((kind, needed(kind) | free | {name: each for name, each in told.items() if each is not None}))
        return chosen

    def described_alone(self) -> DescribeNetwork:
        """Asks for each layer of a free network by itself, on what it is called on; what is not there does nothing."""
        shapes: list[Shape] = []
        layers: list[AskedLayer] = []
        for position, (kind, arguments) in enumerate(self.chosen_layers()):
            found = self.beside(position)
            given: list[Shape] = [(8,)] if found is None or found.type != kind else [
                self.structure.layers[source].shape_of(part) if source >= 0 else self.network.input_shapes[-1 - source]
                for source, part in found.takes]
            inputs = tuple(-1 - len(shapes) - number for number in range(len(given)))
            shapes += [tuple(axis or 8 for axis in shape) for shape in given]
            alone = found is not None and found.type == kind
            layers.append(AskedLayer(type=kind if alone else "Identity", arguments=arguments if alone else {},
                                     inputs=inputs, names=argument_names(kind, len(inputs))))
        return DescribeNetwork(input_shapes=tuple(shapes), layers=tuple(layers))


class NetworkFacts(NetworkReading):
    """What checks of a network are given: the record as it is read, and the evidence for it."""

    def __init__(self, spec: ExerciseSpec, evidence: Evidence) -> None:
        """Takes what is known about an answer."""
        super().__init__(spec, evidence.claim.network if evidence.claim is not None else None)
        self.evidence = evidence

    def found(self, asked: int) -> FoundLayer | None:
        """Returns the layer that stands beside asked layer number `asked` (from 0).

        None if there is none, or if the record is only the guest's word: nothing may rest on that.
        """
        return self.beside(asked) if self.evidence.trust == "verified" else None

    @property
    def pairs(self) -> list[Pair]:
        """The asked layers beside the found ones."""
        return [] if self._claim is None else [
            Pair(asked, None if found is None else self.structure.layers[found], self._takes(asked, found),
                 fine=found not in self.extra if asked is None else found is None and asked not in self.missing)
            for asked, found in self.alignment.pairs]

    def _takes(self, asked: int | None, found: int | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names what an asked and a found layer are called on; nothing where that is rightly the one before."""
        if self.network.is_chain:
            return (), ()
        labels, inputs = self.network.labels, self.network.input_names
        beside = {number: position for position, number in self.alignment.pairs if position is not None}

        def named(source: int | None, part: int | None, kind: str = "") -> str:
            label = kind if source is None else inputs[-1 - source] if source < 0 else labels[source]
            return label.removeprefix("layer_") + (f"[{part}]" if part else "")

        wanted = () if asked is None else tuple(map(
            named, self.network.resolved_inputs[asked], self.network.named_parts[asked]))
        if found is None:
            return wanted, ()
        layer = self.structure.layers[found]
        sources = [(self.source_found(source), part) for source, part in layer.takes]
        given = tuple(named(each if each < 0 else beside.get(each), part, self.structure.layers[each].type)
                      for each, part in sources)
        plain = asked is not None and self.network.resolved_inputs[asked] == (asked - 1,) and wanted == given
        return ((), ()) if plain else (wanted, given)

    @property
    def advice(self) -> Advice:
        """What is right, or free, and has a better way."""
        if self._claim is None:
            return []
        return [*[("ops_stand_for_spec", {})] * self.evidence.stands_for_spec, *self.structure.advice,
                *self._flatten_advice(), *self._padding_advice(), *self._mode_advice()]

    def _flatten_advice(self) -> Advice:
        """A Reshape in place of a Flatten that the text names is right, with a word."""
        return [("reshape_for_flatten", {"label": self.network.labels[position]})
                for position, layer in enumerate(self.network.layers)
                if layer.type == "Flatten" and layer.numbered
                and (found := self.found(position)) is not None and (found.type == "Reshape" or found.op)]

    def _padding_advice(self) -> Advice:
        """`padding` that nothing names is free, and changes the shapes."""
        return [("padding_changes_shape", {"label": self.network.labels[position], "shape": list(found.output_shape)})
                for position in range(len(self.network.layers))
                if (found := self.found(position)) is not None and found.config.get("padding") == "same"
                and "padding" not in self.network.layers[position].arguments]

    def _mode_advice(self) -> Advice:
        """A call that fixes `training` is not told by Keras whether the model trains."""
        return [("training_fixed", {"layer": layer.type, "mode": str(layer.training)})
                for layer in self.structure.layers if layer.training is not None]


def without_time(layer: LayerClaim) -> LayerClaim:
    """Returns a Dense that a TimeDistributed applies to each step as the Dense that does so by itself."""
    inner = layer.config.get("layer")
    if layer.type != "TimeDistributed" or not isinstance(inner, dict) or inner.get("class_name") != "Dense":
        return layer
    config = {name: value for name, value in inner["config"].items()
              if name in keras_names().layers["Dense"] and not name.endswith("_initializer")}
    return replace_struct(layer, type="Dense", config=config)


def is_free(name: str, spec: ExerciseSpec) -> bool:
    """Whether the spec leaves the argument to the student."""
    return matches_any(name, spec.free_arguments)


@lru_cache(2000)
def matches_any(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a name is one of those that patterns stand for."""
    return any(fnmatch(name, pattern) for pattern in patterns)
