"""Rebuilds a told loss from ops by an allow-list: arithmetic alone, nothing random, nothing that reads or keeps."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow.python.eager import context, execute
from tensorflow.python.framework import op_def_registry

from grader.challenge.drawing import LABEL_FORMS, form_labels
from grader.evidence.arrays import unpack_array
from grader.evidence.claims import Formula, FormulaNode
from grader.verification.rebuilding import NotRebuildable

OPS = frozenset(re.findall(r"\w+", """
    Abs Acos Acosh Add AddN AddV2 All Any ApproximateEqual ArgMax ArgMin Asin Asinh Atan Atan2 Atanh AvgPool
    BatchMatMul BatchMatMulV2 BatchMatMulV3 BiasAdd BroadcastArgs BroadcastTo Cast Ceil ClipByValue Concat ConcatV2
    Conv2D Cos Cosh Cumprod Cumsum DepthwiseConv2dNative Diag DiagPart Digamma Div DivNoNan Einsum Elu Equal Erf Erfc
    EuclideanNorm Exp ExpandDims Expm1 Fill Floor FloorDiv FloorMod GatherNd GatherV2 Greater GreaterEqual Identity
    IdentityN InTopKV2 Inv InvertPermutation IsFinite IsInf IsNan L2Loss LeakyRelu Less LessEqual Lgamma LinSpace Log
    Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr MatMul MatrixBandPart MatrixDiagPartV3 MatrixDiagV3 Max MaxPool
    Maximum Mean Min Minimum Mod Mul MulNoNan Neg NotEqual OneHot OnesLike Pack Pad PadV2 Pow PreventGradient Prod Range
    Rank RealDiv Reciprocal Relu Relu6 Reshape ReverseV2 Rint Roll Round Rsqrt ScatterNd SegmentMean SegmentSum Select
    SelectV2 Selu Shape ShapeN Sigmoid Sign Sin Sinh Size Slice Softmax SoftmaxCrossEntropyWithLogits Softplus Softsign
    SparseSoftmaxCrossEntropyWithLogits Split SplitV Sqrt Square SquaredDifference Squeeze StopGradient StridedSlice Sub
    Sum Tan Tanh TensorScatterUpdate Tile TopKV2 Transpose TruncateDiv TruncateMod Unpack UnsortedSegmentSum Where
    Xdivy Xlog1py Xlogy ZerosLike"""))
# The exact gradient of a value knows no stop.
PLAIN = {"StopGradient": "Identity", "PreventGradient": "Identity"}
MULTIPLYING = ("Gather", "MatMul", "BatchMatMul", "Einsum")  # may give as much as the product of the inputs
# Which input tells the size of the output, and whether so many times that of the first.
SIZED_BY_VALUE = {"Fill": (0, False), "BroadcastTo": (1, False), "Tile": (1, True), "OneHot": (1, True),
                  "Range": (1, False), "LinSpace": (2, False), "ScatterNd": (2, False), "UnsortedSegmentSum": (2, True),
                  "Pad": (1, True), "PadV2": (1, True)}
MAX_VALUES = 20_000_000
NETWORK = "network"


@dataclass(frozen=True)
class Surroundings:
    """What a formula begins at.

    Attributes:
        calls: what each call of the network gave.
        labels: class numbers `[batch]`.
        layers: live layers, for their variables.
        network: what the network gives for a value.
    """

    calls: Mapping[int, tf.Tensor]
    labels: np.ndarray
    classes: int
    features: tf.Tensor
    layers: Sequence[Any]
    network: Callable[[tf.Tensor], tf.Tensor]


class RebuiltFormula:
    """A loss as told, ready to be worked out and differentiated."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        of_features: set[int] = set()
        for number, node in enumerate(formula.nodes):
            if node.op not in OPS and node.op not in LEAVES and node.op != NETWORK:
                raise NotRebuildable(node.op)
            if node.op == "features" or of_features & {source for source, _ in node.inputs}:
                of_features.add(number)
            elif node.op == NETWORK:
                raise NotRebuildable("features")
            if any(not (0 <= source < number and 0 <= output < formula.nodes[source].outputs)
                   for source, output in node.inputs):
                raise NotRebuildable("formula")
        if any(not (0 <= node < len(formula.nodes)) or output != 0 for node, output in formula.results):
            raise NotRebuildable("formula")

    @property
    def calls_network(self) -> bool:
        """Whether the network is called in it, in place of being called on the features before."""
        return any(node.op == NETWORK for node in self.formula.nodes)

    def reads(self, call: int) -> bool:
        """Whether the formula begins at this call of the network."""
        return any(node.op in OF_CALLS and node.attributes.get("index") == call for node in self.formula.nodes)

    def __call__(self, around: Surroundings) -> tf.Tensor:
        """Works out the loss; what comes as several numbers is averaged, as a report would."""
        values: list[list[tf.Tensor]] = []
        for node in self.formula.nodes:
            taken = [values[source][output] for source, output in node.inputs]
            values.append([LEAVES[node.op](node, around)] if node.op in LEAVES
                          else run_network(taken, around) if node.op == NETWORK else run_op(node, taken))
        results = [values[node][output] for node, output in self.formula.results]
        return tf.add_n([tf.reduce_mean(tf.cast(each, tf.float32)) for each in results])


