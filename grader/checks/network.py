"""The checks of an exercise that asks for a network, made from its spec. Each judges facts and touches nothing."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property, partial
from typing import Any

from grader.checks.alignment import Alignment, align, argument_matches, same_type
from grader.checks.answers import found_and_runs
from grader.checks.check import SKIPPED, Check, Finding, failed, passed
from grader.checks.structure import OF_ANY_LAYER, UNEXPLAINED, FoundLayer, Structure, fold_network
from grader.evidence.claims import NetworkClaim
from grader.evidence.evidence import Evidence
from grader.specs.types import ExerciseSpec, NetworkSpec
from grader.verification.questions import DescribedLayer

STYLE_KINDS = {"Sequential": "sequential", "Functional": "functional", "Model": "subclass"}

# Fixed in training mode, what they make of one image depends on the others of its batch: another network.
NORMALIZE_BY_BATCH = {"BatchNormalization"}
# Layers to which it matters which input is which.
ORDERED = {"Subtract", "Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention"}


@dataclass(frozen=True)
class NetworkFacts:
    """An exercise's spec and what is known about its answer."""

    spec: ExerciseSpec
    evidence: Evidence

    @property
    def network(self) -> NetworkSpec:
        """What is asked for."""
        assert self.spec.network is not None
        return self.spec.network

    @property
    def claim(self) -> NetworkClaim:
        """What was recorded."""
        assert self.evidence.claim is not None
        assert self.evidence.claim.network is not None
        return self.evidence.claim.network

    @cached_property
    def structure(self) -> Structure:
        """The recorded network, folded."""
        return fold_network(self.claim)

    @cached_property
    def alignment(self) -> Alignment:
        """The recorded network beside the asked one."""
        return align(self.network, self.structure.layers)

    def found(self, asked: int) -> FoundLayer | None:
        """Returns the layer that stands beside asked layer number `asked` (from 0).

        None if there is none, or if the record is only the guest's word: nothing may rest on that.
        """
        if self.evidence.trust != "verified":
            return None
        position = self.alignment.found_for(asked)
        return None if position is None else self.structure.layers[position]


def network_checks(spec: ExerciseSpec) -> list[Check]:
    """Returns all checks of the exercise, a check after those it needs."""
    assert spec.network is not None
    runs = ("answer.runs",)
    checks = found_and_runs()
    checks += [
        Check("style", "style", runs, style_is_asked),
        Check("input_shape", "shapes", runs, input_shape_matches),
        Check("layers", "layers", runs, layers_are_asked),
    ]
    earlier: tuple[str, ...] = ("layers", "input_shape")
    own: list[str] = []
    for position, (label, layer) in enumerate(zip(spec.network.labels, spec.network.layers, strict=True)):
        type_id = f"{label}.type"
        argument_ids = [f"{label}.{name}" for name in layer.arguments]
        checks.append(Check(type_id, "types", runs, partial(type_matches, asked=position)))
        checks += [
            Check(check_id, "arguments", (type_id,), partial(argument_is_asked, asked=position, name=name))
            for check_id, name in zip(argument_ids, layer.arguments, strict=True)
        ]
        checks.append(Check(f"{label}.defaults", "defaults", (type_id, *argument_ids),
                            partial(others_are_default, asked=position)))
        own = [type_id, *argument_ids, f"{label}.defaults"]
        earlier += tuple(own)
        checks.append(Check(f"{label}.output_shape", "shapes", earlier,
                            partial(output_shape_matches, asked=position)))
    whole = ("layers", "input_shape", *own)
    checks.append(Check("output_shape", "shapes", whole, network_output_matches))
    checks.append(Check("training", "training", ("output_shape",), loss_decreases))
    return checks


def style_is_asked(facts: NetworkFacts) -> Finding:
    """The model is built in the style the exercise asks for."""
    claim = facts.claim
    style = STYLE_KINDS.get(claim.model_kind)
    if style == "subclass" and not {"__init__", "call"} <= set(claim.own_methods):
        lacking = [name for name in ("__init__", "call") if name not in claim.own_methods]
        if facts.spec.style == "subclass":
            return failed("style_methods_missing", "__init__, call", ", ".join(claim.own_methods) or "-",
                          lacking=", ".join(lacking))
        style = None
    if "Sequential" in claim.bases and claim.model_kind == "Model":
        style = None
    if style == facts.spec.style:
        return passed(facts.spec.style, style)
    found = style or (claim.bases[1] if len(claim.bases) > 1 else claim.model_kind)
    return failed("style_differs", facts.spec.style, found)


