"""Why a network has other layers than the spec names, another input or another style."""

from __future__ import annotations

import ast
from collections import Counter

from grader.checks.check import Finding
from grader.checks.wiring import asked_layer, found_layer
from grader.diagnosis.case import Case, Cause, titled
from grader.diagnosis.source import Spot, called_name
from grader.evidence.claims import LayerClaim
from grader.facts.alignment import FAMILIES, align, difference, same_type
from grader.facts.folding import FoundLayer
from grader.specs.activations import STANDING
from grader.specs.types import LayerSpec
from grader.submissions.statements import last_name

IMAGE = ("height", "width", "channels")
MOSTLY = 0.4  # from this share of missing layers on it is another network, and no list of slips


def missing_layers(case: Case) -> list[LayerSpec]:
    """Returns the asked layers that nothing stands beside."""
    return [case.network.network.layers[number] for number in case.network.alignment.missing]


def extra_layers(case: Case) -> list[FoundLayer]:
    """Returns the found layers that nothing asks for."""
    return [case.network.structure.layers[number] for number in case.network.alignment.extra]


def listed(types: list[str]) -> str:
    """Returns types as a list with counts: `Conv2D × 2, Flatten`."""
    return ", ".join(f"{name} × {count}" if count > 1 else name for name, count in Counter(types).items())


def made_at(case: Case, layer: FoundLayer | LayerClaim) -> Spot | None:
    """Returns the call that made a layer; its line where the call cannot be told."""
    if layer.place is None:
        return None
    call = call_of(case, layer)
    return case.source.spot(layer.place[0], call) if call is not None else Spot(*layer.place)


def call_of(case: Case, layer: FoundLayer | LayerClaim) -> ast.Call | None:
    """Returns the call that made a layer. Of several on its line the one at its turn, if each made one layer."""
    if layer.place is None:
        return None
    calls = case.source.layer_calls(layer.place, layer.type)
    made = [each for each in case.network.structure.layers if (each.place, each.type) == (layer.place, layer.type)]
    if len(calls) == 1:
        return calls[0]
    return calls[made.index(layer)] if len(calls) == len(made) and layer in made else None


def overwritten(case: Case, finding: Finding) -> Cause | None:
    """A layer takes what was made of the asked tensor, not that tensor itself: its name was given to the later one."""
    facts = case.network
    asked = facts.network.labels.index(finding.params["label"])
    found = facts.found(asked)
    if found is None:
        return None
    wanted = [facts.source_asked(source) for source in facts.network.resolved_inputs[asked]]
    given = [facts.source_found(source) for source in found.inputs]
    lost = [source for source in wanted if source not in given]
    instead = [source for source in given if source not in wanted]
    if len(lost) != 1 or len(instead) != 1 or lost[0] not in came_from(facts.structure.layers, instead[0]):
        return None
    number, other = wanted.index(lost[0]), given.index(instead[0])
    first, later = finding.params["wanted"][number], finding.params["taken"][other]
    return Cause("overwritten", {"first": [first], "later": [later]})


def came_from(layers: list[FoundLayer], source: int) -> set[int]:
    """Returns all layers and inputs that a found layer works on, directly or through others."""
    reached: set[int] = set()
    pending = [source]
    while pending:
        each = pending.pop()
        for before in layers[each].inputs if each >= 0 else ():
            if before not in reached:
                reached.add(before)
                pending.append(before)
    return reached


def network_of_other_exercise(case: Case, finding: Finding) -> Cause | None:
    """The layers are exactly those of another network of the course."""
    found = case.network.structure.layers
    for spec, network in case.others:
        pairs = align(network, found).pairs
        if all(asked is not None and number is not None and difference(network.layers[asked], found[number]) == 0
               for asked, number in pairs):
            return Cause("network_of_other_exercise", {"other": titled(spec)})
    return None


def another_network(case: Case, finding: Finding) -> Cause | None:
    """So many layers are missing that it is another network, as from a first tutorial."""
    missing = [layer for layer in missing_layers(case) if layer.numbered]
    total = sum(layer.numbered for layer in case.network.network.layers)
    if len(missing) < 2 or len(missing) < MOSTLY * total:
        return None
    return Cause("another_network", {"count": len(missing), "total": total,
                                     "types": listed([each.type for each in missing])})


