"""The checks, on evidence made by hand."""

from __future__ import annotations

import re
from dataclasses import replace

import msgspec
import pytest

from grader.checks.check import Check, Finding, Outcome, failed, passed
from grader.checks.network import style_is_asked
from grader.checks.wiring import layers_are_asked
from grader.evidence.claims import CallClaim, Claim, LayerClaim, NetworkClaim
from grader.evidence.evidence import Evidence
from grader.facts.alignment import align, same_type
from grader.facts.folding import FoundLayer, fold_network
from grader.facts.network import NetworkFacts
from grader.messages.texts import Texts
from grader.reports.points import Points, point_lines
from grader.specs.course import load_course
from grader.specs.types import InputSpec, LayerSpec, NetworkSpec
from grader.specs.values import fits
from grader.verdicts import CheckRun, Verdict, facts_of, judge, judge_nothing

CIFAR = load_course().exercise("cifar100_sequential").network
MNIST = load_course().exercise("mnist_sequential")


def layer(kind: str, shape: tuple = (), **config) -> FoundLayer:
    return FoundLayer(kind, config, (-1,), shape)


def right_cifar() -> list[FoundLayer]:
    return [
        layer("Conv2D", filters=16, kernel_size=[3, 3], activation="relu"), layer("MaxPooling2D", pool_size=[2, 2]),
        layer("Conv2D", filters=32, kernel_size=[3, 3], activation="relu"), layer("MaxPooling2D", pool_size=[2, 2]),
        layer("Flatten", (1152,)), layer("Dense", units=256, activation="relu"),
        layer("Dense", units=100, activation="softmax"),
    ]


@pytest.mark.parametrize("position", range(8))
def test_one_extra_layer_is_one_finding(position: int) -> None:
    found = right_cifar()
    found.insert(position, layer("Dropout", rate=0.5))
    alignment = align(CIFAR, found)
    assert alignment.extra == [position]
    assert alignment.missing == []


@pytest.mark.parametrize("position", range(7))
def test_one_missing_layer_is_one_finding(position: int) -> None:
    found = right_cifar()
    del found[position]
    alignment = align(CIFAR, found)
    assert alignment.missing == [position]
    assert alignment.extra == []


@pytest.mark.parametrize("position", [position for position in range(7) if CIFAR.layers[position].numbered])
def test_another_type_stands_beside_the_asked_one(position: int) -> None:
    found = right_cifar()
    found[position] = layer("LayerNormalization")
    alignment = align(CIFAR, found)
    assert alignment.missing == alignment.extra == []


def test_nothing_stands_in_the_place_of_a_layer_the_text_does_not_name() -> None:
    found = right_cifar()
    found[4] = layer("GlobalAveragePooling2D")
    alignment = align(CIFAR, found)
    assert (alignment.missing, alignment.extra) == ([4], [4])


@pytest.mark.parametrize(("expected", "found", "alike"), [
    (3, [3, 3], True), (3, [3, 2], False), ([3, 2], [3, 2], True), ("relu", "relu", True), (2, 2.0, True),
    (1, True, False), (True, True, True), (3, None, False), (3, [], False), ("relu", ["relu"], True),
])
def test_arguments_match_however_they_are_written(expected, found, alike: bool) -> None:
    assert fits(expected, found) is alike


def chain(*layers: LayerClaim, shapes: list[tuple[int, ...]]) -> NetworkClaim:
    calls = tuple(CallClaim(layer=n, inputs=(n - 1,), output_shape=shape) for n, shape in enumerate(shapes))
    return NetworkClaim(model_kind="Sequential", bases=("Sequential",), own_methods=(), input_shapes=((8,),),
                        layers=layers, calls=calls, outputs=(len(calls) - 1,))


def claim(kind: str, **config) -> LayerClaim:
    return LayerClaim(type=kind, config=config, weight_shapes=())


@pytest.mark.parametrize(("kind", "config", "activation"), [
    ("Activation", {"activation": "tanh"}, "tanh"),
    ("ReLU", {"max_value": None, "negative_slope": 0.0, "threshold": 0.0}, "relu"),
    ("ReLU", {"max_value": 6, "negative_slope": 0.0, "threshold": 0.0}, "relu6"),
    ("Softmax", {"axis": -1}, "softmax"),
])
def test_activation_layer_belongs_to_the_layer_before(kind: str, config: dict, activation: str) -> None:
    network = chain(claim("Dense", activation="linear"), claim(kind, **config), shapes=[(4,), (4,)])
    assert [(each.type, each.config["activation"]) for each in fold_network(network).layers] == [("Dense", activation)]


