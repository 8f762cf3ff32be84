"""The top-level statements of a file, and which names each binds, reads and changes.

Scopes are Python's own (`symtable`); what this module adds is *when* a name is read: at once, or when a function runs.
"""

from __future__ import annotations

import ast
import re
import symtable
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from grader.submissions.python import parse
from grader.submissions.types import BrokenCode, Cell, Place, SourceFile
from grader.submissions.uses import USES

AT_ONCE = {"listcomp", "setcomp", "dictcomp", "genexpr"}
# Methods by which lists and models grow and shrink.
GROWING = {"add", "pop", "insert", "append", "extend", "remove", "clear", "reverse", "sort"}
MODELS = {"Sequential", "Model", "Functional"}
BY_TEXT, MAX_TEXT = {"exec", "eval"}, 10_000
IDENTIFIER = re.compile(r"[^\W\d]\w*")
# Of an imported module only its settings matter (`tf.keras.backend.set_floatx`, `tf.random.set_seed`).
SETTINGS = ("set_", "seed", "enable_", "run_functions_eagerly")
MAX_DEPTH = 150  # of a tree; code that people write has 20
TOO_DEEP = "too deeply nested"
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

    @cached_property
    def shape(self) -> str:
        """Its tree as text: the same for the same code, however it is spaced."""
        return ast.dump(self.node)

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

    @cached_property
    def history(self) -> dict[str, list[Touch]]:
        """What binds or changes each name, in file order."""
        found: dict[str, list[Touch]] = {}
        imported: dict[str, bool] = {}
        for each in self.statements:
            for name in each.binds | each.changes:
                if name in each.binds:
                    imported[name] = is_import(each)
                found.setdefault(name, []).append(Touch(each.number, each, imported.get(name, False)))
        return found

    @cached_property
    def repeats(self) -> dict[int, int]:
        """Of each import that brings nothing new, as it stands above already, the number of that one."""
        found: dict[int, int] = {}
        in_force: dict[str, Statement] = {}
        for each in self.statements:
            brought = {name: in_force.get(name) for name in each.binds}
            first = next(iter(brought.values()), None)
            if first is not None and is_import(each) and set(brought.values()) == {first} and each.shape == first.shape:
                found[each.number] = first.number
                continue
            changed = not in_force.keys().isdisjoint(each.changes) and not calls_method(each.node)
            if changed or is_star_import(each):
                in_force.clear()  # `keras.layers = …`: what an import brings may be another thing now
            for name in each.binds:
                in_force.pop(name, None)
            if is_import(each):
                in_force |= dict.fromkeys(each.binds, each)
        return found

    def touching(self, name: str, start: int, stop: int) -> list[Touch]:
        """Returns what binds or changes a name from statement `start` to before `stop`."""
        touches = self.history.get(name, [])
        return touches[bisect_left(touches, start, key=itemgetter(0)):bisect_left(touches, stop, key=itemgetter(0))]

    @cached_property
    def by_cell(self) -> dict[int, list[Statement]]:
        """The statements of each cell, by the cell's identity."""
        found: dict[int, list[Statement]] = {}
        for each in self.statements:
            found.setdefault(id(each.cell), []).append(each)
        return found


class Touch(NamedTuple):
    """A statement that binds or changes a name; `imported`: the name stands for what an import brought."""

    number: int
    statement: Statement
    imported: bool


def parse_file(file: SourceFile) -> Program:
    """Parses each cell alone; what does not parse is kept as broken code."""
    statements: list[Statement] = []
    broken: list[BrokenCode] = []
    changers: dict[str, set[str]] = {"setattr": set(), "delattr": set()}
    other_names: dict[str, set[str]] = {}
    for cell in file.cells:
        for node in parse_cell(cell, broken):
            if is_too_deep(node):
                broken.append(BrokenCode(cell, ast.get_source_segment(cell.source, node) or "", node.lineno, TOO_DEEP))
                continue
            changers |= changers_in(node, changers)
            other_names |= names_given_to(node)
            if (statement := describe(cell, node, len(statements), changers, other_names)) is not None:
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
        if isinstance(node, ast.If) and any(getattr(each, "id", "") == "__name__" for each in ast.walk(node.test)):
            yield from node.body
        else:
            yield node


def is_too_deep(statement: ast.stmt) -> bool:
    """Whether code is nested deeper than Python's own functions for trees can follow."""
    level: list[ast.AST] = [statement]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return False
    return True


def top_level_blocks(source: str) -> Iterator[tuple[int, str]]:
    """Splits source where a line starts a new top-level statement: yields (lines before it, text)."""
    lines = source.split("\n")
    continues = (")", "]", "}", "#", "else", "elif", "except", "finally")
    starts = [number for number, line in enumerate(lines) if line.strip() and not line.startswith(continues)
              and not line[0].isspace() and not (number and lines[number - 1].startswith("@"))]
    for first, end in pairwise(sorted({0, *starts, len(lines)})):
        yield first, "\n".join(lines[first:end])