def pooled_for_flatten(case: Case, finding: Finding) -> Cause | None:
    """Pooling makes the vector that a Flatten should make."""
    pooled = next((each for each in extra_layers(case) if len(each.output_shape) == 1 and "Pooling" in each.type), None)
    if pooled is None or all(each.type != "Flatten" for each in missing_layers(case)):
        return None
    return Cause("pooled_for_flatten", {"type": pooled.type}, made_at(case, pooled))


def pooled_in_its_place(case: Case, finding: Finding) -> Cause | None:
    """The layer in Flatten's place is a pooling one."""
    if finding.expected != "Flatten" or "Pooling" not in str(finding.found):
        return None
    return Cause("pooled_for_flatten", {"type": finding.found})


def not_wrapped(case: Case, finding: Finding) -> Cause | None:
    """The layer is there that another one, which is asked for, is to be made of."""
    network = case.network.network
    asked = network.layers[network.labels.index(finding.params["label"])]
    inner = [each for each in asked.arguments.values() if isinstance(each, dict) and each.get("type") == finding.found]
    return Cause("not_wrapped", {}) if inner else None


def relative_of_the_asked(case: Case, finding: Finding) -> Cause | None:
    """The layer is a relative of the asked one, with a similar name."""
    related = any(family in str(finding.found) and family in finding.expected for family in FAMILIES)
    return Cause("type_related", {}) if related else None


def ends_too_early(case: Case, finding: Finding) -> Cause | None:
    """The last layer is called, and something before it is returned."""
    last = case.network.network.layers[-1]
    if case.network.alignment.missing[0] != len(case.network.network.layers) - 1 or not is_dead(case, last.type):
        return None
    return Cause("ends_too_early", {"type": last.type})


def result_thrown_away(case: Case, finding: Finding) -> Cause | None:
    """The missing layer is called, but what it gives goes nowhere."""
    return Cause("result_thrown_away", {}) if is_dead(case, finding.params["type"]) else None


def is_dead(case: Case, layer_type: str) -> bool:
    """Whether a layer of that type is called, and its result goes nowhere."""
    return any(code == "result_unused" and params["layer"]["type"] == layer_type
               for code, params in case.network.structure.advice)


def never_called(case: Case, finding: Finding) -> Cause | None:
    """The missing layer is made, but never called."""
    made = next((each for each in case.network.claim.unused if each.type == finding.params["type"]), None)
    if made is None:
        return None
    return Cause("never_called", {}, made_at(case, made))


def flatten_missing(case: Case, finding: Finding) -> Cause | None:
    """Without a Flatten each position of the image keeps values of its own, up to the output."""
    facts = case.network
    if finding.params["type"] != "Flatten" or facts.evidence.expected is None:
        return None
    wanted = facts.evidence.expected.layers[-1].output_shape
    code = "flatten_missing" if facts.network.layers[facts.alignment.missing[0]].numbered else "flatten_forgotten"
    return Cause(code, {"shape": list(facts.structure.layers[-1].output_shape), "wanted": list(wanted)})


def activated_twice(case: Case, finding: Finding) -> Cause | None:
    """An activation follows a layer that has one already."""
    extra = extra_layers(case)[0]
    before = case.network.structure.layers[extra.inputs[0]] if extra.inputs[:1] > (-1,) else None
    if extra.type not in STANDING or before is None or before.activated is None:
        return None
    return Cause("activated_twice", {"activation": before.activated})


def layer_repeated(case: Case, finding: Finding) -> Cause | None:
    """One line of code stands for two layers of the network: it ran twice, or its layer is called twice."""
    extra = extra_layers(case)[0]
    alike = [each for each in case.network.structure.layers if each.type == extra.type and each.place == extra.place]
    return Cause("layer_repeated", {"count": len(alike)}) if len(alike) > 1 else None


def layers_of_other_exercise(case: Case, finding: Finding) -> Cause | None:
    """What is too much belongs to another network of the course."""
    types = [each.type for each in extra_layers(case)]
    mine = {each.type for each in case.network.network.layers}
    for spec, network in case.alike:
        if set(types) <= {each.type for each in network.layers} - mine:
            return Cause("layers_of_other_exercise", {"types": listed(types), "other": titled(spec)})
    return None