@pytest.mark.parametrize(("kind", "config"), [
    ("ReLU", {"max_value": None, "negative_slope": 0.0, "threshold": 1.0}),
    ("ReLU", {"max_value": None, "negative_slope": 0.1, "threshold": 0.0}),
    ("ReLU", {"max_value": 5, "negative_slope": 0.0, "threshold": 0.0}),
    ("Softmax", {"axis": 2}),
])
def test_activation_layer_that_is_no_plain_activation_stays(kind: str, config: dict) -> None:
    network = chain(claim("Dense", activation="linear"), claim(kind, **config), shapes=[(4,), (4,)])
    assert [each.type for each in fold_network(network).layers] == ["Dense", kind]


@pytest.mark.parametrize(("activation", "found"), [
    ("relu", ["Conv2D", "Flatten"]), ("softmax", ["Conv2D", "Flatten", "Activation"]),
])
def test_only_what_looks_at_single_values_reaches_through_a_flattening(activation: str, found: list[str]) -> None:
    network = chain(claim("Conv2D", activation="linear"), claim("Flatten"), claim("Activation", activation=activation),
                    shapes=[(2, 2), (4,), (4,)])
    assert [each.type for each in fold_network(network).layers] == found


def test_only_what_makes_one_axis_is_a_flatten() -> None:
    asked = LayerSpec("Flatten")
    assert [same_type(asked, layer("Reshape", shape)) for shape in ((4,), (2, 2), ())] == [True, False, False]


@pytest.mark.parametrize(("asked", "found", "extra"), [
    (LayerSpec("MaxPooling2D"), [layer("AveragePooling2D"), layer("Dropout")], [1]),
    (LayerSpec("MaxPooling2D"), [layer("Dropout"), layer("AveragePooling2D")], [0]),
    (LayerSpec("Conv2D", arguments={"filters": 8}), [layer("Conv2D", filters=9), layer("Conv2DTranspose")], [1]),
    (LayerSpec("Conv2D", arguments={"filters": 8}), [layer("Conv2D", filters=9), layer("Conv2D", filters=8)], [0]),
    (LayerSpec("Conv2D", arguments={"filters": 8, "strides": 1}),
     [layer("Conv2D", filters=9, strides=1), layer("Conv2D", filters=9, strides=2)], [1]),
])
def test_the_likest_layer_stands_beside_the_asked_one(asked: LayerSpec, found: list[FoundLayer], extra: list[int]) -> None:
    alignment = align(NetworkSpec(classes=2, layers=(asked,)), found)
    assert (alignment.extra, alignment.missing) == (extra, [])


def test_second_activation_is_a_layer_too_many() -> None:
    network = chain(claim("Dense", activation="relu"), claim("Activation", activation="softmax"), shapes=[(4,), (4,)])
    assert [each.type for each in fold_network(network).layers] == ["Dense", "Activation"]


def graph(*calls: tuple[int, tuple[int, ...]], layers: tuple[LayerClaim, ...], outputs: tuple[int, ...]) -> NetworkClaim:
    """A network of calls (layer, inputs), every output of four values."""
    made = tuple(CallClaim(layer=number, inputs=inputs, output_shape=(4,)) for number, inputs in calls)
    return NetworkClaim(model_kind="Functional", bases=("Functional",), own_methods=(), input_shapes=((4,), (4,)),
                        layers=layers, calls=made, outputs=outputs)


DENSE, RELU, ADD = claim("Dense", activation="linear"), claim("Activation", activation="relu"), claim("Add")
IDENTITY, RESHAPE = claim("Identity"), claim("Reshape")


@pytest.mark.parametrize(("calls", "outputs", "found"), [
    ([(0, (-1,)), (1, (0,)), (2, (1, -1))], (2,), ["Dense", "Add"]),
    ([(0, (-1,)), (1, (0,)), (2, (1, 0))], (2,), ["Dense", "Activation", "Add"]),
    ([(0, (-1,)), (1, (0,)), (2, (1, 1))], (2,), ["Dense", "Add"]),
    ([(0, (-1,)), (1, (0,))], (1, 0), ["Dense", "Activation"]),
    ([(0, (-1,)), (3, (0,)), (1, (1,)), (2, (2, -1))], (3,), ["Dense", "Add"]),
    ([(0, (-1,)), (3, (0,)), (1, (1,)), (2, (2, 0))], (3,), ["Dense", "Activation", "Add"]),
    ([(0, (-1,)), (1, (0,)), (3, (0,)), (2, (1, 2))], (3,), ["Dense", "Activation", "Add"]),
    ([(0, (-1,)), (1, (0,)), (2, (0, 0))], (1,), ["Dense"]),
])
def test_activation_belongs_to_a_layer_that_nothing_else_takes(calls: list, outputs: tuple, found: list[str]) -> None:
    network = graph(*calls, layers=(DENSE, RELU, ADD, IDENTITY), outputs=outputs)
    assert [each.type for each in fold_network(network).layers] == found


