"""Finds what was written for an exercise and is no answer: so that it is spoken of, and not said to be missing.

Looked at only for exercises that nothing else answers. What Python can run, such as a class without its base, is run:
what it raises says most. Of the rest the report says what it looks like, and what keeps it from being an answer.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from grader.kinds import KINDS
from grader.nearest import likeness_of, nearest_name
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.finding import (
    CONSTRUCTORS,
    FUNCTIONS,
    NETWORKS,
    Candidate,
    Definition,
    Kind,
    assignments,
    called_at,
    rebound_at,
    wants_arguments,
)
from grader.submissions.matching import asked_layers, decided_by_marker, kinds_asked, layers_written
from grader.submissions.python import parse
from grader.submissions.statements import Program, Statement, last_name, top_level_blocks
from grader.submissions.types import Cell, Place

LEAST_COVERAGE = 0.6  # of the asked layers, in code that nothing else says to be for the exercise
NEAR = 0.8
RUNS_LAYERS = {"call", "__call__", "_call_", "forward"}
TELLING = frozenset[str]().union(*(kind.telling for kind in KINDS.values()))
NO_ANSWER = {"commented_out"}  # nothing that Python would run: then the exercise is not attempted
PLACEHOLDER = re.compile(r"__[a-zA-Z_]*[^\W_]__$")
PYTHONS_OWN = {"__name__", "__file__", "__doc__", "__init__", "__call__"}
MAX_QUOTED = 50_000  # characters of a cell in which comments are read as code
# Which is told: what can be run says most; what is commented out may be an earlier try.
ORDER = ("runs", "placeholder_left", "named_otherwise", "step_inside", "step_outside_function", "inside_function",
         "model_not_kept", "no_model_made", "commented_out", "not_recognised")


@dataclass(frozen=True)
class Attempt:
    """Something written for an exercise that is none of its answers.

    Attributes:
        code: of the message that says what it is.
        kinds: the kinds of answer it may have been going to be.
        layers: the layers written in it.
        runs: code that can be run nevertheless; of any other code than "runs", only to see whether it raises.
    """

    code: str
    cell: Cell
    line: int
    kinds: frozenset[Kind]
    source: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    layers: Counter[tuple[str, object]] = field(default_factory=Counter)
    runs: Candidate | None = None

    @property
    def place(self) -> Place:
        """Where it stands in the submission."""
        return self.cell.place(self.line)

    def coverage(self, spec: ExerciseSpec) -> float:
        """Returns how much of the layers asked for is written in it."""
        asked = asked_layers(spec)
        return (asked & self.layers).total() / max(asked.total(), 1)

    def serves(self, spec: ExerciseSpec, decided: ExerciseSpec | None) -> bool:
        """Whether it was written for an exercise; `decided`: what a marker, a tag or the file's name says."""
        if decided is not None:
            return decided is spec and bool(self.kinds & (FUNCTIONS if spec.subject.function else NETWORKS))
        if self.code == "not_recognised":
            return False
        return bool(self.kinds & kinds_asked(spec)) and (
            bool(spec.subject.function) or self.coverage(spec) >= LEAST_COVERAGE)


def attempts_at(spec: ExerciseSpec, course: Course, programs: Iterable[Program], stubs: Iterable[Program],
                used: frozenset[int]) -> list[Attempt]:
    """Returns what was written for an exercise that has no answer, the most telling first.

    Args:
        used: ids of the statements that answers to other exercises consist of.
    """
    handed_out = HandedOut.of(stubs)
    found = [each for program in programs for each in _Search(program, spec, handed_out, used).attempts()
             if each.serves(spec, decided_by_marker(each.cell, each.line, course))]
    return sorted(found, key=lambda each: (ORDER.index(each.code), -each.coverage(spec)))


@dataclass(frozen=True)
class HandedOut:
    """What stands in the stubs.

    Attributes:
        left_open: by the name of the stub, the statements that are left for students to fill, with the names they bind.
    """

    statements: frozenset[str]
    comments: frozenset[str]
    left_open: dict[str, dict[str, frozenset[str]]]

    @classmethod
    def of(cls, stubs: Iterable[Program]) -> HandedOut:
        """Returns what the stubs hold."""
        stubs = list(stubs)
        statements = [each for stub in stubs for each in stub.statements]
        left = {stub.file.name: {each.shape: each.binds for each in left_open(stub)} for stub in stubs}
        comments = {text for stub in stubs for cell in stub.file.cells for _, text in comment_lines(cell.source)}
        return cls(frozenset(each.shape for each in statements), frozenset(comments), left)


