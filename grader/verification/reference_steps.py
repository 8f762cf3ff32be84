"""The reference for a training step: one optimizer step on the exact gradient of the loss, several times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import draw_step_batch
from grader.challenge.training import draw_weights
from grader.evidence.claims import Array, Response, TrainStepClaim
from grader.evidence.codec import pack_array
from grader.verification.questions import Reference, StepQuestion
from grader.verification.rebuilding import NotRebuildable, RebuiltNetwork

Loss = Callable[[np.ndarray, tf.Tensor], tf.Tensor]

# What a step may mean that calls a function in place of a loss object; told apart by the value it returns.
LOSS_FUNCTIONS = ("SparseCategoricalCrossentropy", "CategoricalCrossentropy", "MeanSquaredError", "BinaryCrossentropy",
                  "MeanAbsoluteError", "KLDivergence", "Huber")


def run_reference_steps(question: StepQuestion) -> Reference:
    """Runs the steps with the claimed parts; `outputs` of the response are the variables before the first step.

    Raises:
        NotRebuildable: network, optimizer or loss is none of Keras' own.
    """
    claim = question.step
    if claim.network is None or claim.optimizer is None:
        raise NotRebuildable("network" if claim.network is None else "optimizer")
    steps = ReferenceSteps(question)
    for training in (False, True):
        for loss in possible_losses(claim):
            response = steps.run(loss, training=training)
            if response is not None and abs(response.losses[0] - question.first_loss) \
                    <= 1e-4 + 1e-3 * abs(question.first_loss):
                return Reference(response=response)
    response = steps.run(possible_losses(claim)[0], training=False)
    return Reference(response=response, problem=None if response else "loss")


class ReferenceSteps:
    """The rebuilt network and optimizer of one claim."""

    def __init__(self, question: StepQuestion) -> None:
        assert question.step.network is not None
        self.question = question
        self.claim = question.step
        self.shapes = question.step.network.input_shapes
        self.network = RebuiltNetwork(question.step.network)
        features, self.labels = draw_step_batch(question.challenge, self.shapes, self.claim.label_form)
        self.features = tf.constant(features)
        self.network([self.features], training=False)

    def run(self, loss: Loss, *, training: bool) -> Response | None:
        """Runs all steps from the drawn weights; None if the loss does not take these labels and outputs."""
        challenge = self.question.challenge
        draw_weights(challenge.seed, self.network.layers)
        optimizer = rebuild_optimizer(self.claim.optimizer)
        start = self._variables()
        losses, weights = [], []
        for _ in range(challenge.steps):
            try:
                losses.append(self._step(loss, optimizer, training=training))
            except (ValueError, tf.errors.InvalidArgumentError):
                return None
            weights.append(self._variables())
        return Response(outputs=start, losses=tuple(losses), weights=tuple(weights))

    def _variables(self) -> tuple[Array, ...]:
        return tuple(pack_array(np.asarray(variable.value)) for layer in self.network.layers
                     for variable in layer.variables)

    def _step(self, loss: Loss, optimizer: Any, *, training: bool) -> float:
        variables = [each for layer in self.network.layers for each in layer.trainable_variables]
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(loss(self.labels, self.network([self.features], training=training)[0]))
        optimizer.apply(tape.gradient(value, [each.value for each in variables]), variables)
        return float(value)


def rebuild_optimizer(config: dict[str, Any] | None) -> Any:
    """Makes one of Keras' own optimizers."""
    name = str((config or {}).get("class_name"))
    optimizer_class = getattr(keras.optimizers, name, None)
    if not (isinstance(optimizer_class, type) and issubclass(optimizer_class, keras.optimizers.Optimizer)):
        raise NotRebuildable(name[:100])
    settings = dict(config["config"] or {})  # type: ignore[index]
    for key, value in settings.items():
        if isinstance(value, dict):
            schedule = getattr(keras.optimizers.schedules, str(value.get("class_name")), None)
            if not isinstance(schedule, type) or not isinstance(value.get("config"), dict):
                raise NotRebuildable(key)
            settings[key] = schedule(**value["config"])
    try:
        return optimizer_class.from_config(settings)
    except Exception:
        raise NotRebuildable(name[:100]) from None


def possible_losses(claim: TrainStepClaim) -> list[Loss]:
    """Returns the claimed loss, or, where no loss object was called, those a function may have computed."""
    if claim.loss is not None:
        return [rebuild_loss(claim.loss)]
    losses: list[Loss] = []
    for name in LOSS_FUNCTIONS:
        loss_class = getattr(keras.losses, name)
        losses.append(loss_class())
        if name.endswith("Crossentropy"):
            losses.append(loss_class(from_logits=True))
    return losses


def rebuild_loss(config: dict[str, Any]) -> Loss:
    """Makes one of Keras' own losses."""
    name = str(config.get("class_name"))
    loss_class = getattr(keras.losses, name, None)
    settings = config.get("config")
    if not (isinstance(loss_class, type) and issubclass(loss_class, keras.losses.Loss)) or name == "Loss" \
            or not isinstance(settings, dict):
        raise NotRebuildable(name[:100])
    plain = {key: value for key, value in settings.items() if not isinstance(value, (dict, list))}
    try:
        return loss_class(**plain)
    except Exception:
        raise NotRebuildable(name[:100]) from None
