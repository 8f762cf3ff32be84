"""The checks of an exercise that asks for a network, made from its spec. Each judges facts and touches nothing."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from grader.checks.answers import found_and_runs
from grader.checks.check import SKIPPED, Check, Finding, failed, passed
from grader.checks.compiling import compile_checks
from grader.evidence.claims import LayerClaim
from grader.evidence.questions import DescribedLayer
from grader.facts.alignment import ORDERED, comes_first, same_type
from grader.facts.folding import OF_ANY_LAYER, UNEXPLAINED, FoundLayer, in_order
from grader.facts.network import NetworkFacts, is_free
from grader.specs.activations import STANDING
from grader.specs.keras_names import keras_names
from grader.specs.types import CountSpec, ExerciseSpec, LayerSpec, NetworkSpec
from grader.specs.values import bound, fits, whole
from grader.verification.framing import argument_names

STYLE_KINDS = {"Sequential": "sequential", "Functional": "functional", "Model": "subclass"}

# Fixed in training mode, what they make of one image depends on the others of its batch: another network.
NORMALIZE_BY_BATCH = {"BatchNormalization"}
# Arguments that say how much is given out; what of it is taken, the wiring shows.
TELLS_MORE = {"return_state", "return_attention_scores"}
# Types in whose place a function will not do.
NO_FUNCTION = "Pooling"


def network_checks(spec: ExerciseSpec) -> list[Check]:
    """Returns all checks of the exercise, a check after those it needs."""
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
        argument_ids = [f"{label}.{name}" for name in (*layer.arguments, *layer.call)]
        checks.append(Check(type_id, "types", runs, partial(type_matches, asked=position)))
        checks += [
            Check(check_id, "arguments", (type_id,), partial(argument_is_asked, asked=position, name=name))
            for check_id, name in zip(argument_ids, (*layer.arguments, *layer.call), strict=True)
        ]
        checks.append(Check(f"{label}.defaults", "defaults", (type_id, *argument_ids),
                            partial(others_are_default, asked=position)))
        own = [*(own if layer.type in STANDING else ()), type_id, *argument_ids, f"{label}.defaults"]
        earlier += (type_id, *argument_ids, f"{label}.defaults")
        checks.append(Check(f"{label}.output_shape", "shapes", earlier,
                            partial(output_shape_matches, asked=position)))
    checks += [Check(f"count.{count.types[0]}", "layers", ("layers",), partial(count_is_asked, count=count))
               for count in spec.network.counts]
    checks += [Check(f"model.{model.name}", "layers", ("layers",), partial(model_is_there, number=number))
               for number, model in enumerate(spec.network.models)]
    if spec.network.parameters:
        checks.append(Check("parameters", "layers", ("layers",), parameters_are_asked))
    whole = ("layers", "input_shape", *own)
    checks.append(Check("output_shape", "shapes", whole, network_output_matches))
    checks.append(Check("training", "training", ("output_shape",), loss_decreases))
    if spec.network.compile is not None:
        checks += compile_checks(spec.network, spec.network.compile)
    return checks


def style_is_asked(facts: NetworkFacts) -> Finding:
    """The model is built in the style the exercise asks for."""
    claim = facts.claim
    if facts.spec.style == "any":
        return passed("any", claim.model_kind)
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
    """The model takes inputs of the shape of the data, which a pretrained network has brought to its own size."""
    expected = [list(shape) for shape in facts.network.input_shapes]
    order = in_order(facts.claim.input_names, tuple(each.name for each in facts.network.input_specs))
    found = [list(facts.claim.input_shapes[number]) for number in order or range(len(facts.claim.input_shapes))]
    resized = {-1 - each.inputs[0] for each in facts.structure.layers if comes_first(facts.network, each)}
    alike = len(expected) == len(found) and all(
        (len(wanted) == len(given) and all(b in (None, a) for a, b in zip(wanted, given, strict=True)))
        or (number in resized and wanted[-1:] == given[-1:])
        for number, (wanted, given) in enumerate(zip(expected, found, strict=True)))
    if alike:
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
    both = (expected_types, found_types)
    if any(layer.type == UNEXPLAINED for layer in found):
        place = next(layer.place for layer in found if layer.type == UNEXPLAINED)
        return failed("op_unexplained", *both, place)
    if facts.evidence.trust != "verified":
        return failed("network_not_verifiable", *both, problem=facts.evidence.problem)
    if facts.claim.loose_variables:
        return failed("loose_variables", *both, count=facts.claim.loose_variables)
    missing = [asked[number] for number in facts.missing]
    extra = [found[number] for number in facts.extra]
    moved = [layer for layer in extra if any(same_type(each, layer) for each in missing)]
    if moved:
        wanted = next(number for number in facts.missing if same_type(asked[number], moved[0]))
        return failed("layer_moved", *both, moved[0].place, type=moved[0].type, wanted=asked_source(facts, wanted),
                      after=found_layer(facts, moved[0].inputs[0] if moved[0].inputs else -1))
    if missing:
        number = facts.missing[0]
        code = "layer_missing" if asked[number].numbered or asked[number].arguments else "layer_forgotten"
        return failed(code, *both, type=asked[number].type, label=facts.network.labels[number],
                      after=asked_source(facts, number), count=len(missing))
    if extra and extra[0].type in keras_names().applications and extra[0].config["trainable"]:
        return failed("base_not_frozen", *both, extra[0].place, type=extra[0].type, count=extra[0].config["layers"])
    if extra:
        before = facts.alignment.pairs[:[pair[1] for pair in facts.alignment.pairs].index(facts.extra[0])]
        after = next((position for position, _ in reversed(before) if position is not None), -1)
        behind = asked_layer(facts, after) if facts.network.is_chain else found_layer(facts, extra[0].inputs[0])
        return failed("layer_extra", *both, extra[0].place, type=extra[0].type, after=behind,
                      count=len(extra))
    return connections_are_asked(facts, *both)


def asked_source(facts: NetworkFacts, position: int) -> dict[str, str]:
    """Names what an asked layer is called on, the first of several."""
    return asked_layer(facts, facts.network.resolved_inputs[position][0])


def asked_layer(facts: NetworkFacts, position: int) -> dict[str, str]:
    """Names an asked layer for a report, which tells it by its number; before the first stands the input."""
    if position < 0:
        inputs = facts.network.input_specs
        name = "Input" if len(inputs) == 1 else inputs[-1 - position].name
        return {"label": name, "type": "Input"}
    return {"label": facts.network.labels[position], "type": facts.network.layers[position].type}


def asked_output(facts: NetworkFacts, source: int, part: int | None) -> dict[str, str]:
    """Names what an asked layer takes: another one, and which of its outputs, if the spec says so."""
    named = asked_layer(facts, source)
    return named | {"type": f"{named['type']}[{part}]"} if part else named


def found_layer(facts: NetworkFacts, position: int) -> dict[str, str]:
    """Names a layer of the answer by the asked one it stands for, else by its type."""
    asked = next((asked for asked, found in facts.alignment.pairs if found == position and asked is not None), None)
    if position < 0 or asked is not None:
        return asked_layer(facts, position if asked is None else asked)
    kind = facts.structure.layers[position].type
    return {"label": kind, "type": kind}


def found_output(facts: NetworkFacts, source: int, part: int) -> dict[str, str]:
    """Names what a layer of the answer takes: another one, and which of its outputs, if it has several."""
    named = found_layer(facts, facts.source_found(source))
    return named | {"type": f"{named['type']}[{part}]"} if part else named


def connections_are_asked(facts: NetworkFacts, expected_types: list[str], found_types: list[str]) -> Finding:
    """Every layer is called on the outputs the spec names, and the network returns what it should."""
    types = (expected_types, found_types)
    for position, label in enumerate(facts.network.labels):
        found = facts.found(position)
        if found is not None and not takes_what_is_asked(facts, position, found):
            inputs = facts.network.resolved_inputs[position]
            return failed("connection_differs", *types, found.place, type=found.type, label=label,
                          wanted=[asked_output(facts, *each) for each in
                                  zip(inputs, facts.network.named_parts[position], strict=True)],
                          taken=[found_output(facts, *each) for each in
                                 zip(found.inputs, found.parts or (0,) * len(found.inputs), strict=True)])
    return sharing_is_asked(facts, *types) or outputs_are_asked(facts, *types) or passed(*types)


def takes_what_is_asked(facts: NetworkFacts, position: int, found: FoundLayer) -> bool:
    """Whether a layer is called on the outputs the spec names, each by the argument that it belongs to."""
    wanted = [facts.source_asked(source) for source in facts.network.resolved_inputs[position]]
    if facts.network.is_free:
        return set(wanted) <= facts.origins(found)
    given = [facts.source_found(source) for source in found.inputs]
    parts = facts.network.named_parts[position]
    names = argument_names(found.type, len(wanted))
    if found.type in ORDERED:
        return wanted == given and (not found.names or found.names == names) \
            and all(takes_output(facts, found, *each) for each in enumerate(parts))
    left = list(range(len(given)))
    for source, part in zip(wanted, parts, strict=True):
        number = next((each for each in left if given[each] == source and takes_output(facts, found, each, part)), None)
        if number is None:
            return False
        left.remove(number)
    return not left


def takes_output(facts: NetworkFacts, found: FoundLayer, number: int, wanted: int | None) -> bool:
    """Whether the input of that number is the output that the spec names, or one that is shaped like the first."""
    return is_output(facts, found.inputs[number], found.parts[number] if found.parts else 0, wanted)


def is_output(facts: NetworkFacts, source: int, part: int, wanted: int | None) -> bool:
    """Whether an output of a layer is that of a number; if the spec names none, any that is shaped like the first."""
    if source < 0:
        return part == (wanted or 0)
    layer = facts.structure.layers[source]
    if wanted is None:
        return layer.shape_of(part) == layer.output_shape
    if layer.config.get("return_sequences") is False:  # its last output is its first state
        part, wanted = (0 if each == 1 else each for each in (part, wanted))
    return part == wanted


def sharing_is_asked(facts: NetworkFacts, expected_types: list[str], found_types: list[str]) -> Finding | None:
    """Layers are called once each, but for those that the spec calls again."""
    layers = facts.structure.layers
    asked = {found: facts.network.instances[asked] for asked, found in facts.alignment.pairs
             if asked is not None and found is not None}
    for number, found in enumerate(layers):
        if found.instance is None or number not in asked:
            continue
        alike = [each for each, other in enumerate(layers) if other.instance == found.instance]
        meant = [each for each in asked if asked[each] == asked[number]]
        if any(asked.get(each, -1) != asked[number] for each in alike):
            return failed("layer_shared", expected_types, found_types, found.place, type=found.type, count=len(alike))
        if any(layers[each].instance != found.instance for each in meant):
            other = next(layers[each] for each in meant if layers[each].instance != found.instance)
            return failed("layer_not_shared", expected_types, found_types, other.place, type=found.type,
                          count=len(meant), label=facts.network.labels[asked[number]])
    return None


def outputs_are_asked(facts: NetworkFacts, expected_types: list[str], found_types: list[str]) -> Finding | None:
    """The network returns the outputs that the spec names, in their order or under their names."""
    structure, asked = facts.structure, facts.network.resolved_outputs
    if not facts.network.layers:
        return None
    wanted = [facts.source_asked(position) for position, _ in asked]
    through_others = (lambda source: source) if facts.network.is_free else facts.source_found
    outputs = list(zip(map(through_others, structure.outputs), structure.output_parts, strict=True))
    named = in_order(facts.claim.output_names, tuple(facts.network.labels[position] for position, _ in asked))
    given = [outputs[number] for number in named] if named and len(named) == len(outputs) else outputs
    if [source for source, _ in given] == wanted and all(
            is_output(facts, source, part, output) for (source, part), (_, output) in zip(given, asked, strict=True)):
        return None
    told = [[asked_layer(facts, position) for position, _ in asked],
            [found_layer(facts, source) for source, _ in given]]
    swapped = len(wanted) > 1 and sorted(wanted) == sorted(source for source, _ in outputs)
    code = "outputs_swapped" if swapped else "output_differs"
    return failed(code, expected_types, found_types, wanted=told[0], taken=told[1])


def count_is_asked(facts: NetworkFacts, *, count: CountSpec) -> Finding:
    """There are as many layers of some types as the spec asks for."""
    found = [layer for layer in facts.structure.layers if layer.type in count.types]
    if fits(count.bounds, len(found)):
        return passed(count.bounds, len(found))
    return failed("count_differs", count.bounds, len(found), found[-1].place if found else None,
                  type=" / ".join(count.types))


def model_is_there(facts: NetworkFacts, *, number: int) -> Finding:
    """A part of the network is a model of its own."""
    start, end = facts.network.resolved_models[number]
    wanted = tuple(map(facts.source_asked, (start, end)))
    found = [tuple(map(facts.structure.leads_to, (part.input, part.output))) for part in facts.claim.parts]
    name = facts.network.models[number].name
    if wanted in found:
        return passed(name, name)
    return failed("model_missing", name, None, name=name, start=asked_layer(facts, start), end=asked_layer(facts, end))


def parameters_are_asked(facts: NetworkFacts) -> Finding:
    """All weights together have as many numbers as the spec allows."""
    found = sum(parameters_of(layer) for layer in (*facts.claim.layers, *facts.claim.unused))
    bounds = facts.network.parameters
    return passed(bounds, found) if fits(bounds, found) else failed("parameters_differ", bounds, found)


def parameters_of(layer: LayerClaim) -> int:
    """Returns how many numbers the weights of a layer have, as Keras counts them: without the state of its dice."""
    sizes = [math.prod(axis or 1 for axis in shape) for shape in layer.weight_shapes]
    return sum(sizes) - (2 if "seed" in layer.config and (2,) in layer.weight_shapes else 0)


def left_out(asked: LayerSpec) -> Finding:
    """What is found of a layer that is not there: nothing wrong, if the spec lets it be left out."""
    return passed() if asked.optional else SKIPPED


def type_matches(facts: NetworkFacts, *, asked: int) -> Finding:
    """The layer is of the type the spec names."""
    wanted, found = facts.network.layers[asked], facts.found(asked)
    if found is None:
        return left_out(wanted)
    label = facts.network.labels[asked]
    if not same_type(wanted, found):
        return failed("type_differs", " / ".join(wanted.choices), found.type, found.place, label=label)
    if found.op and NO_FUNCTION in wanted.type:
        return failed("op_in_place_of_layer", wanted.type, "op", found.place, label=label)
    return passed(wanted.type, found.type)


def argument_is_asked(facts: NetworkFacts, *, asked: int, name: str) -> Finding:
    """The argument has the value the spec names, however it is written."""
    layer, found = facts.network.layers[asked], facts.found(asked)
    if found is None:
        return left_out(layer)
    stated = (layer.arguments | layer.call)[name]
    wanted = bound(stated, facts.names)
    value = {"training": found.training, "activation": found.activated}.get(name, found.config.get(name))
    if fits(wanted, value) or is_the_same_axis(facts, found, name, wanted) or (
            name == "target_shape" and is_the_same_shape(facts, asked, wanted, value)):
        return passed(wanted, wanted)
    value = value if isinstance(wanted, list) else whole(value)
    place = (found.activation.place if name == "activation" and found.activation else None) or found.place
    code = "activation_differs" if name == "activation" else "argument_differs"
    if name == "activation" and value == "linear":
        code = "activation_missing"
    if wanted != stated:
        return failed("not_the_same", wanted, value, place, label=facts.network.labels[asked], type=found.type,
                      argument=name, other_label=binder(facts.network, stated["same"]))
    return failed(code, wanted, value, place, label=facts.network.labels[asked], type=found.type, argument=name)


def is_the_same_axis(facts: NetworkFacts, found: FoundLayer, name: str, wanted: Any) -> bool:
    """Whether an axis counted from the end is the wanted one, which is counted from the start, or the reverse."""
    value, source = found.config.get(name), found.inputs[0] if found.inputs else -1
    if name not in ("axis", "axes") or type(value) is not int or type(wanted) is not int:
        return False
    shape = facts.structure.layers[source].output_shape if source >= 0 else facts.network.input_shapes[-1 - source]
    return (value - wanted) % (len(shape) + 1) == 0


def is_the_same_shape(facts: NetworkFacts, asked: int, wanted: Any, value: Any) -> bool:
    """Whether a Reshape that leaves a size to Keras (-1), or is asked to, comes to what is asked."""
    found, expected = facts.found(asked), facts.evidence.expected
    left_open = any(isinstance(each, list | tuple) and -1 in each for each in (wanted, value))
    return left_open and found is not None and expected is not None \
        and tuple(expected.layers[asked].output_shape) == tuple(found.output_shape)


def binder(network: NetworkSpec, name: str) -> str:
    """Returns the label of the layer that binds a name."""
    return next(label for label, layer in zip(network.labels, network.layers, strict=True)
                if any(isinstance(each, dict) and each.get("as") == name for each in layer.arguments.values()))


def others_are_default(facts: NetworkFacts, *, asked: int) -> Finding:
    """Arguments the spec does not name keep Keras' default, but for the free ones."""
    wanted, found, expected = facts.network.layers[asked], facts.found(asked), facts.evidence.expected
    if found is None or expected is None:
        return left_out(wanted)
    if found.op or wanted.same_as is not None:  # the layer that is called again is judged where it is called first
        return passed()
    label = facts.network.labels[asked]
    for name, default in standard_config(found, expected.layers[asked]).items():
        if name in (*wanted.arguments, *wanted.call) or name in TELLS_MORE or is_free(name, facts.spec):
            continue
        if not fits(default, found.config.get(name)) and not is_the_same_axis(facts, found, name, default):
            return failed("default_changed", default, found.config.get(name), found.place,
                          label=label, type=found.type, argument=name)
    if found.training and found.type in NORMALIZE_BY_BATCH and "training" not in wanted.call \
            and not is_free("training", facts.spec):
        return failed("default_changed", None, True, found.place,
                      label=label, type=found.type, argument="training")
    return passed()


