"""A training step answer: finding out what it uses, and putting it to a challenge."""

from __future__ import annotations

import ast
import json
import linecache
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import product
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import (
    LABEL_FORMS,
    draw_inputs,
    draw_labels,
    draw_numbers,
    draw_step_batch,
    form_labels,
    label_forms,
    labels_of_call,
    rows_in,
)
from grader.challenge.training import draw_weights, variables_of
from grader.evidence.claims import (
    AnswerCode,
    CallClaim,
    Challenge,
    Claim,
    CompileChallenge,
    Failure,
    Formula,
    FormulaNode,
    LabelForm,
    LayerClaim,
    NetworkClaim,
    Response,
    Shape,
    TrainStepClaim,
)
from grader.guest.compiled import plain_rate, reset_optimizer
from grader.guest.execution import AnswerFailed, describe_failure
from grader.guest.networks import NetworkAnswer, as_number, describe_network, look_up, own_input_shapes
from grader.guest.recording import UNEXPLAINED, Birthplaces, Recorder
from grader.guest.step_watch import LossCall, Watch, tensors_of
from grader.guest.surroundings import TRAINED_OTHERWISE
from grader.guest.tracing import Trace, Untellable, literal

MAX_SHAPES = 8  # tried in turn: each in every form of labels


@dataclass(frozen=True)
class WatchedCall:
    """One call of a step, and all that was seen of it."""

    watch: Watch
    trace: Trace
    recorder: Recorder
    features: Any
    labels: np.ndarray
    returned: Any

    def stock_losses(self) -> list[LossCall]:
        """Returns the calls of Keras' own loss objects that gave the very number that is differentiated or returned."""
        number = single_number(self.returned)
        of_keras = [call for call in self.watch.losses
                    if getattr(keras.losses, type(call.loss).__name__, None) is type(call.loss)]
        return [call for call in of_keras if call.result is self.watch.target] + [
            call for call in of_keras if call.result is self.returned
            or (number is not None and single_number(call.result) == number)]