def test_activation_reaches_through_a_flattening_that_nothing_else_takes() -> None:
    layers = (claim("Conv2D", activation="linear"), claim("Flatten"), RELU, ADD)
    calls = [CallClaim(layer=0, inputs=(-1,), output_shape=(2, 2)), CallClaim(layer=1, inputs=(0,), output_shape=(4,)),
             CallClaim(layer=2, inputs=(1,), output_shape=(4,))]
    join = CallClaim(layer=3, inputs=(2, 1), output_shape=(4,))
    alone = NetworkClaim(model_kind="Functional", bases=(), own_methods=(), input_shapes=((2, 2),), layers=layers,
                         calls=tuple(calls), outputs=(2,))
    joined = msgspec.structs.replace(alone, calls=(*calls, join), outputs=(3,))
    assert [each.type for each in fold_network(alone).layers] == ["Conv2D", "Flatten"]
    assert [each.type for each in fold_network(joined).layers] == ["Conv2D", "Flatten", "Activation", "Add"]


@pytest.mark.parametrize("told", [{"activity_regularizer": {"class_name": "L2"}}, {"dtype": "float16"}])
@pytest.mark.parametrize("plain", [RELU, IDENTITY, claim("Dropout", rate=0)])
def test_what_was_told_more_is_not_lost_where_a_layer_is_folded_away(plain: LayerClaim, told: dict) -> None:
    found = msgspec.structs.replace(plain, config=plain.config | told)
    network = chain(DENSE, found, shapes=[(4,), (4,)])
    assert told.items() <= fold_network(network).layers[-1].config.items()


TWO_TOWERS = NetworkSpec(
    classes=1, inputs=(InputSpec("a", (4,)), InputSpec("b", (4,))), loss="mean_squared_error",
    layers=(LayerSpec("Dense", id="left", inputs=("a",)), LayerSpec("Dense", id="right", inputs=("b",)),
            LayerSpec("Subtract", id="join", inputs=("left", "right")), LayerSpec("Dense", id="out")))


def finding_of(*calls: tuple[int, tuple[int, ...]], join: str = "Subtract") -> Finding:
    """What is found of layers `left, right, join, out` and these calls, where two towers are asked."""
    dense = msgspec.structs.replace(DENSE, weight_shapes=((4, 4), (4,)))
    network = graph(*calls, layers=(dense, dense, claim(join), dense), outputs=(len(calls) - 1,))
    layers = tuple(msgspec.structs.replace(each, type=join) if each.type == "Subtract" else each
                   for each in TWO_TOWERS.layers)
    spec = msgspec.structs.replace(MNIST, style="functional",
                                   subject=msgspec.structs.replace(TWO_TOWERS, layers=layers))
    return layers_are_asked(NetworkFacts(spec, Evidence(end="answered", claim=Claim(network=network), trust="verified")))


@pytest.mark.parametrize(("join", "calls", "code"), [
    ("Subtract", [(0, (-1,)), (1, (-2,)), (2, (0, 1)), (3, (2,))], ""),
    ("Subtract", [(0, (-1,)), (1, (-2,)), (2, (1, 0)), (3, (2,))], "connection_differs"),
    ("Add", [(0, (-1,)), (1, (-2,)), (2, (1, 0)), (3, (2,))], ""),
    ("Concatenate", [(0, (-1,)), (1, (-2,)), (2, (1, 0)), (3, (2,))], ""),
    ("Add", [(0, (-1,)), (0, (-2,)), (2, (0, 1)), (3, (2,))], "layer_shared"),
    ("Subtract", [(0, (-1,)), (1, (-1,)), (2, (0, 1)), (3, (2,))], "connection_differs"),
])
def test_identity_and_order_of_what_is_called_are_facts(join: str, calls: list, code: str) -> None:
    assert finding_of(*calls, join=join).code == code


@pytest.mark.parametrize(("outputs", "code"), [((0, 1), ""), ((1, 0), "outputs_swapped")])
def test_the_network_returns_what_is_asked_in_its_order(outputs: tuple[int, ...], code: str) -> None:
    asked = msgspec.structs.replace(TWO_TOWERS, layers=TWO_TOWERS.layers[:2], outputs=("left", "right"))
    spec = msgspec.structs.replace(MNIST, style="functional", subject=asked)
    network = graph((0, (-1,)), (1, (-2,)), layers=(DENSE, DENSE), outputs=outputs)
    facts = NetworkFacts(spec, Evidence(end="answered", claim=Claim(network=network), trust="verified"))
    assert layers_are_asked(facts).code == code


