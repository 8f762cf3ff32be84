"""How a class or a function of the answer is written: methods that never run, returns that come too early."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.names import nodes_on_line, parsed_cells
from grader.diagnosis.source import Spot
from grader.nearest import nearest_name

OTHER_LIBRARIES = {"forward", "predict", "__call__"}  # what applies the layers elsewhere
PRIVATE = re.compile(r"tensorflow\.python\b|keras\.src\b")
NO_CALL = re.compile(r"does not have a `call\(\)` method|__call__\(\) got an unexpected keyword argument")


def classes(case: Case) -> Iterator[tuple[int, ast.ClassDef, dict[str, ast.FunctionDef]]]:
    """Yields (cell, class, its methods by name) for the classes of the answer."""
    for cell, tree in case.source.trees():
        if isinstance(tree, ast.ClassDef):
            yield cell, tree, {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}


def call_misnamed(case: Case, finding: Finding) -> Cause | None:
    """The method that should be `call` has another name."""
    for cell, _, methods in classes(case) if lacks_call(finding) else ():
        if "call" not in methods:
            wrong = next((name for name in methods if name in OTHER_LIBRARIES or nearest_name(name, ["call"])), None)
            if wrong is not None:
                return Cause("call_misnamed", {"wrong": wrong}, case.source.spot(cell, methods[wrong]))
    return None


def super_init_forgotten(case: Case, finding: Finding) -> Cause | None:
    """`__init__` never lets the base class prepare itself."""
    if "you forgot to call `super().__init__()`" not in str(finding.found):
        return None
    for cell, _, methods in classes(case):
        if "__init__" in methods and "super" not in ast.unparse(methods["__init__"]):
            return Cause("super_init_forgotten", {}, case.source.spot(cell, methods["__init__"]))
    return Cause("super_init_forgotten", {})


def call_in_another_place(case: Case, finding: Finding) -> Cause | None:
    """`call` stands inside another method, or outside of the class: its indentation is wrong."""
    for cell, tree in parsed_cells(case) if lacks_call(finding) else ():
        inside = [each for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for each in node.body]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == "call" and node not in inside:
                return Cause("call_in_another_place", {}, Spot(cell, node.lineno))
    return None


def lacks_call(finding: Finding) -> bool:
    """Whether Keras found no `call`, or something else in its place."""
    return finding.code == "style_methods_missing" or NO_CALL.search(str(finding.found)) is not None


def self_not_taken(case: Case, finding: Finding) -> Cause | None:
    """A method has no `self`."""
    text = str(finding.found)
    one_too_many = re.search(r"too many positional arguments|takes (\d) positional arguments? but (\d) w", text)
    for cell, _, methods in classes(case) if one_too_many is not None else ():
        for name, method in methods.items():
            bare = not any(is_static(each) for each in method.decorator_list)
            if bare and not method.args.vararg and [each.arg for each in method.args.args][:1] != ["self"]:
                return Cause("self_not_taken", {"function": name}, case.source.spot(cell, method))
    return None


def input_not_taken(case: Case, finding: Finding) -> Cause | None:
    """`call` takes nothing but `self`."""
    for cell, _, methods in classes(case) if "too many positional arguments" in str(finding.found) else ():
        if "call" in methods and len(methods["call"].args.args) == 1 and not methods["call"].args.vararg:
            return Cause("input_not_taken", {}, case.source.spot(cell, methods["call"]))
    return None


def self_handed_on(case: Case, finding: Finding) -> Cause | None:
    """A layer is called on `self`."""
    for node in nodes_on_line(case, finding) if "input tensors may be passed" in str(finding.found) else ():
        if isinstance(node, ast.Call) and any(isinstance(each, ast.Name) and each.id == "self" for each in node.args):
            return Cause("self_handed_on", {"name": ast.unparse(node.func)})
    return None


def is_static(decorator: ast.expr) -> bool:
    """Whether a decorator makes a method that takes no `self`."""
    return isinstance(decorator, ast.Name) and decorator.id in ("staticmethod", "classmethod")


def returns_too_early(case: Case, finding: Finding) -> Cause | None:
    """A function ends at a return that stands above other lines of its block."""
    names = {case.spec.subject.function or "call"}
    for cell, node in case.source.nodes():
        if isinstance(node, ast.FunctionDef) and node.name in names:
            for first, behind in returns_with_lines_behind(node):
                if behind:
                    return Cause("returns_too_early", {"function": node.name}, case.source.spot(cell, first))
    return None


def returns_with_lines_behind(function: ast.FunctionDef) -> Iterator[tuple[ast.Return, list[ast.stmt]]]:
    """Yields each return that always ends the function, with the lines that therefore never run.

    A `with` block always runs: a return in it hides what stands below the block, too.
    """

    def walk(body: list[ast.stmt], below: list[ast.stmt]) -> Iterator[tuple[ast.Return, list[ast.stmt]]]:
        for number, node in enumerate(body):
            rest = [*body[number + 1:], *below]
            if isinstance(node, ast.Return):
                yield node, rest
            elif isinstance(node, ast.With):
                yield from walk(node.body, rest)

    yield from walk(function.body, [])


def private_keras(case: Case, finding: Finding) -> Cause | None:
    """The layers come from a copy of Keras that TensorFlow keeps for itself."""
    for cell, node in case.source.nodes():
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        private = next((each for each in modules if PRIVATE.match(each)), None)
        if private is not None:
            return Cause("private_keras", {"module": private}, case.source.spot(cell, node))
    return None
