"""Watches one call of a training step: which model, optimizer, loss and tape it uses, and what it hands to which."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from tensorflow import GradientTape  # as it is before an answer may put another in its place

from grader.guest.tracing import Trace

Method = Callable[..., Any]


@dataclass(frozen=True)
class LossCall:
    """One call of a Keras loss object: what it was given, what it returned."""

    loss: Any
    given: tuple[Any, ...]
    result: Any


@dataclass(frozen=True)
class TapeCall:
    """One call of a tape's `gradient` or `jacobian`: of which target, and what it returned."""

    target: Any
    gradients: list[Any]


class Watch:
    """Notes what a training step does while it is entered.

    Attributes:
        model_outputs: what each model in `models` returned; `model_inputs`: what it was called on, `modes`: whether to
            train, if that was said.
        handed: the gradients that reached each optimizer in `optimizers`.
        trained_by: the methods of Keras' own trainer that an optimizer was called from.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.models: list[Any] = []
        self.model_inputs: list[Any] = []
        self.modes: list[Any] = []
        self.model_outputs: list[Any] = []
        self.optimizers: list[Any] = []
        self.handed: list[list[Any]] = []
        self.losses: list[LossCall] = []
        self.taped: list[TapeCall] = []
        self.trained_by: list[str] = []
        self._undo: list[tuple[type, str, Method]] = []
        self._depth = 0

    def __enter__(self) -> Watch:
        self._wrap(keras.layers.Layer, "__call__", self._call_model)
        self._wrap(keras.losses.Loss, "__call__", self._call_loss)
        self._wrap(keras.optimizers.Optimizer, "apply", self._apply)
        self._wrap(GradientTape, "gradient", self._gradient)
        self._wrap(GradientTape, "jacobian", self._gradient)
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, original in reversed(self._undo):
            setattr(owner, name, original)

    def _wrap(self, owner: type, name: str, instead: Method) -> None:
        original = getattr(owner, name)
        self._undo.append((owner, name, original))
        setattr(owner, name, lambda instance, *args, **options: instead(original, instance, args, options))

    def _call_model(self, original: Method, model: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        outermost = self._depth == 0
        if outermost:
            self.models.append(model)
            self.model_inputs.append(next(iter((*args, *options.values())), None))
            self.modes.append(options.get("training"))
        self._depth += 1
        result = None
        try:
            result = original(model, *args, **options)
        finally:
            self._depth -= 1
            if outermost:
                self.model_outputs.append(result)
        return result

    def _call_loss(self, original: Method, loss: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        result = original(loss, *args, **options)
        self.losses.append(LossCall(loss, (*args, *options.values()), result))
        return result

    def _apply(self, original: Method, optimizer: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        self.optimizers.append(optimizer)
        self.trained_by += trainer_methods(sys._getframe(1))
        self.handed.append([each for each in (*args, *options.values())[0] if each is not None])
        return self._untraced(original, optimizer, args, options)

    def _gradient(self, original: Method, tape: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        gradients = self._untraced(original, tape, args, options)
        told = [each for each in tensors_of(gradients) if each is not None]
        self.trace.opaque.update((id(each), each) for each in told)
        if not self.trace.paused and not trainer_methods(sys._getframe(1)):  # a jacobian asks for gradients itself
            self.taped.append(TapeCall((*args, *options.values())[0], told))
        return gradients

    def _untraced(self, original: Method, instance: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
        self.trace.paused += 1
        try:
            return original(instance, *args, **options)
        finally:
            self.trace.paused -= 1

    @property
    def target(self) -> Any:
        """What tapes differentiated for what was handed to an optimizer, if anything was; several targets as a list."""
        calls = list(filter(self._reaches_optimizer, self.taped)) or self.taped[:1]
        targets = list({id(call.target): call.target for call in calls}.values())
        return targets[0] if len(targets) == 1 else targets

    @property
    def handed_as_taped(self) -> bool:
        """Whether optimizers got the very gradients that tapes gave, and nothing made of them."""
        taped = {id(each) for call in self.taped for each in call.gradients}
        return all(id(each) in taped for handed in self.handed for each in tensors_of(handed))

    def _reaches_optimizer(self, call: TapeCall) -> bool:
        return any(self.trace.descends(each, call.gradients) for handed in self.handed for each in tensors_of(handed))

    @property
    def tape_used(self) -> bool:
        """Whether all that reached optimizers came from tapes; where nothing did, whether one saw the model."""
        from_tapes = [each for call in self.taped for each in call.gradients]
        if not self.handed:
            outputs = tensors_of(self.model_outputs)
            outputs += [each._keras_logits for each in outputs if hasattr(each, "_keras_logits")]
            return any(self.trace.descends(each, outputs) for call in self.taped for each in tensors_of(call.target))
        handed = [each for gradients in self.handed for each in tensors_of(gradients)]
        return bool(from_tapes) and all(self.trace.descends(each, from_tapes) or same_as_one(each, from_tapes)
                                        for each in handed)


def same_as_one(values: Any, others: list[Any]) -> bool:
    """Whether an array without a history holds the very values of one of the others."""
    array = np.asarray(values)
    return any(array.shape == other.shape and np.array_equal(array, other) for other in others)


def tensors_of(structure: Any) -> list[Any]:
    """Returns the tensors of a nested structure; of sparse gradients, their values."""
    flat = tf.nest.flatten(structure, expand_composites=False)
    return [each.values if isinstance(each, tf.IndexedSlices) else each for each in flat]


def trainer_methods(frame: FrameType | None) -> list[str]:
    """Returns the method of Keras' own trainer that stands outermost among the frames, if any does."""
    names = []
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("keras.src.") and "trainer" in module:
            names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names[-1:]
