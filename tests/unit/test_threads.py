"""Work shared out among threads: each item is taken once, and what one thread raises ends all of it, as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from grader.threads import in_threads, in_window, interruptions_held, let_interrupt


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


def test_no_more_are_under_way_than_the_window_holds() -> None:
    begun: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(100):
            begun.append(number)
            yield number

    done = in_window(numbers(), 2, 4, lambda number: number * number, lambda: None)
    first = next(done)
    assert len(begun) == 4
    assert sorted([first, *done]) == [number * number for number in range(100)]


def test_an_interruption_is_held_back_until_nothing_can_be_left_locked() -> None:
    lines: list[str] = []

    def work() -> None:
        signal.raise_signal(signal.SIGINT)
        lines.append("between any two lines")
        with interruptions_held():
            signal.raise_signal(signal.SIGINT)
        lines.append("and of those that hold it, too")
        let_interrupt()
        lines.append("not here any more")

    with pytest.raises(KeyboardInterrupt), interruptions_held():
        work()
    assert len(lines) == 2
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    let_interrupt()  # of before there is nothing left


def test_an_interruption_at_the_very_end_is_not_lost() -> None:
    with pytest.raises(KeyboardInterrupt), interruptions_held():
        signal.raise_signal(signal.SIGINT)


def test_what_is_interrupted_ends_what_is_under_way() -> None:
    stopped = threading.Event()
    begun: list[int] = []

    def work(items: Iterator[int]) -> None:
        for each in items:
            begun.append(each)
            if each == 0:
                signal.raise_signal(signal.SIGINT)
            stopped.wait()

    with pytest.raises(KeyboardInterrupt):
        in_threads(range(1000), 2, work, stopped.set)
    assert len(begun) == 2


def test_a_result_is_taken_whole_before_an_interruption_is_heard() -> None:
    kept: list[int] = []

    def take_all() -> None:
        for each in in_window(range(1000), 2, 4, lambda number: number, lambda: None):
            signal.raise_signal(signal.SIGINT)
            kept.append(each)

    with pytest.raises(KeyboardInterrupt), interruptions_held():
        take_all()
    assert kept
