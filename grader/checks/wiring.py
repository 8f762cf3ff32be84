"""Whether a network has the layers that are asked for, connected as asked: the check `layers`, part by part."""

from __future__ import annotations

from grader.checks.check import Finding, failed, passed
from grader.facts.alignment import ORDERED, same_type
from grader.facts.folding import UNEXPLAINED, FoundLayer, in_order
from grader.facts.network import NetworkFacts
from grader.specs.keras_names import keras_names
from grader.verification.framing import argument_names

Types = tuple[list[str], list[str]]  # of the asked layers, and of the found ones


def layers_are_asked(facts: NetworkFacts) -> Finding:
    """The layers are those of the spec, in number and order, connected as asked; none missing, none extra."""
    types = [layer.type for layer in facts.network.layers], [layer.type for layer in facts.structure.layers]
    return next(filter(None, (part(facts, types) for part in PARTS)), passed(*types))


def all_is_known(facts: NetworkFacts, types: Types) -> Finding | None:
    """The network is layers and nothing else, as verification confirms."""
    unexplained = [layer.place for layer in facts.structure.layers if layer.type == UNEXPLAINED]
    if unexplained:
        return failed("op_unexplained", *types, unexplained[0])
    if facts.evidence.trust != "verified":
        return failed("network_not_verifiable", *types, problem=facts.evidence.problem)
    if facts.claim.loose_variables:
        return failed("loose_variables", *types, count=facts.claim.loose_variables)
    return None


def none_is_missing_or_extra(facts: NetworkFacts, types: Types) -> Finding | None:
    """There is a layer for each asked one, at its place, and no other."""
    asked, found = facts.network.layers, facts.structure.layers
    missing = [asked[number] for number in facts.missing]
    extra = [found[number] for number in facts.extra]
    moved = [layer for layer in extra if any(same_type(each, layer) for each in missing)]
    if moved:
        wanted = next(number for number in facts.missing if same_type(asked[number], moved[0]))
        return failed("layer_moved", *types, moved[0].place, type=moved[0].type, wanted=asked_source(facts, wanted),
                      after=found_layer(facts, moved[0].inputs[0] if moved[0].inputs else -1))
    if missing:
        number = facts.missing[0]
        told = asked[number].arguments or any(each.numbered and each.type == asked[number].type for each in asked)
        code = "layer_missing" if told else "layer_forgotten"
        return failed(code, *types, type=asked[number].type, label=facts.network.labels[number],
                      after=asked_source(facts, number), count=len(missing))
    if not extra:
        return None
    if extra[0].type in keras_names().applications and extra[0].config["trainable"]:
        return failed("base_not_frozen", *types, extra[0].place, type=extra[0].type, count=extra[0].config["layers"])
    before = facts.alignment.pairs[:[pair[1] for pair in facts.alignment.pairs].index(facts.extra[0])]
    after = next((position for position, _ in reversed(before) if position is not None), -1)
    behind = asked_layer(facts, after) if facts.network.is_chain else found_layer(facts, extra[0].inputs[0])
    return failed("layer_extra", *types, extra[0].place, type=extra[0].type, after=behind, count=len(extra))


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


def connections_are_asked(facts: NetworkFacts, types: Types) -> Finding | None:
    """Every layer is called on the outputs the spec names."""
    for position, label in enumerate(facts.network.labels):
        found = facts.found(position)
        if found is not None and not takes_what_is_asked(facts, position, found):
            inputs = facts.network.resolved_inputs[position]
            return failed("connection_differs", *types, found.place, type=found.type, label=label,
                          wanted=[asked_output(facts, *each) for each in
                                  zip(inputs, facts.network.named_parts[position], strict=True)],
                          taken=[found_output(facts, *each) for each in found.takes])
    return None


def takes_what_is_asked(facts: NetworkFacts, position: int, found: FoundLayer) -> bool:
    """Whether a layer is called on the outputs the spec names, each by the argument that it belongs to."""
    wanted = [facts.source_asked(source) for source in facts.network.resolved_inputs[position]]
    if facts.network.is_free:
        return set(wanted) <= facts.origins(found)
    parts = facts.network.named_parts[position]
    if found.type in ORDERED:
        return wanted == [facts.source_found(source) for source in found.inputs] \
            and (not found.names or found.names == argument_names(found.type, len(wanted))) \
            and all(is_output(facts, *taken, part) for taken, part in zip(found.takes, parts, strict=True))
    left = list(found.takes)
    for source, part in zip(wanted, parts, strict=True):
        taken = next((each for each in left if facts.source_found(each[0]) == source and is_output(facts, *each, part)),
                     None)
        if taken is None:
            return False
        left.remove(taken)
    return not left


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


def sharing_is_asked(facts: NetworkFacts, types: Types) -> Finding | None:
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
            return failed("layer_shared", *types, found.place, type=found.type, count=len(alike))
        if any(layers[each].instance != found.instance for each in meant):
            other = next(layers[each] for each in meant if layers[each].instance != found.instance)
            return failed("layer_not_shared", *types, other.place, type=found.type,
                          count=len(meant), label=facts.network.labels[asked[number]])
    return None


def outputs_are_asked(facts: NetworkFacts, types: Types) -> Finding | None:
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
    return failed(code, *types, wanted=told[0], taken=told[1])


PARTS = (all_is_known, none_is_missing_or_extra, connections_are_asked, sharing_is_asked, outputs_are_asked)
