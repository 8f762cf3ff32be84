"""Work shared out among threads, and where it may be interrupted."""

from __future__ import annotations

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
LISTENING_SECONDS = 0.1  # how long an interruption may be held back while threads are waited for

_held: dict[int, Any] = {}  # signal → its handler of before
_came: list[int] = []


@contextmanager
def interruptions_held() -> Iterator[None]:
    """Holds SIGINT and SIGTERM back but for where `let_interrupt` is called.

    What they raise may come between any two lines of Python in the main thread: in those of a `threading.Condition`,
    too, as futures and pools have them. That then stays locked, and the threads that want it wait for ever.
    """
    if _held or threading.current_thread() is not threading.main_thread():
        yield
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        _held[number] = signal.signal(number, hold)
    try:
        yield
        let_interrupt()
    finally:
        while _held:
            signal.signal(*_held.popitem())
        _came.clear()


def hold(number: int, _: object) -> None:
    """Remembers a signal."""
    _came.append(number)


def let_interrupt() -> None:
    """Raises what was held back; of several signals the first, the others being the same wish."""
    if not _came or threading.current_thread() is not threading.main_thread():
        return
    number = _came[0]
    _came.clear()
    signal.signal(number, _held[number])
    try:
        signal.raise_signal(number)
    finally:
        signal.signal(number, hold)


def next_ended(pending: set[Future[R]]) -> tuple[set[Future[R]], set[Future[R]]]:
    """Waits until something has ended; returns what has, and what is still under way. May be interrupted."""
    while True:
        let_interrupt()
        ended, others = wait(pending, LISTENING_SECONDS, FIRST_COMPLETED)
        if ended:
            return ended, others


def in_window(items: Iterable[T], threads: int, size: int, work: Callable[[T], R],
              stop: Callable[[], None]) -> Iterator[R]:
    """Yields what threads make of items, as it comes.

    Args:
        size: never more are under way, so that memory stays flat however slowly results are taken.
        stop: ends what is under way, where something is raised there or here.
    """
    with interruptions_held(), ThreadPoolExecutor(threads) as pool:
        waiting, pending = iter(items), set[Future[R]]()
        try:
            while pending := pending | {pool.submit(work, item) for item in islice(waiting, size - len(pending))}:
                ended, pending = next_ended(pending)
                yield from (future.result() for future in ended)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            stop()
            raise


def in_threads(items: Iterable[T], threads: int, work: Callable[[Iterator[T]], None],
               stop: Callable[[], None] = lambda: None) -> None:
    """Has threads take items in turn until there are none.

    Args:
        work: what one thread does with those it takes.
        stop: has the others end, where one of them raises, or this one is interrupted: that is raised here.
    """
    waiting = deque(items)

    def take() -> Iterator[T]:
        while True:
            try:
                yield waiting.popleft()
            except IndexError:
                return

    def stop_all() -> None:
        waiting.clear()
        stop()

    takers = [take() for _ in range(min(threads, len(waiting)))]
    for _ in in_window(takers, threads, threads, work, stop_all):
        pass
