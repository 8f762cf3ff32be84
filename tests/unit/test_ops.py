"""What happens between two layers is told by its values, whatever shape these have."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.slow  # loads Keras


@pytest.mark.parametrize(("left", "right", "explained"), [
    ((), (), True), ((4, 3), (4, 3), True), ((4, 2, 2, 3), (4, 1, 1, 3), True), ((4, 3), (1, 3), False),
    ((4, 3), (4, 2), False), ((4, 3), (4,), False)])
def test_what_is_repeated_along_some_axes_is_merged(left: tuple[int, ...], right: tuple[int, ...], explained: Any) -> None:
    from grader.guest.ops import explain_step

    chance = np.random.default_rng(0)
    first, second = (np.asarray(chance.normal(size=shape), dtype=np.float32) for shape in (left, right))
    try:
        merged = np.asarray(first * second)
    except ValueError:
        merged = first + 1.5
    found = explain_step({0: first, 1: second}, merged)
    assert (found is not None and found[1] == [("Multiply", {})]) == explained