@pytest.mark.parametrize(("style", "kind", "bases", "methods", "code"), [
    ("subclass", "Model", ("Mine", "Model"), ("__init__", "call"), ""),
    ("subclass", "Model", ("Mine", "Sequential", "Model"), ("__init__", "call"), "style_differs"),
    ("sequential", "Model", ("Mine", "Sequential", "Model"), ("__init__",), "style_differs"),
    ("subclass", "Model", ("Mine", "Model"), ("call",), "style_methods_missing"),
    ("functional", "Model", ("Mine", "Model"), ("call",), "style_differs"),
    ("sequential", "Functional", ("Functional", "Model"), (), "style_differs"),
    ("sequential", "Sequential", ("Sequential", "Model"), (), ""),
])
def test_style_is_told_by_kind_bases_and_methods(style: str, kind: str, bases: tuple, methods: tuple, code: str) -> None:
    network = msgspec.structs.replace(chain(DENSE, shapes=[(4,)]), model_kind=kind, bases=bases, own_methods=methods)
    spec = msgspec.structs.replace(MNIST, style=style)
    assert style_is_asked(NetworkFacts(spec, Evidence(end="answered", claim=Claim(network=network)))).code == code


def test_result_that_reaches_no_output_is_not_part_of_the_network() -> None:
    network = chain(claim("Dense"), claim("Dense"), shapes=[(4,), (4,)])
    structure = fold_network(msgspec.structs.replace(network, outputs=(0,)))
    assert len(structure.layers) == 1
    assert structure.advice == [("result_unused", {"layer": {"type": "Dense", "made": None}})]


def test_check_that_needs_a_failed_one_is_skipped() -> None:
    results = {each.id: each for each in judge_nothing(MNIST, Verdict.NOT_ATTEMPTED, failed("answer_not_found", "an answer", None)).checks}
    assert results["answer.found"].outcome is Outcome.FAILED
    assert {each.outcome for name, each in results.items() if name != "answer.found"} == {Outcome.SKIPPED}


def test_points_of_an_exercise_add_up_to_one() -> None:
    for spec in load_course().exercises:
        assert sum(CheckRun(spec, None).points.values()) == pytest.approx(1.0)


def test_check_that_raises_is_our_fault_and_costs_no_points(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(facts: object) -> Finding:
        raise ZeroDivisionError

    monkeypatch.setattr("grader.checks.network.style_is_asked", broken)
    evidence = Evidence(end="answered", claim=Claim(network=chain(claim("Dense"), shapes=[(4,)])), trust="verified")
    judgement = judge(MNIST, evidence)
    assert judgement.verdict is Verdict.GRADER_ERROR
    assert judgement.score is None


def test_nothing_passes_on_the_guest_s_word_alone() -> None:
    network = chain(claim("Dense"), shapes=[(4,)])
    evidence = Evidence(end="answered", claim=Claim(network=network), trust="unverified", problem="Lambda")
    run = CheckRun(MNIST, facts_of(MNIST, evidence))
    earned = {each.id for each in run.all_results() if each.outcome is Outcome.PASSED}
    assert earned == {"answer.found", "answer.runs", "style"}


def test_findings_carry_expected_and_found_as_a_pair() -> None:
    assert (failed("x", 1, 2).expected, failed("x", 1, 2).found) == (1, 2)
    assert passed(3, 3).outcome is Outcome.PASSED
    assert isinstance(Check("a", "b", (), lambda _: passed()).judge(None), Finding)


def test_every_point_of_a_score_is_told() -> None:
    for spec in load_course().exercises:
        results = CheckRun(spec, failed("answer_not_found", "an answer", None)).all_results()
        checks = [Points(each.id, each.outcome.value, each.points, each.because) for each in results]
        right = [replace(each, outcome="passed", because=()) if number % 3 == 0 else each for number, each in enumerate(checks)]
        for told in (point_lines(checks, Texts("en")), point_lines(right, Texts("ko"))):
            assert sum(float(re.search(r"\d\.\d\d", words).group()) for _, words in told) == pytest.approx(1.0, abs=0.02)
            assert any("answer.found" in words for outcome, words in told if outcome == "skipped")


def test_a_skipped_check_names_the_one_that_failed_and_not_those_that_wait_like_it() -> None:
    results = {each.id: each for each in judge_nothing(MNIST, Verdict.FAILED, failed("answer_not_found", "an answer", None)).checks}
    assert results["training"].because == ("answer.found",)
    assert results["answer.found"].because == ()
