"""What is drawn for an input is what the exercise says that it holds."""

from __future__ import annotations

import numpy as np
import pytest

from grader.challenge.drawing import NUMBERS, draw_inputs, values_given
from grader.evidence.claims import InputValues

WORDS, PIXELS = InputValues("tokens", 50, "int32"), InputValues("pixels", None, "uint8")


@pytest.mark.parametrize(("values", "low", "high", "dtype"), [
    (WORDS, 0, 49, "int32"), (InputValues("tokens", 2), 0, 1, "float32"), (PIXELS, 0, 255, "uint8")])
def test_whole_numbers_reach_from_0_to_the_last_and_no_further(values: InputValues, low: int, high: int, dtype: str) -> None:
    for seed in range(5):
        [drawn] = draw_inputs(seed, ((16, 16),), 6, [values])
        assert (drawn.shape, str(drawn.dtype), drawn.min(), drawn.max()) == ((6, 16, 16), dtype, low, high)
        assert np.array_equal(drawn, np.round(drawn))


def test_numbers_are_drawn_as_ever() -> None:
    [plain], [told] = draw_inputs(3, ((4,),)), draw_inputs(3, ((4,),), values=[InputValues(dtype="float64")])
    assert (str(plain.dtype), str(told.dtype)) == ("float32", "float64")
    assert np.array_equal(plain, told)
    assert (plain < 0).any()


def test_what_looks_up_is_given_words_and_no_more_than_it_knows() -> None:
    looked_up = (49, None, 30)
    given = values_given((WORDS, PIXELS, NUMBERS), looked_up)
    assert given == (InputValues("tokens", 49, "int32"), PIXELS, InputValues("tokens", 30))
    assert values_given((WORDS, PIXELS, NUMBERS), looked_up, all_words=True)[0] == WORDS
    assert values_given((), looked_up) == (InputValues("tokens", 49), NUMBERS, InputValues("tokens", 30))
