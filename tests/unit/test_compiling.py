"""What a spec says of `compile`, and how a claim is judged by it; no TensorFlow."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest

from grader.checks import compile as compiling
from grader.checks.check import SKIPPED, Finding, Outcome, failed, passed
from grader.errors import CourseError
from grader.evidence.claims import (
    Array,
    CallClaim,
    Claim,
    CompileClaim,
    CompiledPart,
    Failure,
    Frame,
    LayerClaim,
    NetworkClaim,
    Response,
)
from grader.evidence.evidence import Compiled, Evidence
from grader.facts.network import NetworkFacts
from grader.specs.compiling import Choice, choices, default_settings
from grader.specs.lint import lint_compile, points_for
from grader.specs.types import CompileSpec, ExerciseSpec, LayerSpec, NetworkSpec, compile_in_code
from grader.verification.comparing import trains_alike

ASKED = CompileSpec(optimizer={"type": ["Adam", "SGD"], "learning_rate": {"max": 0.01}}, metrics=("accuracy",),
                    loss={"one_of": ["SparseCategoricalCrossentropy", "CategoricalCrossentropy"]})

BAD = Failure("ValueError", "bad", (), "compile")
EITHER = "SparseCategoricalCrossentropy / CategoricalCrossentropy"


def of_two_outputs(*losses: str, metrics: tuple = ((), ()), asked: CompileSpec | None = None) -> NetworkFacts:
    """A network of two outputs, told the loss of each."""
    one = facts()
    asked = asked or CompileSpec(loss={"a": "mse", "b": "mae"})
    network = NetworkSpec(classes=3, input_shape=(4,), compile=asked, outputs=("a", "b"), layers=(
        LayerSpec("Dense", {"units": 3}, id="a"), LayerSpec("Dense", {"units": 2}, id="b", inputs=("input",))))
    claim = msgspec.structs.replace(one.claim, outputs=(0, 1), output_names=("a", "b"), layers=(*one.claim.layers, LayerClaim("Dense", {"units": 2}, ())),
                                    calls=(*one.claim.calls, CallClaim(1, (-1,), (2,))))
    told = CompileClaim(part("optimizer", "Adam"), tuple(part("loss", each) for each in losses), metrics, (1.0, 1.0))
    return NetworkFacts(msgspec.structs.replace(one.spec, subject=network),
                        msgspec.structs.replace(one.evidence, claim=Claim(network=claim, compiled=told)))


def test_each_output_has_its_own_loss_and_metrics() -> None:
    squared, absolute = "MeanSquaredError", "MeanAbsoluteError"
    asked = f"a: {squared}, b: {absolute}"
    assert finding(of_two_outputs(squared, absolute), "compile.loss") == passed(asked, asked)
    assert finding(of_two_outputs(absolute, squared), "compile.loss") == failed(
        "compile_losses_swapped", asked, f"a: {absolute}, b: {squared}", None)
    assert finding(of_two_outputs(squared, squared), "compile.loss") == failed(
        "compile_loss_differs", absolute, squared, None, output="b")
    assert finding(of_two_outputs(squared), "compile.loss") == failed("compile_loss_missing", absolute, "–", None, output="b")
    strict = CompileSpec(loss="mse", metrics={"a": ("mae",), "b": ("mse",)}, extra_metrics=False)
    mine = (part("metric", absolute),), (part("metric", squared), part("metric", "AUC"))
    assert finding(of_two_outputs(squared, squared, metrics=mine, asked=strict), "compile.metrics") == failed(
        "compile_metric_extra", squared, "AUC", None, output="b")


def facts(asked: CompileSpec = ASKED, activation: str = "softmax", **compiled: Any) -> NetworkFacts:
    network = NetworkSpec(classes=3, input_shape=(4,), compile=asked, layers=(LayerSpec("Dense", {"units": 3}, id="out"),))
    spec = ExerciseSpec(id="x", title="x", task="x", hint="", style="any", kind="network", stated=network, subject=network,
                        free_arguments=(), points=points_for(network, network.POINTS))
    told = {"optimizer": part("optimizer", "Adam"), "losses": (part("loss", "SparseCategoricalCrossentropy"),),
            "metrics": ((part("metric", "SparseCategoricalAccuracy"),),), "loss_weights": (1.0,)} | compiled
    claim = NetworkClaim(
        model_kind="Functional", bases=(), own_methods=(), input_shapes=((4,),), outputs=(0,), output_names=("out",),
        layers=(LayerClaim("Dense", {"units": 3, "activation": activation}, ((4, 3), (3,))),),
        calls=(CallClaim(0, (-1,), (3,)),))
    evidence = Evidence("answered", Claim(network=claim, compiled=CompileClaim(**told)), trust="verified",
                        compiled=Compiled("verified"))
    return NetworkFacts(spec, evidence)


def part(kind: Any, name: str, **settings: Any) -> CompiledPart:
    return CompiledPart(name, default_settings(kind, name) | settings)


def finding(known: NetworkFacts, check: str) -> Finding:
    found = next(each for each in compiling.compile_checks(known.network, known.network.compile) if each.id == check)
    return found.judge(known)


def code_of(known: NetworkFacts, check: str) -> str:
    found = finding(known, check)
    return found.code if found.outcome is Outcome.FAILED else found.outcome


def test_what_is_asked_passes_and_what_each_check_needs() -> None:
    known = facts()
    assert [(each.id, each.share, *each.needs, each.judge(known)) for each in compiling.compile_checks(known.network, ASKED)] == [
        ("compile.called", "compile", "answer.runs", passed()), ("compile.trains", "compile", "compile.called", passed()),
        ("compile.optimizer", "compile", "compile.trains", passed("Adam / SGD", "Adam")),
        ("compile.learning_rate", "compile", "compile.optimizer", passed({"max": 0.01}, 0.001)),
        ("compile.loss", "compile", "compile.trains", passed(f"out: {EITHER}", "out: SparseCategoricalCrossentropy")),
        ("compile.from_logits", "compile", "compile.loss", passed()), ("compile.metrics", "compile", "compile.trains", passed()),
        ("compile.defaults", "compile", "compile.optimizer", "compile.loss", passed())]
    less = CompileSpec(loss="MeanSquaredError")
    assert [each.id for each in compiling.compile_checks(known.network, less)] == [
        "compile.called", "compile.trains", "compile.optimizer", "compile.loss", "compile.defaults"]
    free = facts(CompileSpec(loss={"any": True}), optimizer=part("optimizer", "SGD", momentum=0.9),
                 losses=(part("loss", "CategoricalCrossentropy", label_smoothing=0.1),))
    assert finding(free, "compile.optimizer") == passed("…", "SGD")
    assert finding(free, "compile.defaults").params["argument"] == "label_smoothing"  # of an optimizer that is free, all is
    anyhow = NetworkFacts(msgspec.structs.replace(known.spec, free_arguments=("clip*",)),
                          facts(optimizer=part("optimizer", "Adam", clipnorm=1.0)).evidence)
    assert finding(anyhow, "compile.defaults") == passed()


@pytest.mark.parametrize(("check", "compiled", "told"), [
    ("optimizer", {"optimizer": part("optimizer", "RMSprop")}, failed("compile_optimizer_differs", "Adam / SGD", "RMSprop")),
    ("learning_rate", {"optimizer": part("optimizer", "Adam", learning_rate=0.02)},
     failed("compile_setting_differs", {"max": 0.01}, 0.02, argument="learning_rate", type="Adam")),
    ("defaults", {"optimizer": part("optimizer", "Adam", clipnorm=1.0)},
     failed("compile_setting_differs", None, 1.0, argument="clipnorm", type="Adam")),
    ("defaults", {"losses": (part("loss", "CategoricalCrossentropy", label_smoothing=0.1),)},
     failed("compile_setting_differs", 0.0, 0.1, argument="label_smoothing", type="CategoricalCrossentropy")),
    ("defaults", {"loss_weights": (0.5,)}, failed("compile_setting_differs", [1.0], [0.5], argument="loss_weights", type="compile")),
    ("loss", {"losses": (part("loss", "MeanSquaredError"),)}, failed("compile_loss_differs", EITHER, "MeanSquaredError", output="out")),
    ("loss", {"losses": (None,)}, failed("compile_loss_missing", EITHER, "–", output="out")),
    ("from_logits", {"losses": (part("loss", "CategoricalCrossentropy", from_logits=True),)},
     failed("compile_logits_twice", False, True, type="CategoricalCrossentropy", activation="softmax", output="out")),
    ("from_logits", {"activation": "linear"},
     failed("compile_logits_missing", True, False, type="SparseCategoricalCrossentropy", activation="linear", output="out")),
    ("metrics", {"metrics": ((),)}, failed("compile_metric_missing", "accuracy", "–", output="out")),
    ("metrics", {"metrics": ((part("metric", "Accuracy"),),)},
     failed("compile_accuracy_differs", "SparseCategoricalAccuracy", "Accuracy", output="out")),
    ("metrics", {"losses": (part("loss", "CategoricalCrossentropy"),)},
     failed("compile_accuracy_differs", "CategoricalAccuracy", "SparseCategoricalAccuracy", output="out")),
    ("trains", {"strays": ("other", "more")}, failed("compile_name_unknown", "out", "other, more")),
    ("trains", {"losses": (CompiledPart("mine", own=True),)}, failed("compile_own", "Keras", "mine")),
    ("trains", {"trained_by": "train_step"}, failed("compile_trained_by", "keras.Model.train_step", "train_step")),
    ("called", {"optimizer": None, "failure": BAD}, failed("compile_raised", "no error", "ValueError: bad", type="ValueError", text="bad")),
    ("called", {"failure": BAD}, passed())])
def test_what_is_not_asked_fails_by_its_own_words(check: str, compiled: dict[str, Any], told: Finding) -> None:
    assert finding(facts(**{"place": (0, 5)} | compiled), f"compile.{check}") == replace(told, place=(0, 5) if told.code else None)


def test_what_was_not_called_and_what_raised_elsewhere() -> None:
    known = facts()
    none = NetworkFacts(known.spec, msgspec.structs.replace(known.evidence, claim=Claim(known.claim)))
    assert finding(none, "compile.called") == failed("compile_missing", "compile", None)
    framed = msgspec.structs.replace(BAD, frames=(Frame(0, 1, "f"), Frame(2, 3, "g")))
    assert finding(facts(optimizer=None, failure=framed), "compile.called").place == (2, 3)


@pytest.mark.parametrize(("compiled", "told"), [
    (None, SKIPPED), (Compiled("contradicted"), failed("compile_not_verifiable", "keras", "contradicted")),
    (Compiled("unverified", problem="optimizer"), failed("compile_not_verifiable", "keras", "optimizer")),
    (Compiled("unverified", failure=BAD),
     failed("compile_training_raised", "no error", "ValueError: bad", type="ValueError", text="bad"))])
def test_what_training_does_not_confirm_fails(compiled: Compiled | None, told: Finding) -> None:
    known = facts()
    assert finding(NetworkFacts(known.spec, msgspec.structs.replace(known.evidence, compiled=compiled)), "compile.trains") == told


def test_metrics_beside_the_asked_ones_are_right_unless_the_spec_says_otherwise() -> None:
    more = {"metrics": ((part("metric", "AUC"), part("metric", "SparseCategoricalAccuracy")),)}
    assert code_of(facts(**more), "compile.metrics") == Outcome.PASSED
    strict = CompileSpec(loss="SparseCategoricalCrossentropy", metrics=("accuracy",), extra_metrics=False)
    assert code_of(facts(strict, **more), "compile.metrics") == "compile_metric_extra"


@pytest.mark.parametrize(("optimizer", "outcome"), [
    (part("optimizer", "SGD", momentum=0.9), Outcome.PASSED), (part("optimizer", "Adam"), Outcome.PASSED),
    (part("optimizer", "SGD", momentum=0.95), "compile_setting_differs")])
def test_a_setting_is_asked_of_the_optimizers_that_have_it(optimizer: CompiledPart, outcome: Any) -> None:
    asked = CompileSpec(loss="SparseCategoricalCrossentropy", optimizer={"type": ["Adam", "SGD"], "momentum": {"max": 0.9}})
    lint_compile("x", facts().network, asked)
    assert code_of(facts(asked, optimizer=optimizer), "compile.momentum") == outcome


@pytest.mark.parametrize(("kind", "wanted", "found"), [
    ("loss", "mse", [Choice("MeanSquaredError")]), ("metric", "acc", [Choice("accuracy")]), ("optimizer", None, None),
    ("loss", {"one_of": ["mae", {"type": "Huber", "delta": 2.0}]},
     [Choice("MeanAbsoluteError"), Choice("Huber", {"delta": 2.0})]),
])
def test_names_stand_for_classes(kind: Any, wanted: Any, found: Any) -> None:
    assert choices(kind, wanted) == found


@pytest.mark.parametrize(("asked", "code"), [
    (CompileSpec(loss="MeanSqaredError"), "course_unknown_value"),
    (CompileSpec(loss="mse", optimizer={"type": "Adam", "lr": 0.1}), "course_unknown_argument"),
    (CompileSpec(loss="mse", optimizer={"learning_rate": 0.1}), "course_value"),
    (CompileSpec(loss={"ouput": "mse"}), "course_unknown_input"),
])
def test_a_slip_in_the_table_is_told(asked: CompileSpec, code: str) -> None:
    with pytest.raises(CourseError) as raised:
        lint_compile("x", facts().network, asked)
    assert raised.value.code == code


def test_the_table_is_told_as_code_and_its_share_leaves_one_point() -> None:
    assert compile_in_code(ASKED) == ("compile(optimizer=Adam / SGD(learning_rate=≤ 0.01), "
                                      "loss=SparseCategoricalCrossentropy / CategoricalCrossentropy, metrics=accuracy)")
    assert sum(facts().spec.points.values()) == pytest.approx(1.0)


@pytest.mark.parametrize(("moved", "noise", "alike"), [(1.0, (), True), (1.01, (), False), (1.01, ((0.001,),), True)])
def test_a_twin_that_moves_otherwise_is_noticed(moved: float, noise: Any, alike: bool) -> None:
    start, end, other = (Array((1,), np.float32([value]).tobytes()) for value in (0.0, 1.0, moved))
    response, reference = (Response(losses=(1.0,), outputs=(start,), weights=((each,),)) for each in (other, end))
    assert trains_alike(response, reference, noise) is alike
