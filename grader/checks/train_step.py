"""The checks of an exercise that asks for a training step."""

from __future__ import annotations

import ast
import math
from dataclasses import replace

from grader.checks.answers import answer_runs, found_and_runs
from grader.checks.check import SKIPPED, Check, Finding, Outcome, failed, passed
from grader.facts.train_step import TrainStepFacts
from grader.specs.types import ExerciseSpec
from grader.submissions.python import parse
from grader.verification.comparing import WEIGHT_TOLERANCE

LOSS_TOLERANCE = 2e-3


def train_step_checks(spec: ExerciseSpec) -> list[Check]:
    """Returns all checks of the exercise, a check after those it needs."""
    runs = ("answer.runs",)
    found, ran = found_and_runs()
    return [
        found,
        replace(ran, judge=step_runs),
        Check("tape", "tape", runs, tape_is_used),
        Check("loss_scalar", "loss", ("tape",), loss_is_scalar),
        Check("variables", "variables", ("tape",), all_variables_move),
        Check("loss_value", "loss", ("loss_scalar", "variables"), loss_is_that_before_the_step),
        Check("update", "update", ("variables",), update_is_one_step),
        Check("repeated", "repeated", ("update",), every_call_is_one_step),
        Check("training", "training", ("repeated", "loss_value"), loss_decreases),  # else it is up to the draw
    ]


def step_runs(facts: TrainStepFacts) -> Finding:
    """The step runs to its end and calls a model or an optimizer: else it is another function of the same name."""
    finding = answer_runs(facts)
    if finding.outcome is Outcome.PASSED and \
            (facts.claim.network, facts.claim.optimizer, facts.claim.trained_with) == (None, None, None):
        return failed("not_a_training_step", "model, optimizer", None)
    return finding


def tape_is_used(facts: TrainStepFacts) -> Finding:
    """Gradients come from `tf.GradientTape`: its `gradient` was called, the source says so, nothing else trained."""
    claim = facts.claim
    if claim.trained_with is not None:
        return failed("trained_otherwise", "tf.GradientTape", claim.trained_with)
    written = any(isinstance(node, ast.Attribute | ast.Name | ast.alias) and "GradientTape" in
                  (getattr(node, "attr", "") or getattr(node, "id", "") or getattr(node, "name", ""))
                  for node in ast.walk(parse(facts.evidence.source)))
    if claim.tape_used and written:
        return passed("tf.GradientTape", "tf.GradientTape")
    return failed("tape_missing", "tf.GradientTape", None)


def loss_is_scalar(facts: TrainStepFacts) -> Finding:
    """The step returns the loss as a single number."""
    shape = facts.claim.returned_shape
    if shape == ():
        return passed("()", "()")
    found = facts.claim.returned_type if shape is None else list(shape)
    code = "loss_not_returned" if facts.claim.returned_type == "NoneType" else "loss_not_scalar"
    return failed(code, "()", found)


def all_variables_move(facts: TrainStepFacts) -> Finding:
    """Every trainable variable of the model moves."""
    if facts.claim.network is None:
        return failed("model_not_called", "model(features)", None)
    if facts.claim.optimizer is None:
        return failed("optimizer_missing", "optimizer.apply_gradients", None)
    if not facts.comparable:
        return failed("step_not_comparable", "keras", facts.evidence.problem)
    if math.inf in facts.lengths[facts.first]:
        return failed("step_not_finite", "< inf", "nan")
    moved, wanted = facts.moved
    if facts.claim.frozen_layers:
        return failed("frozen_in_step", "trainable", "trainable=False")
    if moved == wanted > 0:
        return passed(wanted, moved)
    if not wanted:
        return failed("optimizer_moves_nothing", "> 0", 0)
    return failed("variables_do_not_move" if moved else "nothing_moves", wanted, moved)


def loss_is_that_before_the_step(facts: TrainStepFacts) -> Finding:
    """What is returned is the loss of this batch, computed before the weights change."""
    response, reference = facts.evidence.response, facts.evidence.reference
    if response is None or reference is None:
        return SKIPPED
    if not facts.evidence.loss_fits:
        return loss_is_another_kind(facts)
    for call, (found, wanted) in enumerate(zip(response.losses, reference.losses, strict=False)):
        # After an update that went wrong, later losses have to differ: that is another check's finding.
        if (call == 0 or facts.errors[call - 1] <= WEIGHT_TOLERANCE) and not same_loss(found, wanted):
            return failed("loss_differs", tell(wanted), tell(found))
    differentiated, returned = facts.claim.differentiated, facts.claim.returned
    if differentiated is not None and returned is not None and facts.errors[0] <= WEIGHT_TOLERANCE \
            and not same_loss(differentiated, returned):
        # An optimizer like Adam moves alike for a loss and its multiple: the weights alone do not tell them apart.
        return failed("other_loss_differentiated", round(returned, 4), round(differentiated, 4))
    return passed(tell(reference.losses[0]), tell(response.losses[0]))


def loss_is_another_kind(facts: TrainStepFacts) -> Finding:
    """The exercise names losses, and this is none of them."""
    allowed = ", ".join(facts.spec.train_step.losses)
    found = str((facts.claim.loss or {}).get("class_name", "?"))
    if allowed == "classification":
        return failed("loss_no_classification", allowed, found)
    return failed("loss_not_named", allowed, found)


def tell(loss: float | None) -> float | str:
    """Returns a loss as a report shows it."""
    return "nan" if loss is None else round(loss, 4)


def same_loss(found: float | None, wanted: float | None) -> bool:
    """Whether two losses are equal up to the rounding of float32; two that are no finite numbers are."""
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= LOSS_TOLERANCE * (1.0 + abs(wanted))


def update_is_one_step(facts: TrainStepFacts) -> Finding:
    """One call makes exactly one step of the answer's own optimizer on the exact gradient."""
    if facts.claim.optimizer_steps > 1:
        return failed("optimizer_steps", 1, facts.claim.optimizer_steps)
    error = facts.errors[0]
    if error <= WEIGHT_TOLERANCE:
        return passed()
    if facts.claim.returned_shape not in ((), None):
        return SKIPPED  # the gradient of a loss per image is another one: that it is none per batch is the cause
    return failed("update_differs", "0 %", share(error))


def every_call_is_one_step(facts: TrainStepFacts) -> Finding:
    """Several calls in a row are as many steps: the optimizer keeps its state."""
    wrong = [number for number, error in enumerate(facts.errors, 1) if error > WEIGHT_TOLERANCE]
    if not wrong:
        return passed()
    return failed("later_update_differs", "0 %", share(facts.errors[wrong[0] - 1]), call=wrong[0])


def share(error: float) -> str:
    """Returns a relative error as a report shows it: never 0% for one that counts."""
    return f"{min(error, 99.99):.0%}" if error >= 0.01 else f"{100 * error:.2g}%"


def loss_decreases(facts: TrainStepFacts) -> Finding:
    """Repeated on the same data, the step makes the loss smaller, unless exact steps would not either."""
    response, reference = facts.evidence.response, facts.evidence.reference
    if response is None or reference is None:
        return SKIPPED
    if falls(response.losses) or not falls(reference.losses):
        return passed()
    return failed("step_loss_not_decreasing", f"< {tell(response.losses[0])}", tell(response.losses[-1]))


def falls(losses: tuple[float | None, ...]) -> bool:
    """Whether the last loss is below the first."""
    first, last = losses[0], losses[-1]
    return first is not None and last is not None and last < first