class TrainStepAnswer:
    """One training step of the student, ready to be watched and challenged."""

    def __init__(self, code: AnswerCode, namespace: dict[str, Any], birthplaces: Birthplaces) -> None:
        self.code = code
        self.namespace = namespace
        self.function = look_up(code.name, namespace)
        self.birthplaces = birthplaces
        self.possible_shapes = possible_shapes(code, self._known_models())
        self.input_shapes = code.input_shapes
        self.label_form: LabelForm = LABEL_FORMS[0]
        self.convert: Callable[[np.ndarray], Any] = np.asarray
        self.layers: list[Any] = []
        self.calls: tuple[CallClaim, ...] = ()
        self.output = 0
        self.model: Any = None  # which predicts for the features as they are, or is told without what is done to them
        self.told_alone = self.calls_on_other_values = False
        self.optimizer: Any = None
        self._layer_claims: list[LayerClaim] = []

    def claim(self, _: object) -> Claim:
        """Returns what the step used."""
        return Claim(train_step=self.record())

    def record(self) -> TrainStepClaim:
        """Calls the step once on drawn data, in the form of labels it takes, and tells what it used."""
        before = len(TRAINED_OTHERWISE)
        could_train = {id(layer) for layer in self._known_layers() if layer.trainable}
        call = self._call_in_its_form()
        watch, returned = call.watch, call.returned
        network, loss, form = self._network_and_loss(call) if watch.models else (None, None, None)
        self.optimizer = watch.optimizers[0] if watch.optimizers else None
        number = as_number(returned)
        return TrainStepClaim(
            network=network,
            tape_used=watch.tape_used,
            trained_with=next(iter((*TRAINED_OTHERWISE[before:], *watch.trained_by)), None),
            optimizer=serialized(self.optimizer, serialize_optimizer),
            optimizer_steps=len(watch.optimizers),
            loss=serialized(loss, keras.losses.serialize),
            label_form=self.label_form,
            loss_label_form=form,
            returned_shape=None if number is None else tuple(number.shape)[:10],
            returned_type=type(returned).__name__[:200],
            differentiated=single_number(watch.target) if watch.handed_as_taped else None,
            returned=single_number(returned),
            frozen_layers=sum(id(layer) in could_train and is_frozen(layer, claim)
                              for layer, claim in zip(self.layers, self._layer_claims, strict=True)),
        )

    def _known_layers(self) -> list[Any]:
        return [layer for layer, _ in self.birthplaces.layers] + [each for model in self._known_models()
                                                                  for each in model._flatten_layers()]

    def _known_models(self) -> list[Any]:
        """The models that have a name, then all others."""
        known = [*self.namespace.values(), *(layer for layer, _ in self.birthplaces.layers)]
        return [each for each in known if isinstance(each, keras.Model)]

    def _network_and_loss(self, call: WatchedCall) -> tuple[NetworkClaim, Any, LabelForm | None]:
        """Tells the network from features to predictions.

        And, if one of Keras' loss objects alone makes the loss, that object and the form of labels it got.
        """
        for stock in call.stock_losses():
            given = [each for each in stock.given if each is not None]
            forms: list[LabelForm | None] = [form_of(each, call.labels, self.code.classes) for each in given]
            if len(given) == 2 and forms.count(None) == 1:
                network = self._network(call, given[forms.index(None)])
                if not unexplained(network) and not self.calls_on_other_values:
                    return network, stock.loss, next(form for form in forms if form is not None)
        return self._network(call, call.watch.model_outputs[-1]), None, None

    def _network(self, call: WatchedCall, predictions: Any) -> NetworkClaim:
        """Tells the network from features to predictions.

        Where the step shows none as a whole, that of the model alone that predicted.
        """
        recorder, watch = call.recorder, call.watch
        network = describe_network(watch.models[0], recorder, recorder.outputs(predictions), self.input_shapes)
        self.model, given, mode = next(((model, given, mode) for model, given, mode, output in zip(
            watch.models, watch.model_inputs, watch.modes, watch.model_outputs, strict=True) if output is predictions),
            (None, None, None))
        if not unexplained(network) or self.model is None:
            self.model, self.calls_on_other_values = self.model if same_values(given, call.features) else None, False
            return self._tell(network, recorder, alone=False)
        self.calls_on_other_values = not same_values(given, call.features)
        alone = NetworkAnswer(self.model, self.input_shapes, self.birthplaces, values=self.code.input_values)
        network = alone.record_in(mode) if mode is not None else alone.record()
        assert alone.recorder is not None
        return self._tell(network, alone.recorder, alone=True)

    def _tell(self, network: NetworkClaim, recorder: Recorder, *, alone: bool) -> NetworkClaim:
        self.layers, self._layer_claims, self.told_alone = recorder.layers, recorder.layer_claims, alone
        self.calls, self.output = network.calls, network.outputs[0]
        return network

    def respond(self, challenge: Challenge | CompileChallenge) -> Response:
        """From drawn weights and a fresh optimizer state, calls the step several times; tells losses and weights."""
        assert isinstance(challenge, Challenge)
        if challenge.formula:
            return Response(formulas=self._formulas(challenge))
        draw_weights(challenge.weights_seed, self.layers)
        reset_optimizer(self.optimizer)
        losses, weights = [], []
        try:
            features, labels = draw_step_batch(challenge, self.input_shapes, self.label_form)
            for call in range(challenge.steps):
                told = labels_of_call(labels, challenge.classes, call)
                number = as_number(self.function(self.convert(features), self.convert(told)))
                losses.append(float(np.mean(number)) if number is not None and number.size else 0.0)
                weights.append(variables_of(self.layers))
        except BaseException as error:
            return Response(failure=describe_failure(error, "step"))
        return Response(losses=tuple(losses), weights=tuple(weights))

    def _formulas(self, challenge: Challenge) -> tuple[Formula, ...]:
        """Tells how the loss that is returned is worked out, and the one that is differentiated; what can be told."""
        features, labels = draw_step_batch(challenge, self.input_shapes, self.label_form)
        draw_weights(challenge.seed, self.layers)
        reset_optimizer(self.optimizer)
        try:
            call = self._watched(self.convert(features), self.convert(labels), labels,
                                 record=not self.told_alone)
        except BaseException:
            return ()  # what fails here fails in the challenge, too, where it is told
        alone = self.told_alone
        if not alone:
            call.recorder.outputs(call.watch.model_outputs[-1])
            alone = tuple(call.recorder.calls) != self.calls  # of more images it takes some at a time
        if alone:
            tell_calls(self.model, call)
        numbers = labels.argmax(-1) if self.label_form == "one_hot" else labels.ravel()
        leaf = Leaves(self, call, numbers, challenge.classes, alone=alone)
        formulas = [formula_of(each, call.trace, leaf) for each in (call.returned, call.watch.target)]
        return tuple(formula for formula in formulas if formula is not None)

    def _watched(self, features: Any, given: Any, labels: np.ndarray, *, record: bool = True) -> WatchedCall:
        """Calls the step eagerly, since what runs as a graph cannot be watched; where asked for, records its layers."""
        recorder = Recorder([features], self.birthplaces)
        tf.config.run_functions_eagerly(True)
        try:
            with Trace() as trace, recorder if record else nullcontext(), Watch(trace) as watch:
                returned = self.function(features, given)
        finally:
            tf.config.run_functions_eagerly(False)
        return WatchedCall(watch, trace, recorder, features, labels, returned)

    def _call_in_its_form(self) -> WatchedCall:
        """Tries each input shape, arrays and tensors, and each form of labels until the step takes one.

        Raises:
            AnswerFailed: it takes none; tells what came furthest in the step, of several the first.
        """
        failures, broadcast = [], None
        for shapes, convert, form in product(self.possible_shapes, (np.asarray, tf.constant),
                                             label_forms(self.code.classes)):
            features = convert(draw_inputs(0, shapes[:1], values=self.code.input_values)[0])
            labels = form_labels(draw_numbers(0) if self.code.classes == 1 else draw_labels(0, 2),
                                 self.code.classes, form)
            try:
                call = self._watched(features, convert(labels), labels)
                if hasattr(self.function, "get_concrete_function"):
                    self.function(features, convert(labels))  # its graph may refuse what its code would take
            except BaseException as error:
                failures.append(describe_failure(error, "step"))
                continue
            if not stretches(call):
                self.input_shapes, self.convert, self.label_form = shapes, convert, form
                return call
            broadcast = broadcast or (call, shapes, convert, form)
        if broadcast is not None:
            call, self.input_shapes, self.convert, self.label_form = broadcast
            return call
        raise AnswerFailed(max(failures, key=reached))


