"""Finds the places of a file that may be answers: what builds a model, and training steps."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from grader.specs.keras_names import keras_names
from grader.submissions.slicing import Slice
from grader.submissions.statements import COMPOUND, Program, Statement
from grader.submissions.types import BrokenCode, Place

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Kind(StrEnum):
    """Of which kind code is: the style of a network, or a function that is asked for by its name."""

    SEQUENTIAL = "sequential"
    FUNCTIONAL = "functional"
    SUBCLASS = "subclass"
    LAYER = "layer"
    FUNCTION = "train_step"  # as a guest tells it

    @property
    def is_function(self) -> bool:
        """Whether it is a function that is called by name, and no model."""
        return self is Kind.FUNCTION


FUNCTIONS = frozenset({Kind.FUNCTION})
NETWORKS = frozenset(Kind) - FUNCTIONS
CONSTRUCTORS = {"Sequential": Kind.SEQUENTIAL, "Model": Kind.FUNCTIONAL, "Functional": Kind.FUNCTIONAL}
# By small letters: `keras.model` is a slip in an answer, and no other code.
BASES = {"model": Kind.SUBCLASS, "sequential": Kind.SUBCLASS, "functional": Kind.SUBCLASS, "layer": Kind.LAYER}
# What a training step may take from a model that `compile` put there.
COMPILED = re.compile(r"\.(?:optimizer|compiled_\w+|comput\w+_loss|\w+_on_batch|fit|\w*train_(?:step|function))\b"
                      r"|(?<!keras)\.(?:loss|metrics)\b")
PLACEHOLDER = re.compile(r"__(?!\w+__\b)[^\n_]*(?:_[^\n_]+)*__|__[^\W\d_]*[^\x00-\x7f]\w*__|\bdef__|__name the layer__")
CALLED = re.compile(r"\b(\w+)\s*\(")
CODE_WORDS = {"keras", "tf", "layers", "model", "Model", "Sequential", "GradientTape", "tape", "optimizer", "def",
              "class"}
MAX_LOOKED_AT = 10_000  # characters of broken code; the patterns take quadratic time
MAX_CANDIDATES = 200  # of one file; students have up to 20
LOOKS_LIKE: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"\b(?:[Cc]lass|def)\s+\w+\s*\([^)]*\b(?:Model|Sequential)\b"), Kind.SUBCLASS),
    (re.compile(r"\bSequential\s*\("), Kind.SEQUENTIAL),
    (re.compile(r"\bModel\s*\("), Kind.FUNCTIONAL),
)


@dataclass(frozen=True, eq=False)
class Candidate:
    """Code that may be an answer.

    Attributes:
        name: what to look at when the code has run: a model, a class, a function; `models["mnist"]` too.
        call: whether that name must be called (without arguments) to get the model.
        place: where a reader would say the answer stands.
        own: the statements that are the answer itself: a class and its instance, a model and its `add` calls.
        starts, moments: what its slice is of, and when its functions run.
        compiled: it is asked what it was compiled with, too.
    """

    kind: Kind
    name: str
    call: bool
    place: Place
    defined_by: Statement
    own: tuple[Statement, ...]
    program: Program
    starts: tuple[Statement, ...]
    moments: tuple[int, ...]
    compiled: bool = False

    @property
    def bound_by(self) -> Statement:
        """The statement that has it made: `defined_by`, or the call of the class or function defined there."""
        return self.starts[0]

    @cached_property
    def slice(self) -> Slice:
        """All that has to run for it. `compile`, and what only it needs, says nothing about layers or of most steps."""
        starts = [each for each in self.starts if not self._leaves_out(each)]
        return Slice(self.program, starts, *self.moments, without=self._leaves_out)

    def _leaves_out(self, statement: Statement) -> bool:
        return is_compile(statement) and not self.compiled and not self._needs_compiled

    @cached_property
    def _needs_compiled(self) -> bool:
        """Whether a training step, or a function it calls, takes from its model what `compile` put there."""
        functions = (each for each in self.program.statements if each.binds & self.defined_by.defers
                     and isinstance(each.node, (ast.FunctionDef, ast.ClassDef)))
        return self.kind.is_function and any(COMPILED.search(each.text) for each in (self.defined_by, *functions))

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What has to run, in file order."""
        return self.slice.statements


def find_candidates(program: Program, functions: frozenset[str]) -> list[Candidate]:
    """Returns what may answer an exercise: models, and functions of the names asked for."""
    found = _Finder(program, functions).candidates()[-MAX_CANDIDATES:]
    return [each for each in found if not is_template(each)]


