"""Points into an answer's source: at the call on a line, and at one argument of it. Runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from grader.evidence.claims import AnswerCode, Step
from grader.specs.keras_names import keras_names
from grader.submissions.python import parse
from grader.submissions.statements import last_name


@dataclass(frozen=True)
class Spot:
    """A piece of one line: `columns` are its first character and the one after its last; None means the whole line."""

    cell: int
    line: int
    columns: tuple[int, int] | None = None


@dataclass(frozen=True)
class Source:
    """The statements of one answer. `code` is None for an answer that is not Python."""

    code: AnswerCode | None

    def trees(self) -> Iterator[tuple[int, ast.stmt]]:
        """Yields (cell, statement), with the line numbers of the cell."""
        for step in self.code.steps if self.code is not None else ():
            for node in parsed(step):
                yield step.cell, node

    def nodes(self) -> Iterator[tuple[int, ast.AST]]:
        """Yields (cell, node) for every node of every statement."""
        for cell, tree in self.trees():
            for node in ast.walk(tree):
                yield cell, node

    def function(self, name: str) -> tuple[int, ast.FunctionDef] | None:
        """Returns the last function of that name and its cell."""
        found = [(cell, node) for cell, node in self.nodes() if isinstance(node, ast.FunctionDef) and node.name == name]
        return found[-1] if found else None

    def spot(self, cell: int, node: ast.expr | ast.stmt) -> Spot:
        """Returns where the first line of a node stands."""
        line = node.lineno
        texts = self.code.cells[cell].split("\n") if self.code is not None else []
        if not 0 < line <= len(texts):
            return Spot(cell, line)
        text = texts[line - 1]
        start = characters(text, node.col_offset)
        here = node.end_col_offset if node.end_lineno == line else None
        end = characters(text, here) if here is not None else len(text.rstrip())
        return Spot(cell, line, (start, end))

    def layer_calls(self, place: tuple[int, int], layer_type: str) -> list[ast.Call]:
        """Returns the calls on one line, (cell, line), that make layers of a type, in the order they run."""
        made = [node for cell, node in self.nodes() if isinstance(node, ast.Call) and (cell, node.lineno) == place
                and keras_names().canonical(called_name(node)) == layer_type]
        return sorted(made, key=lambda call: call.col_offset)


def parsed(step: Step) -> list[ast.stmt]:
    """Returns the statements of a step, with the line numbers of its cell."""
    nodes = parse(step.source).body
    return [ast.increment_lineno(node, step.line - 1) for node in nodes]


def characters(text: str, byte_offset: int) -> int:
    """Returns how many characters the first bytes of a line are: `ast` counts bytes."""
    return len(text.encode()[:byte_offset].decode(errors="ignore"))


def called_name(call: ast.Call) -> str:
    """Returns the last name of what is called: `Conv2D` for `keras.layers.Conv2D(…)`."""
    return last_name(call.func)


def argument_of(call: ast.Call, layer_type: str, name: str) -> ast.expr | None:
    """Returns the expression given for an argument of a layer, by keyword or by position; None if it is left out."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    names = keras_names().layers.get(layer_type, [])
    position = names.index(name) if name in names else len(call.args)
    return call.args[position] if position < len(call.args) else None


def is_by_position(call: ast.Call, argument: ast.expr) -> bool:
    """Whether an argument is given without its name."""
    return any(each is argument for each in call.args)
