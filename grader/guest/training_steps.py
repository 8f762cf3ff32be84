"""A training step answer: finding out what it uses, and putting it to a challenge."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import (
    LABEL_FORMS,
    STEP_BATCH,
    draw_inputs,
    draw_labels,
    draw_step_batch,
    form_labels,
    sample_of,
)
from grader.challenge.training import draw_weights
from grader.evidence.claims import AnswerCode, Challenge, NetworkClaim, Response, Shape, TrainStepClaim
from grader.evidence.codec import pack_array
from grader.guest.execution import AnswerFailed, describe_failure
from grader.guest.networks import NetworkAnswer, as_number, describe_network, look_up, own_input_shapes
from grader.guest.recording import UNEXPLAINED, Birthplaces, Recorder
from grader.guest.surroundings import TRAINED_OTHERWISE


class Watch:
    """Notes which model, optimizer, loss and tape are used while it is entered."""

    def __init__(self) -> None:
        self.models: list[Any] = []
        self.model_outputs: list[Any] = []
        self.optimizers: list[Any] = []
        self.losses: list[tuple[Any, tuple]] = []
        self.differentiated: list[Any] = []
        self._undo: list[tuple[type, str, Callable]] = []
        self._depth = 0

    def __enter__(self) -> Watch:
        self._wrap(keras.layers.Layer, "__call__", before=self._enter_model, after=self._leave_model)
        self._wrap(keras.losses.Loss, "__call__", before=lambda loss, args: self.losses.append((loss, args)))
        self._wrap(keras.optimizers.Optimizer, "apply", before=lambda optimizer, _: self.optimizers.append(optimizer))
        self._wrap(tf.GradientTape, "gradient", before=lambda _, args: self.differentiated.extend(args[:1]))
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, original in reversed(self._undo):
            setattr(owner, name, original)

    def _wrap(self, owner: type, name: str, before: Callable[[Any, tuple], object],
              after: Callable[[Any], object] = lambda _: None) -> None:
        original = getattr(owner, name)
        self._undo.append((owner, name, original))

        def wrapped(instance: Any, *args: Any, **options: Any) -> Any:
            before(instance, (*args, *options.values()))
            result = None
            try:
                result = original(instance, *args, **options)
            finally:
                after(result)
            return result

        setattr(owner, name, wrapped)

    def _enter_model(self, model: Any, _: tuple) -> None:
        if self._depth == 0:
            self.models.append(model)
        self._depth += 1

    def _leave_model(self, result: Any) -> None:
        self._depth -= 1
        if self._depth == 0:
            self.model_outputs.append(result)


class TrainStepAnswer:
    """One training step of the student, ready to be watched and challenged."""

    def __init__(self, code: AnswerCode, namespace: dict[str, Any], birthplaces: Birthplaces) -> None:
        self.code = code
        self.function = look_up(code.name, namespace)
        self.birthplaces = birthplaces
        self.possible_shapes = possible_shapes(code, namespace)
        self.input_shapes = code.input_shapes
        self.label_form = LABEL_FORMS[0]
        self.convert: Callable[[np.ndarray], Any] = np.asarray
        self.layers: list[Any] = []
        self.optimizer: Any = None

    def record(self) -> TrainStepClaim:
        """Calls the step once on drawn data, in the form of labels it takes, and tells what it used."""
        before = len(TRAINED_OTHERWISE)
        watch, recorder, returned, labels = self._call_in_its_form()
        loss_object, given = watch.losses[0] if watch.losses else (None, ())
        forms = [form_of(each, labels, self.code.classes) for each in given[:2]]
        predictions = [each for each, form in zip(given, forms, strict=False) if form is None]
        network = self._network(watch, recorder, predictions or watch.model_outputs) if watch.models else None
        self.optimizer = watch.optimizers[0] if watch.optimizers else None
        number = as_number(returned)
        return TrainStepClaim(
            network=network,
            tape_used=bool(watch.differentiated),
            trained_with=next(iter(TRAINED_OTHERWISE[before:]), None),
            optimizer=serialized(self.optimizer, keras.optimizers.serialize),
            optimizer_steps=len(watch.optimizers),
            loss=serialized(loss_object, keras.losses.serialize),
            label_form=self.label_form,
            loss_label_form=next((form for form in forms if form is not None), None),
            returned_shape=None if number is None else tuple(number.shape)[:10],
            returned_type=type(returned).__name__[:200],
            differentiated=single_number(watch.differentiated[0] if watch.differentiated else None),
            returned=single_number(returned),
        )

    def _network(self, watch: Watch, recorder: Recorder, predictions: list[Any]) -> NetworkClaim:
        """Tells the network from features to predictions; where the step shows none as a whole, that of its model."""
        network = describe_network(watch.models[0], recorder, recorder.outputs(predictions[-1]), self.input_shapes)
        if any(layer.type == UNEXPLAINED for layer in network.layers):
            alone = NetworkAnswer(watch.models[0], self.input_shapes, self.birthplaces)
            network, recorder = alone.record(), alone.recorder
        self.layers = recorder.layers
        return network

    def respond(self, challenge: Challenge) -> Response:
        """From drawn weights and a fresh optimizer state, calls the step several times; tells losses and weights."""
        draw_weights(challenge.seed, self.layers)
        reset_optimizer(self.optimizer)
        losses, weights = [], []
        try:
            features, labels = draw_step_batch(challenge, self.input_shapes, self.label_form, STEP_BATCH)
            for _ in range(challenge.steps):
                number = as_number(self.function(self.convert(features), self.convert(labels)))
                losses.append(float(np.mean(number)) if number is not None and number.size else 0.0)
                weights.append(tuple(pack_array(sample_of(np.asarray(variable.value))) for layer in self.layers
                                     if layer is not None for variable in layer.variables))
        except BaseException as error:
            return Response(failure=describe_failure(error, "step"))
        return Response(losses=tuple(losses), weights=tuple(weights))

    def _call_in_its_form(self) -> tuple[Watch, Recorder, Any, np.ndarray]:
        """Tries each input shape, arrays and tensors, and each form of labels until the step takes one.

        Raises:
            AnswerFailed: it takes none; tells what the first led to.
        """
        failure = None
        for shapes, convert, form in product(self.possible_shapes, (np.asarray, tf.constant), LABEL_FORMS):
            features = convert(draw_inputs(0, shapes[:1])[0])
            labels = form_labels(draw_labels(0, 2), self.code.classes, form)
            recorder = Recorder([features], self.birthplaces)
            try:
                if hasattr(self.function, "get_concrete_function"):
                    self.function(features, convert(labels))  # its graph may refuse what its code would take
                tf.config.run_functions_eagerly(True)  # what runs as a graph cannot be watched
                with recorder, Watch() as watch:
                    returned = self.function(features, convert(labels))
            except BaseException as error:
                failure = failure or describe_failure(error, "step")
            else:
                self.input_shapes, self.convert, self.label_form = shapes, convert, form
                return watch, recorder, returned, labels
            finally:
                tf.config.run_functions_eagerly(False)
        assert failure is not None
        raise AnswerFailed(failure)


def possible_shapes(code: AnswerCode, namespace: dict[str, Any]) -> list[tuple[Shape, ...]]:
    """Returns the input shapes to try: those of the exercise's data, then those the answer's own models state."""
    stated = [own_input_shapes(value) for value in namespace.values() if isinstance(value, keras.Model)]
    return [code.input_shapes, *(shapes for shapes in stated if shapes and shapes != code.input_shapes)]


def form_of(given: Any, labels: np.ndarray, classes: int) -> str | None:
    """Returns which form of the labels a loss was given, or None if it is none of them."""
    found = as_number(given)
    if found is None:
        return None
    flat = labels.argmax(-1) if labels.ndim == 2 and labels.shape[1] > 1 else labels.ravel()
    forms = ((form, form_labels(flat, classes, form)) for form in LABEL_FORMS)
    return next((form for form, values in forms if values.shape == found.shape and np.array_equal(values, found)), None)


def single_number(value: Any) -> float | None:
    """Returns a finite scalar as a number, anything else as None."""
    number = as_number(value)
    return float(number) if number is not None and number.shape == () and np.isfinite(number) else None


def serialized(thing: Any, serialize: Callable[[Any], Any]) -> dict[str, Any] | None:
    """Returns Keras' config of an object as plain JSON, or None."""
    if thing is None:
        return None
    try:
        return json.loads(json.dumps(serialize(thing), default=lambda value: f"<{type(value).__name__}>"))
    except Exception:  # a student's own class need not serialize
        return {"class_name": type(thing).__name__[:200], "config": None}


def reset_optimizer(optimizer: Any) -> None:
    """Puts an optimizer's state back to what it was before its first step; its settings stay."""
    if optimizer is None:
        return
    fresh = type(optimizer).from_config(optimizer.get_config())
    fresh.build(optimizer._trainable_variables)
    for variable, initial in zip(optimizer.variables, fresh.variables, strict=True):
        variable.assign(initial)