def run_network(inputs: list[tf.Tensor], around: Surroundings) -> list[tf.Tensor]:
    """Returns what the network gives for a value, and what that was made from."""
    shares = around.network(tf.cast(inputs[0], tf.float32))
    return [shares, logits_of(shares)]


def call_leaf(node: FormulaNode, around: Surroundings) -> tf.Tensor:
    """Returns what a call of the network gave."""
    index: Any = node.attributes.get("index")
    if index not in around.calls:
        raise NotRebuildable("formula")
    return around.calls[index]


def logits_leaf(node: FormulaNode, around: Surroundings) -> tf.Tensor:
    """Returns what Keras remembers of probabilities that a call gave: what they were made from."""
    return logits_of(call_leaf(node, around))


def logits_of(shares: tf.Tensor) -> tf.Tensor:
    """Returns what Keras remembers of probabilities, else what gives them."""
    if (logits := getattr(shares, "_keras_logits", None)) is not None:
        return logits
    of_softmax = bool(tf.reduce_all(tf.abs(tf.reduce_sum(shares, axis=-1) - 1.0) < 1e-3))
    return tf.math.log(shares) if of_softmax else tf.math.log(shares / (1.0 - shares))


def labels_leaf(node: FormulaNode, around: Surroundings) -> tf.Tensor:
    """Returns the labels in one of their forms."""
    form = node.attributes.get("form")
    if form not in LABEL_FORMS:
        raise NotRebuildable("labels")
    return rows_of(node, tf.constant(form_labels(around.labels, around.classes, form).astype(
        dtype_of(node).as_numpy_dtype)))


def features_leaf(node: FormulaNode, around: Surroundings) -> tf.Tensor:
    """Returns the features."""
    return rows_of(node, tf.cast(around.features, dtype_of(node)) if "dtype" in node.attributes else around.features)


def variable_leaf(node: FormulaNode, around: Surroundings) -> tf.Tensor:
    """Returns the value of a layer's variable."""
    layer: Any = node.attributes.get("layer")
    index: Any = node.attributes.get("index")
    try:
        return tf.convert_to_tensor(around.layers[layer].variables[index].value)
    except (TypeError, IndexError):
        raise NotRebuildable("variable") from None


def literal_leaf(node: FormulaNode, around: Surroundings) -> tf.Tensor:
    """Returns a constant."""
    if node.value is None:
        raise NotRebuildable("formula")
    return tf.constant(unpack_array(node.value).astype(dtype_of(node).as_numpy_dtype))


