"""Calls a student's function that builds networks, as one case of the exercise says."""

from __future__ import annotations

import inspect
from typing import Any

import keras

from grader.evidence.claims import BuilderCode, Failure
from grader.guest.execution import AnswerFailed, describe_failure

BY_POSITION = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Settings(dict[str, Any]):
    """Values by name, as functions that build models get them: `hp["units"]`, `hp.units`, `hp.Int("units", 8, 64)`."""

    def __getattr__(self, name: str) -> Any:
        if name not in self:
            raise AttributeError(name)
        return self[name]

    def told(self, name: str, *_: Any, **__: Any) -> Any:
        """Returns the value of that name, whatever it could have been chosen from."""
        return self[name]

    Int = Float = Choice = Boolean = Fixed = told


def build(function: Any, code: BuilderCode) -> Any:
    """Returns the model that a function gives; of a block, which takes and gives tensors, one that is around it.

    Raises:
        AnswerFailed: it cannot be called so, raises, or gives something else.
    """
    try:
        tensors = {name: keras.Input(shape, name=name)
                   for name, shape in zip(code.input_names, code.input_shapes, strict=True) if name in code.parameters}
        told = {name: as_python(value) for name, value in code.arguments.items()}
        positional, keywords = as_taken(function, code.parameters, told | tensors)
        returned = function(*positional, **keywords)
    except BaseException as error:
        raise AnswerFailed(describe_failure(error, "build")) from None
    wanted = keras.KerasTensor if tensors else keras.layers.Layer
    given = list(returned.values()) if isinstance(returned, dict) else \
        returned if isinstance(returned, list | tuple) and tensors else [returned]
    if not given or not all(isinstance(each, wanted) for each in given):
        found = "None" if returned is None else type(returned).__name__[:200]
        raise AnswerFailed(Failure(type="TypeError", message=found, frames=(),
                                   stage="block" if tensors else "builder"))
    if not tensors:
        return returned
    try:
        return keras.Model(next(iter(tensors.values())) if len(tensors) == 1 else [*tensors.values()], returned)
    except BaseException as error:
        raise AnswerFailed(describe_failure(error, "build")) from None


def as_python(value: Any) -> Any:
    """Returns a value as a caller would give it."""
    if isinstance(value, dict):
        return Settings({name: as_python(each) for name, each in value.items()})
    return tuple(map(as_python, value)) if isinstance(value, list) else value


def as_taken(function: Any, names: tuple[str, ...], told: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Returns the arguments of a call by position and by name: the student's own names, where they are others."""
    try:
        own = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return [told[name] for name in names if name in told], {}
    taken = [each for each in own.values() if each.kind in (*BY_POSITION, inspect.Parameter.KEYWORD_ONLY)]
    if {each.name for each in taken} >= set(told) or any(each.kind is inspect.Parameter.VAR_KEYWORD
                                                         for each in own.values()):
        called = dict(zip(names, names, strict=True))
    else:
        called = dict(zip(names, (each.name for each in taken), strict=False))
    if set(called) >= set(told) and all(each.kind is not inspect.Parameter.POSITIONAL_ONLY for each in taken):
        return [], {called[name]: value for name, value in told.items()}
    return [told[name] for name in names if name in told], {}
