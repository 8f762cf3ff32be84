"""Calls a student's function that builds networks, as one case of the exercise says."""

from __future__ import annotations

from typing import Any

import keras

from grader.evidence.claims import BuilderCode, Failure
from grader.guest.arguments import as_python, as_taken
from grader.guest.execution import AnswerFailed, describe_failure


def build(function: Any, code: BuilderCode) -> Any:
    """Returns the model that a function gives; of a block, which takes and gives tensors, one that is around it.

    Raises:
        AnswerFailed: it cannot be called so, raises, or gives something else.
    """
    try:
        dtypes = [each.dtype for each in code.input_values] or ["float32"] * len(code.input_names)
        tensors = {name: keras.Input(shape, name=name, dtype=dtype) for name, shape, dtype in
                   zip(code.input_names, code.input_shapes, dtypes, strict=True) if name in code.parameters}
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
