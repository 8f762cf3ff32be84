"""The checks of a training step, on movements made by hand: one change to a right step, one check that fails for it."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from grader.checks.check import Finding, Outcome, failed, passed
from grader.checks.train_step import train_step_checks
from grader.evidence.arrays import pack_array
from grader.evidence.claims import Array, Claim, NetworkClaim, Response, TrainStepClaim
from grader.evidence.evidence import Evidence
from grader.specs.course import load_course
from grader.verdicts import CheckRun, facts_of
from grader.verification.comparing import (
    WEIGHT_TOLERANCE,
    arrays_agree,
    behaves_alike,
    movement_errors,
    number_agrees,
    numbers_agree,
    steps_agree,
)

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
    assert failing(with_(right(), weights=still, reference={"weights": still})) == {"variables": "optimizer_moves_nothing"}


@pytest.mark.parametrize(("length", "code"), [
    (2e-10, "optimizer_moves_nothing"), (float("inf"), "step_not_finite"), (float("nan"), "step_not_finite")])
def test_a_step_that_cannot_be_told_from_another_is_none(length: float, code: str) -> None:
    start = packed([0.0, 0.0], [0.0])
    exact, threefold = (tuple(packed([factor * length * call] * 2, [0.0]) for call in (1, 2, 3)) for factor in (1.0, 3.0))
    evidence = with_(right(), weights=threefold, reference={"weights": exact, "outputs": start})
    assert failing(evidence) == {"variables": code}


STILL = tuple(moved(0.0, 0.0) for _ in range(3))
HALF = tuple(moved(0.1 * call, 0.0) for call in (1, 2, 3))
FIRST_OFF = (moved(0.105, 0.105), moved(0.2, 0.2), moved(0.3, 0.3))
LAST_OFF = (moved(0.1, 0.1), moved(0.2, 0.2), moved(0.3, 0.306))


@pytest.mark.parametrize(("evidence", "check", "told"), [
    (right(), "tape", passed("tf.GradientTape", "tf.GradientTape")), (right(), "loss_scalar", passed("()", "()")), (right(), "variables", passed(2, 2)),
    (right(), "loss_value", passed(2.0, 2.0)), (right(), "update", passed()), (right(), "repeated", passed()), (right(), "training", passed()),
    (with_(right(), claim={"network": None, "optimizer": None}), "answer.runs", failed("not_a_training_step", "model, optimizer", None)),
    (with_(right(), claim={"trained_with": "fit"}), "tape", failed("trained_otherwise", "tf.GradientTape", "fit")),
    (with_(right(), claim={"tape_used": False}), "tape", failed("tape_missing", "tf.GradientTape", None)),
    (with_(right(), claim={"returned_shape": (4,)}), "loss_scalar", failed("loss_not_scalar", "()", [4])),
    (with_(right(), claim={"returned_shape": None, "returned_type": "NoneType"}), "loss_scalar", failed("loss_not_returned", "()", "NoneType")),
    (with_(right(), claim={"network": None}), "variables", failed("model_not_called", "model(features)", None)),
    (with_(right(), claim={"optimizer": None}), "variables", failed("optimizer_missing", "optimizer.apply_gradients", None)),
    (msgspec.structs.replace(with_(right(), weights=STILL[:2]), problem="why"), "variables", failed("step_not_comparable", "keras", "why")),
    (with_(right(), claim={"frozen_layers": 1}), "variables", failed("frozen_in_step", "trainable", "trainable=False")),
    (with_(right(), weights=STILL, reference={"weights": STILL}), "variables", failed("optimizer_moves_nothing", "> 0", 0)),
    (with_(right(), weights=STILL), "variables", failed("nothing_moves", 2, 0)), (with_(right(), weights=HALF), "variables", failed("variables_do_not_move", 2, 1)),
    (with_(right(), losses=(2.12348, 1.8, 1.6)), "loss_value", failed("loss_differs", 2.0, 2.1235)),
    (with_(right(), losses=(None, 1.8, 1.6)), "loss_value", failed("loss_differs", 2.0, "nan")),
    (with_(right(), claim={"differentiated": 4.0}), "loss_value", failed("other_loss_differentiated", 2.0, 4.0)),
    (msgspec.structs.replace(right(), loss_fits=False), "loss_value", failed("loss_no_classification", "classification", "SparseCategoricalCrossentropy")),
    (with_(right(), claim={"optimizer_steps": 3}), "update", failed("optimizer_steps", 1, 3)),
    (with_(right(), weights=FIRST_OFF), "update", failed("update_differs", "0 %", "5%")),
    (with_(right(), weights=FIRST_OFF, claim={"returned_shape": (4,)}), "update", Finding(Outcome.SKIPPED)),
    (with_(right(), weights=LAST_OFF), "repeated", failed("later_update_differs", "0 %", "2%", call=3)),
    (with_(right(), losses=(2.0, 1.8, 2.5)), "training", failed("step_loss_not_decreasing", "< 2.0", 2.5))])
def test_each_finding_says_what_was_asked_and_what_found(evidence: Evidence, check: str, told: Finding) -> None:
    facts = facts_of(SPEC, evidence)
    assert CheckRun(SPEC, facts).checks[check].judge(facts) == told


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


# --- to the letter

def finding(check: str, evidence: Evidence) -> Finding:
    facts = facts_of(SPEC, evidence)
    return CheckRun(SPEC, facts).checks[check].judge(facts)


def test_the_checks_of_a_step_their_shares_and_what_they_need() -> None:
    assert [(each.id, each.share, each.needs) for each in train_step_checks(SPEC)] == [
        ("answer.found", "", ()), ("answer.runs", "runs", ("answer.found",)), ("tape", "tape", ("answer.runs",)),
        ("loss_scalar", "loss", ("tape",)), ("variables", "variables", ("tape",)), ("loss_value", "loss", ("loss_scalar", "variables")),
        ("update", "update", ("variables",)), ("repeated", "repeated", ("update",)), ("training", "training", ("repeated", "loss_value"))]


def test_an_exact_step_says_what_was_found() -> None:
    results = {each.id: each.finding for each in CheckRun(SPEC, facts_of(SPEC, right())).all_results()}
    assert results == dict.fromkeys(("answer.found", "answer.runs", "update", "repeated", "training"), passed()) | {
        "tape": passed("tf.GradientTape", "tf.GradientTape"), "loss_scalar": passed("()", "()"), "variables": passed(2, 2),
        "loss_value": passed(2.0, 2.0)}


STILL, ASTRAY = (0.0, 0.0), (0.1 * 1.5, 0.1)


@pytest.mark.parametrize(("check", "evidence", "found"), [
    ("answer.runs", {"claim": {"network": None, "optimizer": None}}, failed("not_a_training_step", "model, optimizer", None)),
    ("answer.runs", {"claim": {"network": None}}, passed()), ("answer.runs", {"claim": {"optimizer": None}}, passed()),
    ("answer.runs", {"claim": {"network": None, "optimizer": None, "trained_with": "fit"}}, passed()),
    ("tape", {"claim": {"trained_with": "fit"}}, failed("trained_otherwise", "tf.GradientTape", "fit")),
    ("tape", {"claim": {"tape_used": False}}, failed("tape_missing", "tf.GradientTape", None)),
    ("loss_scalar", {"claim": {"returned_shape": (4,)}}, failed("loss_not_scalar", "()", [4])),
    ("loss_scalar", {"claim": {"returned_shape": None, "returned_type": "NoneType"}}, failed("loss_not_returned", "()", "NoneType")),
    ("loss_scalar", {"claim": {"returned_shape": None, "returned_type": "dict"}}, failed("loss_not_scalar", "()", "dict")),
    ("variables", {"claim": {"network": None}}, failed("model_not_called", "model(features)", None)),
    ("variables", {"claim": {"optimizer": None}}, failed("optimizer_missing", "optimizer.apply_gradients", None)),
    ("variables", {"claim": {"frozen_layers": 1}}, failed("frozen_in_step", "trainable", "trainable=False")),
    ("variables", {"weights": (moved(*STILL),) * 3}, failed("nothing_moves", 2, 0)),
    ("variables", {"weights": (moved(0.1, 0.0), *right().response.weights[1:])}, failed("variables_do_not_move", 2, 1)),
    ("variables", {"losses": (2.0, 1.8)}, failed("step_not_comparable", "keras", "")),
    ("variables", {"weights": ()}, failed("step_not_comparable", "keras", "")),
    ("variables", {"weights": (moved(0.1, 0.1)[:1],) * 3}, failed("step_not_comparable", "keras", "")),
    ("variables", {"weights": (), "reference": {"weights": ()}, "losses": ()}, failed("step_not_comparable", "keras", "")),
    ("loss_value", {"losses": (2.1, 1.8, 1.6)}, failed("loss_differs", 2.0, 2.1)),
    ("loss_value", {"losses": (None, 1.8, 1.6)}, failed("loss_differs", 2.0, "nan")),
    ("loss_value", {"losses": (2.0, 1.9, 1.6)}, failed("loss_differs", 1.8, 1.9)),
    # After a step that went astray, later losses have to differ.
    ("loss_value", {"losses": (2.0, 1.9, 1.6), "weights": (moved(*ASTRAY), *right().response.weights[1:])}, passed(2.0, 2.0)),
    ("loss_value", {"claim": {"differentiated": 4.00004, "returned": 2.00004}}, failed("other_loss_differentiated", 2.0, 4.0)),
    ("loss_value", {"claim": {"differentiated": 4.0}, "weights": (moved(*ASTRAY), *right().response.weights[1:])}, passed(2.0, 2.0)),
    ("loss_value", {"claim": {"differentiated": 4.0, "returned": None}}, passed(2.0, 2.0)),
    ("update", {"claim": {"optimizer_steps": 2}}, failed("optimizer_steps", 1, 2)), ("update", {"claim": {"optimizer_steps": 0}}, passed()),
    ("update", {"weights": (moved(0.15, 0.1), *right().response.weights[1:])}, failed("update_differs", "0 %", "50%")),
    ("update", {"weights": (moved(0.1 * 1.004, 0.1), *right().response.weights[1:])}, failed("update_differs", "0 %", "0.4%")),
    ("update", {"weights": (moved(0.15, 0.1), *right().response.weights[1:]), "claim": {"returned_shape": (4,)}}, Finding(Outcome.SKIPPED)),
    ("update", {"weights": (moved(0.15, 0.1), *right().response.weights[1:]), "claim": {"returned_shape": None}},
     failed("update_differs", "0 %", "50%")),
    ("repeated", {"weights": (moved(0.1, 0.1), moved(0.2, 0.2), moved(0.6, 0.3))}, failed("later_update_differs", "0 %", "100%", call=3)),
    ("repeated", {"weights": (moved(0.1, 0.1), moved(0.4, 0.2), moved(0.6, 0.9))}, failed("later_update_differs", "0 %", "100%", call=2)),
    ("repeated", {"weights": (moved(0.1, 0.1), moved(0.2, 0.2), moved(90.0, 0.3))}, failed("later_update_differs", "0 %", "9999%", call=3)),
    ("training", {"losses": (2.0, 1.8, 2.0)}, failed("step_loss_not_decreasing", "< 2.0", 2.0)),
    ("training", {"losses": (2.0, 1.8, 2.1)}, failed("step_loss_not_decreasing", "< 2.0", 2.1)),
    ("training", {"losses": (2.0, 1.8, None)}, failed("step_loss_not_decreasing", "< 2.0", "nan")),
    ("training", {"losses": (None, 1.8, 1.0)}, failed("step_loss_not_decreasing", "< nan", 1.0)),
    ("training", {"losses": (2.0, 1.8, 2.1), "reference": {"losses": (2.0, 1.8, 2.0)}}, passed()),
])
def test_one_change_is_one_finding(check: str, evidence: dict, found: Finding) -> None:
    assert finding(check, with_(right(), **evidence)) == found


@pytest.mark.parametrize(("losses", "code"), [(("classification",), "loss_no_classification"), (("mean_squared_error", "hinge"), "loss_not_named")])
def test_a_loss_that_the_exercise_does_not_take(losses: tuple[str, ...], code: str) -> None:
    spec = msgspec.structs.replace(SPEC, subject=msgspec.structs.replace(SPEC.train_step, losses=losses))
    for loss, name in ((CLAIM.loss, "SparseCategoricalCrossentropy"), (None, "?"), ({}, "?")):
        facts = facts_of(spec, msgspec.structs.replace(with_(right(), claim={"loss": loss}), loss_fits=False))
        assert CheckRun(spec, facts).checks["loss_value"].judge(facts) == failed(code, ", ".join(losses), name)


def test_without_a_reference_nothing_is_said() -> None:
    for lacking in ({"response": None}, {"reference": None}):
        evidence = msgspec.structs.replace(right(), problem="an op", **lacking)
        assert finding("loss_value", evidence) == finding("training", evidence) == Finding(Outcome.SKIPPED)
        assert finding("variables", evidence) == failed("step_not_comparable", "keras", "an op")


@pytest.mark.parametrize("source", ["with tf.GradientTape() as t: pass", "from tensorflow import GradientTape as T", "t = GradientTape()"])
def test_a_tape_is_one_however_it_is_written(source: str) -> None:
    assert finding("tape", msgspec.structs.replace(right(), source=source)) == passed("tf.GradientTape", "tf.GradientTape")
    assert finding("tape", msgspec.structs.replace(right(), source="'tf.GradientTape'")).code == "tape_missing"


def test_noise_is_told_for_each_variable_of_each_call() -> None:
    facts = facts_of(SPEC, msgspec.structs.replace(right(), noise=((0.5, None),)))
    assert [facts.noise(call) for call in (0, 1)] == [[0.5, float("inf")], [0.0, 0.0]]
    assert facts.moved == (0, 0)  # neither can be told from what rounding does
    assert facts_of(SPEC, msgspec.structs.replace(right(), noise=((1 / 31, 0.0),))).moved == (2, 2)
    assert facts_of(SPEC, msgspec.structs.replace(right(), noise=((1 / 30, 0.0),))).moved == (1, 1)
    assert (facts.pairs, facts.advice) == ([], [])


def test_a_variable_that_stays_has_moved_if_it_is_where_it_should_be() -> None:
    tiny = packed([1.0 + 1e-7, -1.0], [0.6])
    first = (tiny, *right().response.weights[1:])
    assert facts_of(SPEC, with_(right(), weights=(moved(0.0, 0.1), *right().response.weights[1:]), reference={"weights": first})).moved == (1, 2)


# --- comparing

def one(*values: float) -> tuple[Array, ...]:
    return packed(list(values))


@pytest.mark.parametrize(("found", "wanted", "alike"), [
    (2.0, 2.0, True), (2.002, 2.0, True), (2.0021, 2.0, False), (1.998, 2.0, True), (1.9979, 2.0, False), (0.0, 1e-5, True), (0.0, 1.2e-5, False),
    (-2.002, -2.0, True), (None, None, True), (None, 0.0, False), (0.0, None, False)])
def test_numbers_may_be_off_by_a_thousandth(found: float | None, wanted: float | None, alike: bool) -> None:
    assert number_agrees(found, wanted) is alike
    assert numbers_agree((1.0, found), (1.0, wanted)) is alike
    assert not numbers_agree((found,), (wanted, wanted))


@pytest.mark.parametrize(("found", "wanted", "alike"), [
    (one(1.0, 2.0), one(1.0, 2.0), True), (one(1.0), one(1.0, 2.0), False), (one(1.0, float("nan")), one(1.0, float("nan")), True),
    (one(1.0, float("nan")), one(1.0, 2.0), False), (one(1.0, float("inf")), one(1.0, float("nan")), True), (one(), one(), True),
    (one(0.0), one(0.9e-5), True), (one(0.0), one(1.2e-5), False), (one(-10.0, 0.008), one(-10.0, 0.0), True),
    (one(float("nan")), one(float("nan")), True), (one(10.0, -0.008), one(10.0, 0.0), True), (one(10.0, -0.02), one(10.0, 0.0), False)])
def test_arrays_agree_to_a_thousandth_of_the_largest(found: tuple, wanted: tuple, alike: bool) -> None:
    assert arrays_agree(*found, *wanted) is alike
    assert behaves_alike(Response(outputs=found), Response(outputs=wanted)) is alike


@pytest.mark.parametrize(("found", "wanted", "start", "error"), [
    ([1.1], [1.1], [1.0], 0.0), ([1.2], [1.1], [1.0], 1.0), ([1.15], [1.1], [1.0], 0.5), ([1.0], [1.1], [1.0], 1.0), ([1.1, 1.0], [1.1], [1.0], float("inf")),
    ([float("nan")], [1.1], [1.0], float("inf")), ([float("nan")], [float("nan")], [1.0], 0.0), ([3.1, 4.0], [3.0, 4.0], [3.0, 4.0], 0.1 / 6e-6),
    ([float("inf")], [1.1], [1.0], float("inf"))])
def test_the_error_of_a_movement_is_relative_to_it(found: list, wanted: list, start: list, error: float) -> None:
    assert movement_errors(packed(found), packed(wanted), packed(start)) == [pytest.approx(error, rel=1e-3)]


def test_what_cannot_be_read_is_no_noise_and_not_alike() -> None:
    broken = (Array(shape=(3,), data=b"x"),)
    assert not behaves_alike(Response(outputs=broken), Response(outputs=one(1.0)))
    assert steps_agree(Response(weights=(broken,)), Response(outputs=one(1.0), weights=(one(1.0),)))
    assert not steps_agree(Response(weights=()), Response(outputs=one(1.0), weights=(one(1.0),)))
    assert not steps_agree(Response(weights=((),)), Response(outputs=(), weights=(one(1.0),)))
    assert not steps_agree(Response(weights=(one(1.0) * 2,)), Response(outputs=one(1.0), weights=(one(1.0) * 2,)))
    assert steps_agree(Response(weights=((),)), Response(outputs=(), weights=((),)))
