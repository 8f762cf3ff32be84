"""The top-level statements of a file, and which names each binds, reads and changes.

Scopes are Python's own (`symtable`); what this module adds is *when* a name is read: at once, or when a function runs.
"""

from __future__ import annotations

import ast
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from grader.submissions.python import parse
from grader.submissions.types import BrokenCode, Cell, Place, SourceFile
from grader.submissions.uses import USES

AT_ONCE = {"listcomp", "setcomp", "dictcomp", "genexpr"}
# Of an imported module only its settings matter (`tf.keras.backend.set_floatx`, `tf.random.set_seed`).
SETTINGS = ("set_", "seed", "enable_", "run_functions_eagerly")
COMPOUND = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.AsyncFor, ast.AsyncWith, ast.Match)


@dataclass(frozen=True, eq=False)
class Statement:
    """One top-level statement.

    Attributes:
        number: position in the file, from 0.
        binds: names that hold something new afterwards.
        reads: names whose value is needed when it runs.
        defers: names needed when a function it defines runs.
        changes: names whose object it changes (`model.add(…)`, `x[0] = …`).
        certain: False when its bindings may not happen (inside `if`, `for`, `try`).
    """

    cell: Cell
    node: ast.stmt
    number: int
    binds: frozenset[str]
    reads: frozenset[str]
    defers: frozenset[str]
    changes: frozenset[str]
    certain: bool

    @cached_property
    def text(self) -> str:
        """Its code, as Python writes it."""
        return ast.unparse(self.node)

    @property
    def place(self) -> Place:
        """Where it starts, decorators left out."""
        return self.cell.place(self.node.lineno)


@dataclass(frozen=True)
class Program:
    """The statements of one file in order, and the code that is not Python."""

    file: SourceFile
    statements: tuple[Statement, ...]
    broken: tuple[BrokenCode, ...]


def parse_file(file: SourceFile) -> Program:
    """Parses each cell alone; what does not parse is kept as broken code."""
    statements: list[Statement] = []
    broken: list[BrokenCode] = []
    changers: dict[str, set[str]] = {}
    for cell in file.cells:
        for node in parse_cell(cell, broken):
            if isinstance(node, ast.FunctionDef) and (grown := names_grown_in(node)):
                changers[node.name] = grown
            if (statement := describe(cell, node, len(statements), changers)) is not None:
                statements.append(statement)
    return Program(file, tuple(statements), tuple(broken))


def parse_cell(cell: Cell, broken: list[BrokenCode]) -> list[ast.stmt]:
    """Returns the statements of a cell. A broken `.py` file loses only the broken blocks, any other cell all."""
    try:
        return list(without_main_guard(parse(cell.source).body))
    except SyntaxError as error:
        if cell.cell is not None or cell.block is not None:
            line = min(error.lineno or 1, cell.source.count("\n") + 1)
            broken.append(BrokenCode(cell, cell.source, line, error.msg))
            return []
    nodes: list[ast.stmt] = []
    for first, block in top_level_blocks(cell.source):
        try:
            nodes += [ast.increment_lineno(node, first) for node in parse(block).body]
        except SyntaxError as error:
            broken.append(BrokenCode(cell, block, first + (error.lineno or 1), reason_from(error, first)))
    return nodes


def reason_from(error: SyntaxError, first: int) -> str:
    """Returns what is wrong with a block that starts behind line `first`; other lines it names count as in its file."""
    return re.sub(r"(?<=line )\d+", lambda line: str(int(line.group()) + first), error.msg)


def without_main_guard(nodes: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yields statements; those under `if __name__ == "__main__":` are as good as at the top level."""
    for node in nodes:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            yield from node.body
        else:
            yield node


def top_level_blocks(source: str) -> Iterator[tuple[int, str]]:
    """Splits source where a line starts a new top-level statement: yields (lines before it, text)."""
    lines = source.split("\n")
    continues = (" ", "\t", ")", "]", "}", "#", "else", "elif", "except", "finally")
    starts = [number for number, line in enumerate(lines) if line.strip() and not line.startswith(continues)
              and not (number and lines[number - 1].startswith("@"))]
    for first, end in pairwise(sorted({0, *starts, len(lines)})):
        yield first, "\n".join(lines[first:end])


def describe(cell: Cell, node: ast.stmt, number: int, changers: dict[str, set[str]]) -> Statement | None:
    """Works out the names of one statement; None for one that Python's own compiler refuses.

    Args:
        changers: functions of the file that add layers, with the names they add them to.
    """
    try:
        table = symtable.symtable(ast.unparse(node), "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return None
    binds, reads = set(), set()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            binds.add(symbol.get_name())
        if symbol.is_referenced():
            reads.add(symbol.get_name())
    defers: set[str] = set()
    for child in table.get_children():
        collect_reads(child, reads, defers, deferred=False)
    changes = frozenset(changed_names(node, changers))
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        reads.add(node.target.id)
    return Statement(cell, node, number, frozenset(binds), frozenset(reads), frozenset(defers - reads),
                     changes, certain=not isinstance(node, COMPOUND))


def collect_reads(table: symtable.SymbolTable, reads: set[str], defers: set[str], *, deferred: bool) -> None:
    """Adds the module-level names that a nested scope needs, to `reads` or, inside a function, to `defers`."""
    if table.get_type() == "function" and table.get_name() not in AT_ONCE:
        deferred = True
    for symbol in table.get_symbols():
        if symbol.is_global() and symbol.is_referenced():
            (defers if deferred else reads).add(symbol.get_name())
    for child in table.get_children():
        collect_reads(child, reads, defers, deferred=deferred)


def changed_names(node: ast.AST, changers: dict[str, set[str]]) -> Iterator[str]:
    """Yields the names whose object a statement changes, functions it defines left out."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
        return
    if isinstance(node, (ast.Expr, ast.Assign)) and isinstance(node.value, (ast.Call, ast.ListComp, ast.GeneratorExp)):
        calls = [node.value] if isinstance(node, ast.Expr) else []
        if isinstance(node.value, (ast.ListComp, ast.GeneratorExp)):
            calls = [node.value.elt]
        for call in calls:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) \
                    and call.func.attr not in USES and (root := root_name(call.func)):
                yield root
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in changers:
                given = [*call.args, *(each.value for each in call.keywords)]
                yield from {each.id for each in given if isinstance(each, ast.Name)} | changers[call.func.id]
    targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
    for target in targets:
        if isinstance(target, (ast.Attribute, ast.Subscript)) and (root := root_name(target)):
            yield root
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from changed_names(child, changers)


def names_grown_in(function: ast.FunctionDef) -> set[str]:
    """Returns the names whose `add` a function calls: its parameters, or names of the module."""
    calls = (each.func for each in ast.walk(function) if isinstance(each, ast.Call))
    added = [func for func in calls if isinstance(func, ast.Attribute) and func.attr == "add"]
    return {root for func in added if (root := root_name(func))}


def root_name(node: ast.expr) -> str | None:
    """Returns the name at the bottom of `name.a[0].b`, or None if it is not a plain name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def is_import(statement: Statement) -> bool:
    """Whether the statement imports."""
    return isinstance(statement.node, (ast.Import, ast.ImportFrom))


def is_star_import(statement: Statement) -> bool:
    """Whether the statement is `from … import *`."""
    node = statement.node
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def is_setting(statement: Statement) -> bool:
    """Whether the statement calls a setting of a module (`tf.random.set_seed(0)`)."""
    call = getattr(statement.node, "value", None)
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) \
        and call.func.attr.startswith(SETTINGS)
