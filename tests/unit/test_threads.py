"""Work shared out among threads: each item is taken once, and what one thread raises ends all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.threads import in_threads


@pytest.mark.parametrize("threads", [1, 3, 9])
def test_each_item_is_taken_once(threads: int) -> None:
    taken: list[int] = []
    begun: list[None] = []

    def work(items: Iterator[int]) -> None:
        begun.append(None)
        taken.extend(items)

    in_threads(range(5), threads, work)
    assert sorted(taken) == [0, 1, 2, 3, 4]
    assert len(begun) == min(threads, 5)


def test_what_one_raises_stops_the_others_and_is_raised() -> None:
    stopped: list[bool] = []

    def work(items: Iterator[int]) -> None:
        for each in items:
            if stopped:
                return
            if each == 1:
                raise ValueError(each)

    with pytest.raises(ValueError, match="1"):
        in_threads(range(1000), 2, work, lambda: stopped.append(True))
    assert stopped == [True]