def input_shape_matches(facts: NetworkFacts) -> Finding:
    """The model takes inputs of the shape of the data."""
    expected = [list(shape) for shape in facts.network.input_shapes]
    found = [list(shape) for shape in facts.claim.input_shapes]
    fits = len(expected) == len(found) and all(
        len(wanted) == len(given) and all(b in (None, a) for a, b in zip(wanted, given, strict=True))
        for wanted, given in zip(expected, found, strict=True))
    if fits:
        return passed(one_or_all(expected), one_or_all(found))
    return failed("input_shape_differs", one_or_all(expected), one_or_all(found))


def one_or_all(shapes: list[Any]) -> Any:
    """Returns the only shape as itself, several as a list."""
    return shapes[0] if len(shapes) == 1 else shapes


def layers_are_asked(facts: NetworkFacts) -> Finding:
    """The layers are those of the spec, in number and order, connected as asked; none missing, none extra."""
    asked, found = facts.network.layers, facts.structure.layers
    expected_types = [layer.type for layer in asked]
    found_types = [layer.type for layer in found]
    alignment = facts.alignment
    both = (expected_types, found_types)
    if any(layer.type == UNEXPLAINED for layer in found):
        place = next(layer.place for layer in found if layer.type == UNEXPLAINED)
        return failed("op_unexplained", *both, place)
    if facts.evidence.trust != "verified":
        return failed("network_not_verifiable", *both, problem=facts.evidence.problem)
    if facts.claim.loose_variables:
        return failed("loose_variables", *both, count=facts.claim.loose_variables)
    missing = [asked[number] for number in alignment.missing]
    extra = [found[number] for number in alignment.extra]
    moved = [layer for layer in extra if any(same_type(each, layer) for each in missing)]
    if moved:
        wanted = next(number for number in alignment.missing if same_type(asked[number], moved[0]))
        return failed("layer_moved", *both, moved[0].place, type=moved[0].type, wanted=asked_layer(facts, wanted - 1),
                      after=found_layer(facts, moved[0].inputs[0] if moved[0].inputs else -1))
    if missing:
        number = alignment.missing[0]
        code = "layer_missing" if asked[number].numbered else "layer_forgotten"
        return failed(code, *both, type=asked[number].type, label=facts.network.labels[number],
                      after=asked_layer(facts, number - 1), count=len(missing))
    if extra:
        before = alignment.pairs[:[pair[1] for pair in alignment.pairs].index(alignment.extra[0])]
        after = next((position for position, _ in reversed(before) if position is not None), -1)
        return failed("layer_extra", *both, extra[0].place, type=extra[0].type, after=asked_layer(facts, after),
                      count=len(extra))
    return connections_are_asked(facts, *both)


def asked_layer(facts: NetworkFacts, position: int) -> dict[str, str]:
    """Names an asked layer for a report, which tells it by its number; before the first stands the input."""
    if position < 0:
        return {"label": "Input", "type": "Input"}
    return {"label": facts.network.labels[position], "type": facts.network.layers[position].type}


def found_layer(facts: NetworkFacts, position: int) -> dict[str, str]:
    """Names a layer of the answer by the asked one it stands for, else by its type."""
    asked = next((asked for asked, found in facts.alignment.pairs if found == position and asked is not None), None)
    if position < 0 or asked is not None:
        return asked_layer(facts, -1 if asked is None else asked)
    kind = facts.structure.layers[position].type
    return {"label": kind, "type": kind}


def connections_are_asked(facts: NetworkFacts, expected_types: list[str], found_types: list[str]) -> Finding:
    """Every layer is called on the outputs the spec names, and the network returns what it should."""
    alignment = facts.alignment
    beside = {asked: found for asked, found in alignment.pairs if asked is not None and found is not None}
    for position, inputs in enumerate(facts.network.resolved_inputs):
        found = facts.found(position)
        wanted = tuple(source if source < 0 else beside[source] for source in inputs)
        if found is None or found.inputs == wanted:
            continue
        if found.type in ORDERED or sorted(found.inputs) != sorted(wanted):
            return failed("connection_differs", expected_types, found_types, found.place, type=found.type,
                          label=facts.network.labels[position],
                          wanted=[asked_layer(facts, source) for source in inputs])
    instances = [found.instance for found in facts.structure.layers]
    for found in facts.structure.layers:
        if found.instance is not None and instances.count(found.instance) > 1:
            return failed("layer_shared", expected_types, found_types, found.place, type=found.type,
                          count=instances.count(found.instance))
    names = facts.network.outputs or (facts.network.labels[-1],)
    wanted_outputs = tuple(beside[facts.network.labels.index(name)] for name in names)
    if facts.structure.outputs != wanted_outputs:
        return failed("output_differs", expected_types, found_types)
    return passed(expected_types, found_types)


