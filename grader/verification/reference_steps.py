"""The reference for a training step: one optimizer step on the exact gradient of the loss, several times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import keras
import msgspec
import numpy as np
import tensorflow as tf

from grader.challenge.drawing import draw_step_batch, form_labels, label_forms, labels_of_call, rows_in
from grader.challenge.training import draw_weights, variables_of
from grader.evidence.claims import Response, TrainStepClaim
from grader.evidence.questions import Reference, StepQuestion
from grader.verification.comparing import rounding_noise, shaken_values
from grader.verification.formulas import RebuiltFormula, Surroundings
from grader.verification.loss_kinds import fits
from grader.verification.rebuilding import Cost, NotRebuildable, RebuiltNetwork, values_for_twin

Loss = Callable[[Surroundings], tf.Tensor]
STEPS_LOOKED_AT = 3  # of a learning rate that changes: as many as a challenge makes
UNUSABLE = (ValueError, TypeError, AttributeError, NotRebuildable, tf.errors.OpError)


def run_reference_steps(question: StepQuestion) -> Reference:
    """Runs the steps with the claimed parts; `outputs` of the response are the variables before the first step.

    Raises:
        NotRebuildable: network, optimizer or loss cannot be rebuilt.
    """
    claim = question.step
    if claim.network is None or claim.optimizer is None:
        raise NotRebuildable("network" if claim.network is None else "optimizer")
    steps = ReferenceSteps(question)
    loss = steps.choose_loss()
    response = steps.run(loss)
    return Reference(response=response, loss_fits=steps.fits(loss),
                     noise=steps.noise(loss, response) if question.noise else ())


class ReferenceSteps:
    """The rebuilt network and optimizer of one claim."""

    def __init__(self, question: StepQuestion) -> None:
        assert question.step.network is not None
        self.question = question
        self.claim = question.step
        values = values_for_twin(question.step.network, question.challenge.input_values)
        self.challenge = msgspec.structs.replace(question.challenge, input_values=values)
        self.network = RebuiltNetwork(question.step.network)
        features, self.labels = draw_step_batch(self.challenge, question.step.network.input_shapes,
                                                "flat" if self.challenge.classes == 1 else "flat_int")
        self.features = tf.constant(features)
        self.network([self.features], training=False)

    def choose_loss(self) -> Loss:
        """Returns the loss of the claimed object, or else the first told one that moves any weight.

        Raises:
            NotRebuildable: there is none.
        """
        if self.claim.loss is not None:
            return stock_loss(self.claim)
        problem = "loss"
        for formula in self.question.formulas:
            try:
                loss = RebuiltFormula(formula)
                self._draw_weights()
                if any(np.any(each) for each in self._gradients(loss)[1] if each is not None):
                    return loss
            except NotRebuildable as error:
                problem = str(error)
            except UNUSABLE:
                continue
        raise NotRebuildable(problem)

    def run(self, loss: Loss, *, shaken: bool = False) -> Response:
        """Runs all steps from the drawn weights; shaken: on gradients at weights that differ in the last digit.

        Raises:
            NotRebuildable: the loss does not take these labels and outputs.
        """
        self._draw_weights()
        optimizer = rebuild_optimizer(self.claim.optimizer)
        start = variables_of(self.network.layers)
        losses, weights = [], []
        drawn = self.labels
        for call in range(self.challenge.steps):
            self.labels = labels_of_call(drawn, self.challenge.classes, call)
            try:
                losses.append(self._step(loss, optimizer, shaken=shaken))
            except UNUSABLE:
                raise NotRebuildable("loss") from None
            weights.append(variables_of(self.network.layers))
        self.labels = drawn
        return Response(outputs=start, losses=tuple(losses), weights=tuple(weights))

    def noise(self, loss: Loss, response: Response) -> tuple[tuple[float, ...], ...]:
        """Tells how far rounding alone leads each variable away, relative to its movement."""
        return rounding_noise(self.run(loss, shaken=True), response)

    def fits(self, loss: Loss) -> bool:
        """Whether the loss is one that the exercise takes."""
        if not self.question.losses:
            return True
        self._draw_weights()
        around = self._surroundings()
        output = max(filter(loss.reads, around.calls)) if isinstance(loss, RebuiltFormula) and not calls_network(
            loss) else self.output

        def of_outputs(outputs: tf.Tensor) -> tf.Tensor:
            return loss(replace(around, calls={**around.calls, output: outputs},
                                network=lambda value: tf.gather(outputs, self._images(value))))

        try:
            return fits(of_outputs, around.calls[output], self.labels, self.question.losses,
                        label_forms(self.challenge.classes))
        except UNUSABLE:
            return False

    @property
    def output(self) -> int:
        """The call that gives the network's output."""
        return self.network.claim.outputs[0]

    def _draw_weights(self) -> None:
        draw_weights(self.challenge.weights_seed, self.network.layers)

    def _surroundings(self, *, run: bool = True) -> Surroundings:
        cost = Cost()
        values = self.network.run([self.features], training=False, cost=cost) if run else {}
        return Surroundings(values, self.labels, self.challenge.classes, self.features, self.network.layers,
                            lambda value: self.network.run([value], training=False, cost=cost)[self.output])

    def _images(self, value: tf.Tensor) -> list[int]:
        """Says which images of the batch the network is called on: those very ones, else what was made of each.

        Raises:
            NotRebuildable: they are others, or equal to each other as no two of the batch are.
        """
        features, values = self.features.numpy(), value.numpy()
        rows = rows_in(features, values)
        if -1 not in rows:
            return rows
        if len(values) != len(features) or len(np.unique(values.reshape(len(values), -1), axis=0)) < len(values):
            raise NotRebuildable("features")
        return [*range(len(features))]

    @property
    def _trainable(self) -> list[Any]:
        return [each for layer in self.network.layers for each in layer.trainable_variables]

    def _gradients(self, loss: Loss) -> tuple[float, list[Any]]:
        with tf.GradientTape() as tape:
            value = loss(self._surroundings(run=not calls_network(loss)))  # which changes states of layers each time
        return float(value), tape.gradient(value, [each.value for each in self._trainable])

    def _step(self, loss: Loss, optimizer: Any, *, shaken: bool) -> float:
        before = [each.numpy() for each in self._trainable] if shaken else []
        for variable, values in zip(self._trainable, before, strict=False):
            variable.assign(shaken_values(values))
        value, gradients = self._gradients(loss)
        for variable, values in zip(self._trainable, before, strict=False):
            variable.assign(values)
        optimizer.apply(gradients, self._trainable)
        return value


