"""What each check of a network finds, to the letter: one change to a right record, the findings that follow."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grader.checks.answers import answer_runs, gist
from grader.checks.check import CheckResult, Finding, Outcome, failed, passed
from grader.checks.network import network_checks, parameters_of
from grader.evidence.claims import (
    ApplicationClaim,
    CallClaim,
    Claim,
    Failure,
    Frame,
    LayerClaim,
    NetworkClaim,
    Response,
)
from grader.evidence.evidence import NOT_RUN, Evidence
from grader.evidence.questions import DescribedLayer, Description
from grader.facts.network import NetworkFacts
from grader.specs.course import load_course
from grader.specs.types import CountSpec, InputSpec, LayerSpec, NetworkSpec
from grader.verdicts import CheckRun, Verdict, judge, judge_failure, points_of, score_of, verdict_of

Change = dict[str, Any]
RELU, SOFTMAX = {"activation": "relu"}, {"activation": "softmax"}
ASKED = NetworkSpec(classes=10, input_shape=(8, 8, 1), layers=(
    LayerSpec("Conv2D", {"filters": 4, "kernel_size": 3} | RELU), LayerSpec("MaxPooling2D"), LayerSpec("Flatten", id="flatten", numbered=False),
    LayerSpec("Dense", {"units": 10} | SOFTMAX)))
SPEC = msgspec.structs.replace(load_course().exercise("mnist_sequential"), subject=ASKED, style="any", points=NetworkSpec.POINTS)
SHAPES = ((6, 6, 4), (3, 3, 4), (36,), (10,))
CONFIGS = ({"filters": 4, "kernel_size": [3, 3], "use_bias": True} | RELU, {"pool_size": [2, 2]}, {}, {"units": 10, "use_bias": True} | SOFTMAX)
TYPES = ["Conv2D", "MaxPooling2D", "Flatten", "Dense"]
WEIGHTS = (((3, 3, 1, 4), (4,)), (), (), ((36, 10), (10,)))
LAYERS = tuple(LayerClaim(kind, config, weights, place=(0, line))
               for line, (kind, config, weights) in enumerate(zip(TYPES, CONFIGS, WEIGHTS, strict=True), 1))
CALLS = tuple(CallClaim(number, (number - 1,), shape) for number, shape in enumerate(SHAPES))
NETWORK = NetworkClaim("Sequential", ("Sequential",), (), ((8, 8, 1),), LAYERS, CALLS, (3,))
EXPECTED = Description(tuple(DescribedLayer(*each) for each in zip(TYPES, CONFIGS, SHAPES, strict=True)))
LOSSES = Response(losses=(2.0, 1.5))


def evidence(network: NetworkClaim = NETWORK, expected: Description | None = EXPECTED, **change: Any) -> Evidence:
    return msgspec.structs.replace(
        Evidence("answered", Claim(network), trust="verified", response=LOSSES, expected=expected), **change)


def chain(*layers: LayerClaim, shapes: tuple = (), **change: Any) -> NetworkClaim:
    """The record of layers one after the other, by default with the right shapes."""
    shapes = shapes or tuple(SHAPES[TYPES.index(each.type)] if each.type in TYPES else (9,) for each in layers)
    calls = tuple(CallClaim(number, (number - 1,), shape) for number, shape in enumerate(shapes))
    return msgspec.structs.replace(NETWORK, layers=layers, calls=calls, outputs=(len(calls) - 1,), **change)


def told(number: int, **config: Any) -> NetworkClaim:
    """The right record, one layer of which was told something else."""
    layers = list(LAYERS)
    layers[number] = msgspec.structs.replace(layers[number], config=layers[number].config | config)
    return msgspec.structs.replace(NETWORK, layers=tuple(layers))


def findings(known: Evidence, asked: NetworkSpec = ASKED, **spec: Any) -> dict[str, Finding]:
    wanted = msgspec.structs.replace(SPEC, subject=asked, **spec)
    return {each.id: each.finding for each in CheckRun(wanted, NetworkFacts(wanted, known)).all_results()}


def failing(known: Evidence, asked: NetworkSpec = ASKED, **spec: Any) -> dict[str, Finding]:
    return {name: each for name, each in findings(known, asked, **spec).items() if each.outcome is not Outcome.PASSED}


def skipped(*checks: str) -> dict[str, Finding]:
    return {check: Finding(Outcome.SKIPPED) for check in checks}


def test_the_checks_of_a_network_their_shares_and_what_they_need() -> None:
    asked = msgspec.structs.replace(ASKED, layers=(ASKED.layers[3],), counts=(CountSpec(("Dense", "EinsumDense"), min=1),),
                                    parameters={"max": 100})
    own = ("layer_1.type", "layer_1.units", "layer_1.activation", "layer_1.defaults")
    assert [(each.id, each.share, each.needs) for each in network_checks(msgspec.structs.replace(SPEC, subject=asked))] == [
        ("answer.found", "", ()), ("answer.runs", "runs", ("answer.found",)), ("style", "style", ("answer.runs",)),
        ("input_shape", "shapes", ("answer.runs",)), ("layers", "layers", ("answer.runs",)),
        ("layer_1.type", "types", ("answer.runs",)), ("layer_1.units", "arguments", ("layer_1.type",)),
        ("layer_1.activation", "arguments", ("layer_1.type",)), ("layer_1.defaults", "defaults", own[:3]),
        ("layer_1.output_shape", "shapes", ("layers", "input_shape", *own)), ("count.Dense", "layers", ("layers",)),
        ("parameters", "layers", ("layers",)), ("output_shape", "shapes", ("layers", "input_shape", *own)),
        ("training", "training", ("output_shape",))]
    with_call = msgspec.structs.replace(asked, layers=(LayerSpec("Dropout", {"rate": 0.5}, call={"training": True}), *asked.layers))
    checks = {each.id: each for each in network_checks(msgspec.structs.replace(SPEC, subject=with_call))}
    assert checks["layer_1.defaults"].needs == ("layer_1.type", "layer_1.rate", "layer_1.training")
    assert checks["layer_2.output_shape"].needs == (
        "layers", "input_shape", "layer_1.type", "layer_1.rate", "layer_1.training", "layer_1.defaults", "layer_2.type",
        "layer_2.units", "layer_2.activation", "layer_2.defaults")
    assert checks["output_shape"].needs == (
        "layers", "input_shape", "layer_2.type", "layer_2.units", "layer_2.activation", "layer_2.defaults")


def test_a_right_network_passes_and_says_what_was_found() -> None:
    of_layer = {}
    for label, kind, shape, arguments in (("layer_1", "Conv2D", SHAPES[0], {"filters": 4, "kernel_size": 3} | RELU),
                                          ("layer_2", "MaxPooling2D", SHAPES[1], {}),
                                          ("layer_3", "Dense", SHAPES[3], {"units": 10} | SOFTMAX)):
        of_layer |= {f"{label}.type": passed(kind, kind), f"{label}.output_shape": passed(list(shape), list(shape)),
                     f"{label}.defaults": passed(), **{f"{label}.{name}": passed(value, value) for name, value in arguments.items()}}
    of_layer |= {"flatten.type": passed("Flatten", "Flatten"), "flatten.defaults": passed(), "flatten.output_shape": passed([36], [36])}
    assert findings(evidence()) == {"answer.found": passed(), "answer.runs": passed(), "style": passed("any", "Sequential"),
                     "input_shape": passed([8, 8, 1], [8, 8, 1]), "layers": passed(TYPES, TYPES),
                     **of_layer, "output_shape": passed([10], [10]), "training": passed("< 2.000", "1.500")}


DENSE_2 = LayerClaim("Dense", {"units": 5} | RELU, ((36, 5), (5,)), place=(1, 9))
DROPOUT = LayerClaim("Dropout", {"rate": 0.5}, (), place=(1, 7))
CONV, POOL, FLATTEN, DENSE = LAYERS


@pytest.mark.parametrize(("network", "code", "types", "place", "params"), [
    (chain(CONV, POOL, FLATTEN, DROPOUT, DENSE), "layer_extra", [*TYPES[:3], "Dropout", "Dense"], (1, 7),
     {"type": "Dropout", "after": {"label": "flatten", "type": "Flatten"}, "count": 1}),
    (chain(DROPOUT, DROPOUT, CONV, POOL, FLATTEN, DENSE), "layer_extra", ["Dropout", "Dropout", *TYPES], (1, 7),
     {"type": "Dropout", "after": {"label": "Input", "type": "Input"}, "count": 2}),
    (chain(CONV, FLATTEN, DENSE), "layer_missing", ["Conv2D", "Flatten", "Dense"], None,
     {"type": "MaxPooling2D", "label": "layer_2", "after": {"label": "layer_1", "type": "Conv2D"}, "count": 1}),
    (chain(CONV, POOL, DENSE), "layer_forgotten", ["Conv2D", "MaxPooling2D", "Dense"], None,
     {"type": "Flatten", "label": "flatten", "after": {"label": "layer_2", "type": "MaxPooling2D"}, "count": 1}),
    (chain(DENSE), "layer_missing", ["Dense"], None,
     {"type": "Conv2D", "label": "layer_1", "after": {"label": "Input", "type": "Input"}, "count": 3}),
    (chain(POOL, CONV, FLATTEN, DENSE), "layer_moved", ["MaxPooling2D", "Conv2D", "Flatten", "Dense"], (0, 1),
     {"type": "Conv2D", "wanted": {"label": "Input", "type": "Input"}, "after": {"label": "layer_2", "type": "MaxPooling2D"}}),
    (msgspec.structs.replace(NETWORK, loose_variables=2), "loose_variables", TYPES, None, {"count": 2}),
    (chain(CONV, POOL, LayerClaim("op", {}, (), place=(2, 2)), FLATTEN, DENSE), "op_unexplained", [*TYPES[:2], "op", *TYPES[2:]], (2, 2), {}),
])
def test_what_is_wrong_with_the_layers(network: NetworkClaim, code: str, types: list[str], place: Any, params: Change) -> None:
    assert findings(evidence(network))["layers"] == failed(code, TYPES, types, place, **params)


def test_a_layer_that_comes_again_is_not_forgotten_by_the_task() -> None:
    again = msgspec.structs.replace(ASKED, layers=(*ASKED.layers[:2], LayerSpec("Flatten", numbered=False), LayerSpec("Flatten"),
                                                   *ASKED.layers[3:]))
    assert findings(evidence(chain(CONV, POOL, FLATTEN, DENSE)), again)["layers"].code == "layer_missing"


def test_a_record_that_could_not_be_rebuilt_says_why_and_lets_nothing_rest_on_it() -> None:
    found = findings(evidence(trust="unverified", problem="Lambda", response=None))
    assert found["layers"] == failed("network_not_verifiable", TYPES, TYPES, problem="Lambda")
    assert {found[name].outcome for name in ("layer_1.type", "layer_3.units", "output_shape", "training")} == {Outcome.SKIPPED}
    checks = {each.id: each for each in network_checks(SPEC)}
    facts = NetworkFacts(SPEC, evidence(trust="unverified"))
    for name in ("layer_1.type", "layer_1.filters", "layer_1.defaults", "layer_1.output_shape", "output_shape"):
        assert checks[name].judge(facts) == Finding(Outcome.SKIPPED)


@pytest.mark.parametrize(("network", "check", "finding"), [
    (told(0, filters=5), "layer_1.filters", failed("argument_differs", 4, 5, (0, 1), label="layer_1", type="Conv2D", argument="filters")),
    (told(0, kernel_size=[5, 5]), "layer_1.kernel_size",
     failed("argument_differs", 3, 5, (0, 1), label="layer_1", type="Conv2D", argument="kernel_size")),
    (told(0, kernel_size=[3, 5]), "layer_1.kernel_size",
     failed("argument_differs", 3, [3, 5], (0, 1), label="layer_1", type="Conv2D", argument="kernel_size")),
    (told(0, activation="tanh"), "layer_1.activation",
     failed("activation_differs", "relu", "tanh", (0, 1), label="layer_1", type="Conv2D", argument="activation")),
    (told(0, activation="linear"), "layer_1.activation",
     failed("activation_missing", "relu", "linear", (0, 1), label="layer_1", type="Conv2D", argument="activation")),
    (told(3, use_bias=False), "layer_3.defaults",
     failed("default_changed", True, False, (0, 4), label="layer_3", type="Dense", argument="use_bias")),
    (told(3, lora_rank=2), "layer_3.defaults",
     failed("default_changed", None, 2, (0, 4), label="layer_3", type="Dense", argument="lora_rank")),
    (msgspec.structs.replace(NETWORK, calls=(msgspec.structs.replace(CALLS[0], output_shape=(8, 8, 4)), *CALLS[1:])),
     "layer_1.output_shape", failed("output_shape_differs", [6, 6, 4], [8, 8, 4], (0, 1), label="layer_1")),
    (msgspec.structs.replace(NETWORK, input_shapes=((9, 9, 1),)), "input_shape", failed("input_shape_differs", [8, 8, 1], [9, 9, 1])),
    (msgspec.structs.replace(NETWORK, input_shapes=((8, 8),)), "input_shape", failed("input_shape_differs", [8, 8, 1], [8, 8])),
    (msgspec.structs.replace(NETWORK, input_shapes=((None, 8, 1),)), "input_shape", passed([8, 8, 1], [None, 8, 1])),
    (msgspec.structs.replace(NETWORK, input_shapes=((8, 8, 1), (3,))), "input_shape",
     failed("input_shape_differs", [8, 8, 1], [[8, 8, 1], [3]])),
    (chain(CONV, LayerClaim("AveragePooling2D", {"pool_size": [2, 2]}, (), place=(0, 5)), FLATTEN, DENSE,
           shapes=SHAPES), "layer_2.type", failed("type_differs", "MaxPooling2D", "AveragePooling2D", (0, 5), label="layer_2")),
    (chain(CONV, LayerClaim("MaxPooling2D", {"pool_size": [2, 2]}, (), place=(0, 5), op=True), FLATTEN, DENSE),
     "layer_2.type", failed("op_in_place_of_layer", "MaxPooling2D", "op", (0, 5), label="layer_2")),
])
def test_one_change_is_one_finding(network: NetworkClaim, check: str, finding: Finding) -> None:
    found = findings(evidence(network))
    assert found[check] == finding
    waiting = {name for name, each in found.items() if each.outcome is Outcome.SKIPPED}
    assert {name for name, each in found.items() if each.outcome is Outcome.FAILED} == ({check} if finding.code else set())
    assert all(name.rpartition(".")[2] in ("output_shape", "training", "defaults") or not finding.code.startswith(("argument", "activation"))
               for name in waiting)


def test_an_activation_of_its_own_is_told_where_it_stands() -> None:
    tanh = LayerClaim("Activation", {"activation": "tanh"}, (), place=(3, 3))
    network = chain(msgspec.structs.replace(CONV, config=CONV.config | {"activation": "linear"}), tanh, POOL, FLATTEN, DENSE,
                    shapes=(SHAPES[0], *SHAPES))
    assert findings(evidence(network))["layer_1.activation"] == failed(
        "activation_differs", "relu", "tanh", (3, 3), label="layer_1", type="Conv2D", argument="activation")


@pytest.mark.parametrize(("name", "wanted", "found", "shape", "right"), [
    ("axis", -1, 3, (8, 8, 4), True), ("axis", 3, -1, (8, 8, 4), True), ("axis", -1, 2, (8, 8, 4), False), ("axis", 1, -1, (10,), True),
    ("axes", 1, -2, (5, 2), True), ("axis", 1, "last", (10,), False), ("axis", "last", 1, (10,), False), ("axis", -1, True, (), False),
    ("units", 1, -1, (10,), False)])
@pytest.mark.parametrize("first", [True, False])
def test_an_axis_may_be_counted_from_either_end(name: str, wanted: Any, found: Any, shape: tuple, right: bool, first: bool) -> None:
    kind = LayerClaim("BatchNormalization", {name: found}, (), place=(0, 1))
    layers = (kind,) if first else (LayerClaim("Identity2", {}, ()), kind)
    network = chain(*layers, shapes=(shape,) * len(layers), input_shapes=(shape if first else (1, 2, 3, 4, 5),))
    asked = msgspec.structs.replace(ASKED, input_shape=network.input_shapes[0], layers=tuple(
        LayerSpec(each.type, {name: wanted} if each is kind else {}) for each in layers))
    told = findings(evidence(network, expected=None), asked)[f"layer_{len(layers)}.{name}"]
    assert told.outcome == (Outcome.PASSED if right else Outcome.FAILED)


def test_what_may_stand_anywhere_may_stand_last() -> None:
    dropout = LayerClaim("Dropout", {"rate": 0.5}, (), place=(0, 9))
    behind = evidence(chain(*LAYERS, dropout, shapes=(*SHAPES, (10,))))
    assert failing(behind)["layers"].code == "layer_extra"
    assert failing(behind, msgspec.structs.replace(ASKED, allowed_anywhere=("Dropout",))) == {}
    free = msgspec.structs.replace(ASKED, allowed_anywhere=("*",), output_shape=(10,))
    assert failing(behind, free)["layers"].code == "output_differs"  # what is asked of a free network's output is its layer


STANDING = msgspec.structs.replace(ASKED, layers=(
    LayerSpec("Conv2D", {"filters": 4, "kernel_size": 3}), LayerSpec("ReLU"), LayerSpec("MaxPooling2D"), LayerSpec("ReLU"), ASKED.layers[2],
    LayerSpec("Dense", {"units": 10}), LayerSpec("Softmax")))
APART = {"ReLU": {"negative_slope": 0.0, "threshold": 0.0, "max_value": None, "trainable": True, "dtype": "float32"},
         "Softmax": {"axis": -1, "trainable": True, "dtype": "float32"}}
STANDING_EXPECTED = Description(tuple(
    DescribedLayer(kind, APART.get(kind) or CONFIGS[TYPES.index(kind)] | ({"activation": "linear"} if kind in ("Conv2D", "Dense") else {}), shape)
    for kind, shape in zip(("Conv2D", "ReLU", "MaxPooling2D", "ReLU", "Flatten", "Dense", "Softmax"),
                           (SHAPES[0], SHAPES[0], SHAPES[1], SHAPES[1], SHAPES[2], SHAPES[3], SHAPES[3]), strict=True)))


def apart(*layers: LayerClaim) -> dict[str, Finding]:
    shape, shapes = (8, 8, 1), []
    for each in layers:
        shape = dict(zip(TYPES, SHAPES, strict=True)).get(each.type, shape)
        shapes.append(shape)
    return failing(evidence(chain(*layers, shapes=tuple(shapes)), expected=STANDING_EXPECTED), STANDING)


def test_an_activation_that_the_spec_has_as_a_layer_may_be_written_either_way() -> None:
    linear = [msgspec.structs.replace(each, config=each.config | {"activation": "linear"}) for each in LAYERS]
    relu, softmax = (LayerClaim(kind, config, (), place=(0, 7)) for kind, config in APART.items())
    assert apart(linear[0], relu, POOL, relu, FLATTEN, linear[3], softmax) == {}
    assert apart(CONV, POOL, relu, FLATTEN, DENSE) == {}
    assert apart(CONV, POOL, FLATTEN, relu, linear[3], LayerClaim("Activation", SOFTMAX, ())) != {}  # the pooling is not activated
    assert set(apart(linear[0], relu, POOL, relu, FLATTEN, linear[3])) >= {"layers", "layer_6.type"}
    tanh = apart(told(0, activation="tanh").layers[0], POOL, relu, FLATTEN, DENSE)
    assert tanh["layer_2.type"] == failed("type_differs", "ReLU", "Activation", (0, 1), label="layer_2")
    leaky = apart(CONV, POOL, msgspec.structs.replace(relu, config=relu.config | {"negative_slope": 0.1}), FLATTEN, DENSE)
    assert leaky["layer_4.defaults"] == failed("default_changed", 0.0, 0.1, (0, 7), label="layer_4", type="ReLU", argument="negative_slope")
    needs = {each.id: each.needs for each in network_checks(msgspec.structs.replace(SPEC, subject=STANDING))}
    assert needs["output_shape"] == ("layers", "input_shape", "layer_5.type", "layer_5.units", "layer_5.defaults", "layer_6.type", "layer_6.defaults")


def test_what_is_free_or_tells_more_is_no_default() -> None:
    for config in ({"kernel_initializer": "zeros"}, {"name": "mine"}, {"return_state": True}, {"return_attention_scores": True}):
        assert findings(evidence(told(3, **config)))["layer_3.defaults"] == passed()
    assert findings(evidence(told(3, use_bias=False)), free_arguments=("use_*",))["layer_3.defaults"] == passed()


@pytest.mark.parametrize(("training", "call", "free", "finding"), [
    (True, {}, (), failed("default_changed", None, True, (0, 1), label="layer_1", type="BatchNormalization", argument="training")),
    (False, {}, (), passed()), (None, {}, (), passed()), (True, {"training": True}, (), passed()), (True, {}, ("training",), passed())])
def test_normalizing_by_the_batch_for_ever_is_another_network(training: bool | None, call: Change, free: tuple, finding: Finding) -> None:
    asked = NetworkSpec(classes=4, input_shape=(4,), layers=(LayerSpec("BatchNormalization", call=call),))
    network = chain(LayerClaim("BatchNormalization", {}, (), place=(0, 1), training=training), shapes=((4,),), input_shapes=((4,),))
    expected = Description((DescribedLayer("BatchNormalization", {}, (4,)),))
    found = findings(evidence(network, expected), asked, free_arguments=free)
    assert found["layer_1.defaults"] == finding
    if call:
        assert found["layer_1.training"] == passed(True, True)
    dropout = chain(LayerClaim("Dropout", {}, (), place=(0, 1), training=training), shapes=((4,),), input_shapes=((4,),))
    asked = NetworkSpec(classes=4, input_shape=(4,), layers=(LayerSpec("Dropout"),))
    assert findings(evidence(dropout, Description((DescribedLayer("Dropout", {}, (4,)),))), asked)["layer_1.defaults"] == passed()


def test_a_reshape_stands_for_a_flatten_and_keeps_what_any_layer_has() -> None:
    asked = msgspec.structs.replace(ASKED, layers=(*ASKED.layers[:2], LayerSpec("Flatten"), ASKED.layers[3]))
    expected = evidence().expected
    for config, finding in (({"target_shape": [36], "trainable": True}, passed()), ({"trainable": True, "dtype": "float16"}, failed(
            "default_changed", "float32", "float16", (0, 3), label="layer_3", type="Reshape", argument="dtype"))):
        network = chain(CONV, POOL, LayerClaim("Reshape", {"dtype": "float32", **config}, (), place=(0, 3)), DENSE, shapes=SHAPES)
        found = findings(evidence(network, expected), asked)
        assert found["layer_3.defaults"] == finding
        assert found["layer_3.type"] == passed("Flatten", "Reshape")
        assert NetworkFacts(msgspec.structs.replace(SPEC, subject=asked), evidence(network)).advice == [("reshape_for_flatten", {"label": "layer_3"})]


def test_bound_values_are_those_of_the_layer_that_binds_them() -> None:
    asked = msgspec.structs.replace(ASKED, layers=(
        LayerSpec("Dense", {"units": {"min": 8, "as": "code"}}), LayerSpec("Dense", {"units": {"same": "code"}, "use_bias": {"any": True}})))
    expected = Description(tuple(DescribedLayer("Dense", {}, (16,)) for _ in range(2)))
    for units, finding in ((16, passed(16, 16)), (12, failed("not_the_same", 16, 12, (0, 2), label="layer_2", type="Dense", argument="units",
                                                             other_label="layer_1"))):
        network = chain(LayerClaim("Dense", {"units": 16}, (), place=(0, 1)), LayerClaim("Dense", {"units": units}, (), place=(0, 2)),
                        shapes=((16,), (16,)))
        found = findings(evidence(network, expected), asked)
        assert found["layer_2.units"] == finding
        assert found["layer_1.units"] == passed({"min": 8, "as": "code"}, {"min": 8, "as": "code"})
        assert found["layer_2.use_bias"] == passed({"any": True}, {"any": True})


@pytest.mark.parametrize(("wanted", "found", "shape", "fits"), [
    ([4, 9], [4, 9], (4, 9), True), ([4, -1], [4, 9], (4, 9), True), ([4, 9], [-1, 9], (4, 9), True), ([4, 9], [-1, 9], (9, 4), False),
    ([4, 9], [9, 4], (4, 9), False)])
def test_a_reshape_may_leave_a_size_to_keras(wanted: list, found: list, shape: tuple, fits: bool) -> None:
    asked = NetworkSpec(classes=2, input_shape=(36,), layers=(LayerSpec("Reshape", {"target_shape": wanted}),))
    network = chain(LayerClaim("Reshape", {"target_shape": found}, (), place=(0, 1)), shapes=(shape,), input_shapes=((36,),))
    finding = findings(evidence(network, Description((DescribedLayer("Reshape", {}, (4, 9)),))), asked)["layer_1.target_shape"]
    assert finding == (passed(wanted, wanted) if fits else failed(
        "argument_differs", wanted, found, (0, 1), label="layer_1", type="Reshape", argument="target_shape"))


@pytest.mark.parametrize(("asked", "finding"), [
    ({"counts": (CountSpec(("Dense", "EinsumDense"), min=2),)},
     {"count.Dense": failed("count_differs", {"min": 2}, 1, (0, 4), type="Dense / EinsumDense")}),
    ({"counts": (CountSpec(("LSTM",), min=1, max=3),)}, {"count.LSTM": failed("count_differs", {"min": 1, "max": 3}, 0, type="LSTM")}),
    ({"counts": (CountSpec(("Dense",), max=1),)}, {}), ({"parameters": {"max": 410}}, {}), ({"parameters": {"min": 410}}, {}),
    ({"parameters": {"max": 409}}, {"parameters": failed("parameters_differ", {"max": 409}, 410)}),
    ({"output_shape": (10,)}, {}),
    ({"output_shape": (9,)}, {"output_shape": failed("network_output_differs", [9], [10]), **skipped("training")}),
])
def test_counts_parameters_and_the_output_s_shape_are_bounds_of_the_whole(asked: Change, finding: dict[str, Finding]) -> None:
    assert failing(evidence(), msgspec.structs.replace(ASKED, **asked)) == finding
    if asked.get("counts") == (CountSpec(("Dense",), max=1),):
        assert findings(evidence(), msgspec.structs.replace(ASKED, **asked))["count.Dense"] == passed({"max": 1}, 1)


def test_weights_are_counted_without_the_state_of_dice() -> None:
    for config, shapes, count in (({}, ((3, 2), (2,)), 8), ({"seed": 1}, ((3, 2), (2,)), 6), ({}, ((2,),), 2), ({"seed": None}, ((3,),), 3),
                                  ({}, ((None, 4),), 4), ({}, (), 0)):
        assert parameters_of(LayerClaim("X", config, shapes)) == count
    unused = msgspec.structs.replace(NETWORK, unused=(DENSE_2,))
    assert findings(evidence(unused), msgspec.structs.replace(ASKED, parameters={"max": 410}))["parameters"] == failed(
        "parameters_differ", {"max": 410}, 410 + 185)


def test_the_output_of_the_whole_follows_from_the_last_layer() -> None:
    found = msgspec.structs.replace(NETWORK, calls=(*CALLS[:3], msgspec.structs.replace(CALLS[3], output_shape=(11,))))
    assert failing(evidence(found)) == {
        "layer_3.output_shape": failed("output_shape_differs", [10], [11], (0, 4), label="layer_3"),
        "output_shape": failed("network_output_differs", [10], [11], (0, 4)), **skipped("training")}


# --- graphs

def graph(*calls: tuple[int, tuple[int, ...]], layers: tuple[LayerClaim, ...], outputs: tuple[int, ...], **change: Any) -> NetworkClaim:
    made = tuple(CallClaim(layer, inputs, (4,)) for layer, inputs in calls)
    return NetworkClaim("Functional", ("Functional",), (), ((4,), (4,)), layers, made, outputs, **change)


def dense(line: int) -> LayerClaim:
    return LayerClaim("Dense", {}, ((4, 4), (4,)), place=(0, line))


TWO = (InputSpec("a", (4,)), InputSpec("b", (4,)))
TOWERS = NetworkSpec(classes=1, inputs=TWO, layers=(
    LayerSpec("Dense", id="left", inputs=("a",)), LayerSpec("Dense", id="right", inputs=("b",)),
    LayerSpec("Subtract", id="join", inputs=("left", "right")), LayerSpec("Dense", id="out")))
SHARED = msgspec.structs.replace(TOWERS, layers=(TOWERS.layers[0], LayerSpec("Dense", id="right", inputs=("b",), same_as="left"), *TOWERS.layers[2:]))
JOIN = LayerClaim("Subtract", {}, (), place=(0, 3))
PARTS = (dense(1), dense(2), JOIN, dense(4))
OF_TOWERS = ["Dense", "Dense", "Subtract", "Dense"]


def named(label: str, kind: str = "Dense") -> dict[str, str]:
    return {"label": label, "type": kind}


@pytest.mark.parametrize(("asked", "calls", "outputs", "finding"), [
    (TOWERS, [(0, (-1,)), (1, (-2,)), (2, (0, 1)), (3, (2,))], (3,), passed(OF_TOWERS, OF_TOWERS)),
    (TOWERS, [(0, (-1,)), (1, (-2,)), (2, (1, 0)), (3, (2,))], (3,), failed(
        "connection_differs", OF_TOWERS, OF_TOWERS, (0, 3), type="Subtract", label="join", wanted=[named("left"), named("right")],
        taken=[named("right"), named("left")])),
    (TOWERS, [(0, (-1,)), (1, (-1,)), (2, (0, 1)), (3, (2,))], (3,), failed(
        "connection_differs", OF_TOWERS, OF_TOWERS, (0, 2), type="Dense", label="right", wanted=[named("b", "Input")],
        taken=[named("a", "Input")])),
    (TOWERS, [(0, (-1,)), (0, (-2,)), (2, (0, 1)), (3, (2,))], (3,), failed(
        "layer_shared", OF_TOWERS, OF_TOWERS, (0, 1), type="Dense", count=2)),
    (SHARED, [(0, (-1,)), (0, (-2,)), (2, (0, 1)), (3, (2,))], (3,), passed(OF_TOWERS, OF_TOWERS)),
    (SHARED, [(0, (-1,)), (1, (-2,)), (2, (0, 1)), (3, (2,))], (3,), failed(
        "layer_not_shared", OF_TOWERS, OF_TOWERS, (0, 2), type="Dense", count=2, label="left")),
])
def test_connections_and_sharing_are_told_by_the_labels_of_the_spec(asked: NetworkSpec, calls: list, outputs: tuple, finding: Finding) -> None:
    known = evidence(graph(*calls, layers=PARTS, outputs=outputs), None)
    assert findings(known, asked, style="functional")["layers"] == finding


@pytest.mark.parametrize(("outputs", "names", "finding"), [
    ((0, 1), (), passed(["Dense"] * 2, ["Dense"] * 2)),
    ((1, 0), (), failed("outputs_swapped", ["Dense"] * 2, ["Dense"] * 2, wanted=[named("left"), named("right")], taken=[named("right"), named("left")])),
    ((1, 0), ("right", "left"), passed(["Dense"] * 2, ["Dense"] * 2)),
    ((0, 1), ("right", "left"), failed("outputs_swapped", ["Dense"] * 2, ["Dense"] * 2, wanted=[named("left"), named("right")],
                                       taken=[named("right"), named("left")])),
    ((0, 1, 1), (), failed("output_differs", ["Dense"] * 2, ["Dense"] * 2, wanted=[named("left"), named("right")],
                           taken=[named("left"), named("right"), named("right")])),
])
def test_outputs_are_those_asked_for_in_order_or_by_name(outputs: tuple, names: tuple, finding: Finding) -> None:
    asked = msgspec.structs.replace(TOWERS, layers=TOWERS.layers[:2], outputs=("left", "right"))
    known = evidence(graph((0, (-1,)), (1, (-2,)), layers=PARTS, outputs=outputs, output_names=names), None)
    assert findings(known, asked, style="functional")["layers"] == finding


def test_inputs_are_compared_under_their_names() -> None:
    asked = msgspec.structs.replace(TOWERS, inputs=(InputSpec("a", (4,)), InputSpec("b", (5,))))
    network = graph((0, (-1,)), (1, (-2,)), (2, (0, 1)), (3, (2,)), layers=PARTS, outputs=(3,))
    for shapes, names, finding in ((((4,), (5,)), (), passed([[4], [5]], [[4], [5]])),
                                   (((5,), (4,)), (), failed("input_shape_differs", [[4], [5]], [[5], [4]])),
                                   (((5,), (4,)), ("b", "a"), passed([[4], [5]], [[4], [5]])),
                                   (((5,), (4,)), ("x", "a"), failed("input_shape_differs", [[4], [5]], [[5], [4]]))):
        known = evidence(msgspec.structs.replace(network, input_shapes=shapes, input_names=names), None)
        assert findings(known, asked, style="functional")["input_shape"] == finding


def test_an_extra_layer_of_a_graph_is_told_by_what_it_stands_behind() -> None:
    layers = (*PARTS, LayerClaim("Dropout", {"rate": 0.5}, (), place=(0, 5)), LayerClaim("LayerNormalization", {}, (), place=(0, 6)))
    for calls, after in (([(0, (-1,)), (4, (0,)), (1, (-2,)), (2, (1, 2)), (3, (3,))], named("left")),
                         ([(4, (-2,)), (0, (-1,)), (1, (0,)), (2, (1, 2)), (3, (3,))], named("b", "Input"))):
        finding = findings(evidence(graph(*calls, layers=layers, outputs=(4,)), None), TOWERS, style="functional")["layers"]
        assert (finding.code, finding.place, finding.params) == ("layer_extra", (0, 5), {"type": "Dropout", "after": after, "count": 1})


@pytest.mark.parametrize(("wanted", "part", "fits"), [("lstm[1]", 1, True), ("lstm[1]", 2, False), ("lstm[0]", 0, True), ("lstm", 0, True),
                                                      ("lstm", 1, True), ("lstm[2]", 2, True), ("lstm[1]", 0, True), ("lstm[2]", 1, False)])
def test_which_output_of_a_layer_is_taken_counts_where_the_spec_says_so(wanted: str, part: int, fits: bool) -> None:
    asked = NetworkSpec(classes=2, input_shape=(5, 3), layers=(
        LayerSpec("LSTM", id="lstm"), LayerSpec("Dense", id="out", inputs=(wanted,))), outputs=("out",))
    layers = (LayerClaim("LSTM", {"return_sequences": False}, (), place=(0, 1)), dense(2))
    calls = (CallClaim(0, (-1,), (4,)), CallClaim(0, (0,), (4,), part=part or 1), CallClaim(1, (1 if part else 0,), (4,)))
    network = NetworkClaim("Functional", (), (), ((5, 3),), layers, calls, (2,))
    finding = findings(evidence(network, None), msgspec.structs.replace(asked), style="functional")["layers"]
    types = ["LSTM", "Dense"]
    number = wanted.partition("[")[2].rstrip("]")
    assert finding == (passed(types, types) if fits else failed(
        "connection_differs", types, types, (0, 2), type="Dense", label="out",
        wanted=[named("lstm", f"LSTM[{number}]" if number not in ("", "0") else "LSTM")], taken=[named("lstm", f"LSTM[{part}]" if part else "LSTM")]))


def test_a_pretrained_network_that_is_trained_is_told() -> None:
    def base(trainable: bool) -> NetworkClaim:
        member = LayerClaim("Conv2D", {"trainable": trainable}, ((3, 3, 3, 4),), member=(0, 0))
        layers = (member, msgspec.structs.replace(member, member=(0, 1)), *LAYERS)
        calls = (CallClaim(0, (-1,), (16, 16, 8)), CallClaim(1, (0,), (8, 8, 1)),
                 *(CallClaim(number + 2, (number + 1,), shape) for number, shape in enumerate(SHAPES)))
        return msgspec.structs.replace(NETWORK, layers=layers, calls=calls, outputs=(5,), input_shapes=((32, 32, 1),),
                                       applications=(ApplicationClaim("MobileNetV2", {"weights": None}, place=(4, 4)),))

    found = findings(evidence(base(True)))
    assert found["layers"] == failed("base_not_frozen", TYPES, ["MobileNetV2", *TYPES], (4, 4), type="MobileNetV2", count=2)
    assert findings(evidence(base(False)))["layers"] == passed(TYPES, ["MobileNetV2", *TYPES])
    assert found["input_shape"] == passed([8, 8, 1], [32, 32, 1])


@pytest.mark.parametrize(("style", "kind", "bases", "methods", "finding"), [
    ("any", "Functional", (), (), passed("any", "Functional")),
    ("subclass", "Model", ("Mine", "Model"), ("__init__", "call"), passed("subclass", "subclass")),
    ("subclass", "Model", ("Mine", "Model"), (), failed("style_methods_missing", "__init__, call", "-", lacking="__init__, call")),
    ("subclass", "Model", ("Mine", "Model"), ("call",), failed("style_methods_missing", "__init__, call", "call", lacking="__init__")),
    ("functional", "Model", ("Mine", "Model"), ("call",), failed("style_differs", "functional", "Model")),
    ("functional", "Sequential", ("Sequential",), (), failed("style_differs", "functional", "sequential")),
    ("sequential", "Layer", ("Layer",), (), failed("style_differs", "sequential", "Layer")),
    ("sequential", "Layer", ("Mine", "Block"), (), failed("style_differs", "sequential", "Block")),
    ("subclass", "Model", ("Mine", "Sequential"), ("__init__", "call"), failed("style_differs", "subclass", "Sequential")),
    ("sequential", "Sequential", ("Sequential",), (), passed("sequential", "sequential")),
])
def test_style_is_told_in_the_words_of_the_spec(style: str, kind: Any, bases: tuple, methods: tuple, finding: Finding) -> None:
    network = msgspec.structs.replace(NETWORK, model_kind=kind, bases=bases, own_methods=methods)
    assert findings(evidence(network), style=style)["style"] == finding


# --- answers that do not come to a network, and verdicts

FRAMES = (Frame(0, 2, "f"), Frame(1, 7, "g"))


@pytest.mark.parametrize(("known", "finding"), [
    (Evidence("answered", problem="no claim"), failed("untrusted", "a claim", "no claim")),
    (Evidence("answered", Claim(NETWORK)), passed()),
    (Evidence("answered", Claim(), Failure("NameError", "name 'x'", FRAMES, "call")),
     failed("raised_in_code", "no error", "NameError: name 'x'", (1, 7), type="NameError", text="name 'x'")),
    (Evidence("answered", Claim(), Failure("NameError", "name 'x'", (), "call")),
     failed("raised_in_call", "no error", "NameError: name 'x'", type="NameError", text="name 'x'")),
    (Evidence("answered", Claim(), Failure("ValueError", "no", FRAMES[:1], "train")),
     failed("raised_in_train", "no error", "ValueError: no", (0, 2), type="ValueError", text="no")),
    (Evidence("timed_out"), failed("timed_out", "an end", "timed_out")),
    (Evidence("timed_out", problem=NOT_RUN), failed("not_run_in_time", "an end", "timed_out")),
    (Evidence("out_of_memory", problem="other"), failed("out_of_memory", "an end", "out_of_memory")),
])
def test_an_answer_that_does_not_end_says_how(known: Evidence, finding: Finding) -> None:
    assert answer_runs(NetworkFacts(SPEC, known)) == finding


@pytest.mark.parametrize(("text", "told"), [
    ("one\n\n two\nthree\nfour", "one\n two\nthree"), ("x" * 500, "x" * 400), ("  a  ", "a"),
    ("Exception encountered when calling Dense.call().\n\nbad\n\nArguments received by Dense.call():\n  x", "bad"),
    ("<class 'keras.src.layers.core.dense.Dense'> is <KerasTensor shape=(None,), dtype=float32>", "Dense is KerasTensor"),
    ("keras.src.layers.core.Dense and keras._tf_keras.keras.layers.Conv2D", "keras.Dense and keras.Conv2D"),
    ("tensorflow.python.framework.ops.EagerTensor here", "EagerTensor here"), ("bad (<cell 3>, line 7)", "bad"),
    ("bad. See https://x.y/z for more information.", "bad."), ("<class 'int'>", "int")])
def test_what_an_error_says_is_told_without_what_keras_puts_around_it(text: str, told: str) -> None:
    assert gist(text) == told
    assert gist("a\nb", lines=1) == "a"


@pytest.mark.parametrize(("known", "outcomes", "verdict", "score"), [
    (Evidence("answered", trust="contradicted"), {"passed"}, Verdict.UNTRUSTED, 0.0),
    (Evidence("answered", trust="contradicted"), {"broken"}, Verdict.UNTRUSTED, 0.0),
    (Evidence("crashed", trust="contradicted"), {"failed"}, Verdict.CRASHED, 0.0),
    (Evidence("grader_error"), {"failed"}, Verdict.GRADER_ERROR, None), (Evidence("answered"), {"passed", "broken"}, Verdict.GRADER_ERROR, None),
    (Evidence("timed_out"), {"broken"}, Verdict.GRADER_ERROR, None), (Evidence("timed_out"), {"failed"}, Verdict.TIMED_OUT, 0.0),
    (Evidence("out_of_memory"), {"failed"}, Verdict.OUT_OF_MEMORY, 0.0),
    (Evidence("answered", failure=Failure("E", "", (), "code")), {"failed"}, Verdict.CRASHED, 0.0),
    (Evidence("answered"), {"passed"}, Verdict.PASSED, 1.0), (Evidence("answered"), {"passed", "failed"}, Verdict.FAILED, 0.25),
    (Evidence("answered"), {"passed", "skipped"}, Verdict.FAILED, 0.25),
])
def test_verdicts_and_scores(known: Evidence, outcomes: set[str], verdict: Verdict, score: float | None) -> None:
    results = tuple(CheckResult(each, 0.25001, Finding(Outcome(each))) for each in sorted(outcomes))
    assert verdict_of(known, results) is verdict
    assert score_of(verdict, results) == score


def test_points_of_a_share_are_divided_among_its_checks() -> None:
    points = points_of(msgspec.structs.replace(SPEC, points={"runs": 0.4, "types": 0.6}))
    assert points["answer.runs"] == 0.4
    assert points["layer_1.type"] == points["layer_2.type"] == pytest.approx(0.15)
    assert points["answer.found"] == points["layers"] == 0.0


def test_a_judgement_holds_all_of_it() -> None:
    spare = msgspec.structs.replace(NETWORK, unused=(DENSE_2, DENSE_2, dense(3)))
    judged = judge(SPEC, evidence(spare))
    assert (judged.verdict, judged.score) == (Verdict.PASSED, 1.0)
    assert judged.advice == tuple(("layer_never_called", {"layer": {"type": "Dense", "made": place}}) for place in ((1, 9), (0, 3)))
    assert judge(SPEC, evidence(msgspec.structs.replace(spare, input_shapes=((9, 9, 1),)))).advice == judged.advice
    crashed = judge(SPEC, evidence(spare, failure=Failure("E", "", (), "call")))
    assert (crashed.verdict, crashed.score, crashed.advice) == (Verdict.CRASHED, 0.0, ())
    wrong = judge(SPEC, evidence(told(0, filters=5)))
    points = points_of(SPEC)
    lost = [each for each in wrong.checks if each.outcome is not Outcome.PASSED]
    assert wrong.score == pytest.approx(1 - sum(points[each.id] for each in lost), abs=1e-4)
    assert {each.because for each in lost if each.outcome is Outcome.SKIPPED} == {("layer_1.filters",)}
    broken = judge_failure(SPEC, "no space")
    assert (broken.verdict, broken.score) == (Verdict.GRADER_ERROR, None)
    assert broken.checks[0].finding == Finding(Outcome.BROKEN, code="check_broke", params={"reason": "no space"})