OF_CALLS = {"call": call_leaf, "logits": logits_leaf}
LEAVES = OF_CALLS | {"labels": labels_leaf, "features": features_leaf, "variable": variable_leaf,
                     "literal": literal_leaf}


def rows_of(node: FormulaNode, batch: tf.Tensor) -> tf.Tensor:
    """Returns the rows of a batch that a leaf names, all of them if it names none."""
    rows: Any = node.attributes.get("rows")
    if rows is None:
        return batch
    if not isinstance(rows, list) or len(rows) > len(batch) or any(row not in range(len(batch)) for row in rows):
        raise NotRebuildable("rows")
    return tf.gather(batch, rows)


def dtype_of(node: FormulaNode) -> tf.DType:
    """Returns the type of numbers that a leaf is told to have."""
    dtype = tf.dtypes.as_dtype(str(node.attributes.get("dtype")))
    if not (dtype.is_floating or dtype.is_integer or dtype.is_bool):
        raise NotRebuildable("dtype")
    return dtype


def run_op(node: FormulaNode, inputs: list[tf.Tensor]) -> list[tf.Tensor]:
    """Runs one op on these inputs, so that a tape sees it."""
    refuse_growth(node.op, inputs)
    name = PLAIN.get(node.op, node.op)
    known = {each.name: each for each in op_def_registry.get(name).attr}
    pairs = [(key, attribute(known[key].type, value)) for key, value in node.attributes.items() if key in known]
    missing = [(key, default_of(each)) for key, each in known.items()
               if key not in node.attributes and each.HasField("default_value")]
    attributes = tuple(part for pair in [*pairs, *missing] for part in pair)
    outputs = execute.execute(name.encode(), node.outputs, inputs=inputs, attrs=attributes, ctx=context.context())
    execute.record_gradient(name, inputs, attributes, outputs)
    return list(outputs)


def attribute(kind: str, value: Any) -> Any:
    """Returns an attribute as TensorFlow takes it: text as bytes."""
    if kind == "string" and isinstance(value, str):
        return value.encode("latin-1")
    if kind.startswith("list(string") and isinstance(value, list):
        return [str(each).encode("latin-1") for each in value]
    return value


def default_of(definition: Any) -> Any:
    """Returns the default of an attribute that was left out."""
    value, kind = definition.default_value, definition.type
    if kind.startswith("list("):
        inner = {"list(int)": value.list.i, "list(float)": value.list.f, "list(bool)": value.list.b,
                 "list(string)": value.list.s, "list(type)": value.list.type}
        return list(inner.get(kind, ()))
    return {"int": value.i, "float": value.f, "bool": value.b, "string": value.s, "type": value.type}.get(kind)


def refuse_growth(op: str, inputs: list[tf.Tensor]) -> None:
    """Refuses an op whose output would not fit into memory."""
    sizes = [max(1, math.prod(each.shape)) for each in inputs]
    if op.startswith(MULTIPLYING):
        summed = [size for size in inputs[0].shape if "MatMul" in op and size in inputs[1].shape]
        bound = math.prod(sizes) // min(summed, default=1) ** 2
    else:
        axes: dict[int, int] = {}
        for each in inputs:
            for axis, size in enumerate(reversed(each.shape)):
                axes[axis] = max(axes.get(axis, 1), size)
        bound = max(math.prod(axes.values()), sum(sizes))
    if op in SIZED_BY_VALUE:
        which, times = SIZED_BY_VALUE[op]
        bound = max(bound, told_size(inputs[which]) * (sizes[0] if times else 1))
    if bound > MAX_VALUES:
        raise NotRebuildable("size")


def told_size(values: tf.Tensor) -> float:
    """Returns how many values a tensor may ask for that tells a size."""
    return math.prod(max(1.0, float(abs(each))) for each in values.numpy().ravel().tolist())