@dataclass(frozen=True)
class _Search:
    """Looks through one file for attempts at one exercise."""

    program: Program
    spec: ExerciseSpec
    handed_out: HandedOut
    used: frozenset[int]

    @cached_property
    def written(self) -> list[Statement]:
        """The statements that are no stub's and belong to no other answer."""
        return [each for each in self.program.statements
                if id(each) not in self.used and each.shape not in self.handed_out.statements]

    def attempts(self) -> Iterator[Attempt]:
        steps = bool(self.spec.subject.function)
        for statement in self.written:
            yield from self._steps(statement) if steps else self._networks(statement)
        if not steps:
            yield from self._loose_layers()
        yield from self._commented_out()
        yield from self._anything_else()

    def _attempt(self, code: str, statement: Statement, kinds: frozenset[Kind], **params: Any) -> Attempt:
        return Attempt(code, statement.cell, statement.node.lineno, kinds, statement.text, params,
                       layers_written([statement.node]))

    def _runs(self, statement: Statement, kind: Kind, name: str, *, call: bool, until: int) -> Attempt:
        """Returns code that Python can run, whatever becomes of it then."""
        later = self.program.statements[statement.number + 1:until]
        own = (statement, *(each for each in later if not call and name in each.changes))
        candidate = Candidate(kind, name, call, statement.place, statement, own, self.program, own, (until,))
        return replace(self._attempt("runs", statement, frozenset({kind})), runs=candidate,
                       layers=layers_written(each.node for each in candidate.statements))

    def _networks(self, statement: Statement) -> Iterator[Attempt]:
        node, names = statement.node, names_used(statement.node)
        layers = layers_written([node])
        for target, value in assignments(node):
            if isinstance(value, ast.Call) and target.isidentifier() and (kind := self._nearly_made(statement, value)):
                yield self._runs(statement, kind, target, call=False,
                                 until=rebound_at(self.program, target, statement))
        if not isinstance(node, Definition):
            return
        methods = {each.name for each in node.body if isinstance(each, Definition)}
        if methods & RUNS_LAYERS or (isinstance(node, ast.ClassDef) and layers and not names & set(CONSTRUCTORS)):
            yield self._runs(statement, Kind.SUBCLASS, node.name, call=True, until=len(self.program.statements))
        elif layers:
            found = self._attempt("inside_function", statement, kinds_of(node.body), name=node.name)
            kind, end = next(iter(found.kinds)), len(self.program.statements)
            if isinstance(node, ast.FunctionDef) and not wants_arguments(node):
                found = replace(found, runs=self._runs(statement, kind, node.name, call=True, until=end).runs)
            elif called := next(self._calls_of(node.name), None):
                found = replace(found, runs=self._runs(called[0], kind, called[1], call=False, until=end).runs)
            yield found

    def _calls_of(self, name: str) -> Iterator[tuple[Statement, str]]:
        """Yields the statements that keep what a call gives of it or of a part of it, with the name that is bound."""
        for statement in self.program.statements:
            for target, value in assignments(statement.node):
                if target.isidentifier() and isinstance(value, ast.Call) and name in names_used(value.func):
                    yield statement, target

    def _nearly_made(self, statement: Statement, value: ast.Call) -> Kind | None:
        """What `keras.sequential(…)` or `Sequental(…)` was going to make: Keras has no such name, nor has the file."""
        name = last_name(value.func)
        made_here = isinstance(value.func, ast.Name) and any(
            name in each.statement.binds for each in self.program.history.get(name, ()))
        meant = nearest_name(name, CONSTRUCTORS, likeness=NEAR)
        return CONSTRUCTORS[meant] if meant is not None and not made_here else None

    def _steps(self, statement: Statement) -> Iterator[Attempt]:
        node, names, asked = statement.node, names_used(statement.node), self.spec.subject.function
        kind = KINDS[self.spec.kind]
        inner = {each.name for each in ast.walk(node) if isinstance(each, Definition) and each is not node}
        if asked in {target for target, _ in assignments(node)}:
            yield self._runs(statement, Kind.FUNCTION, asked, call=False, until=called_at(self.program, statement))
        elif isinstance(node, Definition) and asked in inner:
            yield self._attempt("step_inside", statement, FUNCTIONS, name=node.name, asked=asked)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            near = node.name != asked and likeness_of(node.name, asked) >= NEAR and names & (kind.words or names)
            if names & kind.telling or near:
                yield self._attempt("named_otherwise", statement, FUNCTIONS, name=node.name, asked=asked)
        elif names & kind.telling:
            yield self._attempt("step_outside_function", statement, FUNCTIONS, asked=asked)

    def _loose_layers(self) -> Iterator[Attempt]:
        """Layers of which nothing makes a model, told once for each cell."""
        cells: dict[int, list[Statement]] = {}
        for statement in self.written:
            if not isinstance(statement.node, Definition) and (
                    layers_written([statement.node]) or blank_in(statement) or makes_model(statement)):
                cells.setdefault(id(statement.cell), []).append(statement)
        for group in cells.values():
            nodes = [each.node for each in group]
            blank, made = next(filter(blank_in, group), None), next(filter(makes_model, group), None)
            code = "placeholder_left" if blank else "model_not_kept" if made else "no_model_made"
            found = self._attempt(code, blank or made or group[0], kinds_of(nodes), name=blank and blank_in(blank))
            if layers := layers_written(nodes):
                yield replace(found, layers=layers)

    def _commented_out(self) -> Iterator[Attempt]:
        """Code in comments, or in a text that nothing uses."""
        for cell in self.program.file.cells:
            for line, nodes in quoted_code(cell, self.program, self.handed_out.comments):
                used = {name for node in nodes for name in names_used(node)}
                layers = layers_written(nodes)
                if layers or used & TELLING:
                    yield Attempt("commented_out", cell, line, FUNCTIONS if used & TELLING else kinds_of(nodes),
                                  layers=layers)

    def _anything_else(self) -> Iterator[Attempt]:
        """A definition, or something in the place left open, of which nothing can be told but that it is there."""
        own = self.handed_out.left_open.get(self.spec.stub_name, {})
        if own and set(own) <= {each.shape for each in self.program.statements}:
            return  # the place is as it was: what is written beside it may be a help, and is no answer
        for statement in self.written:
            if isinstance(statement.node, Definition) or statement.binds & set().union(*own.values()):
                yield self._attempt("not_recognised", statement, frozenset(Kind))