class Leaves:
    """Where the formula of a loss begins: what the network gave, the labels, the features, the variables."""

    def __init__(self, answer: TrainStepAnswer, call: WatchedCall, labels: np.ndarray, classes: int, *,
                 alone: bool) -> None:
        """Takes a watched call; `alone`: what the network gives is the op of that name."""
        self.call = call
        known = {} if alone else call.recorder.values
        self.sources = {id(value._keras_logits): ("logits", source) for source, value in known.items()
                        if hasattr(value, "_keras_logits")}
        self.sources |= {id(value): ("call" if source >= 0 else "features", source) for source, value in known.items()}
        self.forms = [(form, form_labels(labels, classes, form)) for form in label_forms(classes)
                      if not form.endswith("_int")]
        self.variables = {id(variable._value.handle): (number, index) for number, layer in enumerate(answer.layers)
                          if layer is not None for index, variable in enumerate(layer.variables)}

    def __call__(self, tensor: Any) -> FormulaNode | None:
        """Returns the node of a tensor that is a leaf."""
        source = self.sources.get(id(tensor))
        made = self.call.trace.maker(tensor)
        if source is not None:
            return FormulaNode(op=source[0], attributes={"index": source[1]})
        if made is None or made[0].startswith("Iterator"):
            return self._given(tensor)
        if made[0] != "ReadVariableOp":
            return None
        found = self.variables.get(id(made[1][0]))
        if found is None:
            return literal(tensor)
        return FormulaNode(op="variable", attributes={"layer": found[0], "index": found[1]})

    def _given(self, tensor: Any) -> FormulaNode | None:
        """Tells labels and features, or some rows of them, in whatever type they arrive, by their values."""
        values = np.asarray(tensor)
        if values.ndim == 0 or values.size == 0:
            return None
        given: list[tuple[str, dict[str, Any], np.ndarray]] = [
            *(("labels", {"form": form}, known) for form, known in self.forms),
            ("features", {"index": -1}, np.asarray(self.call.features))]
        return next((FormulaNode(op=op, attributes=which | {"dtype": values.dtype.name} | rows)
                     for op, which, known in given if (rows := rows_of(values, known)) is not None), None)


