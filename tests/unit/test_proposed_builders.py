"""What the text and the calls of a function say of it, and what its calls decide."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from grader.authoring.building import by_parameter, is_called_on, tensor_of, varied


@pytest.mark.parametrize(("values", "given", "told"), [
    ([3, 3], [{"units": 8}, {"units": 12}], 3),
    ([8, 12], [{"rate": 0.5, "units": 8}, {"rate": 0.5, "units": 12}], {"of": "units"}),
    ([16, 24], [{"units": 8}, {"units": 12}], {"of": "units", "times": 2}),
    ([None, 2], [{"stride": 1}, {"stride": 2}], {"of": "stride"}),
    ([16, 36], [{"units": 8}, {"units": 12}], {"any": True}),
    (["relu", "tanh"], [{"units": 8, "how": "relu"}, {"units": 8, "how": "tanh"}], {"of": "how"}),
])
def test_what_differs_between_calls_is_laid_to_a_parameter(values: list[Any], given: list[dict[str, Any]], told: Any) -> None:
    assert by_parameter(values, given) == told


@pytest.mark.parametrize(("parameters", "cases", "told"), [
    ({"x": ..., "filters": ...}, [], [{"filters": 5}, {"filters": 7}]),
    ({"units": ..., "rate": 0.5}, [{"units": 8}], [{"units": 8}, {"units": 10, "rate": 0.25}]),
    ({"units": ..., "rate": 0.5}, [{"units": 8}, {"units": 9, "rate": 0.1}], [{"units": 8}, {"units": 9, "rate": 0.1}]),
    ({"units": ...}, [{"units": 8}, {"units": 8}], [{"units": 8}, {"units": 10}]),
    ({"padding": "same", "bias": True}, [], [{}, {"padding": "valid", "bias": False}]),
    ({"hp": ...}, [{"hp": {"units": 2}}], [{"hp": {"units": 2}}, {"hp": {"units": 3}}]),
    ({"input_shape": ...}, [{"input_shape": [8, 8, 1]}], [{"input_shape": [8, 8, 1]}, {"input_shape": [10, 10, 1]}]),
])
def test_a_call_is_added_where_a_parameter_is_the_same_in_all(parameters: dict[str, Any], cases: list[dict[str, Any]],
                                                              told: list[dict[str, Any]]) -> None:
    assert varied(parameters, {"x"}, cases) == told


def test_tensors_are_known_by_what_makes_them_and_by_what_is_called_on_them() -> None:
    [function] = ast.parse("def block(x, y, filters):\n    return Add()([Conv2D(filters, 3)(x), y, Flatten()(Dense(filters)(x))])").body
    assert isinstance(function, ast.FunctionDef)
    assert [is_called_on(function, name) for name in ("x", "y", "filters")] == [True, True, False]
    shapes = [tensor_of(ast.parse(text, mode="eval").body, {}) for text in ("keras.Input((8, 3))", "Input(shape=[4])", "f(x)")]
    assert [each and each.shape for each in shapes] == [(8, 3), (4,), None]
