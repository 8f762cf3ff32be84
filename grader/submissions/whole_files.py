"""Files that may hold answers no slice can reach: run as a whole, and searched for what they made.

The slower second way, for exercises that no slice answers rightly: models in lists, in `main()`, made by `exec`, in
cells that were run in another order.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.evidence.claims import AnswerCode, FileCode, Inventory, Made, Step
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.canonical import Canonical, Where, canonical
from grader.submissions.finding import (
    BASES,
    CONSTRUCTORS,
    Candidate,
    Kind,
    assignments,
    definitions,
    wants_arguments,
)
from grader.submissions.matching import LEAST_LIKENESS, Looks, decided_by_marker, layer_likeness, matching_looks
from grader.submissions.running import source_of
from grader.submissions.statements import Program, Statement, last_name
from grader.submissions.types import Cell, Place

# Names by which code does what no reading of it tells.
HIDING = {"exec", "eval", "globals", "locals", "vars", "setattr", "__import__", "import_module", "run_cell_magic",
          "clone_model", "model_from_json", "from_config"}


Lines = tuple[int, int, int]


@dataclass(frozen=True)
class WholeFile:
    """One file to run as a whole.

    Attributes:
        undecided: reading it cannot tell all that it makes.
        classes, given: (cell, first line, last line) of its classes, and of what the stubs hold.
    """

    code: FileCode
    cells: tuple[Cell, ...]
    source: str
    undecided: bool
    classes: tuple[Lines, ...]
    given: tuple[Lines, ...]

    @cached_property
    def as_run(self) -> Canonical[FileCode]:
        """The file as the guest runs it, and tells places of it."""
        return canonical(self.code)

    def where(self, made: Made) -> Where:
        """Returns (cell, line) of the code that made it."""
        return self.as_run.where(made.at.place)

    def place_of(self, made: Made) -> Place:
        """Returns where a reader would say that it stands: a class where it begins."""
        cell, line = self.where(made)
        return self.cells[cell].place(max((first for _, first, _ in around(self.classes, cell, line)), default=line))


def whole_file(program: Program, candidates: list[Candidate], functions: frozenset[str],
               modules: dict[str, str], stubs: tuple[Program, ...], *, unsure: bool = False) -> WholeFile:
    """Prepares a file to be run as a whole, in the order in which its cells were run.

    Args:
        unsure: reading it does not tell which exercise each candidate is for.
    """
    statements = in_order_of_execution(program.statements)
    cells = tuple(dict.fromkeys(each.cell for each in program.statements))
    steps = [step_of(each, cells) for each in statements]
    steps += [Step(cells.index(each.cell), each.node.lineno, f"{name}()")
              for each, name in never_called(statements, functions)]
    code = FileCode(tuple(cell.source for cell in cells), tuple(steps), tuple(sorted(functions)), modules)
    classes = [(each, node) for each in statements for node in ast.walk(each.node) if isinstance(node, ast.ClassDef)]
    handed_out = {ast.dump(each.node) for stub in stubs for each in stub.statements}
    given = [(each, each.node) for each in statements if ast.dump(each.node) in handed_out]
    source = "\n".join(each.text for each in statements)
    undecided = unsure or statements != program.statements or any(hidden(program, candidates, functions))
    return WholeFile(code, cells, source, undecided, *(
        tuple((cells.index(each.cell), node.lineno, node.end_lineno or node.lineno) for each, node in nodes)
        for nodes in (classes, given)))


def around(spans: tuple[Lines, ...], cell: int, line: int) -> list[Lines]:
    """Returns those of the spans that a line lies in."""
    return [each for each in spans if each[0] == cell and each[1] <= line <= each[2]]


def step_of(statement: Statement, cells: tuple[Cell, ...]) -> Step:
    """Returns a statement as it is run with all others of its file: it may fail."""
    first, source = source_of(statement)
    return Step(cells.index(statement.cell), first, source, lenient=True, binds=tuple(sorted(statement.binds)),
                changes=tuple(sorted(statement.changes)))


def in_order_of_execution(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Returns statements in the order their cells were run last; a cell never run stays behind the one before it."""
    last, keys = 0, {}
    for statement in statements:
        if statement.cell not in keys:
            last = statement.cell.execution or last
            keys[statement.cell] = last
    return tuple(sorted(statements, key=lambda each: keys[each.cell]))


