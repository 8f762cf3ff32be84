"""Causes are found in source and evidence, on evidence made by hand: no answer runs."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from rich.console import Console

from grader.checks.check import Finding, Outcome, failed
from grader.diagnosis import arguments
from grader.diagnosis import layers as causes
from grader.diagnosis.advice import step_advice
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.diagnose import diagnose, explain
from grader.evidence.claims import CallClaim, Claim, Failure, LayerClaim, NetworkClaim, TrainStepClaim
from grader.evidence.evidence import Evidence
from grader.messages.texts import Texts
from grader.reports.terminal import TerminalReport
from grader.reports.wording import Wording, excerpt
from grader.results import ExerciseResult, Grading
from grader.specs.course import load_course
from grader.specs.texts import said
from grader.specs.types import LayerSpec, NetworkSpec
from grader.submissions.answers import find_answers
from grader.submissions.reading import read_submission
from grader.verdicts import judge

COURSE = load_course()
PAGE = Path(__file__).parents[1] / "e2e" / "course_page.md"
STEP = """
def train_step(features, labels):
    {}
    return loss
"""
SEQUENTIAL = """from tensorflow import keras
model = keras.Sequential([keras.layers.{}])
"""


def case_of(source: str, exercise: str, tmp_path: Path, evidence: Evidence | None = None) -> Case:
    path = tmp_path / f"{exercise}.py"
    path.write_text(source, encoding="utf-8")
    answer = find_answers(read_submission([path]), COURSE, ()).answers[exercise][0]
    return Case(COURSE.exercise(exercise), COURSE, answer, evidence or Evidence(end="answered"))


def chain(*layers: tuple[str, dict]) -> Evidence:
    """A verified record of layers one after the other, made on line 2 and those after it."""
    kinds = [kind for kind, _ in layers]
    claims = tuple(LayerClaim(type=kind, config=config, weight_shapes=(), place=(0, line))
                   for line, (kind, config) in enumerate(layers, 2))
    calls = tuple(CallClaim(layer=number, inputs=(number - 1,), output_shape=(4,) if flat(kinds[:number + 1]) else (4, 4, 4))
                  for number in range(len(layers)))
    network = NetworkClaim(model_kind="Sequential", bases=("Sequential",), own_methods=(), input_shapes=((28, 28, 1),),
                           layers=claims, calls=calls, outputs=(len(calls) - 1,))
    return Evidence(end="answered", claim=Claim(network=network), trust="verified")


def flat(kinds: list[str]) -> bool:
    return "Flatten" in kinds or any("Global" in kind for kind in kinds)


def conv(filters: int = 32, kernel: int = 3) -> tuple[str, dict]:
    return "Conv2D", {"filters": filters, "kernel_size": [kernel, kernel], "activation": "relu"}


def dense(units: int, activation: str = "relu") -> tuple[str, dict]:
    return "Dense", {"units": units, "activation": activation}


FLATTEN = ("Flatten", {})
RIGHT = [conv(32), conv(64), FLATTEN, dense(128), dense(10, "softmax")]


def replaced(position: int, layer: tuple[str, dict]) -> list[tuple[str, dict]]:
    return [*RIGHT[:position], layer, *RIGHT[position + 1:]]


@pytest.mark.parametrize(("layers", "check", "code", "params"), [
    (replaced(1, conv(32)), "layer_2.filters", "line_copied", {"other_label": "layer_1"}),
    ([conv(64), conv(32), *RIGHT[2:]], "layer_1.filters", "layers_changed_places", {"other_label": "layer_2"}),
    (replaced(0, conv(3, 32)), "layer_1.filters", "arguments_changed_places", {"other_argument": "kernel_size"}),
    (replaced(0, conv(16)), "layer_1.filters", "asked_elsewhere", {}),
    (replaced(0, conv(17)), "layer_1.filters", "argument_differs", {}),
    (replaced(4, dense(100, "softmax")), "layer_5.units", "classes_of_other_data", {}),
    (replaced(4, dense(9, "softmax")), "layer_5.units", "classes_miscounted", {}),
    (replaced(3, dense(256)), "layer_4.units", "asked_elsewhere", {}),
    (replaced(4, dense(10, "linear")), "layer_5.activation", "softmax_missing",
     {"loss": "sparse_categorical_crossentropy"}),
    (replaced(4, dense(10, "relu")), "layer_5.activation", "activation_copied", {}),
    (replaced(4, dense(10, "sigmoid")), "layer_5.activation", "not_probabilities", {}),
    (replaced(3, dense(128, "softmax")), "layer_4.activation", "softmax_too_early", {}),
    (replaced(3, dense(128, "linear")), "layer_4.activation", "activation_missing", {}),
    (replaced(0, ("SeparableConv2D", {})), "layer_1.type", "type_related", {}),
    (replaced(0, ("LayerNormalization", {})), "layer_1.type", "type_differs", {}),
    (replaced(2, ("GlobalAveragePooling2D", {})), "layer_3.type", "pooled_for_flatten", {}),
    ([*RIGHT[:3], ("Dropout", {"rate": 0.5}), *RIGHT[3:]], "layers", "layer_extra", {"type": "Dropout"}),
    ([RIGHT[0], ("MaxPooling2D", {}), RIGHT[1], ("MaxPooling2D", {}), *RIGHT[2:]], "layers", "layers_of_other_exercise",
     {"types": "MaxPooling2D × 2"}),
    ([FLATTEN, *RIGHT[3:]], "layers", "another_network", {"count": 2, "types": "Conv2D × 2"}),
    ([RIGHT[0], *RIGHT[2:]], "layers", "layer_missing", {"label": "layer_2"}),
    ([*RIGHT[:2], RIGHT[3], FLATTEN, RIGHT[4]], "layers", "layer_behind", {
        "after": {"label": "layer_4", "type": "Dense"}, "wanted": {"label": "layer_2", "type": "Conv2D"}}),
])
def test_cause_follows_from_what_the_course_asks(layers: list, check: str, code: str, params: dict,
                                                  tmp_path: Path) -> None:
    case = case_of(SEQUENTIAL.format("Flatten()"), "mnist_sequential", tmp_path, chain(*layers))
    checks = {each.id: each for each in diagnose(judge(case.spec, case.evidence), case).checks}
    assert checks[check].outcome is Outcome.FAILED
    assert checks[check].finding.code == code
    assert {**checks[check].finding.params, **params} == checks[check].finding.params


def test_inputs_in_another_order_are_told_by_their_names() -> None:
    known: Any = SimpleNamespace(network=SimpleNamespace(network=SimpleNamespace(input_names=("wide", "deep"))))
    swapped = causes.inputs_swapped(known, failed("input_shape_differs", [[5], [6]], [[6], [5]]))
    assert swapped == Cause("inputs_swapped", {"names": "wide, deep"})
    for found in ([[5], [7]], [[5]]):
        other = failed("input_shape_differs", [[5], [6]], found)
        assert causes.inputs_swapped(known, other) is None and causes.channels_differ(known, other) is None


@pytest.mark.parametrize(("label", "told"), [("out", True), ("hidden", False)])
def test_an_output_without_its_activation_gives_any_numbers(label: str, told: bool) -> None:
    network = NetworkSpec(classes=1, input_shape=(4,), layers=(LayerSpec("Dense", id="hidden"), LayerSpec("Dense", id="out")))
    known: Any = SimpleNamespace(network=SimpleNamespace(network=network))
    missing = failed("activation_missing", "sigmoid", "linear", label=label, type="Dense", argument="activation")
    assert (arguments.output_activation_missing(known, missing) is not None) is told


def test_an_exercise_is_taken_only_for_one_whose_layers_are_alike(tmp_path: Path) -> None:
    case = case_of(SEQUENTIAL.format("Flatten()"), "mnist_sequential", tmp_path, chain(*RIGHT))
    assert case.alike == case.others
    other = msgspec.structs.replace(COURSE.exercise("cifar100_sequential"), subject=NetworkSpec(
        classes=2, input_shape=(4,), layers=(LayerSpec("LSTM"), LayerSpec("Dropout"), LayerSpec("Dense"))))
    course = msgspec.structs.replace(COURSE, exercises=(case.spec, other))
    assert dataclasses.replace(case, course=course).alike == []


@pytest.mark.parametrize(("found", "told"), [("GRU", True), ("LSTM", False)])
def test_a_layer_that_should_stand_inside_another_is_told(found: str, told: bool) -> None:
    network = NetworkSpec(classes=1, input_shape=(4,), layers=(
        LayerSpec("Bidirectional", {"layer": {"type": "GRU", "units": 4}, "merge_mode": "sum"}, id="read"),))
    known: Any = SimpleNamespace(network=SimpleNamespace(network=network))
    assert (causes.not_wrapped(known, failed("type_differs", "Bidirectional", found, label="read")) is not None) is told


def test_network_of_another_exercise_is_told_by_its_title(tmp_path: Path) -> None:
    cifar = COURSE.exercise("cifar100_sequential").network
    layers = [(layer.type, layer.arguments) for layer in cifar.layers]
    case = case_of(SEQUENTIAL.format("Flatten()"), "mnist_sequential", tmp_path, chain(*layers))
    checks = {each.id: each for each in diagnose(judge(case.spec, case.evidence), case).checks}
    assert checks["layers"].finding.code == "network_of_other_exercise"
    assert checks["layers"].finding.params["other"]["en"] == "CIFAR-100 · Sequential"


@pytest.mark.parametrize(("source", "marked"), [
    ("Conv2D(8, 3, activation='relu')", "8"),
    ("Conv2D(kernel_size=3, filters=8)", "8"),
    ("Conv2D(filters = 2 * 4, kernel_size=3)", "2 * 4"),
    ("Convolution2D(eight, 3)", "eight"),
    ("Conv2D(**settings)", "keras.layers.Conv2D(**settings)"),
])
def test_argument_is_pointed_at_however_it_is_written(source: str, marked: str, tmp_path: Path) -> None:
    case = case_of(SEQUENTIAL.format(source), "mnist_sequential", tmp_path, chain(*replaced(0, conv(8))))
    wrong = failed("argument_differs", 32, 8, (0, 2), label="layer_1", type="Conv2D", argument="filters")
    first, end = explain(case, wrong).columns
    assert case.answer.cells[0].source.split("\n")[1][first:end] == marked


@pytest.mark.parametrize(("kind", "message", "code", "params"), [
    ("NameError", "name 'np' is not defined", "import_missing", {"line": "import numpy as np"}),
    ("NameError", "name 'optimzer' is not defined", "name_misspelt", {"nearest": "optimizer"}),
    ("NameError", "name 'somewhere_else' is not defined", "name_unknown", {"name": "somewhere_else"}),
    ("AttributeError", "module 'keras.layers' has no attribute 'Conv2d'", "attribute_unknown", {"owner": "layers"}),
    ("AttributeError", "'Adam' object has no attribute '_variables'", "raised_in_code", {}),
    ("ModuleNotFoundError", "No module named 'tensorfow'", "import_misspelt", {"nearest": "tensorflow"}),
    ("ModuleNotFoundError", "No module named 'tf_keras'", "import_fails", {"name": "tf_keras"}),
    ("ImportError", "cannot import name 'np_utils' from 'keras._tf_keras.keras.utils' (unknown location)", "import_fails",
     {"name": "tensorflow.keras.utils.np_utils"}),
    ("ModuleNotFoundError", "No module named 'keras.layers.core'", "import_fails", {"name": "keras.layers.core"}),
    ("EOFError", "input() cannot be answered while grading", "input_asked", {}),
    ("AttributeError", "'Adam' object has no attribute 'minimize'", "minimize_is_gone", {}),
    ("ValueError", "Could not interpret activation function identifier: rellu", "activation_unknown",
     {"nearest": "relu"}),
    ("SyntaxError", "invalid syntax. Perhaps you forgot a comma?", "comma_forgotten", {}),
    ("SyntaxError", "'(' was never closed", "bracket_not_closed", {}),
    ("ZeroDivisionError", "division by zero", "raised_in_code", {}),
])
def test_error_is_told_by_what_it_means(kind: str, message: str, code: str, params: dict, tmp_path: Path) -> None:
    failure = Failure(type=kind, message=message, frames=(), stage="code")
    case = case_of("optimizer = 1\n" + STEP.format("loss = 0"), "gradient_tape", tmp_path,
                   Evidence(end="answered", failure=failure))
    told = explain(case, failed("raised_in_code", "no error", f"{kind}: {message}", (0, 1), type=kind, text=message))
    assert told.code == code
    assert params.items() <= told.params.items()


def test_finding_without_a_known_cause_stays_as_it_is(tmp_path: Path) -> None:
    case = case_of(STEP.format("loss = 0"), "gradient_tape", tmp_path)
    finding = Finding(Outcome.FAILED, 1, 2, "output_differs", {"type": "Dense"})
    assert explain(case, finding) == finding


def test_opinion_that_fails_does_not_cost_the_facts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(SEQUENTIAL.format("Flatten()"), "mnist_sequential", tmp_path, chain(*replaced(0, conv(8))))
    judgement = judge(case.spec, case.evidence)
    monkeypatch.setattr("grader.diagnosis.diagnose.explain", lambda case, finding: 1 / 0)
    monkeypatch.setattr("grader.diagnosis.diagnose.step_advice", lambda case: 1 / 0)
    assert diagnose(judgement, case) == judgement


@pytest.mark.parametrize(("body", "codes"), [
    ("with tf.GradientTape() as tape:\n        loss = f(features)\n        g = tape.gradient(loss, v)",
     ["gradient_inside_the_tape"]),
    ("with tf.GradientTape() as tape:\n        loss = f(features)\n    g = tape.gradient(loss, v)", []),
    ("with tf.GradientTape(persistent=True) as tape:\n        loss = f(features)\n        g = tape.gradient(loss, v)", []),
    ("with tf.GradientTape() as outer:\n        with tf.GradientTape() as tape:\n            loss = f(features)\n"
     "        g = tape.gradient(loss, v)", []),
])
def test_gradient_inside_the_tape_is_worth_a_word(body: str, codes: list[str], tmp_path: Path) -> None:
    case = case_of(STEP.format(body), "gradient_tape", tmp_path)
    assert [code for code, _ in step_advice(case)] == codes


def test_layers_that_were_frozen_before_the_step_are_worth_a_word(tmp_path: Path) -> None:
    network = chain(*RIGHT).claim.network
    frozen = tuple(msgspec.structs.replace(each, config=each.config | {"trainable": number > 0})
                   for number, each in enumerate(network.layers))
    for layers, told in ((frozen, [("layers_frozen", {"count": 1})]), (network.layers, [])):
        step = TrainStepClaim(network=msgspec.structs.replace(network, layers=layers), tape_used=True, trained_with=None,
                              optimizer={}, optimizer_steps=1, loss={}, label_form="column", loss_label_form="column",
                              returned_shape=(), returned_type="EagerTensor")
        case = case_of(STEP.format("pass"), "gradient_tape", tmp_path, Evidence(end="answered", claim=Claim(train_step=step)))
        assert list(step_advice(case)) == told


def test_padding_that_changes_shapes_is_worth_a_word() -> None:
    kind, config = conv(64)
    evidence = chain(*replaced(1, (kind, config | {"padding": "same"})))
    assert judge(COURSE.exercise("mnist_sequential"), evidence).advice == (
        ("padding_changes_shape", {"label": "layer_2", "shape": [4, 4, 4]}),)


def test_layer_that_is_never_called_is_worth_a_word_unless_it_is_the_missing_one(tmp_path: Path) -> None:
    for layers, told in ((RIGHT, [("layer_never_called", {"layer": {"type": "Dense", "made": (0, 2)}})]), (RIGHT[:4], [])):
        evidence = chain(*layers)
        unused = LayerClaim(type="Dense", config={}, weight_shapes=(), place=(0, 2))
        network = msgspec.structs.replace(evidence.claim.network, unused=(unused,))
        case = case_of(SEQUENTIAL.format("Dense(10)"), "mnist_sequential", tmp_path,
                       msgspec.structs.replace(evidence, claim=Claim(network=network)))
        judgement = diagnose(judge(case.spec, case.evidence), case)
        assert list(judgement.advice) == told
        missing = [check.finding.code for check in judgement.checks if check.finding.code == "never_called"]
        assert bool(missing) is not bool(told)


LOOP = """
def train_model(batch_size=32):
    for step, (x, y) in enumerate(zip(x_train, y_train)):
        {before}
        if step % batch_size == batch_size - 1:
            {inside}
            loss = train_step(np.array(x_batch), np.array(y_batch))
            x_batch = []
            y_batch = []
