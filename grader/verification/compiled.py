"""The twin of a compiled network: optimizer, losses and metrics of Keras' own, rebuilt from what is claimed of them."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from grader.challenge.compiling import train_compiled
from grader.challenge.training import draw_tensors, draw_weights
from grader.evidence.claims import CompileClaim, CompiledPart, Response
from grader.evidence.questions import CompileQuestion, Reference
from grader.verification.comparing import rounding_noise, shaken_values
from grader.verification.rebuilding import NotRebuildable, RebuiltNetwork, values_for_twin
from grader.verification.reference_steps import own_class, rebuild_loss, rebuild_optimizer


class Twin(keras.Model):  # type: ignore[misc] # Keras has no types
    """A rebuilt network as a model of Keras."""

    def __init__(self, network: RebuiltNetwork) -> None:
        super().__init__()
        self.held = network.layers
        self._run = network

    def call(self, inputs: Any, training: bool | None = None) -> Any:
        """Runs the network."""
        return self.outputs_of(inputs, training)

    def outputs_of(self, inputs: Any, training: bool | None) -> Any:
        """Returns the network's only output, or the list of them."""
        outputs = self._run(tf.nest.flatten(inputs), training=training)
        return outputs[0] if len(outputs) == 1 else outputs


class UntoldTwin(Twin):
    """One that Keras does not tell whether it trains: each layer does what it does where nothing is said."""

    def call(self, inputs: Any) -> Any:  # type: ignore[override] # whether it takes `training` is what Keras asks
        """Runs the network."""
        return self.outputs_of(inputs, None)


def run_compiled(question: CompileQuestion) -> Reference:
    """Trains the rebuilt network as it is claimed to have been compiled.

    Raises:
        NotRebuildable: network, optimizer, a loss or a metric cannot be rebuilt.
    """
    response = train_twin(question, shaken=False)
    if not question.noise:
        return Reference(response=response)
    return Reference(response=response, noise=rounding_noise(train_twin(question, shaken=True), response))


def train_twin(question: CompileQuestion, *, shaken: bool) -> Response:
    """Trains a twin; shaken: from weights that differ in their last digit."""
    claim, challenge, compiled = question.network, question.challenge, question.compiled
    network = RebuiltNetwork(claim)
    values = values_for_twin(claim, challenge.input_values)
    network(draw_tensors(challenge.seed, claim.input_shapes, 1, values), training=False)
    draw_weights(challenge.seed, network.layers)
    twin = (Twin if compiled.told_mode else UntoldTwin)(network)
    compile_twin(twin, compiled, len(claim.outputs))
    if shaken:
        for variable in twin.trainable_variables:
            variable.assign(shaken_values(variable.numpy()))
    losses = [each.type if each is not None else "" for each in compiled.losses]
    try:
        return train_compiled(twin, challenge, claim.input_shapes, losses, network.layers, values=values)
    except (ValueError, TypeError, tf.errors.OpError) as error:
        raise NotRebuildable(f"train_on_batch: {type(error).__name__}") from None


def compile_twin(twin: Twin, compiled: CompileClaim, outputs: int) -> None:
    """Compiles a twin as it is claimed.

    Raises:
        NotRebuildable: with something that is none of Keras' own.
    """
    if {len(compiled.losses), len(compiled.metrics), len(compiled.loss_weights)} != {outputs}:
        raise NotRebuildable("outputs")
    if compiled.optimizer is None:
        raise NotRebuildable("optimizer")
    losses = [None if each is None else loss_of(each) for each in compiled.losses]
    metrics = [[metric_of(each) for each in some if not each.own] for some in compiled.metrics]
    weights = list(compiled.loss_weights)
    twin.compile(rebuild_optimizer(as_object(compiled.optimizer)), loss=losses if outputs > 1 else losses[0],
                 metrics=metrics if outputs > 1 else metrics[0], loss_weights=weights if outputs > 1 else weights[0])


def loss_of(part: CompiledPart) -> Any:
    """Makes a claimed loss."""
    loss = None if part.own else rebuild_loss(as_object(part))
    if loss is None:
        raise NotRebuildable(part.type)
    return loss


def metric_of(part: CompiledPart) -> Any:
    """Makes a claimed metric."""
    metric_class = own_class(keras.metrics, part.type, keras.metrics.Metric)
    plain = (bool, int, float, str, type(None), list)
    if metric_class is None or not all(isinstance(each, plain) for each in part.config.values()):
        raise NotRebuildable(part.type)
    try:
        return metric_class(**part.config)
    except Exception:
        raise NotRebuildable(part.type) from None


def as_object(part: CompiledPart) -> dict[str, Any]:
    """Returns a claimed part as Keras tells objects."""
    return {"class_name": part.type, "config": part.config}
