"""The checks of a training step, on movements made by hand: one change to a right step, one check that fails for it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from grader.checks.check import Outcome
from grader.evidence.arrays import pack_array
from grader.evidence.claims import Array, Claim, NetworkClaim, Response, TrainStepClaim
from grader.evidence.evidence import Evidence
from grader.specs.course import load_course
from grader.verdicts import CheckRun, facts_of
from grader.verification.comparing import WEIGHT_TOLERANCE, arrays_agree, steps_agree

SPEC = load_course().exercise("gradient_tape")
NETWORK = NetworkClaim(model_kind="Sequential", bases=("Sequential",), own_methods=(), input_shapes=((4,),), layers=(),
                       calls=(), outputs=())
CLAIM = TrainStepClaim(network=NETWORK, tape_used=True, trained_with=None, optimizer={"class_name": "SGD"}, optimizer_steps=1,
                       loss={"class_name": "SparseCategoricalCrossentropy"}, label_form="column", loss_label_form="column",
                       returned_shape=(), returned_type="EagerTensor", differentiated=2.0, returned=2.0)
START = ([1.0, -1.0], [0.5])


def packed(*values: list[float]) -> tuple[Array, ...]:
    return tuple(pack_array(np.array(each, dtype=np.float32)) for each in values)


def moved(first: float, second: float) -> tuple[Array, ...]:
    """Both variables, each so far from where it started."""
    return packed([START[0][0] + first, START[0][1] + first], [START[1][0] + second])


def right() -> Evidence:
    """Three exact steps of 0.1, after which the loss is smaller."""
    weights = tuple(moved(0.1 * call, 0.1 * call) for call in (1, 2, 3))
    losses = (2.0, 1.8, 1.6)
    return Evidence(end="answered", claim=Claim(train_step=CLAIM), trust="verified", source="tape = tf.GradientTape()",
                    response=Response(losses=losses, weights=weights),
                    reference=Response(outputs=packed(*START), losses=losses, weights=weights))


def with_(evidence: Evidence, *, claim: dict | None = None, reference: dict | None = None, **response: object) -> Evidence:
    return msgspec.structs.replace(
        evidence, claim=Claim(train_step=msgspec.structs.replace(CLAIM, **claim or {})),
        response=msgspec.structs.replace(evidence.response, **response),
        reference=msgspec.structs.replace(evidence.reference, **reference or {}))


def failing(evidence: Evidence) -> dict[str, str]:
    """The checks that fail, with what they say."""
    results = CheckRun(SPEC, facts_of(SPEC, evidence)).all_results()
    return {each.id: each.finding.code for each in results if each.outcome not in (Outcome.PASSED, Outcome.SKIPPED)}


def test_exact_steps_pass_every_check() -> None:
    results = list(CheckRun(SPEC, facts_of(SPEC, right())).all_results())
    assert {each.outcome for each in results} == {Outcome.PASSED}
    assert len(results) == 9


@pytest.mark.parametrize(("losses", "wanted", "codes"), [
    ((None, 1.8, 1.6), (2.0, 1.8, 1.6), {"loss_value": "loss_differs"}),
    ((2.0, 1.8, 1.6), (None, 1.8, 1.6), {"loss_value": "loss_differs"}),
    ((2.0 * 1.01, 1.8, 1.6), (2.0, 1.8, 1.6), {"loss_value": "loss_differs"}),
    ((2.0, 1.8 * 1.01, 1.6), (2.0, 1.8, 1.6), {"loss_value": "loss_differs"}),
    ((2.0 * 1.001, 1.8, 1.6), (2.0, 1.8, 1.6), {}),
    # What is returned is that of the step before an exact one: the end says whether it falls.
    ((2.0, 1.8, 2.0), (2.0, 1.8, 1.995), {"training": "step_loss_not_decreasing"}),
    ((2.0, 1.8, 2.0), (2.0, 1.8, 2.0), {}),
    ((2.0, 1.8, None), (2.0, 1.8, None), {}),
])
def test_losses_are_those_before_each_step_and_fall_where_exact_ones_do(losses: tuple, wanted: tuple, codes: dict) -> None:
    assert failing(with_(right(), losses=losses, reference={"losses": wanted})) == codes


def test_loss_that_is_no_number_does_not_fall() -> None:
    evidence = with_(right(), losses=(2.0, 1.8, None), reference={"losses": (2.0, 1.8, 1.6)})
    facts = facts_of(SPEC, evidence)
    training = CheckRun(SPEC, facts).checks["training"]
    assert training.judge(facts).code == "step_loss_not_decreasing"


@pytest.mark.parametrize(("claim", "codes"), [
    ({"differentiated": 4.0}, {"loss_value": "other_loss_differentiated"}),
    ({"differentiated": 2.0 * 1.01}, {"loss_value": "other_loss_differentiated"}),
    ({"differentiated": None}, {}),
    ({"frozen_layers": 1}, {"variables": "frozen_in_step"}),
    ({"optimizer_steps": 2}, {"update": "optimizer_steps"}),
    ({"tape_used": False}, {"tape": "tape_missing"}),
    ({"trained_with": "fit"}, {"tape": "trained_otherwise"}),
    ({"returned_shape": (4,)}, {"loss_scalar": "loss_not_scalar"}),
    ({"optimizer": None}, {"variables": "optimizer_missing"}),
])
def test_what_the_call_used_is_judged(claim: dict, codes: dict) -> None:
    assert failing(with_(right(), claim=claim)) == codes


def test_tape_is_written_in_the_source() -> None:
    assert failing(msgspec.structs.replace(right(), source="model.fit(features)")) == {"tape": "tape_missing"}


@pytest.mark.parametrize(("calls", "codes"), [
    ([(0.0, 0.0), (0.2, 0.2), (0.3, 0.3)], {"variables": "nothing_moves"}),
    ([(0.1, 0.0), (0.2, 0.2), (0.3, 0.3)], {"variables": "variables_do_not_move"}),
    ([(0.1 * 1.02, 0.1), (0.2, 0.2), (0.3, 0.3)], {"update": "update_differs"}),
    ([(0.1, 0.1 * 1.02), (0.2, 0.2), (0.3, 0.3)], {"update": "update_differs"}),
    ([(0.1, 0.1), (0.1, 0.1), (0.3, 0.3)], {"repeated": "later_update_differs"}),
    ([(0.1, 0.1), (0.2, 0.2), (0.3, 0.3 * 1.02)], {"repeated": "later_update_differs"}),
    ([(0.1, 0.1), (0.2, 0.2)], {"variables": "step_not_comparable"}),
])
def test_every_variable_is_where_an_exact_step_puts_it(calls: list[tuple[float, float]], codes: dict) -> None:
    assert failing(with_(right(), weights=tuple(moved(*each) for each in calls))) == codes


def test_a_step_on_a_network_that_could_not_move_is_none() -> None:
    still = tuple(moved(0.0, 0.0) for _ in range(3))
    assert failing(with_(right(), weights=still, reference={"weights": still})) == {"variables": "nothing_moves"}


def test_what_rounding_alone_does_is_no_mistake() -> None:
    astray = with_(right(), weights=(moved(0.1, 0.1 * 1.02), moved(0.2, 0.2), moved(0.3, 0.3)))
    for noise, codes in ((0.001, {}), (0.0001, {"update": "update_differs"})):
        assert failing(msgspec.structs.replace(astray, noise=((0.0, noise),) * 3)) == codes


@pytest.mark.parametrize(("factor", "alike"), [(1.0 + 0.8 * WEIGHT_TOLERANCE, True), (1.0 + 1.5 * WEIGHT_TOLERANCE, False)])
def test_a_movement_may_be_off_by_a_thousandth(factor: float, alike: bool) -> None:
    assert WEIGHT_TOLERANCE == 1e-3
    reference = Response(outputs=packed([0.0, 0.0]), weights=(packed([3.0, 4.0]),))
    assert steps_agree(Response(weights=(packed([3.0 * factor, 4.0 * factor]),)), reference) is alike


@pytest.mark.parametrize(("off", "alike"), [(0.008, True), (0.02, False)])
def test_an_output_may_be_off_by_a_thousandth_of_the_largest(off: float, alike: bool) -> None:
    assert arrays_agree(*packed([10.0, off], [10.0, 0.0])) is alike


def test_what_is_no_number_is_no_movement() -> None:
    reference = Response(outputs=packed([0.0]), weights=(packed([1.0]),))
    assert not steps_agree(Response(weights=(packed([float("nan")]),)), reference)
    assert not steps_agree(Response(weights=(packed([1.0]), packed([1.0]))), reference)
