"""A training step answer: finding out what it uses, and putting it to a challenge."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import LABEL_FORMS, draw_step_batch
from grader.challenge.training import draw_weights
from grader.evidence.claims import AnswerCode, Challenge, Response, TrainStepClaim
from grader.evidence.codec import pack_array
from grader.guest.execution import AnswerFailed, describe_failure
from grader.guest.networks import NetworkAnswer, as_number
from grader.guest.recording import Birthplaces
from grader.guest.surroundings import TRAINED_OTHERWISE


class Watch:
    """Notes which model, optimizer, loss and tape are used while it is entered."""

    def __init__(self) -> None:
        self.models: list[Any] = []
        self.optimizers: list[Any] = []
        self.losses: list[Any] = []
        self.optimizer_steps = 0
        self.tape_used = False
        self._undo: list[tuple[type, str, Callable]] = []
        self._depth = 0

    def __enter__(self) -> Watch:
        self._wrap(keras.layers.Layer, "__call__", self._note_model)
        self._wrap(keras.losses.Loss, "__call__", lambda loss: self.losses.append(loss))
        self._wrap(keras.optimizers.Optimizer, "apply", self._note_optimizer)
        self._wrap(tf.GradientTape, "gradient", lambda _: setattr(self, "tape_used", True))
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, original in reversed(self._undo):
            setattr(owner, name, original)

    def _wrap(self, owner: type, name: str, note: Callable[[Any], object]) -> None:
        original = getattr(owner, name)
        self._undo.append((owner, name, original))

        def wrapped(instance: Any, *args: Any, **options: Any) -> Any:
            if self._depth == 0:
                note(instance)
            if owner is keras.layers.Layer:
                self._depth += 1
            try:
                return original(instance, *args, **options)
            finally:
                if owner is keras.layers.Layer:
                    self._depth -= 1

        setattr(owner, name, wrapped)

    def _note_model(self, model: Any) -> None:
        self.models.append(model)

    def _note_optimizer(self, optimizer: Any) -> None:
        self.optimizers.append(optimizer)
        self.optimizer_steps += 1


class TrainStepAnswer:
    """One training step of the student, ready to be watched and challenged."""

    def __init__(self, code: AnswerCode, namespace: dict[str, Any], birthplaces: Birthplaces) -> None:
        self.code = code
        self.function = namespace.get(code.name)
        self.birthplaces = birthplaces
        self.network: NetworkAnswer | None = None
        self.optimizer: Any = None
        self.label_form = LABEL_FORMS[0]

    def record(self) -> TrainStepClaim:
        """Calls the step once on drawn data, in the form of labels it takes, and tells what it used."""
        before = len(TRAINED_OTHERWISE)
        watch, returned = self._call_in_its_label_form()
        network = None
        if watch.models:
            self.network = NetworkAnswer(
                AnswerCode(kind="network", name="model", call=False, cells=(), steps=(),
                           input_shapes=self.code.input_shapes, classes=self.code.classes),
                {"model": watch.models[0]}, self.birthplaces)
            network = self.network.record()
        self.optimizer = watch.optimizers[0] if watch.optimizers else None
        number = as_number(returned)
        return TrainStepClaim(
            network=network,
            tape_used=watch.tape_used,
            trained_otherwise=len(TRAINED_OTHERWISE) > before,
            optimizer=serialized(self.optimizer, keras.optimizers.serialize),
            optimizer_steps=watch.optimizer_steps,
            loss=serialized(watch.losses[0] if watch.losses else None, keras.losses.serialize),
            label_form=self.label_form,
            returned_shape=None if number is None else tuple(number.shape)[:10],
            returned_type=type(returned).__name__[:200],
        )

    def respond(self, challenge: Challenge) -> Response:
        """From drawn weights and a fresh optimizer state, calls the step several times; tells losses and weights."""
        assert self.network is not None
        assert self.network.recorder is not None
        layers = self.network.recorder.layers
        draw_weights(challenge.seed, layers)
        reset_optimizer(self.optimizer)
        losses, weights = [], []
        try:
            features, labels = draw_step_batch(challenge, self.network.input_shapes, self.label_form)
            for _ in range(challenge.steps):
                number = as_number(self.function(features, labels))
                losses.append(float(np.mean(number)) if number is not None and number.size else 0.0)
                weights.append(tuple(pack_array(np.asarray(variable.value)) for layer in layers if layer is not None
                                     for variable in layer.variables))
        except BaseException as error:
            return Response(failure=describe_failure(error, "train"))
        return Response(losses=tuple(losses), weights=tuple(weights))

    def _call_in_its_label_form(self) -> tuple[Watch, Any]:
        """Tries each form of labels until the step takes one.

        Raises:
            AnswerFailed: it takes none; tells what the first form led to.
        """
        failure = None
        challenge = Challenge(seed=0, loss="mean_squared_error", classes=self.code.classes, steps=1)
        for form in LABEL_FORMS:
            features, labels = draw_step_batch(challenge, self.code.input_shapes, form)
            try:
                with Watch() as watch:
                    returned = self.function(features, labels)
            except BaseException as error:
                failure = failure or describe_failure(error, "call")
            else:
                self.label_form = form
                return watch, returned
        assert failure is not None
        raise AnswerFailed(failure)


def serialized(thing: Any, serialize: Callable[[Any], Any]) -> dict[str, Any] | None:
    """Returns Keras' config of an object as plain JSON, or None."""
    if thing is None:
        return None
    try:
        return json.loads(json.dumps(serialize(thing), default=lambda value: f"<{type(value).__name__}>"))
    except Exception:
        return {"class_name": type(thing).__name__[:200], "config": None}


def reset_optimizer(optimizer: Any) -> None:
    """Puts an optimizer's state back to what it was before its first step; its settings stay."""
    if optimizer is None:
        return
    fresh = type(optimizer).from_config(optimizer.get_config())
    fresh.build(optimizer._trainable_variables)
    for variable, initial in zip(optimizer.variables, fresh.variables, strict=True):
        variable.assign(initial)