class _Finder:
    """Walks the statements of one file once, knowing what each name bound so far would make."""

    def __init__(self, program: Program, functions: frozenset[str]) -> None:
        self.program = program
        self.functions = functions
        self.imported: dict[str, str] = {}
        self.makers: dict[str, tuple[Kind, Statement]] = {}
        self.found: list[Candidate] = []
        self.added: dict[int, set[str]] = {}

    def candidates(self) -> list[Candidate]:
        for statement in self.program.statements:
            self._remember_names(statement.node)
            self._visit(statement)
        for name, (kind, statement) in list(self.makers.items()):
            self._add_unused_maker(name, kind, statement)
        return [each if len(self.added[each.defined_by.number]) == 1 else replace(each, place=each.bound_by.place)
                for each in self.found]

    def _visit(self, statement: Statement) -> None:
        for definition in definitions(statement.node):
            self._visit_definition(statement, definition)
        for target, value in assignments(statement.node):
            self._visit_assignment(statement, target, value)

    def _visit_definition(self, statement: Statement, node: Definition) -> None:
        self._forget(node.name)
        if isinstance(node, ast.ClassDef):
            kind = self._kind_of_class(node)
        else:
            kind = self._made_by_function(node)
            if node.name in self.functions and (kind is None or ast.unparse(node.args)):
                # Of one that takes nothing and makes a network, what it makes is the answer.
                self._add(Kind.FUNCTION, node.name, statement, statement, called_at(self.program, statement), "def")
                return
        if kind:
            self.makers[node.name] = (kind, statement)

    def _visit_assignment(self, statement: Statement, target: str, value: ast.expr) -> None:
        if not isinstance(value, ast.Call):
            return
        if target in self.functions:
            self._add(Kind.FUNCTION, target, statement, statement, called_at(self.program, statement), target)
            return
        maker = self.makers.get(value.func.id) if isinstance(value.func, ast.Name) else None
        made = ast.unparse(value)
        if maker is not None:
            self._add(maker[0], target, maker[1], statement, rebound_at(self.program, target, statement), made)
        elif kind := CONSTRUCTORS.get(self._last_name(value.func)):
            self._add(kind, target, statement, statement, rebound_at(self.program, target, statement), made)

    def _add(self, kind: Kind, name: str, defined_by: Statement, bound_by: Statement, position: int,
             made: str) -> None:
        """Adds a candidate; what one definition makes of the same arguments (`made`) is one candidate."""
        if made in self.added.setdefault(defined_by.number, set()):
            return
        self.added[defined_by.number].add(made)
        later = self.program.touching(name, bound_by.number + 1, position)
        changes = [each.statement for each in later if name in each.statement.changes]
        own = (defined_by, bound_by, *changes)
        moments = (position,) if bound_by is defined_by else (bound_by.number, position)
        self.found.append(Candidate(kind, name, False, defined_by.place, defined_by, own, self.program,
                                    (bound_by, *changes), moments))

    def _add_unused_maker(self, name: str, kind: Kind, statement: Statement) -> None:
        """A class or function that nothing at the top level calls: the grader calls it itself."""
        if statement.number in self.added or len(self.found) >= MAX_CANDIDATES:
            return
        if not any(statement.number in each.slice.chosen for each in self.found):
            self.added[statement.number] = {name}
            self.found.append(Candidate(kind, name, True, statement.place, statement, (statement,),
                                        self.program, (statement,), (len(self.program.statements),)))

    def _forget(self, name: str) -> None:
        """A name defined anew: what it stood for before is complete."""
        if name in self.makers:
            self._add_unused_maker(name, *self.makers.pop(name))

    def _remember_names(self, node: ast.stmt) -> None:
        """Remembers what other names stand for: `from keras import Model as M`, `S = keras.Sequential`."""
        if isinstance(node, ast.ImportFrom):
            self.imported.update({each.asname or each.name: each.name for each in node.names})
        for target, value in assignments(node):
            if isinstance(value, ast.Attribute) and value.attr in CONSTRUCTORS:
                self.imported[target] = value.attr

    def _last_name(self, func: ast.expr) -> str:
        if isinstance(func, ast.Attribute):
            return func.attr
        return self.imported.get(func.id, func.id) if isinstance(func, ast.Name) else ""

    def _kind_of_class(self, node: ast.ClassDef) -> Kind | None:
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in self.makers:
                return self.makers[base.id][0]
            if kind := BASES.get(self._last_name(base).lower()):
                return Kind.FUNCTIONAL if kind is Kind.SUBCLASS and takes_ends(node) else kind
        return None

    def _made_by_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Kind | None:
        """What the function returns, as far as the value or name it returns tells."""
        made: dict[str, Kind] = {}
        for inner in ast.walk(node):
            for target, value in assignments(inner):
                if kind := self._kind_of_value(value):
                    made[target] = kind
        for inner in ast.walk(node):
            if isinstance(inner, ast.Return) and inner.value is not None:
                name = inner.value.id if isinstance(inner.value, ast.Name) else ""
                if kind := made.get(name) or self._kind_of_value(inner.value):
                    return kind
        return None

    def _kind_of_value(self, value: ast.expr) -> Kind | None:
        if not isinstance(value, ast.Call):
            return None
        if isinstance(value.func, ast.Name) and value.func.id in self.makers:
            return self.makers[value.func.id][0]
        return CONSTRUCTORS.get(self._last_name(value.func))