def describe(cell: Cell, node: ast.stmt, number: int, changers: dict[str, set[str]],
             other_names: dict[str, set[str]]) -> Statement | None:
    """Works out the names of one statement; None for one that Python's own compiler refuses.

    Args:
        changers: functions of the file that change what they are given, or names of the file.
        other_names: names that stand for what another name stands for, too (`m = model`).
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
    changes = changes.union(*(other_names[each] for each in changes & set(other_names)))
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
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute) \
            and node.value.func.attr not in USES and (root := root_name(node.value.func)):
        yield root
    if isinstance(node, (ast.For, ast.AsyncFor)):
        inside = {name for part in node.body for name in changed_names(part, changers)}
        if inside & {each.id for each in ast.walk(node.target) if isinstance(each, ast.Name)}:
            yield from (each.id for each in ast.walk(node.iter) if isinstance(each, ast.Name))
    for part in ast.iter_child_nodes(node):
        if isinstance(part, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from changed_names(part, changers)
        else:
            yield from names_grown(part)
            yield from names_handed_over(part, changers)


def names_grown(node: ast.AST) -> Iterator[str]:
    """Yields the names of what a piece of code adds to, takes from, or gives attributes and items."""
    for each in ast.walk(node):
        stored = isinstance(each, (ast.Attribute, ast.Subscript)) and isinstance(each.ctx, (ast.Store, ast.Del))
        if stored or (isinstance(each, ast.Attribute) and each.attr in GROWING):
            yield from names_at_root(each)
        elif isinstance(each, ast.Call):
            yield from names_grown_by_call(each)


def names_grown_by_call(call: ast.Call) -> Iterator[str]:
    """Yields the names of what a call may change in a roundabout way.

    By text (`exec`), through `getattr(model, …)(…)`, a lambda, or the method of a class (`Sequential.add(model, …)`).
    """
    func, given = call.func, [*call.args, *(each.value for each in call.keywords)]
    if isinstance(func, ast.Name) and func.id in BY_TEXT:
        texts = (each.value for part in given for each in ast.walk(part) if isinstance(each, ast.Constant))
        yield from (name for text in texts if isinstance(text, str) for name in IDENTIFIER.findall(text[:MAX_TEXT]))
    elif isinstance(func, ast.Call) and isinstance(func.func, ast.Name) and func.func.id == "getattr" and func.args:
        yield from names_at_root(func.args[0])
    elif isinstance(func, ast.Lambda) and any(names_grown(func.body)):
        yield from (name for each in given for name in names_at_root(each))
    elif isinstance(func, ast.Attribute) and func.attr in GROWING and last_name(func.value) in MODELS:
        yield from (name for each in given[:1] for name in names_at_root(each))


def names_handed_over(node: ast.AST, changers: dict[str, set[str]]) -> Iterator[str]:
    """Yields the names of what a piece of code gives to functions that change what they are given."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and (name := last_name(call.func)) in changers:
            given = [*call.args, *(each.value for each in call.keywords)]
            yield from {root for each in given if (root := root_name(each))} | changers[name]


def changers_in(node: ast.stmt, changers: dict[str, set[str]]) -> Iterator[tuple[str, set[str]]]:
    """Yields (name, names it changes) of functions and methods that change what they get, or names of the file."""
    if isinstance(node, ast.ClassDef):
        for each in node.body:
            for name, grown in changers_in(each, changers):
                yield node.name if name == "__init__" else name, grown
    elif isinstance(node, ast.FunctionDef):
        grown = {name for each in node.body for name in (*names_grown(each), *names_handed_over(each, changers))}
        if grown - {"self"}:
            yield node.name, grown - {"self"}


def names_given_to(node: ast.stmt) -> Iterator[tuple[str, set[str]]]:
    """Yields (name, names it stands for, too): `m = model`, `models = {"a": model}`, `last = model.layers[-1]`."""
    if isinstance(node, ast.Assign):
        held = names_at_root(node.value)
        yield from ((each.id, held) for each in node.targets if isinstance(each, ast.Name) and held)


def names_at_root(node: ast.AST) -> set[str]:
    """Returns the name at the bottom of `name.a[0].b`, or the names in what stands there: `[name][0].b`."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, (ast.Name, ast.List, ast.Tuple, ast.Dict)):
        return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return set()


def last_name(node: ast.AST | None) -> str:
    """Returns the last part of a dotted name: `Dense` of `keras.layers.Dense`; empty where there is none."""
    return getattr(node, "attr", getattr(node, "id", ""))


def root_name(node: ast.expr) -> str | None:
    """Returns the name at the bottom of `name.a[0].b`, or None if it is not a plain name."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def is_import(statement: Statement) -> bool:
    """Whether the statement imports."""
    return isinstance(statement.node, (ast.Import, ast.ImportFrom))


def calls_method(node: ast.stmt) -> bool:
    """Whether a statement is a call of what something holds: `keras.utils.set_random_seed(0)`."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)


def is_star_import(statement: Statement) -> bool:
    """Whether the statement is `from … import *`."""
    node = statement.node
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def is_setting(statement: Statement) -> bool:
    """Whether the statement calls a setting of a module (`tf.random.set_seed(0)`)."""
    call = getattr(statement.node, "value", None)
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) \
        and call.func.attr.startswith(SETTINGS)
