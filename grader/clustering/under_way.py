"""The submissions of a batch that workers have been given, and those that are to be given to others again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from grader.gradebook.planning import Task
from grader.lanes.messages import GradeRequest

if TYPE_CHECKING:
    from distributed import Future

BYTES_UNDER_WAY = 256 * 2**20
DEATHS_TOGETHER = 2  # of workers, until the submissions that they had are graded apart
DEATHS = 4  # until a submission is set aside


@dataclass(frozen=True)
class Asked:
    """A submission on its way; `deaths`: how often workers have died that it was given to, with others or alone."""

    task: Task
    request: GradeRequest
    size: int
    deaths: int = 0

    @property
    def apart(self) -> bool:
        """Whether it is graded by itself now, so that it is known whose fault it is."""
        return self.deaths >= DEATHS_TOGETHER


class UnderWay:
    """Packs of submissions: new ones, those that workers have, and those whose workers died."""

    def __init__(self, new: Iterator[list[Asked]], submit: Callable[[list[Asked]], Future]) -> None:
        """Takes the packs in turn, and what gives one to the cluster."""
        self._new = new
        self._submit = submit
        self._again: deque[list[Asked]] = deque()
        self._apart: deque[Asked] = deque()
        self._given: dict[Future, list[Asked]] = {}

    def fill(self, most: int) -> bool:
        """Gives workers packs until they have so many, or too many bytes; returns whether any is under way.

        What may take workers along goes last, and alone.
        """
        size = sum(each.size for pack in self._given.values() for each in pack)
        while len(self._given) < most and (not self._given or size < BYTES_UNDER_WAY):
            pack = self._again.popleft() if self._again else next(self._new, None)
            if pack is None:
                break
            self._give(pack)
            size += sum(each.size for each in pack)
        if not self._given and self._apart:
            self._give([self._apart.popleft()])
        return bool(self._given)

    def ended(self, future: Future) -> list[Asked]:
        """Returns the pack that a future was of; none if that was given to somebody else meanwhile."""
        return self._given.pop(future, [])

    def give_up(self) -> dict[Future, list[Asked]]:
        """Returns all that workers have, and expects nothing of them any more."""
        given, self._given = self._given, {}
        return given

    def ask_again(self, pack: list[Asked], deaths: int) -> Asked | None:
        """Has a pack given to others after so many more deaths; returns what is to be set aside instead, or None."""
        pack = [replace(each, deaths=each.deaths + deaths) for each in pack]
        if not pack[0].apart:
            self._again.append(pack)
        elif pack[0].deaths < DEATHS:
            self._apart.extend(pack)
        else:
            return pack[0]
        return None

    def _give(self, pack: list[Asked]) -> None:
        self._given[self._submit(pack)] = pack
