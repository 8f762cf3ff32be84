"""The checks of an exercise that asks for a training step."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.checks.answers import found_and_runs
from grader.checks.check import SKIPPED, Check, Finding, failed, passed
from grader.evidence.claims import TrainStepClaim
from grader.evidence.codec import unpack_array
from grader.evidence.evidence import Evidence
from grader.specs.types import ExerciseSpec

# Float32 rounds at 6e-8; a step sums thousands of products and an optimizer divides by small numbers. Over the accepted
# corpus the largest error of a movement is 4e-6; gradients scaled under Adam, the least visible mistake, give 2e-2.
LOSS_TOLERANCE = 2e-3
WEIGHT_TOLERANCE = 1e-3


@dataclass(frozen=True)
class TrainStepFacts:
    """An exercise's spec and what is known about its answer."""

    spec: ExerciseSpec
    evidence: Evidence

    @property
    def claim(self) -> TrainStepClaim:
        """What was recorded."""
        assert self.evidence.claim is not None
        assert self.evidence.claim.train_step is not None
        return self.evidence.claim.train_step

    @cached_property
    def errors(self) -> list[float]:
        """For each call, how far all weights are from the reference, relative to how far the reference moved."""
        response, reference = self.evidence.response, self.evidence.reference
        assert response is not None
        assert reference is not None
        errors = []
        for found, wanted in zip(response.weights, reference.weights, strict=True):
            if [each.shape for each in found] != [each.shape for each in wanted]:
                return [float("inf")]
            errors.append(step_error([unpack_array(each) for each in found], [unpack_array(each) for each in wanted],
                                     [unpack_array(each) for each in self.start]))
        return errors

    @property
    def start(self) -> tuple:
        """All variables before the first call, as drawn."""
        assert self.evidence.reference is not None
        return self.evidence.reference.outputs

    @property
    def frozen_by_the_step(self) -> bool:
        """Whether layers are frozen although nothing outside the step, as far as its source tells, freezes any."""
        network = self.claim.network
        frozen = network is not None and any(layer.config.get("trainable") is False for layer in network.layers)
        outside = [node for node in ast.parse(self.evidence.source).body if not isinstance(node, ast.FunctionDef)]
        return frozen and not any("trainable" in ast.unparse(node) for node in outside)

    @property
    def comparable(self) -> bool:
        """Whether answer and reference tell the same number of calls, each with as many variables as there are."""
        response, reference = self.evidence.response, self.evidence.reference
        if response is None or reference is None or not reference.weights:
            return False
        sizes = {len(weights) for weights in (*response.weights, *reference.weights, self.start)}
        return len(sizes) == 1 and len(response.weights) == len(reference.weights) == len(response.losses) > 0

    @cached_property
    def moved(self) -> tuple[int, int]:
        """How many trainable variables the first call moved, and how many it should have."""
        assert self.evidence.response is not None
        assert self.evidence.reference is not None
        first, wanted = self.evidence.response.weights[0], self.evidence.reference.weights[0]
        should = [index for index, each in enumerate(wanted) if each.data != self.start[index].data]
        return sum(first[index].data != self.start[index].data for index in should), len(should)


def step_error(found: list[np.ndarray], wanted: list[np.ndarray], start: list[np.ndarray]) -> float:
    """Returns the largest relative error of any variable's movement since the start."""
    worst = 0.0
    for mine, theirs, origin in zip(found, wanted, start, strict=True):
        if np.array_equal(mine, theirs, equal_nan=True):
            continue
        movement = float(np.linalg.norm((theirs - origin).astype(np.float64)))
        error = float(np.linalg.norm((mine - theirs).astype(np.float64)))
        if not np.isfinite(error):
            return float("inf")
        worst = max(worst, error / max(movement, 1e-6 * (1.0 + float(np.linalg.norm(origin)))))
    return worst


def train_step_checks(spec: ExerciseSpec) -> list[Check]:
    """Returns all checks of the exercise, a check after those it needs."""
    runs = ("answer.runs",)
    return [
        *found_and_runs(),
        Check("tape", "tape", runs, tape_is_used),
        Check("loss_scalar", "loss", ("tape",), loss_is_scalar),
        Check("variables", "variables", ("tape",), all_variables_move),
        Check("loss_value", "loss", ("loss_scalar", "variables"), loss_is_that_before_the_step),
        Check("update", "update", ("variables",), update_is_one_step),
        Check("repeated", "repeated", ("update",), every_call_is_one_step),
        Check("training", "training", ("update", "loss_value"), loss_decreases),
    ]


def tape_is_used(facts: TrainStepFacts) -> Finding:
    """Gradients come from `tf.GradientTape`: its `gradient` was called, the source says so, nothing else trained."""
    claim = facts.claim
    if claim.trained_with is not None:
        return failed("trained_otherwise", "tf.GradientTape", claim.trained_with)
    written = any(isinstance(node, ast.Attribute | ast.Name | ast.alias) and "GradientTape" in
                  (getattr(node, "attr", "") or getattr(node, "id", "") or getattr(node, "name", ""))
                  for node in ast.walk(ast.parse(facts.evidence.source)))
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
    moved, wanted = facts.moved
    if facts.frozen_by_the_step:
        return failed("frozen_in_step", "trainable", "trainable=False")
    if moved == wanted > 0:
        return passed(wanted, moved)
    return failed("variables_do_not_move" if moved else "nothing_moves", wanted, moved)


def loss_is_that_before_the_step(facts: TrainStepFacts) -> Finding:
    """What is returned is the loss of this batch, computed before the weights change."""
    response, reference = facts.evidence.response, facts.evidence.reference
    if response is None or reference is None:
        return SKIPPED
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