def standard_config(found: FoundLayer, expected: DescribedLayer) -> dict[str, Any]:
    """Returns what Keras tells of a layer that was told no more than asked.

    What it tells besides of the found one was told it (`lora_rank`), or has become of it (`quantize`). A layer that
    may stand for the asked one (`Reshape` for `Flatten`) has arguments of its own.
    """
    if found.type in keras_names().applications:
        return {name: value for name, value in expected.config.items() if name != "input_shape"}
    if found.type != expected.type:
        return {"trainable": True, **OF_ANY_LAYER}
    return dict.fromkeys(found.config) | expected.config


def output_shape_matches(facts: NetworkFacts, *, asked: int) -> Finding:
    """The output of the layer has the shape that follows from the spec."""
    found, expected = facts.found(asked), facts.evidence.expected
    if found is None or expected is None:
        return left_out(facts.network.layers[asked])
    wanted = list(expected.layers[asked].output_shape)
    given = list(found.output_shape)
    if wanted == given:
        return passed(wanted, given)
    return failed("output_shape_differs", wanted, given, found.place, label=facts.network.labels[asked])


def network_output_matches(facts: NetworkFacts) -> Finding:
    """What the network returns has the shape that the spec names, or that follows from its layers."""
    expected = facts.evidence.expected
    if facts.network.output_shape is not None:
        wanted = list(facts.network.output_shape)
        given = one_or_all([list(shape) for shape in facts.claim.output_shapes])
        return passed(wanted, given) if wanted == given else failed("network_output_differs", wanted, given)
    asked = [(position, part) for position, part in facts.network.resolved_outputs if not part]
    found = [facts.found(position) for position, _ in asked]
    if expected is None or all(each is None for each in found):
        return SKIPPED
    pairs = [(list(expected.layers[position].output_shape), list(layer.output_shape), layer.place)
            for (position, _), layer in zip(asked, found, strict=True) if layer is not None]
    wanted, given = [one_or_all([each[side] for each in pairs]) for side in (0, 1)]
    place = next((place for shape, other, place in pairs if shape != other), None)
    return passed(wanted, given) if wanted == given else failed("network_output_differs", wanted, given, place)


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
