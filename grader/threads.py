"""Work shared out among threads."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

T = TypeVar("T")


def in_threads(items: Iterable[T], threads: int, work: Callable[[Iterator[T]], None],
               stop: Callable[[], None] = lambda: None) -> None:
    """Has threads take items in turn until there are none.

    Args:
        work: what one thread does with those it takes.
        stop: has the others end, where one of them raises, or this one is interrupted: that is raised here.
    """
    waiting: queue.SimpleQueue[T] = queue.SimpleQueue()
    for each in items:
        waiting.put(each)

    def taken() -> Iterator[T]:
        while True:
            try:
                yield waiting.get_nowait()
            except queue.Empty:
                return

    with ThreadPoolExecutor(threads) as pool:
        try:
            for thread in as_completed([pool.submit(work, taken()) for _ in range(min(threads, waiting.qsize()))]):
                thread.result()
        except BaseException:
            stop()
            raise