"""
APPEND = "x_batch.append(x); y_batch.append(y)"


@pytest.mark.parametrize(("before", "inside", "told"), [
    ("pass", APPEND, True), (APPEND, "pass", False), (APPEND, APPEND, False), ("pass", "pass", False),
])
def test_loop_that_feeds_batches_of_one_is_worth_a_word(before: str, inside: str, told: bool, tmp_path: Path) -> None:
    source = STEP.format("loss = 0") + LOOP.format(before=before, inside=inside)
    advice = dict(case_of(source, "gradient_tape", tmp_path).answer.advice)
    assert ("batch_of_one" in advice) is told
    if told:
        assert source.split("\n")[advice["batch_of_one"]["place"].line - 1].strip().startswith("loss = train_step(")


def test_loop_of_the_course_page_is_found_in_another_block() -> None:
    answer = find_answers(read_submission([PAGE]), COURSE, ()).answers["gradient_tape"][0]
    assert answer.advice[0][0] == "batch_of_one"
    assert answer.advice[0][1]["place"].block == 20


@pytest.mark.parametrize(("line", "columns", "shown"), [
    ("    x = Dense(3)", (14, 15), "    x = Dense(3)\n              ^"),
    ("x = f(가나, 3)", (10, 11), "    x = f(가나, 3)\n                ^"),
    ("x = f(3)", None, "    x = f(3)"),
    ("   ", (0, 1), ""),
])
def test_excerpt_marks_the_piece_in_the_width_it_has_on_screen(line: str, columns: tuple | None, shown: str) -> None:
    assert excerpt(line, 1, columns) == shown


def test_excerpt_of_a_long_line_shows_the_piece() -> None:
    text = "x = " + "f(" * 60 + "3" + ")" * 60
    first, marks = excerpt(text, 1, (124, 125), width=40).split("\n")
    assert first[marks.index("^")] == "3"
    assert first.strip().startswith("…")
    assert first.endswith("…")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_hints_are_a_nudge_the_place_and_the_form(language: str, tmp_path: Path) -> None:
    case = case_of(SEQUENTIAL.format("Conv2D(8, 3)"), "mnist_sequential", tmp_path, chain(*replaced(0, conv(8))))
    judgement = diagnose(judge(case.spec, case.evidence), case)
    result = ExerciseResult(case.spec, judgement, case.evidence, case.answer, 1)
    wording = Wording(Texts(language))
    nudge, place, form = wording.hints(result, wording.first_failure(result))
    assert nudge == wording.hint(result, wording.first_failure(result))
    assert "Conv2D(8, 3)" in place
    assert "filters=" in form
    assert "32" not in nudge + place + form


@pytest.mark.parametrize(("label", "numbered", "told"), [
    ("layer_1", True, "layer 1"), ("a", True, "layer 1"), ("flatten", False, "Flatten"), ("left", False, "Flatten (left)"),
])
def test_layer_is_called_as_the_task_calls_it(label: str, numbered: bool, told: str) -> None:
    mnist = COURSE.exercise("mnist_sequential")
    layer = msgspec.structs.replace(mnist.network.layers[2], numbered=numbered, id=None if label == "layer_1" else label)
    spec = msgspec.structs.replace(mnist, subject=msgspec.structs.replace(mnist.network, layers=(layer,)))
    assert Wording(Texts("en")).label(label, spec) == told


def test_report_gives_the_way_away_only_where_it_is_asked_for_and_points_twice_at_one_place(tmp_path: Path) -> None:
    case = case_of(SEQUENTIAL.format("Flatten()"), "mnist_sequential", tmp_path, chain(RIGHT[0], *RIGHT[2:]))
    judgement = diagnose(judge(case.spec, case.evidence), case)
    result = ExerciseResult(case.spec, judgement, case.evidence, case.answer, 1)
    submission = read_submission([tmp_path / "mnist_sequential.py"])

    def told(hints: int) -> str:
        console = Console(file=io.StringIO(), width=400)
        TerminalReport(Grading(submission, (result,), ()), Texts("en"), hints=hints).print_to(console)
        return console.file.getvalue()

    assert said(case.spec.hint, "en") not in told(1)
    assert said(case.spec.hint, "en") in told(3)
    wording = Wording(Texts("en"))
    first = wording.first_failure(result)
    assert wording.place_of(result) == wording.check_place(result, first.finding)
    assert told(1).count(wording.place(wording.place_of(result), with_file=False)) == 2


@pytest.mark.parametrize(("source", "line"), [
    ("def train_step(features, labels):\nreturn 1\n", 2),
    ("x = 1\n\n\ndef train_step(features, labels):\n    if features:\n    return labels\n", 5),
])
def test_other_line_that_python_names_is_a_line_of_the_file(source: str, line: int, tmp_path: Path) -> None:
    source = "import tensorflow as tf\n\n" + source
    case = case_of(source, "gradient_tape", tmp_path)
    reason = case.answer.broken.reason
    finding = failed("raised_in_code", "no error", f"SyntaxError: {reason}", (0, case.answer.broken.line),
                     type="SyntaxError", text=reason)
    told = explain(case, finding)
    assert told.code == "block_empty"
    assert told.params["other_line"].line == line + 2 - (line == 2)


@pytest.mark.parametrize(("code", "found", "source", "told"), [
    ("step_not_comparable", "RandomUniform", "", "step_draws_at_random"),
    ("step_not_comparable", "loss", "", "loss_not_followed"),
    ("step_not_comparable", "features", "", "loss_not_followed"),
    ("step_not_comparable", "ResizeBilinear", "", "step_not_comparable"),
    ("loss_no_classification", "?", "model(features[:8])", "part_of_the_batch"),
    ("loss_no_classification", "?", "model(features[::-1])", "loss_no_classification"),
])
def test_why_a_step_is_not_judged_as_an_exact_one_is_said(code: str, found: str, source: str, told: str, tmp_path: Path) -> None:
    source = f"import tensorflow as tf\n\ndef train_step(features, labels):\n    return {source or 'model(features)'}\n"
    cause = explain(case_of(source, "gradient_tape", tmp_path), failed(code, "keras", found))
    assert (cause.code if cause is not None else code) == told
