"""The reference for a training step: one optimizer step on the exact gradient of the loss, several times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import LABEL_FORMS, STEP_BATCH, draw_step_batch, form_labels, sample_of
from grader.challenge.training import draw_weights
from grader.evidence.claims import Array, Response
from grader.evidence.codec import pack_array
from grader.verification.questions import Reference, StepQuestion
from grader.verification.rebuilding import NotRebuildable, RebuiltNetwork

Loss = Callable[[np.ndarray, tf.Tensor], tf.Tensor]
Reduction = Callable[[tf.Tensor, list[tf.Tensor]], tf.Tensor]

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
    claimed = rebuild_loss(claim.loss) if claim.loss is not None else None
    forms = [claim.loss_label_form or claim.label_form, *LABEL_FORMS]
    meanings = [(loss, form) for loss in ([claimed] if claimed else other_losses()) for form in dict.fromkeys(forms)]
    for loss, form in meanings:
        for reduction in (mean, with_penalties, total):
            if steps.first_loss_is(loss, form, reduction, question.first_loss):
                return Reference(response=steps.run(loss, form, reduction))
    if claimed is None:
        return Reference(problem="loss")
    response = steps.run(claimed, forms[0], mean)
    return Reference(response=response, problem=None if response else "loss")


def mean(values: tf.Tensor, penalties: list[tf.Tensor]) -> tf.Tensor:
    """The loss of a batch as it mostly is: the mean over its images."""
    return tf.reduce_mean(values)


def with_penalties(values: tf.Tensor, penalties: list[tf.Tensor]) -> tf.Tensor:
    """The mean and what regularizers add, `loss + sum(model.losses)`."""
    return tf.add_n([tf.reduce_mean(values), *penalties])


def total(values: tf.Tensor, penalties: list[tf.Tensor]) -> tf.Tensor:
    """The sum over the images in place of the mean."""
    return tf.reduce_sum(values) * (STEP_BATCH if values.shape.rank == 0 else 1)


class ReferenceSteps:
    """The rebuilt network and optimizer of one claim."""

    def __init__(self, question: StepQuestion) -> None:
        assert question.step.network is not None
        self.question = question
        self.claim = question.step
        self.shapes = question.step.network.input_shapes
        self.network = RebuiltNetwork(question.step.network)
        features, labels = draw_step_batch(question.challenge, self.shapes, "flat_int", STEP_BATCH)
        self.class_numbers = labels
        self.features = tf.constant(features)
        self.network([self.features], training=False)

    def first_loss_is(self, loss: Loss, form: str, reduction: Reduction, found: float) -> bool:
        """Whether this loss, of these labels, is what the answer returned first."""
        draw_weights(self.question.challenge.seed, self.network.layers)
        try:
            value = float(self._loss(loss, form, reduction))
        except (ValueError, tf.errors.InvalidArgumentError):
            return False
        return abs(value - found) <= 1e-4 + 1e-3 * abs(found)

    def run(self, loss: Loss, form: str, reduction: Reduction) -> Response | None:
        """Runs all steps from the drawn weights; None if the loss does not take these labels and outputs."""
        challenge = self.question.challenge
        draw_weights(challenge.seed, self.network.layers)
        optimizer = rebuild_optimizer(self.claim.optimizer)
        start = self._variables()
        losses, weights = [], []
        for _ in range(challenge.steps):
            try:
                losses.append(self._step(loss, form, reduction, optimizer))
            except (ValueError, tf.errors.InvalidArgumentError):
                return None
            weights.append(self._variables())
        return Response(outputs=start, losses=tuple(losses), weights=tuple(weights))

    def _variables(self) -> tuple[Array, ...]:
        return tuple(pack_array(sample_of(np.asarray(variable.value))) for layer in self.network.layers
                     for variable in layer.variables)

    def _loss(self, loss: Loss, form: str, reduction: Reduction) -> tf.Tensor:
        outputs = self.network([self.features], training=False)
        labels = form_labels(self.class_numbers, self.question.challenge.classes, form)
        penalties = [each for layer in self.network.layers for each in layer.losses]
        return reduction(loss(labels, outputs[0]), penalties)

    def _step(self, loss: Loss, form: str, reduction: Reduction, optimizer: Any) -> float:
        variables = [each for layer in self.network.layers for each in layer.trainable_variables]
        with tf.GradientTape() as tape:
            value = self._loss(loss, form, reduction)
        optimizer.apply(tape.gradient(value, [each.value for each in variables]), variables)
        return float(value)


def rebuild_optimizer(config: dict[str, Any] | None) -> Any:
    """Makes one of Keras' own optimizers."""
    name = str((config or {}).get("class_name"))
    optimizer_class = getattr(keras.optimizers, name, None)
    if not (isinstance(optimizer_class, type) and issubclass(optimizer_class, keras.optimizers.Optimizer)):
        raise NotRebuildable(name[:100])
    settings = dict(config["config"] or {})  # type: ignore[index]
    rate = settings.get("learning_rate")
    if isinstance(rate, (int, float)) and rate <= 0:
        raise NotRebuildable(f"learning_rate={rate}")
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


def other_losses() -> list[Loss]:
    """Returns the losses a step may mean that called no Keras loss object, or one of its own."""
    losses: list[Loss] = []
    for name in LOSS_FUNCTIONS:
        loss_class = getattr(keras.losses, name)
        losses.append(loss_class())
        if name.endswith("Crossentropy"):
            losses.append(loss_class(from_logits=True))
    return losses


def rebuild_loss(config: dict[str, Any]) -> Loss | None:
    """Makes one of Keras' own losses; None for any other."""
    name = str(config.get("class_name"))
    loss_class = getattr(keras.losses, name, None)
    settings = config.get("config")
    if not (isinstance(loss_class, type) and issubclass(loss_class, keras.losses.Loss)) or name == "Loss" \
            or not isinstance(settings, dict) or "fn" in settings:
        return None
    plain = {key: value for key, value in settings.items() if not isinstance(value, (dict, list))}
    try:
        return loss_class(**plain)
    except Exception:
        return None
