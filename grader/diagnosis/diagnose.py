"""Turns what checks saw into what is likely behind it: a finding keeps its outcome and gets a sharper message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from grader.checks.check import CheckResult, Finding, Outcome
from grader.diagnosis import (
    arguments,
    class_slips,
    classes,
    errors,
    flow,
    layers,
    names,
    step_errors,
    step_slips,
)
from grader.diagnosis.advice import step_advice
from grader.diagnosis.case import Case, Cause, Explain
from grader.diagnosis.source import Spot, argument_of
from grader.facts.folding import FoundLayer
from grader.verdicts import Judgement, Verdict

OF_A_STEP = (
    step_slips.swapped_loss_arguments, step_errors.predict_in_the_step, step_errors.made_a_tuple,
    step_errors.text_for_an_object, step_errors.class_for_an_object, step_errors.gradient_arguments_swapped,
    step_errors.zip_reversed, step_errors.gradients_without_variables, step_errors.sources_missing,
    step_errors.loss_function_differentiated, step_errors.sources_are_no_variables,
    step_errors.variables_of_another_model, step_errors.cut_from_the_tape,
    step_errors.outside_the_tape, step_errors.made_in_a_graph, step_errors.step_takes_two)
UNKNOWN_NAME = (
    names.quotes_missing, names.self_missing, names.tape_without_name, names.made_in_broken_code, names.made_below,
    names.imported_under_other_name, names.import_missing, names.name_misspelt, names.name_unknown)
UNKNOWN_ATTRIBUTE = (
    names.init_misnamed, names.attribute_made_elsewhere, names.made_without_self, names.attribute_misspelt,
    names.attribute_not_made, names.attribute_unknown)
RAISED = (
    class_slips.def_for_class, class_slips.base_missing, *UNKNOWN_NAME, *OF_A_STEP, errors.activation_unknown,
    errors.import_misspelt, classes.call_in_another_place, classes.call_misnamed, classes.self_not_taken,
    classes.input_not_taken, classes.self_handed_on, classes.super_init_forgotten, names.parameter_has_other_name,
    errors.number_expected, errors.argument_misspelt, errors.argument_required, errors.argument_not_taken,
    errors.model_needs_both, errors.keyword_of_model_unknown, flow.layer_not_called,
    flow.tensor_in_the_wrong_brackets, flow.layer_called_again, flow.model_ends_swapped, errors.known_error,
    errors.import_fails, *UNKNOWN_ATTRIBUTE)
MISSING = (
    classes.private_keras, flow.lost_in_broken_code, classes.returns_too_early, layers.network_of_other_exercise,
    layers.pooled_for_flatten, flow.result_not_used, layers.another_network, layers.ends_too_early,
    layers.result_thrown_away, layers.never_called, layers.flatten_missing)

# For each finding the causes that may explain it, likeliest first: the first that holds is told.
CAUSES: dict[str, tuple[Explain, ...]] = {
    "argument_differs": (
        arguments.parameter_ignored, arguments.base_trained, arguments.one_word_short,
        arguments.arguments_changed_places, arguments.layers_changed_places, arguments.classes_of_other_data,
        arguments.classes_miscounted, arguments.line_copied, arguments.asked_elsewhere, arguments.not_square),
    "activation_differs": (
        arguments.activation_copied, arguments.not_probabilities, arguments.softmax_too_early),
    "activation_missing": (arguments.softmax_left_to_the_loss, arguments.softmax_missing,
                           arguments.output_activation_missing),
    "default_changed": (arguments.sequence_left_on, arguments.default_set_by_position),
    "connection_differs": (layers.overwritten,),
    "type_differs": (layers.not_wrapped, layers.pooled_in_its_place, layers.relative_of_the_asked),
    "layer_missing": MISSING,
    "layer_forgotten": MISSING,
    "layer_moved": (layers.network_of_other_exercise, layers.another_network, layers.moved_behind),
    "layer_extra": (layers.network_of_other_exercise, layers.activated_twice, layers.layer_repeated,
                    layers.layers_of_other_exercise, layers.several_extra),
    "op_unexplained": (layers.input_dtype_loses,),
    "input_shape_differs": (layers.inputs_swapped, layers.input_of_other_data, layers.channels_differ),
    "style_differs": (classes.private_keras, layers.layer_for_model),
    "style_methods_missing": (classes.call_in_another_place, classes.call_misnamed),
    "raised_in_code": RAISED,
    "raised_in_call": RAISED,
    "raised_in_build": RAISED,
    "raised_in_step": RAISED,
    "raised_in_train": (errors.known_error,),
    "not_a_training_step": (classes.returns_too_early,),
    "tape_missing": (classes.returns_too_early, step_slips.gradients_without_tape),
    "loss_not_scalar": (step_slips.returned_something_else, step_slips.loss_per_image, step_slips.loss_as_text),
    "loss_differs": (
        step_slips.loss_not_finite, step_slips.swapped_loss_arguments, step_slips.loss_after_the_step,
        step_slips.loss_never_changes, step_slips.loss_multiplied),
    "optimizer_steps": (step_slips.applied_in_a_loop, step_slips.two_optimizers, step_slips.applied_again),
    "update_differs": (
        step_slips.swapped_loss_arguments, step_errors.predictions_differentiated, step_slips.clipped,
        step_slips.changed_by_hand, step_slips.moved_along_the_line, step_slips.part_of_the_batch),
    "later_update_differs": (step_slips.made_in_the_step,),
    "optimizer_missing": (step_slips.assigned_by_hand, classes.returns_too_early),
    "loss_no_classification": (step_slips.part_of_the_batch,),
    "step_not_comparable": (step_slips.learning_rate_not_positive, step_slips.draws_at_random,
                            step_slips.loss_not_followed),
    "variables_do_not_move": (
        step_errors.variables_of_another_model, step_slips.gradient_stopped, step_slips.part_of_the_variables),
}
# Where to look if neither the check nor the cause says so.
PLACES: dict[str, Callable[[Case, Finding], Spot | None]] = {
    "layer_missing": layers.before_the_gap, "layer_forgotten": layers.before_the_gap,
    "input_shape_differs": layers.input_stated,
    **dict.fromkeys(("style_differs", "style_methods_missing", "loose_variables", "raised_in_call", "raised_in_return",
                     "output_differs", "loss_not_decreasing", "network_output_differs"), layers.whole_answer),
    **dict.fromkeys(("tape_missing", "model_not_called", "loss_not_returned", "raised_in_step", "not_a_training_step"),
                    step_slips.definition_spot),
    **dict.fromkeys(("loss_not_scalar", "loss_differs", "other_loss_differentiated"), step_slips.returned_spot),
    **dict.fromkeys(("trained_otherwise", "optimizer_missing", "variables_do_not_move", "nothing_moves",
                     "optimizer_moves_nothing", "step_not_finite", "optimizer_steps", "update_differs",
                     "later_update_differs", "step_loss_not_decreasing"),
                    step_slips.update_spot),
}
# An advice that says no more than the finding does.
SAYS_THE_SAME = {"never_called": "layer_never_called", "result_thrown_away": "result_unused",
                 "ends_too_early": "result_unused", "result_not_used": "result_unused",
                 "returns_too_early": "layer_never_called"}
RAN = {Verdict.PASSED, Verdict.FAILED}
NOTHING_TO_EXPLAIN = {Verdict.UNTRUSTED, Verdict.GRADER_ERROR}


def diagnose(judgement: Judgement, case: Case) -> Judgement:
    """Explains each finding of a judgement and adds advice on the source; verdict and points stay as they are."""
    if judgement.verdict in NOTHING_TO_EXPLAIN:
        return judgement
    checks = tuple(explain_check(case.of_check(check.id), check) for check in judgement.checks)
    said = {SAYS_THE_SAME.get(check.finding.code) for check in checks}
    advice = tuple(each for each in judgement.advice if each[0] not in said)
    return replace(judgement, checks=checks, advice=advice + advice_on_source(case, judgement.verdict))


def explain_check(case: Case, check: CheckResult) -> CheckResult:
    """Explains the finding of one check that did not pass."""
    if check.outcome is not Outcome.FAILED:
        return check
    try:
        return replace(check, finding=explain(case, check.finding))
    except Exception:  # whatever an answer claims or writes: an opinion on it must not cost the facts
        return check


def advice_on_source(case: Case, verdict: Verdict) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Returns what the source of an answer that ran is worth saying of."""
    try:
        return tuple(step_advice(case)) if verdict in RAN else ()
    except Exception:  # as above: source may be nested deeper than it can be walked
        return ()


