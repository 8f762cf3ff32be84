"""Why a training step does not do what it should: first from what it did, then from how it is written."""

from __future__ import annotations

import ast

import numpy as np

from grader.checks.check import Finding
from grader.checks.train_step import same_loss
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.source import Spot, called_name
from grader.diagnosis.step_source import APPLIES, ASSIGNS, StepSource, names_in, of_step, step_source
from grader.evidence.arrays import unpack_array
from grader.evidence.claims import Array
from grader.verification.comparing import WEIGHT_TOLERANCE

CLIPS = {"clip_by_value", "clip_by_norm", "clip_by_global_norm"}
STRAIGHT = 0.02  # how far, of its length, a movement may leave the line of the exact one and still be a multiple of it
SAME_FACTOR = 1e-4  # of a multiple only rounding is left; other losses come near it by chance


def gradients_without_tape(case: Case, finding: Finding) -> Cause | None:
    """The optimizer gets gradients that no tape worked out."""
    return Cause("gradients_without_tape", {}) if case.step.claim.optimizer is not None else None


def returned_something_else(case: Case, finding: Finding) -> Cause | None:
    """What is returned is known by how it is written."""
    step = step_source(case)
    if step is None or not step.returns:
        return None
    returned = step.returns[-1]
    value, spot = returned.value, step.spot(returned)
    if isinstance(value, ast.Tuple | ast.Dict | ast.List) and finding.found not in ([1], [0]):
        return Cause("loss_with_company", {}, spot)
    if isinstance(value, ast.Name) and value.id in step.gradients:
        return Cause("gradients_returned", {}, spot)
    if isinstance(value, ast.Name) and value.id in step.predictions:
        return Cause("predictions_returned", {}, spot)
    if isinstance(value, ast.Name) and called_name_is(step, value.id):
        return Cause("loss_function_returned", {"name": value.id}, spot)
    return None


def called_name_is(step: StepSource, name: str) -> bool:
    """Whether the step calls what it names so."""
    return any(isinstance(call.func, ast.Name) and call.func.id == name for call in step.calls())


def loss_per_image(case: Case, finding: Finding) -> Cause | None:
    """There is a loss for each image and no mean over them."""
    alone = isinstance(finding.found, list) and len(finding.found) == 1 and finding.found[0] > 1
    return Cause("loss_per_image", {"count": finding.found[0]}) if alone else None


def loss_as_text(case: Case, finding: Finding) -> Cause | None:
    """A text was made of the loss."""
    return Cause("loss_as_text", {}) if finding.found == "str" else None


def loss_not_finite(case: Case, finding: Finding) -> Cause | None:
    """The loss is no number, which makes all weights none."""
    return Cause("loss_not_finite", {}, returned_spot(case, finding)) if finding.found == "nan" else None


def loss_after_the_step(case: Case, finding: Finding) -> Cause | None:
    """Each returned loss is that of the weights after the call: the one an exact step shows in the next call."""
    response, reference = case.evidence.response, case.evidence.reference
    assert response is not None
    assert reference is not None
    shifted = list(zip(response.losses, reference.losses[1:], strict=False))
    if not shifted or not all(same_loss(found, wanted) for found, wanted in shifted):
        return None
    return Cause("loss_after_the_step", {}, returned_spot(case, finding))


def loss_never_changes(case: Case, finding: Finding) -> Cause | None:
    """The same number comes back from every call."""
    assert case.evidence.response is not None
    losses = case.evidence.response.losses
    if len(losses) < 2 or len(set(losses)) > 1:
        return None
    return Cause("loss_never_changes", {"count": len(losses)}, returned_spot(case, finding))


def loss_multiplied(case: Case, finding: Finding) -> Cause | None:
    """What is returned is the same multiple of the loss in every call."""
    response, reference = case.evidence.response, case.evidence.reference
    assert response is not None
    assert reference is not None
    pairs = list(zip(response.losses, reference.losses, strict=False))
    factors = [found / wanted for found, wanted in pairs if found and wanted]
    if len(factors) < len(pairs) or max(factors) - min(factors) > SAME_FACTOR * abs(factors[0]):
        return None
    return Cause("loss_multiplied", {"factor": f"{factors[0]:.3g}"}, returned_spot(case, finding))


def definition_spot(case: Case, finding: Finding) -> Spot | None:
    """Returns where the step begins."""
    step = step_source(case)
    return step.spot(step.function) if step is not None else None


def returned_spot(case: Case, finding: Finding) -> Spot | None:
    """Returns the last return of the step."""
    step = step_source(case)
    return step.spot(step.returns[-1]) if step is not None and step.returns else None


def update_spot(case: Case, finding: Finding) -> Spot | None:
    """Returns the call that trains in place of a tape, else the one of the gradient, else where the step begins."""
    step = step_source(case)
    calls = step.calls({str(finding.found)}) or step.calls({"gradient"}) if step is not None else []
    return step.spot(calls[-1]) if step is not None and calls else definition_spot(case, finding)


