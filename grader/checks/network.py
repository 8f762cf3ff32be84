"""The checks of an exercise that asks for a network, made from its spec. Each judges facts and touches nothing."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

from grader.checks.answers import found_and_runs
from grader.checks.check import SKIPPED, Check, Finding, failed, passed
from grader.checks.compile import compile_checks
from grader.checks.each_layer import argument_is_asked, others_are_default, output_shape_matches, type_matches
from grader.checks.wiring import asked_layer, layers_are_asked
from grader.evidence.claims import LayerClaim
from grader.facts.alignment import comes_first
from grader.facts.folding import in_order
from grader.facts.network import NetworkFacts
from grader.specs.activations import STANDING
from grader.specs.types import CountSpec, ExerciseSpec
from grader.specs.values import fits

STYLE_KINDS = {"Sequential": "sequential", "Functional": "functional", "Model": "subclass"}


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
    wanted = facts.spec.styles or (facts.spec.style,)
    if "any" in wanted:
        return passed("any", claim.model_kind)
    style = STYLE_KINDS.get(claim.model_kind)
    if style == "subclass" and not {"__init__", "call"} <= set(claim.own_methods):
        lacking = [name for name in ("__init__", "call") if name not in claim.own_methods]
        if "subclass" in wanted:
            return failed("style_methods_missing", "__init__, call", ", ".join(claim.own_methods) or "-",
                          lacking=", ".join(lacking))
        style = None
    if "Sequential" in claim.bases and claim.model_kind == "Model":
        style = None
    expected = wanted[0] if len(wanted) == 1 else [*wanted]
    if style in wanted:
        return passed(expected, style)
    found = style or (claim.bases[1] if len(claim.bases) > 1 else claim.model_kind)
    return failed("style_differs", expected, found)


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
