"""What a spec says of `compile`, and how a claim is judged by it; no TensorFlow."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.checks import compiling
from grader.checks.check import Outcome
from grader.errors import CourseError
from grader.evidence.claims import (
    Array,
    CallClaim,
    Claim,
    CompileClaim,
    CompiledPart,
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


def code_of(known: NetworkFacts, check: str) -> str:
    found = next(each for each in compiling.compile_checks(known.network, known.network.compile) if each.id == check)
    finding = found.judge(known)
    return finding.code if finding.outcome is Outcome.FAILED else finding.outcome


def test_what_is_asked_passes() -> None:
    known = facts()
    assert {each.judge(known).outcome for each in compiling.compile_checks(known.network, ASKED)} == {Outcome.PASSED}


@pytest.mark.parametrize(("check", "compiled", "code"), [
    ("compile.optimizer", {"optimizer": part("optimizer", "RMSprop")}, "compile_optimizer_differs"),
    ("compile.learning_rate", {"optimizer": part("optimizer", "Adam", learning_rate=0.02)}, "compile_setting_differs"),
    ("compile.defaults", {"optimizer": part("optimizer", "Adam", clipnorm=1.0)}, "compile_setting_differs"),
    ("compile.defaults", {"losses": (part("loss", "CategoricalCrossentropy", label_smoothing=0.1),)},
     "compile_setting_differs"),
    ("compile.defaults", {"loss_weights": (0.5,)}, "compile_setting_differs"),
    ("compile.loss", {"losses": (part("loss", "MeanSquaredError"),)}, "compile_loss_differs"),
    ("compile.loss", {"losses": (None,)}, "compile_loss_missing"),
    ("compile.from_logits", {"losses": (part("loss", "CategoricalCrossentropy", from_logits=True),)},
     "compile_logits_twice"),
    ("compile.from_logits", {"activation": "linear"}, "compile_logits_missing"),
    ("compile.metrics", {"metrics": ((),)}, "compile_metric_missing"),
    ("compile.metrics", {"metrics": ((part("metric", "Accuracy"),),)}, "compile_accuracy_differs"),
    ("compile.metrics", {"losses": (part("loss", "CategoricalCrossentropy"),)}, "compile_accuracy_differs"),
    ("compile.trains", {"strays": ("other",)}, "compile_name_unknown"),
    ("compile.trains", {"losses": (CompiledPart("mine", own=True),)}, "compile_own"),
    ("compile.trains", {"trained_by": "train_step"}, "compile_trained_by"),
])
def test_what_is_not_asked_fails_by_its_own_words(check: str, compiled: dict[str, Any], code: str) -> None:
    assert code_of(facts(**compiled), check) == code


def test_what_training_does_not_confirm_fails() -> None:
    known = facts()
    denied = msgspec.structs.replace(known.evidence, compiled=Compiled("contradicted"))
    assert code_of(NetworkFacts(known.spec, denied), "compile.trains") == "compile_not_verifiable"


def test_metrics_beside_the_asked_ones_are_right_unless_the_spec_says_otherwise() -> None:
    more = {"metrics": ((part("metric", "AUC"), part("metric", "SparseCategoricalAccuracy")),)}
    assert code_of(facts(**more), "compile.metrics") == Outcome.PASSED
    strict = CompileSpec(loss="SparseCategoricalCrossentropy", metrics=("accuracy",), extra_metrics=False)
    assert code_of(facts(strict, **more), "compile.metrics") == "compile_metric_extra"


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