def definitions(node: ast.AST) -> Iterator[Definition]:
    """Yields the functions and classes a statement defines, also inside `with`, `if` and `try`."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node
    elif isinstance(node, (*COMPOUND, ast.ExceptHandler, ast.match_case)):
        for child in ast.iter_child_nodes(node):
            yield from definitions(child)


def takes_ends(node: ast.ClassDef) -> bool:
    """Whether a class of models has neither layers nor a `call` of its own: it is given both ends of a chain."""
    methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    return bool(methods) and not methods & {"__init__", "call"}


def wants_arguments(node: ast.FunctionDef | ast.Lambda) -> bool:
    """Whether a function cannot be called without arguments."""
    arguments = node.args
    without_default = len(arguments.posonlyargs + arguments.args) > len(arguments.defaults)
    return without_default or any(default is None for default in arguments.kw_defaults)


def assignments(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Yields (name, value) of the plain assignments in a statement, compound statements searched."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if not isinstance(target, (ast.Tuple, ast.List)):
                yield ast.unparse(target), node.value
            elif isinstance(node.value, (ast.Tuple, ast.List)) and len(node.value.elts) == len(target.elts):
                yield from zip(map(ast.unparse, target.elts), node.value.elts, strict=True)
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
        yield node.target.id, node.value
    elif isinstance(node, ast.Expr):
        for each in ast.walk(node):  # `(model := Sequential()).summary()`
            if isinstance(each, ast.NamedExpr):
                yield each.target.id, each.value
    elif isinstance(node, COMPOUND):
        for child in ast.iter_child_nodes(node):
            yield from assignments(child)
    elif isinstance(node, (ast.ExceptHandler, ast.match_case)):
        for child in node.body:
            yield from assignments(child)


def rebound_at(program: Program, name: str, statement: Statement) -> int:
    """Returns the number of the next statement that binds `name` to something new."""
    end = len(program.statements)
    if not name.isidentifier():
        return statement.number + 1
    later = (each.statement for each in program.touching(name, statement.number + 1, end))
    return next((each.number for each in later if name in each.binds and name not in each.reads), end)


def called_at(program: Program, statement: Statement) -> int:
    """Returns the number of the first statement after a function's definition that runs it, directly or through others.

    Without such a statement: the definition itself, so that the names in force there are used.
    """
    runs_it = set(statement.binds)
    for later in program.statements[statement.number + 1:]:
        if later.reads & runs_it and not isinstance(later.node, (ast.FunctionDef, ast.ClassDef)):
            return later.number
        if later.defers & runs_it:
            runs_it |= later.binds
        elif later.binds & statement.binds:
            break
    return statement.number


def is_compile(statement: Statement) -> bool:
    """Whether the statement is `model.compile(…)`."""
    call = getattr(statement.node, "value", None)
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "compile"


def is_template(candidate: Candidate) -> bool:
    """Whether the code still holds a placeholder of the course page, like `__layer__`."""
    return any(name.startswith("__") and name.endswith("__") and name != "__class__"  # which `super` reads
               for name in candidate.slice.unresolved)


def broken_kind(broken: BrokenCode, functions: frozenset[str]) -> Kind | None:
    """Returns what code that is not Python was going to be; None for templates and anything else."""
    source = broken.source[:MAX_LOOKED_AT]
    if is_blank_form(broken):
        return None
    if any(re.search(rf"\bdef\s+{re.escape(name)}\b", source) for name in functions):
        return Kind.FUNCTION
    return next((kind for pattern, kind in LOOKS_LIKE if pattern.search(source)), None)


def is_blank_form(broken: BrokenCode) -> bool:
    """Whether it is a form of the course page with its blanks, in which no layer is written yet."""
    source = broken.source[:MAX_LOOKED_AT]
    return bool(PLACEHOLDER.search(source)) and not any(map(keras_names().canonical, CALLED.findall(source)))


def is_code(broken: BrokenCode) -> bool:
    """Whether it has words of an answer in it: brackets alone or a remark are none."""
    words = set(re.findall(r"\w+", broken.source[:MAX_LOOKED_AT]))
    return bool(words & CODE_WORDS) or any(map(keras_names().canonical, words))
