"""How a record is folded, read beside a spec, and told: to the letter, on records made by hand."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grader.audit.writing import argument_text
from grader.audit.written import Manner
from grader.checks.each_layer import changes_nothing
from grader.evidence.claims import ApplicationClaim, CallClaim, Claim, LayerClaim, NetworkClaim
from grader.evidence.evidence import Evidence
from grader.evidence.questions import AskedLayer, DescribeNetwork
from grader.facts.alignment import align, difference, is_tolerated, same_type, through
from grader.facts.folding import FoundLayer, fold_network, in_order, is_no_op
from grader.facts.network import NetworkFacts, NetworkReading
from grader.specs.activations import activation_of
from grader.specs.course import load_course
from grader.specs.types import InputSpec, LayerSpec, NetworkSpec, Repeat, in_code

BASE = load_course().exercise("mnist_sequential")
PRETRAINED = "MobileNetV2"


def layer(kind: str, line: int = 1, weights: bool = False, **config: Any) -> LayerClaim:
    return LayerClaim(kind, config, ((4, 4),) if weights else (), place=(0, line))


def record(*calls: CallClaim, layers: tuple[LayerClaim, ...], outputs: tuple[int, ...] = (), **change: Any) -> NetworkClaim:
    made = NetworkClaim("Functional", (), (), ((4,),), layers, calls, outputs or (len(calls) - 1,))
    return msgspec.structs.replace(made, **change)


def chain(*layers: LayerClaim, shapes: tuple = (), **change: Any) -> NetworkClaim:
    calls = (CallClaim(number, (number - 1,), shapes[number] if shapes else (4,)) for number in range(len(layers)))
    return record(*calls, layers=layers, **change)


def reading(claim: NetworkClaim | None, *asked: LayerSpec, **spec: Any) -> NetworkReading:
    subject = NetworkSpec(**({"classes": 4, "input_shape": (4,), "layers": asked} | spec))
    return NetworkReading(msgspec.structs.replace(BASE, subject=subject), claim)


def facts(claim: NetworkClaim, *asked: LayerSpec, known: dict[str, Any] | None = None, **spec: Any) -> NetworkFacts:
    evidence = msgspec.structs.replace(Evidence("answered", Claim(claim), trust="verified"), **known or {})
    return NetworkFacts(reading(claim, *asked, **spec).spec, evidence)


# --- folding

def test_a_layer_is_told_with_all_that_is_known_of_it() -> None:
    call = CallClaim(0, (-1,), (6,), names=("",), options={"use_causal_mask": True}, training=False)
    made = record(call, layers=(msgspec.structs.replace(layer("Dense", 7, True, units=6), op=True, training=True),))
    structure = fold_network(made)
    assert structure.layers == [FoundLayer("Dense", {"units": 6, "use_causal_mask": True}, (-1,), (6,), (0, 7), True, training=False,
                                           instance=0, names=("",))]
    assert (structure.outputs, structure.output_parts, structure.advice, dict(structure.taken)) == ((0,), (0,), [], {0: 1})
    assert fold_network(msgspec.structs.replace(made, calls=(msgspec.structs.replace(call, training=None),))).layers[0].training is True


@pytest.mark.parametrize(("told", "shapes", "gone"), [
    (layer("Activation", activation="linear"), (), True), (layer("Activation", activation="tanh"), (), False), (layer("Identity"), (), True),
    (layer("Flatten"), (), True), (layer("Flatten"), ((2, 2), (4,)), False), (layer("Reshape"), (), True),
    (layer("Dropout", rate=0), (), True), (layer("Dropout", rate=0.5), (), False), (layer("SpatialDropout1D", rate=0), (), True),
    (layer("SpatialDropout2D", rate=0), (), True), (layer("SpatialDropout3D", rate=0), (), True), (layer("GaussianDropout", rate=0), (), True),
    (layer("GaussianNoise", rate=0), (), False), (layer("Rescaling", scale=1), (), True), (layer("Rescaling", scale=1, offset=0), (), True),
    (layer("Rescaling", scale=1, offset=1), (), False), (layer("Rescaling", scale=2, offset=0), (), False), (layer("Dense"), (), False)])
def test_what_changes_no_value_is_no_layer_and_gets_a_word(told: LayerClaim, shapes: tuple, gone: bool) -> None:
    first = LayerClaim("Embedding", {}, (), place=(0, 9))
    structure = fold_network(chain(first, told, shapes=shapes))
    assert [each.type for each in structure.layers] == ["Embedding"] + [told.type] * (not gone)
    assert structure.advice == [("no_op", {"layer": told.type})] * gone
    assert structure.outputs == (0 if gone else 1,)
    as_op = fold_network(chain(first, msgspec.structs.replace(told, op=True), shapes=shapes))
    assert as_op.advice == []
    assert is_no_op(told, (4,), (4,)) or not gone


@pytest.mark.parametrize(("told", "shape", "activation"), [
    (layer("Activation", activation="tanh"), (4,), "tanh"), (layer("Activation", activation={"class_name": "Mine"}), (4,), None),
    (layer("Activation"), (4,), None),
    (layer("ReLU", negative_slope=0, threshold=0, max_value=None), (4,), "relu"), (layer("ReLU", negative_slope=0, threshold=0, max_value=6), (4,), "relu6"),
    (layer("ReLU", negative_slope=0, threshold=0, max_value=5), (4,), None), (layer("ReLU", negative_slope=0.1, threshold=0), (4,), None),
    (layer("ReLU", negative_slope=0, threshold=1), (4,), None), (layer("Softmax", axis=-1), (4,), "softmax"),
    (layer("Softmax", axis=1), (4,), "softmax"), (layer("Softmax", axis=1), (4, 4), None), (layer("Softmax", axis=2), (4, 4), "softmax"),
    (layer("ELU", alpha=1), (4,), "elu"), (layer("ELU", alpha=2), (4,), None), (layer("LeakyReLU", negative_slope=0.2), (4,), "leaky_relu"),
    (layer("LeakyReLU", negative_slope=0.3), (4,), None), (layer("PReLU"), (4,), None)])
def test_layers_that_are_an_activation_and_nothing_else(told: LayerClaim, shape: tuple, activation: str | None) -> None:
    assert activation_of(told.type, told.config, len(shape)) == activation


def test_an_activation_is_its_layers_with_its_place_and_what_it_was_told() -> None:
    before = FoundLayer("Dense", {"activation": "relu", "dtype": "float16"}, (-1,), (4,), (0, 1), activation=FoundLayer("Activation", {"activation": "relu", "dtype": "float16"}, (0,), (4,), (0, 2)))
    structure = fold_network(chain(layer("Dense", activation="linear"), layer("Activation", 2, activation="relu", dtype="float16")))
    assert structure.layers == [before]
    assert [structure.leads_to(call) for call in (-1, 0, 1)] == [-1, None, 0]  # the first gives what is not activated yet
    again = fold_network(chain(layer("Dense", activation="relu"), layer("ReLU", 2, negative_slope=0, threshold=0)))
    assert again.advice == [("no_op", {"layer": "relu"})]
    assert len(again.layers) == 1
    for first, second, kept in (("tanh", "tanh", 2), ("relu", "tanh", 2), ("linear", "softmax", 1)):
        assert len(fold_network(chain(layer("Dense", activation=first), layer("Activation", activation=second))).layers) == kept
    through_two = chain(layer("Conv2D", activation="linear"), layer("Reshape"), layer("Flatten"), layer("ReLU", negative_slope=0, threshold=0),
                        shapes=((2, 2), (4, 1), (4,), (4,)))
    assert [each.config.get("activation") for each in fold_network(through_two).layers] == ["relu", None, None]
    assert len(fold_network(chain(layer("MaxPooling2D"), layer("ReLU", negative_slope=0, threshold=0))).layers) == 2
    on_input = fold_network(chain(layer("Activation", activation="tanh")))
    assert on_input.layers[0].config == {"activation": "tanh"}


@pytest.mark.parametrize(("shown", "told"), [("Dense", "Dense"), ("Conv1D", "TimeDistributed")])
def test_a_dense_applied_to_each_step_is_the_dense_that_does_so_itself(shown: str, told: str) -> None:
    inner = {"class_name": shown, "config": {"units": 4, "activation": "relu", "kernel_initializer": "zeros", "of_another": 1}}
    made = chain(layer("TimeDistributed", layer=inner), layer("Dropout", layer=inner))
    first, second = reading(made, LayerSpec("Dense")).structure.layers
    assert (first.type, second.type) == (told, "Dropout")
    assert first.config == ({"units": 4, "activation": "relu"} if told == "Dense" else {"layer": inner})
    assert reading(made, LayerSpec("TimeDistributed")).structure.layers[0].type == "TimeDistributed"


NO_MORE = {"negative_slope": 0, "threshold": 0, "max_value": None}
DENSE, RELU, FLAT = LayerSpec("Dense"), LayerSpec("ReLU"), LayerSpec("Flatten")


@pytest.mark.parametrize(("written", "told"), [
    ((layer("Dense", activation="relu"),), [("Dense", "linear", 1), ("Activation", "relu", 1)]),
    ((layer("Dense", activation="linear"), layer("ReLU", 2, **NO_MORE)), [("Dense", "linear", 1), ("ReLU", "relu", 2)]),
    ((layer("Dense", activation="linear"), layer("Activation", 2, activation="tanh")), [("Dense", "linear", 1), ("Activation", "tanh", 2)]),
    ((layer("Dense", activation="linear"),), [("Dense", "linear", 1)])])
def test_an_activation_is_a_layer_of_its_own_where_the_spec_has_it_so(written: tuple, told: list) -> None:
    after = layer("Dense", 9, activation="softmax")
    read = reading(chain(*written, after), DENSE, RELU, LayerSpec("Dense", {"activation": "softmax"}))
    assert [(each.type, each.activated, each.place[1]) for each in read.structure.layers] == [*told, ("Dense", "softmax", 9)]
    assert [each.inputs for each in read.structure.layers] == [(number - 1,) for number in range(len(told) + 1)]
    assert read.structure.outputs == (len(told),)
    assert read.structure.leads_to(len(written)) == len(told)
    assert read.alignment.pairs == ((0, 0), (1, 1), (2, 2)) if len(told) == 2 else ((0, 0), (1, None), (2, 1))
    assert read.structure.layers[len(told) - 1].op == (len(written) < len(told))


@pytest.mark.parametrize("asked", [LayerSpec("Softmax"), LayerSpec("Activation", {"activation": "softmax"})])
def test_of_two_layers_the_activated_one_is_taken_apart(asked: LayerSpec) -> None:
    twice = chain(layer("Dense", 1, activation="linear"), layer("Dense", 2, activation="softmax"))
    read = reading(twice, DENSE, asked)
    assert [each.type for each in read.structure.layers] == ["Dense", "Dense", "Activation"]
    assert [read.structure.layers[number].place for number in read.extra] in ([(0, 1)], [(0, 2)])
    assert read.missing == []
    softmax_twice = chain(layer("Dense", 1, activation="softmax"), layer("Activation", 2, activation="softmax"))
    read = reading(softmax_twice, DENSE, asked)
    assert ([each.type for each in read.structure.layers], len(read.extra), read.missing) == (["Dense", "Activation", "Activation"], 1, [])


def test_only_what_the_spec_has_apart_is_taken_apart() -> None:
    for asked in ((LayerSpec("Dense", {"activation": "relu"}), RELU), (LayerSpec("LSTM"), RELU), (DENSE, LayerSpec("Dropout")), (RELU, DENSE)):
        found = layer("LSTM" if asked[0].type == "LSTM" else "Dense", activation="relu")
        assert len(reading(chain(found), *asked).structure.layers) == 1
    around = chain(layer("Conv2D", activation="relu"), layer("Flatten"), layer("Dense", activation="linear"), shapes=((2, 2), (4,), (4,)))
    read = reading(around, LayerSpec("Conv2D"), FLAT, RELU, DENSE)
    assert [(each.type, each.inputs, each.output_shape) for each in read.structure.layers] == [
        ("Conv2D", (-1,), (2, 2)), ("Flatten", (0,), (4,)), ("Activation", (1,), (4,)), ("Dense", (2,), (4,))]
    assert read.missing == read.extra == []


def test_dead_ends_and_layers_never_called_get_a_word_each() -> None:
    made = record(CallClaim(0, (-1,), (4,)), CallClaim(1, (0,), (4,)), layers=(layer("Dense", 1), layer("LSTM", 2)), outputs=(0,),
                  unused=(layer("GRU", 5),))
    assert fold_network(made).advice == [("result_unused", {"layer": {"type": "LSTM", "made": (0, 2)}}),
                                         ("layer_never_called", {"layer": {"type": "GRU", "made": (0, 5)}})]
    assert fold_network(record(CallClaim(9, (-1,), (4,)), layers=())).layers == [FoundLayer("op", {}, (-1,), (4,), op=True)]


def test_inputs_and_outputs_are_numbered_as_the_spec_names_them() -> None:
    made = record(CallClaim(0, (-1, -2), (4,)), CallClaim(1, (0,), (4,)), layers=(layer("Add"), layer("Dense")), outputs=(1, 0, -2),
                  input_shapes=((4,), (5,)), input_names=("b", "a"))
    structure = fold_network(made, ("a", "b"))
    assert [each.inputs for each in structure.layers] == [(-2, -1), (0,)]
    assert (structure.outputs, structure.output_parts) == ((1, 0, -1), (0, 0, 0))
    assert dict(structure.taken) == {0: 2, 1: 1}
    assert [each.inputs for each in fold_network(made, ("a", "c")).layers] == [(-1, -2), (0,)]


@pytest.mark.parametrize(("found", "wanted", "order"), [
    (("a", "b"), ("b", "a"), (1, 0)), (("a", "b"), ("a", "b"), (0, 1)), ((), (), None), (("a",), ("b",), None), (("a", "a"), ("a", "a"), None),
    (("a", "b"), ("a",), None)])
def test_order_by_names_is_one_of_all_names(found: tuple, wanted: tuple, order: tuple | None) -> None:
    assert in_order(found, wanted) == order


def test_further_outputs_of_a_layer_are_parts_of_it() -> None:
    made = record(CallClaim(0, (-1,), (5, 4)), CallClaim(0, (0,), (4,), part=1), CallClaim(0, (0,), (3,), part=2), CallClaim(1, (1,), (4,)),
                  layers=(layer("LSTM"), layer("Dense", activation="linear")), outputs=(3, 2))
    structure = fold_network(made)
    assert [(each.type, each.inputs, each.parts, each.other_shapes) for each in structure.layers] == [
        ("LSTM", (-1,), (), {1: (4,), 2: (3,)}), ("Dense", (0,), (1,), {})]
    assert (structure.outputs, structure.output_parts) == ((1, 0), (0, 2))
    assert [structure.layers[0].shape_of(part) for part in (0, 1, 2, 3)] == [(5, 4), (4,), (3,), ()]


def merged(kind: str, *calls: tuple[int, ...], axes: tuple[int, ...] = (), outputs: tuple[int, ...] = ()) -> NetworkClaim:
    told = [layer(kind, **({"axis": axis} if axis else {})) for axis in axes or (0,) * len(calls)]
    return record(*(CallClaim(number, inputs, (4,)) for number, inputs in enumerate(calls)), layers=tuple(told),
                  outputs=outputs, input_shapes=((4,),) * 4)


@pytest.mark.parametrize(("claim", "inputs", "outputs"), [
    (merged("Add", (-1, -2), (0, -3)), [(-1, -2, -3)], (0,)),
    (merged("Concatenate", (-1, -2), (-3, -4), (0, 1), axes=(-1, 1, 1)), [(-1, -2, -3, -4)], (0,)),
    (merged("Concatenate", (-1, -2), (0, -3), axes=(2, 1)), [(-1, -2), (0, -3)], (1,)),
    (merged("Subtract", (-1, -2), (0, -3)), [(-1, -2), (0, -3)], (1,)),
    (merged("Add", (-1, -2), (0, 0)), [(-1, -2), (0, 0)], (1,)),
    (merged("Add", (-1, -2), (0, -3), outputs=(1, 0)), [(-1, -2), (0, -3)], (1, 0)),
    (merged("Add", (-1, -2), (0, -3), (1, 1)), [(-1, -2, -3), (0, 0)], (1,))])
def test_merges_in_a_row_are_one(claim: NetworkClaim, inputs: list, outputs: tuple) -> None:
    structure = fold_network(claim)
    structure.join_merges()
    assert ([each.inputs for each in structure.layers], structure.outputs) == (inputs, outputs)


def test_a_pretrained_network_is_one_layer_that_says_how_much_of_it_is_trained() -> None:
    members = [LayerClaim(kind, {"trainable": trainable}, weights, member=(0, number)) for number, (kind, trainable, weights) in enumerate(
        [("Conv2D", False, ((3, 3),)), ("ReLU", True, ()), ("Conv2D", True, ((3, 3),))])]
    calls = [CallClaim(number, (number - 1,), (9 - number,)) for number in range(3)]
    told = ApplicationClaim(PRETRAINED, {"weights": None}, "block_1", place=(2, 2))
    for count, trained, trainable in ((1, 0, False), (2, 1, False), (3, 2, True)):
        made = record(*calls[:count], CallClaim(count, (count - 1,), (4,)), layers=(*members[:count], layer("Dense")), applications=(told,))
        base, dense = fold_network(made).layers
        assert base == FoundLayer(PRETRAINED, {"weights": None, "cut": "block_1", "trainable": trainable, "trainable_layers": trained,
                                               "layers": count}, (-1,), (10 - count,), (2, 2),
                                  other_shapes={number + 1: (9 - number,) for number in range(count)})
        assert (dense.inputs, dense.parts) == ((0,), ())
    inner = record(*calls[:2], CallClaim(2, (0,), (4,)), layers=(*members[:2], layer("Dense")), applications=(told,), outputs=(2, 1))
    assert fold_network(inner).layers[1].parts == (1,)


# --- alignment

def found(kind: str, inputs: tuple[int, ...] = (-1,), shape: tuple = (), **config: Any) -> FoundLayer:
    return FoundLayer(kind, config, inputs, shape)


@pytest.mark.parametrize(("asked", "beside", "cost"), [
    (LayerSpec("Dense"), found("Dense"), 0.0), (LayerSpec("Dense", {"units": 3}), found("Dense", units=3), 0.0),
    (LayerSpec("Dense", {"units": 3}), found("Dense", units=4), 0.4), (LayerSpec("Dense", {"units": 3, "x": 1}), found("Dense", units=4, x=1), 0.2),
    (LayerSpec("Dense", {"units": 3}), found("LSTM"), 1.5), (LayerSpec("Conv2D", {"filters": 3}), found("Conv1D"), 0.9),
    (LayerSpec("MaxPooling2D"), found("AveragePooling2D"), 0.9), (LayerSpec("Dropout"), found("SpatialDropout1D"), 0.9),
    (LayerSpec("LayerNormalization"), found("BatchNormalization"), 0.9), (LayerSpec("Flatten", numbered=False), found("LSTM"), 100.0),
    (LayerSpec("Flatten"), found("LSTM"), 1.5), (LayerSpec("Dense", {"units": 3}, numbered=False), found("LSTM"), 1.5)])
def test_how_unlike_two_layers_are(asked: LayerSpec, beside: FoundLayer, cost: float) -> None:
    assert difference(asked, beside) == pytest.approx(cost)


@pytest.mark.parametrize(("asked", "beside", "same"), [
    (LayerSpec("LSTM", or_type=("GRU",)), found("GRU"), True), (LayerSpec("LSTM"), found("GRU"), False),
    (LayerSpec("Flatten"), found("Reshape", shape=(4,)), True), (LayerSpec("Flatten"), found("Reshape", shape=(2, 2)), False),
    (LayerSpec("Activation", {"activation": "relu"}), found("ReLU", activation="relu"), True), (LayerSpec("Activation"), found("ReLU"), False),
    (LayerSpec("ReLU"), found("Activation", activation="relu"), True), (LayerSpec("ReLU"), found("Activation", activation="tanh"), False),
    (LayerSpec("ReLU", {"max_value": 6}), found("Activation", activation="relu"), False),
    (LayerSpec("Softmax"), found("Activation", activation="softmax"), True), (LayerSpec("ELU"), found("Activation", activation="elu"), True),
    (LayerSpec("Dense"), found("Activation", activation="relu"), False), (LayerSpec("Activation"), found("Dense", activation="relu"), False)])
def test_what_is_of_an_asked_type(asked: LayerSpec, beside: FoundLayer, same: bool) -> None:
    assert same_type(asked, beside) is same


def test_layers_that_may_be_left_out_or_come_anywhere_cost_little() -> None:
    optional = NetworkSpec(classes=2, layers=(LayerSpec("Dropout", optional=True), LayerSpec("Dense"), LayerSpec("Dropout", optional=True)))
    assert align(optional, [found("Dense")]).pairs == ((0, None), (1, 0), (2, None))
    twice = NetworkSpec(classes=2, layers=(LayerSpec("Dense", optional=True), LayerSpec("Dense", optional=True)))
    assert align(twice, [found("Dense")]).pairs == ((0, 0), (1, None))
    anywhere = NetworkSpec(classes=2, layers=(LayerSpec("Dense"), LayerSpec("LSTM")), allowed_anywhere=("*Normalization", "Drop*"))
    among = [found("BatchNormalization"), found("Dense"), found("Dropout"), found("LSTM")]
    assert align(anywhere, among).pairs == ((None, 0), (0, 1), (None, 2), (1, 3))
    assert [is_tolerated(anywhere, each) for each in (*among, found("dropout"))] == [True, False, True, False, False]


@pytest.mark.parametrize(("base", "asked", "tolerated"), [
    (found(PRETRAINED, trainable=False), LayerSpec("Dense"), True), (found(PRETRAINED, trainable=True), LayerSpec("Dense"), False),
    (found(PRETRAINED, (0,), trainable=False), LayerSpec("Dense"), False), (found(PRETRAINED, trainable=False), LayerSpec("ResNet50"), False),
    (found(PRETRAINED, trainable=False), LayerSpec("Dense", or_type=("ResNet50",)), False)])
def test_a_pretrained_network_prepares_the_data_where_none_is_asked_and_nothing_of_it_is_trained(
        base: FoundLayer, asked: LayerSpec, tolerated: bool) -> None:
    assert is_tolerated(NetworkSpec(classes=2, layers=(asked,), allowed_anywhere=("*",)), base) is tolerated


def test_through_extra_layers_stands_what_they_take() -> None:
    layers = [found("Dense"), found("Dropout", (0,)), found("Dropout", (1,)), found("Constant", ())]
    assert [through(layers, source, {1, 2, 3}) for source in (-1, 0, 1, 2, 3)] == [-1, 0, 0, 0, 3]


GRAPH = NetworkSpec(classes=2, inputs=(InputSpec("a", (4,)), InputSpec("b", (4,))), layers=(
    LayerSpec("Dense", {"units": 4}, id="left", inputs=("a",)), LayerSpec("Dense", {"units": 4}, id="right", inputs=("b",)),
    LayerSpec("Dropout", id="drop", inputs=("right",), optional=True), LayerSpec("Add", id="join", inputs=("left", "drop"))))


@pytest.mark.parametrize(("layers", "pairs"), [
    ([found("Dense", (-2,), units=4), found("Dense", (-1,), units=4), found("Add", (1, 0))], {(0, 1), (1, 0), (2, None), (3, 2)}),
    ([found("Dense", (-1,), units=4), found("Dense", (-2,), units=4), found("Dropout", (1,)), found("Add", (2, 0))], {(0, 0), (1, 1), (2, 2), (3, 3)}),
    ([found("Dense", (-1,), units=4), found("Dense", (-2,), units=4), found("LSTM", (0,)), found("Add", (1, 2))],
     {(0, 0), (1, 1), (2, None), (None, 2), (3, 3)}),
    ([found("Dense", (-2,), units=4), found("Add", (0, 0))], {(0, None), (1, 0), (2, None), (3, 1)}),
    ([], {(0, None), (1, None), (2, None), (3, None)})])
def test_a_graph_is_aligned_by_what_its_layers_are_called_on(layers: list[FoundLayer], pairs: set) -> None:
    assert set(align(GRAPH, layers, (len(layers) - 1,)).pairs) == pairs


def test_outputs_decide_between_layers_that_are_alike() -> None:
    asked = NetworkSpec(classes=2, inputs=(InputSpec("a", (4,)),), layers=(LayerSpec("Dense", id="x", inputs=("a",)), LayerSpec("Dense", id="y", inputs=("a",))),
                        outputs=("x", "y"))
    layers = [found("Dense"), found("Dense")]
    for outputs in ((0, 1), (1, 0)):
        assert set(align(asked, layers, outputs).pairs) == {(0, outputs[0]), (1, outputs[1])}


# --- a record beside a spec

def test_what_is_missing_and_extra_leaves_out_what_may_be_so() -> None:
    block = [LayerSpec("Conv2D", optional=True, together="b"), LayerSpec("MaxPooling2D", optional=True, together="b"), LayerSpec("Dense")]
    assert reading(chain(layer("Dense")), *block).missing == []
    assert reading(chain(layer("Conv2D"), layer("Dense")), *block).missing == [1]
    allowed = reading(chain(layer("Dropout", rate=0.5), layer("Dense"), layer("LSTM")), LayerSpec("Dense"), allowed_anywhere=("Dropout",))
    assert (allowed.missing, allowed.extra, allowed.alignment.extra) == ([], [2], [0, 2])


def test_sources_are_told_through_what_was_left_out_or_came_between() -> None:
    asked = (LayerSpec("Dense"), LayerSpec("LSTM", optional=True), LayerSpec("GRU"))
    read = reading(chain(layer("Dense"), layer("Dropout", rate=0.5), layer("GRU")), *asked, allowed_anywhere=("Dropout",))
    assert [read.source_asked(source) for source in (-1, 0, 1, 2)] == [-1, 0, 0, 2]
    assert [read.source_found(source) for source in (-1, 0, 1, 2)] == [-1, 0, 0, 2]
    assert read.origins(read.structure.layers[2]) == {0}
    assert [read.beside(asked) and read.beside(asked).type for asked in (0, 1, 2)] == ["Dense", None, "GRU"]


def test_choices_of_an_answer_stand_where_the_spec_leaves_them_open() -> None:
    asked = (LayerSpec("Dense", {"units": {"min": 2, "max": 8, "as": "n"}, "activation": "relu"}), LayerSpec("Dense", {"units": {"same": "n"}}),
             LayerSpec("LSTM", {"units": {"min": 3}}, or_type=("GRU",)), LayerSpec("Dropout", optional=True), LayerSpec("AveragePooling1D"))
    made = chain(layer("Dense", units=6, activation="tanh", padding="same", padding_value=3), layer("Dense", units=6),
                 layer("GRU", units=2))
    read = msgspec.structs.replace(reading(made, *asked).spec, free_arguments=("padding*",))
    assert NetworkReading(read, made).names == {"n": 6}
    assert NetworkReading(read, made).chosen_layers() == [
        ("Dense", {"padding": "same", "units": 6, "activation": "relu"}), ("Dense", {"units": 6}), ("GRU", {"units": 3}), ("Identity", {}),
        ("AveragePooling1D", {"pool_size": 2})]


def test_layers_of_a_free_network_are_asked_for_alone_on_what_they_are_called_on() -> None:
    made = record(CallClaim(0, (-1,), (5, 3)), CallClaim(1, (0,), (7,)), CallClaim(2, (1, -1), (7,)),
                  layers=(layer("Reshape", target_shape=[5, 3]), layer("LSTM", units=7), layer("Add")), input_shapes=((15,),))
    read = reading(made, LayerSpec("LSTM", {"units": 7}), LayerSpec("Add"), LayerSpec("GRU", {"units": 2}), allowed_anywhere=("*",),
                   input_shape=(None,))
    assert read.described_alone() == DescribeNetwork(input_shapes=((5, 3), (7,), (8,), (8,)), layers=(
        AskedLayer("LSTM", {"units": 7}, (-1,), names=("",)), AskedLayer("Add", {}, (-2, -3), names=("", "")),
        AskedLayer("Identity", {}, (-4,), names=("",))))


def test_shapes_of_inputs_are_those_after_what_prepares_the_data() -> None:
    member = LayerClaim("Conv2D", {"trainable": False}, ((3, 3),), member=(0, 0))
    made = record(CallClaim(0, (-1,), (7, 7, 9)), CallClaim(1, (0,), (4,)), layers=(member, layer("Flatten")), input_shapes=((32, 32, 3),),
                  applications=(ApplicationClaim(PRETRAINED, {}),))
    read = reading(made, LayerSpec("Flatten"), input_shape=(28, 28, 1))
    assert list(read.prepared) == [-1]
    assert read.asked_input_shapes == ((7, 7, 9),)
    assert reading(chain(layer("Dense")), LayerSpec("Dense")).asked_input_shapes == ((4,),)


@pytest.mark.parametrize(("kind", "size", "free"), [("Conv2D", [1, 1], True), ("Conv2D", [1, 3], False), ("MaxPooling2D", [1, 1], False)])
def test_padding_of_a_window_of_one_place_changes_nothing(kind: str, size: list[int], free: bool) -> None:
    told = chain(layer(kind, kernel_size=size, padding="same"), shapes=((4, 4, 2),))
    assert changes_nothing(facts(told, LayerSpec(kind)), 0, "padding") is free


def test_a_sequence_counts_only_where_it_is_taken() -> None:
    both, state = (CallClaim(0, (-1,), (6, 4)), CallClaim(0, (0,), (4,), part=1)), LayerSpec("GRU", {"return_state": True})
    for outputs, alone in (((1,), True), ((0, 1), False), ((0,), False)):
        told = facts(record(*both, layers=(layer("GRU"),), outputs=outputs), state)
        assert told.gives_states_alone(0) is alone and changes_nothing(told, 0, "return_sequences") is alone


def test_facts_tell_pairs_and_advice() -> None:
    made = chain(layer("Conv2D", padding="same"), layer("Reshape"), msgspec.structs.replace(layer("Dropout", rate=0.5), training=True),
                 layer("Dense", padding="valid"), shapes=((2, 2), (4,), (4,), (4,)))
    asked = (LayerSpec("Conv2D"), LayerSpec("Flatten"), LayerSpec("LSTM", numbered=False), LayerSpec("Dense"))
    known = facts(made, *asked, allowed_anywhere=("Dropout",))
    assert [(each.asked, each.found and each.found.type, each.takes, each.fine) for each in known.pairs] == [
        (0, "Conv2D", ((), ()), False), (1, "Reshape", ((), ()), False), (2, None, ((), ()), False), (None, "Dropout", ((), ()), True),
        (3, "Dense", ((), ()), False)]
    assert known.advice == [("reshape_for_flatten", {"label": "layer_2"}), ("padding_changes_shape", {"label": "layer_1", "shape": [2, 2]}),
                            ("training_fixed", {"layer": "Dropout", "mode": "True"})]
    named = facts(made, LayerSpec("Conv2D", {"padding": "same"}), *asked[1:], allowed_anywhere=("Dropout",))
    assert "padding_changes_shape" not in {code for code, _ in named.advice}
    alike = facts(made, *asked, known={"stands_for_spec": True}, allowed_anywhere=("Dropout",))
    assert alike.advice[0] == ("ops_stand_for_spec", {})
    unsure = facts(made, *asked, known={"trust": "unverified"}, allowed_anywhere=("Dropout",))
    assert (unsure.found(0), unsure.beside(0) is not None, unsure.advice) == (None, True, [("training_fixed", {"layer": "Dropout", "mode": "True"})])
    nothing = NetworkFacts(known.spec, Evidence("crashed"))
    assert (nothing.pairs, nothing.advice) == ([], [])
    graph = facts(record(CallClaim(0, (-2,), (4,)), CallClaim(0, (-1,), (4,)), CallClaim(1, (0, 1), (4,)), layers=(layer("Dense", units=4), layer("Add")),
                         input_shapes=((4,), (4,))), *GRAPH.layers, inputs=GRAPH.inputs)
    assert {each.asked: (each.takes, each.fine) for each in graph.pairs} == {
        0: (((), ()), False), 1: ((("b",), ("b",)), False), 2: ((("right",), ()), True), 3: ((("left", "drop"), ("right", "left")), False)}
    unnumbered = facts(made, asked[0], LayerSpec("Flatten", numbered=False), *asked[2:], allowed_anywhere=("Dropout",))
    assert "reshape_for_flatten" not in dict(unnumbered.advice)
    as_op = chain(layer("Conv2D"), msgspec.structs.replace(layer("Flatten"), op=True), shapes=((2, 2), (4,)))
    assert facts(as_op, *asked[:2]).advice == [("reshape_for_flatten", {"label": "layer_2"})]


# --- what is told of a layer whose author wrote no text

@pytest.mark.parametrize(("layer", "more", "told"), [
    (LayerSpec("Concatenate", inputs=("a", "b[1]")), {"label": "all"}, "all: Concatenate() ← a, b[1]"),
    (LayerSpec("Dropout", {"rate": {"max": 0.5}}, optional=True), {}, "0 … 1 × Dropout(rate=≤ 0.5)"),
    (LayerSpec("GRU", {"units": 4}, or_type=("LSTM",)), {"repeat": Repeat(min=1, max=3)}, "1 … 3 × GRU / LSTM(units=4)"),
    (LayerSpec("Dense", same_as="first", inputs=("b",)), {}, "first ← b"),
    (LayerSpec("Bidirectional", {"layer": {"type": "GRU", "units": 4}}), {}, "Bidirectional(layer=GRU(units=4))")])
def test_a_layer_without_a_text_is_told_with_what_it_is_called_on_and_how_often(layer: LayerSpec, more: dict, told: str) -> None:
    assert in_code(layer, **more) == told


def test_layers_are_named_in_the_task_where_others_are_called_on_them() -> None:
    asked = reading(None, LayerSpec("Dense", id="left"), LayerSpec("Dense", inputs=("input",)),
                    LayerSpec("Add", inputs=("left", "layer_2"), id="sum")).spec
    assert [text for _, text in asked.numbered_texts][:3] == ["left: Dense()", "layer_2: Dense() ← input", "Add() ← left, layer_2"]


def test_the_audit_writes_a_layer_that_another_is_made_of_as_a_layer() -> None:
    for value, text in (({"type": "GRU", "units": 4}, "keras.layers.GRU(units=4)"), ({"type": "L2", "l2": 0.1}, "keras.regularizers.L2(l2=0.1)")):
        assert argument_text("layer", value, Manner(), 2) == text