def never_called(statements: tuple[Statement, ...], functions: frozenset[str]) -> Iterator[tuple[Statement, str]]:
    """Yields functions that make something, want nothing, and that nothing calls, unless somebody types what to do."""
    read = frozenset().union(*(names for each in statements if "input" not in (names := each.reads | each.defers)))
    for statement in statements:
        node = statement.node
        defined = [(node.name, node)] if isinstance(node, ast.FunctionDef) else assignments(node)
        for name, function in defined:
            if isinstance(function, (ast.FunctionDef, ast.Lambda)) and name not in read | functions \
                    and not wants_arguments(function) \
                    and any(makes(each, frozenset(), functions) for each in ast.walk(function)):
                yield statement, name


def hidden(program: Program, candidates: list[Candidate], functions: frozenset[str]) -> Iterator[bool]:
    """Yields whether statements that no slice holds make something, and whether any does what reading cannot tell."""
    sliced = frozenset().union(*(each.slice.chosen for each in candidates)) if candidates else frozenset()
    definers = Counter(each.defined_by.number for each in candidates)
    yield any(count > 1 for count in definers.values())
    makers = frozenset(name for each in candidates if each.defined_by is not each.bound_by or each.call
                       for name in each.defined_by.binds) - functions
    calls = {ast.unparse(each.bound_by.node.value) for each in candidates  # the same call makes the same once more
             if isinstance(each.bound_by.node, ast.Assign) and each.bound_by is not each.defined_by}
    for statement in program.statements:
        seen = set(definitions(statement.node))
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Call) and last_name(node.func) in HIDING:
                yield True
            elif node not in seen and makes(node, makers, functions):
                inner = isinstance(node, (ast.FunctionDef, ast.ClassDef))
                loop = isinstance(statement.node, (ast.For, ast.While))
                yield inner or loop or (statement.number not in sliced and ast.unparse(node) not in calls)


def makes(node: ast.AST, makers: frozenset[str], functions: frozenset[str]) -> bool:
    """Whether code makes a model, a class of models or a wanted function, as far as names tell."""
    if isinstance(node, ast.ClassDef):
        return any(last_name(base).lower() in BASES for base in node.bases)
    if isinstance(node, ast.FunctionDef):
        return node.name in functions
    return isinstance(node, ast.Call) and (last_name(node.func) in CONSTRUCTORS or last_name(node.func) in makers)


def looks_of(made: Made, file: WholeFile) -> Looks:
    """Returns what a made object looks like to somebody who compares it with exercises."""
    cell, line = file.where(made)
    above = [each.source for each in file.cells[:cell]]
    text = "\n".join([*above, "\n".join(file.cells[cell].source.split("\n")[:line])])
    return Looks(kind=Kind(made.kind), name=made.name, cell=file.cells[cell], line=line, before=text,
                 layers=Counter(made.layers), shapes=frozenset({made.input_shape} if made.input_shape else ()),
                 uses_tensorflow=True)


def matching_made(file: WholeFile, inventory: Inventory, course: Course) -> dict[str, list[Made]]:
    """Returns what a file made by the exercise it is most like an answer to, likeliest first."""
    found: dict[str, list[tuple[float, Made]]] = {}
    for made in inventory.made:
        cell, line = file.where(made)
        if not 0 <= cell < len(file.cells) or around(file.given, cell, line):
            continue
        looks = looks_of(made, file)
        spec, score = matching_looks(looks, course)
        if spec is not None and (made.is_function or layer_likeness(looks.layers, spec) >= LEAST_LIKENESS
                                 or decided_by_marker(looks.cell, line, course) is spec):
            found.setdefault(spec.id, []).append((score, made))
    return {exercise: [made for _, made in sorted(pairs, key=lambda pair: -pair[0])]
            for exercise, pairs in found.items()}


def code_of(file: WholeFile, made: Made, spec: ExerciseSpec) -> AnswerCode:
    """Returns the code whose answer is what the file made there."""
    return AnswerCode(
        kind=spec.recorded, name=made.name or "__answer__", call=False,
        cells=file.code.cells, steps=file.code.steps, input_shapes=spec.subject.input_shapes,
        input_names=spec.subject.input_names, input_values=spec.subject.input_values,
        parts=bool(spec.subject.models), classes=spec.subject.classes, modules=file.code.modules, made=made.at)