def tell_calls(model: Any, call: WatchedCall) -> None:
    """Takes each call of a model for one op, which is the network: what it does inside is told once."""
    watch = call.watch
    for called, given, output in zip(watch.models, watch.model_inputs, watch.model_outputs, strict=True):
        if called is model and tf.is_tensor(output):
            logits = getattr(output, "_keras_logits", None)
            call.trace.tell("network", (given,), (output,) if logits is None else (output, logits))


def rows_of(values: np.ndarray, known: np.ndarray) -> dict[str, list[int]] | None:
    """Says which rows of a batch these are: nothing for all of them in their order, None for no rows of it."""
    if values.shape == known.shape and np.array_equal(values, known):
        return {}
    if values.shape[1:] != known.shape[1:] or len(values) > len(known):
        return None
    found = rows_in(known, values)
    return None if -1 in found else {"rows": found}


def formula_of(value: Any, trace: Trace, leaf: Leaves) -> Formula | None:
    """Tells a loss that begins at the network; None for what is no such loss."""
    try:
        formula = trace.formula([each for each in tensors_of(value) if tf.is_tensor(each)], leaf)
    except Untellable:
        return None
    return formula if any(node.op in ("call", "logits", "network") for node in formula.nodes) else None


def reached(failure: Failure) -> tuple[int, bool]:
    """Returns how far the step came: to which line (0: no frame tells it), and whether its model took the images."""
    if not failure.frames:
        return 0, False
    tree = ast.parse("".join(linecache.getlines(f"<cell {failure.frames[0].cell}>")))
    line = max((node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)
                and node.lineno <= failure.frames[0].line <= (node.end_lineno or 0)), default=0)
    return line, "incompatible with the layer" not in failure.message


def is_frozen(layer: Any, claim: LayerClaim) -> bool:
    """Whether a layer was not trainable when it was called, or is not by now."""
    return claim.config.get("trainable") is False or not layer.trainable


def unexplained(network: NetworkClaim) -> bool:
    """Whether something between the layers is told by none."""
    return any(layer.type == UNEXPLAINED for layer in network.layers)


def stretches(call: WatchedCall) -> bool:
    """Whether Keras' loss compares labels with predictions of another shape: another form of labels may be meant."""
    stock = next(iter(call.stock_losses()), None)
    if stock is None or type(stock.loss).__name__.startswith("Sparse"):
        return False
    shapes = {tuple(each.shape) for each in map(as_number, stock.given[:2]) if each is not None}
    return len(shapes) > 1


def possible_shapes(code: AnswerCode, models: list[Any]) -> list[tuple[Shape, ...]]:
    """Returns the input shapes to try: those of the exercise's data, then those the answer's own models state."""
    stated = [shapes for each in models if (shapes := own_input_shapes(each))]
    return list(dict.fromkeys((code.input_shapes, *stated)))[:MAX_SHAPES]


def same_values(given: Any, features: Any) -> bool:
    """Whether what a model was called on is the features as they came."""
    values = as_number(given)
    return values is not None and rows_of(values, np.asarray(features)) == {}


def form_of(given: Any, labels: np.ndarray, classes: int) -> LabelForm | None:
    """Returns which form of the labels a loss was given, or None if it is none of them."""
    found = as_number(given)
    if found is None:
        return None
    flat = labels.argmax(-1) if labels.ndim == 2 and labels.shape[1] > 1 else labels.ravel()
    forms = label_forms(classes)
    return next((form for form in forms if np.array_equal(form_labels(flat, classes, form), found)), None)


def single_number(value: Any) -> float | None:
    """Returns a finite scalar as a number, anything else as None."""
    number = as_number(value)
    return float(number) if number is not None and number.shape == () and np.isfinite(number) else None


def serialize_optimizer(optimizer: Any) -> Any:
    """Returns Keras' config of an optimizer."""
    with plain_rate(optimizer):
        return keras.optimizers.serialize(optimizer)


def serialized(thing: Any, serialize: Callable[[Any], Any]) -> dict[str, Any] | None:
    """Returns Keras' config of an object as plain JSON, or None."""
    if thing is None:
        return None
    try:
        config: dict[str, Any] = json.loads(
            json.dumps(serialize(thing), default=lambda value: f"<{type(value).__name__}>"))
        return config
    except Exception:  # a student's own class need not serialize
        return {"class_name": type(thing).__name__[:200], "config": None}