def type_matches(facts: NetworkFacts, *, asked: int) -> Finding:
    """The layer is of the type the spec names."""
    wanted, found = facts.network.layers[asked], facts.found(asked)
    if found is None:
        return SKIPPED
    label = facts.network.labels[asked]
    if not same_type(wanted, found):
        return failed("type_differs", wanted.type, found.type, found.place, label=label)
    if found.op and wanted.type != "Flatten":
        return failed("op_in_place_of_layer", wanted.type, "op", found.place, label=label)
    return passed(wanted.type, found.type)


def argument_is_asked(facts: NetworkFacts, *, asked: int, name: str) -> Finding:
    """The argument has the value the spec names, however it is written."""
    wanted, found = facts.network.layers[asked].arguments[name], facts.found(asked)
    if found is None:
        return SKIPPED
    value = found.config.get(name)
    if argument_matches(wanted, value):
        return passed(wanted, wanted)
    if isinstance(value, list) and len(set(map(str, value))) == 1:
        value = value[0]
    place = found.activation_place if name == "activation" and found.activation_place else found.place
    code = "activation_differs" if name == "activation" else "argument_differs"
    if name == "activation" and value == "linear":
        code = "activation_missing"
    return failed(code, wanted, value, place, label=facts.network.labels[asked], type=found.type, argument=name)


def others_are_default(facts: NetworkFacts, *, asked: int) -> Finding:
    """Arguments the spec does not name keep Keras' default, but for the free ones."""
    wanted, found, expected = facts.network.layers[asked], facts.found(asked), facts.evidence.expected
    if found is None or expected is None:
        return SKIPPED
    if found.op:
        return passed()
    label = facts.network.labels[asked]
    for name, default in standard_config(found, expected.layers[asked]).items():
        if name in wanted.arguments or is_free(name, facts.spec):
            continue
        if not argument_matches(default, found.config.get(name)):
            return failed("default_changed", default, found.config.get(name), found.place,
                          label=label, type=found.type, argument=name)
    if found.training and found.type in NORMALIZE_BY_BATCH and not is_free("training", facts.spec):
        return failed("default_changed", None, True, found.place,
                      label=label, type=found.type, argument="training")
    return passed()


def standard_config(found: FoundLayer, expected: DescribedLayer) -> dict[str, Any]:
    """Returns what Keras tells of a layer that was told no more than asked.

    What it tells besides of the found one was told it (`lora_rank`), or has become of it (`quantize`). A layer that
    may stand for the asked one (`Reshape` for `Flatten`) has arguments of its own.
    """
    if found.type != expected.type:
        return {"trainable": True, **OF_ANY_LAYER}
    return dict.fromkeys(found.config) | expected.config


def is_free(name: str, spec: ExerciseSpec) -> bool:
    """Whether the spec leaves the argument to the student."""
    return any(fnmatch(name, pattern) for pattern in spec.free_arguments)


def free_arguments(facts: NetworkFacts) -> list[dict[str, Any]]:
    """Returns, for each asked layer, the free arguments the answer set: shapes are expected with these."""
    chosen = []
    for position, layer in enumerate(facts.network.layers):
        found = facts.found(position)
        config = found.config if found is not None and found.type == layer.type else {}
        chosen.append({name: value for name, value in config.items()
                       if is_free(name, facts.spec) and name not in layer.arguments and isinstance(value, str)})
    return chosen


def output_shape_matches(facts: NetworkFacts, *, asked: int) -> Finding:
    """The output of the layer has the shape that follows from the spec."""
    found, expected = facts.found(asked), facts.evidence.expected
    if found is None or expected is None:
        return SKIPPED
    wanted = list(expected.layers[asked].output_shape)
    given = list(found.output_shape)
    if wanted == given:
        return passed(wanted, given)
    return failed("output_shape_differs", wanted, given, found.place, label=facts.network.labels[asked])


def network_output_matches(facts: NetworkFacts) -> Finding:
    """What the network returns has the shape that follows from the spec."""
    last = len(facts.network.layers) - 1
    found, expected = facts.found(last), facts.evidence.expected
    if found is None or expected is None:
        return SKIPPED
    wanted = list(expected.layers[last].output_shape)
    given = list(found.output_shape)
    return passed(wanted, given) if wanted == given else failed("network_output_differs", wanted, given, found.place)


def loss_decreases(facts: NetworkFacts) -> Finding:
    """A step of a short training on learnable data makes the loss smaller; the next may go too far."""
    response = facts.evidence.response
    if response is None or len(response.losses) < 2:
        return SKIPPED
    numbers = [loss for loss in response.losses if loss is not None]
    if len(numbers) < len(response.losses):
        return failed("loss_not_decreasing", "< start", "nan")
    first, lowest = numbers[0], min(numbers[1:])
    if lowest < first:
        return passed(f"< {first:.3f}", f"{lowest:.3f}")
    return failed("loss_not_decreasing", f"< {first:.3f}", f"{lowest:.3f}")
