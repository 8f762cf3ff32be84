"""The backward slice: the statements an answer depends on, and no others."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable
from itertools import product

from grader.submissions.statements import Program, Statement, is_setting, is_star_import

BUILTINS = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "get_ipython", "display"}


class Slice:
    """Collects what `targets` depend on.

    Names a statement reads are looked up before it. Names its functions read are looked up before each of `moments`,
    when the functions run (`__init__` where the class is called, `call` later), and, if nothing binds them by then,
    after it. Statements `without` says yes to change nothing.
    """

    def __init__(self, program: Program, targets: Iterable[Statement], *moments: int,
                 without: Callable[[Statement], bool] = lambda _: False) -> None:
        self.program = program
        self.without = without
        self.chosen: set[int] = set()
        self.unresolved: set[str] = set()
        self._looked_up: set[tuple[str, int]] = set()
        pending = list(targets)
        while pending:
            statement = pending.pop()
            if statement.number in self.chosen:
                continue
            self.chosen.add(statement.number)
            for name in statement.reads | statement.changes:
                pending += self._look_up(name, statement.number)
            for name, moment in product(statement.defers, moments):
                pending += self._look_up(name, max(moment, statement.number), or_after=True)
        if self.unresolved:
            self.chosen.update(each.number for each in program.statements if is_star_import(each))
        self.chosen -= self._repeated()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in file order."""
        return tuple(each for each in self.program.statements if each.number in self.chosen)

    def _repeated(self) -> set[int]:
        """Returns the imports that bring nothing which an import chosen before them has not brought."""
        first: dict[int, int] = {}
        of_run = {number: self.program.repeats.get(number, number) for number in sorted(self.chosen)}
        return {number for number, run in of_run.items() if first.setdefault(run, number) != number}

    def _look_up(self, name: str, before: int, *, or_after: bool = False) -> list[Statement]:
        if (name, before) in self._looked_up:
            return []
        self._looked_up.add((name, before))
        found = self._in_force(name, before)
        if not found and or_after:
            later = self.program.touching(name, before, len(self.program.statements))
            after = next((each for each in later if name in each.statement.binds), None)
            found = self._in_force(name, after.number + 1) if after else []
        if not found and name not in BUILTINS:
            self.unresolved.add(name)
        return found

    def _in_force(self, name: str, before: int) -> list[Statement]:
        """Returns what made `name` what it is just before statement `before`: its binding and later changes.

        A statement that needs `name` itself is the last one looked at: what it needs is looked up before it.
        """
        found: list[Statement] = []
        for touch in reversed(self.program.touching(name, 0, before)):
            statement = touch.statement
            if name in statement.binds:
                found.append(statement)
                if statement.certain or name in statement.reads:
                    break
            elif not self.without(statement) and (is_setting(statement) or not touch.imported):
                found.append(statement)
                break
        return found