def several_extra(case: Case, finding: Finding) -> Cause | None:
    """More than one layer is too many."""
    types = [each.type for each in extra_layers(case)]
    return Cause("layers_extra", {"types": listed(types), "count": len(types)}) if len(types) > 1 else None


def moved_behind(case: Case, finding: Finding) -> Cause | None:
    """A layer stands behind another one than asked."""
    facts = case.network
    for number in facts.alignment.missing:
        moved = next((each for each in extra_layers(case) if same_type(facts.network.layers[number], each)), None)
        if moved is not None:
            after = found_layer(facts, moved.inputs[0] if moved.inputs else -1)
            wanted = asked_layer(facts, number - 1)
            code = "layer_moved" if after["type"] == wanted["type"] else "layer_behind"
            return Cause(code, {"type": moved.type, "after": after, "wanted": wanted}, made_at(case, moved))
    return None


def before_the_gap(case: Case, finding: Finding) -> Spot | None:
    """Returns the layer after which the first missing one belongs; where that is missing too, the whole answer."""
    missing = case.network.alignment.missing
    before = case.network.found(missing[0] - 1) if missing and missing[0] else None
    return (before and made_at(case, before)) or whole_answer(case, finding)


def whole_answer(case: Case, finding: Finding) -> Spot | None:
    """Returns the line that makes the model of the answer, or the class it is made from."""
    name = (case.answer.code.name if case.answer.code is not None else "").split("[")[0]
    classes = {tree.name: Spot(cell, tree.lineno) for cell, tree in case.source.trees()
               if isinstance(tree, ast.ClassDef)}
    for cell, tree in case.source.trees():
        if isinstance(tree, ast.Assign) and name in map(last_name, tree.targets):
            made_from = called_name(tree.value) if isinstance(tree.value, ast.Call) else ""
            return classes.get(made_from, Spot(cell, tree.lineno))
    return classes.get(name)


def input_stated(case: Case, finding: Finding) -> Spot | None:
    """Returns where the answer says which inputs it takes."""
    for cell, node in case.source.nodes():
        if isinstance(node, ast.keyword) and node.arg in ("shape", "input_shape", "batch_shape"):
            return case.source.spot(cell, node.value)
    return whole_answer(case, finding)


def input_dtype_loses(case: Case, finding: Finding) -> Cause | None:
    """An input is stated with a dtype that cannot hold what the data does."""
    most = max([each.vocabulary or 256 if each.values != "numbers" else 0 for each in case.network.network.input_values]
               or [0])
    for _, node in case.source.nodes():
        made = isinstance(node, ast.Call) and called_name(node) in ("Input", "InputLayer")
        for each in node.keywords if isinstance(node, ast.Call) and made else ():
            stated = each.value.value if each.arg == "dtype" and isinstance(each.value, ast.Constant) else None
            if isinstance(stated, str) and "int" in stated and (not most or ("int8" in stated and most > 256)):
                return Cause("input_dtype_loses", {"dtype": stated})
    return None


def inputs_swapped(case: Case, finding: Finding) -> Cause | None:
    """The model takes the right inputs, but in another order."""
    names = case.network.network.input_names
    swapped = len(names) > 1 and sorted(finding.found) == sorted(finding.expected)
    return Cause("inputs_swapped", {"names": ", ".join(names)}) if swapped else None


def input_of_other_data(case: Case, finding: Finding) -> Cause | None:
    """The input has the shape of the data of another exercise."""
    for spec, network in case.others:
        if [list(shape) for shape in network.input_shapes] in ([finding.found], finding.found):
            return Cause("input_of_other_data", {"other": titled(spec)})
    return None


def channels_differ(case: Case, finding: Finding) -> Cause | None:
    """Only the channels of the input are others."""
    expected, found = finding.expected, finding.found
    if len(found) != len(expected) or found[:-1] != expected[:-1] or len(expected) != len(IMAGE):
        return None
    return Cause("channels_differ", {"channels": expected[-1], "given": found[-1]})


def layer_for_model(case: Case, finding: Finding) -> Cause | None:
    """The class derives from a layer, not from a model."""
    if case.spec.style != "subclass" or finding.found != "Layer":
        return None
    return Cause("layer_for_model", {})