@of_step
def swapped_loss_arguments(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The loss gets predictions first and labels second."""
    for call in step.calls():
        if len(call.args) == 2 and step.predicts(call.args[0]) and names_in(call.args[1]) == set(step.parameters[1:2]):
            return Cause("loss_arguments_swapped", {}, step.spot(call))
    return None


@of_step
def applied_in_a_loop(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The update stands in a loop."""
    looped = [call for call in step.calls(APPLIES) if step.in_loop(call)]
    return Cause("applied_in_a_loop", {}, step.spot(looped[0])) if looped else None


@of_step
def two_optimizers(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """Several optimizers take a part each."""
    calls = step.calls(APPLIES)
    owners = {ast.unparse(call.func.value): call for call in calls if isinstance(call.func, ast.Attribute)}
    if len(owners) < 2:
        return None
    return Cause("several_optimizers", {"names": ", ".join(sorted(owners))}, step.spot(list(owners.values())[-1]))


@of_step
def applied_again(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The update is written more than once."""
    calls = step.calls(APPLIES)
    return Cause(finding.code, {}, step.spot(calls[1])) if len(calls) > 1 else None


@of_step
def clipped(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """Gradients are cut off before they are applied."""
    calls = step.calls(CLIPS)
    return Cause("gradients_clipped", {"name": called_name(calls[0])}, step.spot(calls[0])) if calls else None


def moved_along_the_line(case: Case, finding: Finding) -> Cause | None:
    """The weights move exactly the other way, or a multiple of the way."""
    factor = multiple_of_the_step(case)
    if factor is None:
        return None
    if abs(factor + 1.0) < STRAIGHT:
        return Cause("moves_uphill", {})
    return Cause("gradients_scaled", {"factor": f"{factor:.3g}"})


def multiple_of_the_step(case: Case) -> float | None:
    """Returns which multiple of the exact first movement all weights made; None if it is none."""
    response, reference = case.evidence.response, case.evidence.reference
    if response is None or reference is None or not case.step.comparable:
        return None
    start = flat(case.step.start)
    made, exact = flat(response.weights[0]) - start, flat(reference.weights[0]) - start
    length = float(np.linalg.norm(exact))
    if not length or not np.isfinite(made).all():
        return None
    factor = float(made @ exact) / length**2
    rest = float(np.linalg.norm(made - factor * exact))
    straight = rest <= STRAIGHT * abs(factor) * length
    return factor if straight and abs(factor - 1.0) > WEIGHT_TOLERANCE else None


def flat(arrays: tuple[Array, ...]) -> np.ndarray:
    """Returns all values in a row."""
    return np.concatenate([unpack_array(each).astype(np.float64).ravel() for each in arrays])


@of_step
def changed_by_hand(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """Weights are assigned beside the optimizer."""
    calls = step.calls(ASSIGNS)
    return Cause("changed_by_hand", {"name": called_name(calls[0])}, step.spot(calls[0])) if calls else None


@of_step
def assigned_by_hand(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """Weights are assigned in place of an optimizer's step."""
    calls = step.calls(ASSIGNS)
    return Cause("assigned_by_hand", {"name": called_name(calls[0])}, step.spot(calls[0])) if calls else None


@of_step
def part_of_the_batch(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """Only some of the images reach the tape."""
    for node in ast.walk(step.function):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) \
                and (node.slice.lower or node.slice.upper) \
                and isinstance(node.value, ast.Name) and node.value.id in step.parameters:
            return Cause("part_of_the_batch", {}, step.spot(node))
    return None


@of_step
def made_in_the_step(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The optimizer is made anew in every call."""
    optimizer = (case.step.claim.optimizer or {}).get("class_name", "")
    calls = step.calls({str(optimizer), "compile", "from_config"})
    return Cause("optimizer_made_in_the_step", {}, step.spot(calls[0])) if calls else None


def learning_rate_not_positive(case: Case, finding: Finding) -> Cause | None:
    """The optimizer would not go downhill."""
    name, _, value = str(finding.found).partition("=")
    return Cause("learning_rate_not_positive", {"value": f"{float(value):.3g}"}) if name == "learning_rate" else None


def draws_at_random(case: Case, finding: Finding) -> Cause | None:
    """Chance takes part in the loss: no two steps are the same."""
    found = str(finding.found)
    return Cause("step_draws_at_random", {"op": found}) if "Random" in found or "Multinomial" in found else None


def loss_not_followed(case: Case, finding: Finding) -> Cause | None:
    """What leads from the batch to the returned loss was not seen, or is too much to tell."""
    return Cause("loss_not_followed", {}) if finding.found in ("loss", "features") else None


@of_step
def part_of_the_variables(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """Only a slice or a selection of the variables is handed over."""
    for node in ast.walk(step.function):
        if isinstance(node, ast.Subscript) and any("trainable" in getattr(each, "attr", "")
                                                   for each in ast.walk(node.value)):
            return Cause("part_of_the_variables", {}, step.spot(node))
    return None


def gradient_stopped(case: Case, finding: Finding) -> Cause | None:
    """Something on the way from the variables to the loss stops the gradient."""
    for cell, node in case.source.nodes():
        if isinstance(node, ast.Call) and called_name(node) == "stop_gradient":
            return Cause("gradient_stopped", {}, case.source.spot(cell, node))
    return None