def explain(case: Case, finding: Finding) -> Finding:
    """Returns the finding under its likeliest cause, pointing at the piece of source that is meant."""
    causes = (look(case, finding) for look in CAUSES.get(finding.code, ()))
    cause = next((each for each in causes if each is not None), Cause(finding.code, {}))
    spot = cause.spot or spot_of(case, finding)
    if spot is None:
        return replace(finding, code=cause.code, params=finding.params | cause.params)
    return replace(finding, code=cause.code, params=finding.params | cause.params, place=(spot.cell, spot.line),
                   columns=spot.columns)


def spot_of(case: Case, finding: Finding) -> Spot | None:
    """Returns the layer call a finding is about, or the one argument of it; None where the source does not show it."""
    if finding.place is None:
        return PLACES[finding.code](case, finding) if finding.code in PLACES else None
    layer = layer_of(case, finding)
    call = layers.call_of(case, layer) if layer is not None else None
    if layer is None or call is None:
        return None
    return case.source.spot(finding.place[0], argument_of(call, layer.type, finding.params.get("argument", "")) or call)


def layer_of(case: Case, finding: Finding) -> FoundLayer | None:
    """Returns the layer made where a finding points to: that beside the asked one it names, else the first there."""
    if case.evidence.claim is None or case.evidence.claim.network is None:
        return None
    found: Sequence[FoundLayer | None] = case.network.structure.layers
    if "label" in finding.params:
        found = [case.network.found(arguments.asked_position(case.network, finding))]
    return next((each for each in found if each is not None and each.place == finding.place
                 and each.type == finding.params.get("type", each.type)), None)