def calls_network(loss: Loss) -> bool:
    """Whether a loss calls the network itself, in place of taking what it gave for the features."""
    return isinstance(loss, RebuiltFormula) and loss.calls_network


def stock_loss(claim: TrainStepClaim) -> Loss:
    """Returns the claimed Keras loss as the mean over the images.

    Raises:
        NotRebuildable: it is none of Keras' own.
    """
    loss = rebuild_loss(claim.loss or {})
    assert claim.network is not None
    output, form = claim.network.outputs[0], claim.loss_label_form or claim.label_form
    if loss is None:
        raise NotRebuildable("loss")
    return lambda around: tf.reduce_mean(
        loss(form_labels(around.labels, around.classes, form), around.calls[output]))


def rebuild_optimizer(config: dict[str, Any] | None) -> Any:
    """Makes one of Keras' own optimizers.

    Raises:
        NotRebuildable: it is none, or its first steps lead nowhere, or uphill.
    """
    told = config or {}
    name = str(told.get("class_name"))
    optimizer_class = own_class(keras.optimizers, name, keras.optimizers.Optimizer)
    if optimizer_class is None:
        raise NotRebuildable(name[:100])
    settings = dict(told["config"] or {})
    rate = settings.get("learning_rate")
    if isinstance(rate, (int, float)) and rate <= 0:
        raise NotRebuildable(f"learning_rate={rate}")
    for key, value in settings.items():
        if isinstance(value, dict):
            schedule = own_class(keras.optimizers.schedules, str(value.get("class_name")), object)
            if schedule is None or not isinstance(value.get("config"), dict):
                raise NotRebuildable(key)
            settings[key] = schedule(**value["config"])
            rates = [float(settings[key](step)) for step in range(STEPS_LOOKED_AT)]
            if min(rates) < 0 or max(rates) <= 0:
                raise NotRebuildable(f"{key}={min(rates)}")
    try:
        return optimizer_class.from_config(settings)
    except Exception:
        raise NotRebuildable(name[:100]) from None


def own_class(module: Any, name: str, base: Any) -> Any:
    """Returns the class of that name in one of Keras' modules; None if there is no such class made from `base`."""
    found = getattr(module, name, None)
    return found if isinstance(found, type) and issubclass(found, base) else None


def rebuild_loss(config: dict[str, Any]) -> Callable[..., Any] | None:
    """Makes one of Keras' own losses; None for any other."""
    name = str(config.get("class_name"))
    loss_class = own_class(keras.losses, name, keras.losses.Loss)
    settings = config.get("config")
    if loss_class is None or name == "Loss" or not isinstance(settings, dict) or "fn" in settings:
        return None
    plain = {key: value for key, value in settings.items() if not isinstance(value, (dict, list))}
    try:
        loss: Callable[..., Any] = loss_class(**plain)
        return loss
    except Exception:
        return None