def left_open(stub: Program) -> list[Statement]:
    """Returns the statements of a stub that students are to fill: definitions, and names of nothing or of a model."""
    classes = {each.node.name for each in stub.statements if isinstance(each.node, ast.ClassDef)}

    def is_open(value: ast.expr) -> bool:
        if isinstance(value, ast.Call):
            return last_name(value.func) in {*CONSTRUCTORS, *classes}
        return isinstance(value, ast.Constant) and value.value is None

    return [each for each in stub.statements if isinstance(each.node, Definition)
            or any(is_open(value) for _, value in assignments(each.node))]


def blank_in(statement: Statement) -> str | None:
    """Returns a blank of the course page, like `__layer__`, that still stands in a statement."""
    names = (name for name in sorted(names_used(statement.node)) if name not in PYTHONS_OWN)
    return next(filter(PLACEHOLDER.match, names), None)


def makes_model(statement: Statement) -> bool:
    """Whether a statement names what makes a model."""
    return bool(names_used(statement.node) & set(CONSTRUCTORS))


def names_used(node: ast.AST) -> set[str]:
    """Returns all names and attributes in a piece of code."""
    return {last_name(each) for each in ast.walk(node) if isinstance(each, ast.Name | ast.Attribute)}


def kinds_of(nodes: Iterable[ast.AST]) -> frozenset[Kind]:
    """Returns which kind of network loose layers were going to be."""
    inner = [each for node in nodes for each in ast.walk(node)]
    if any(isinstance(each, ast.ClassDef) for each in inner):
        return frozenset({Kind.SUBCLASS})
    made = {CONSTRUCTORS[name] for each in inner for name in names_used(each) & set(CONSTRUCTORS)}
    called = any(isinstance(each, ast.Call) and isinstance(each.func, ast.Call) for each in inner)
    return frozenset(made or {Kind.FUNCTIONAL if called else Kind.SEQUENTIAL})


def comment_lines(source: str) -> Iterator[tuple[int, str]]:
    """Yields (line, text) of the lines that are comments."""
    for number, line in enumerate(source.split("\n"), 1):
        if line.lstrip().startswith("#"):
            yield number, line.lstrip().lstrip("#").rstrip()


def quoted_code(cell: Cell, program: Program, handed_out: frozenset[str]) -> Iterator[tuple[int, list[ast.stmt]]]:
    """Yields (line, statements) of code in the comments of a cell, and in texts that stand there for themselves."""
    if len(cell.source) > MAX_QUOTED:
        return
    block: list[tuple[int, str]] = []
    for number, text in comment_lines(cell.source):
        if block and number != block[-1][0] + 1:
            yield block[0][0], parsed_pieces([text for _, text in block])
            block = []
        if text not in handed_out or (block and not text):
            block.append((number, text))
    if block:
        yield block[0][0], parsed_pieces([text for _, text in block])
    for statement in program.by_cell.get(id(cell), ()):
        value = getattr(statement.node, "value", None)
        if isinstance(statement.node, ast.Expr) and isinstance(value, ast.Constant) \
                and isinstance(value.value, str):
            yield statement.node.lineno, parsed_pieces(value.value.split("\n"))


def parsed_pieces(lines: list[str]) -> list[ast.stmt]:
    """Returns the statements among lines of which some may be prose."""
    nodes: list[ast.stmt] = []
    for _, piece in top_level_blocks(textwrap.dedent("\n".join(lines))):
        try:
            nodes += parse(piece).body
        except SyntaxError:
            continue
    return nodes
