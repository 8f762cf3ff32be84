"""How tensors are handed from line to line: results that nothing uses, layers that are made and never called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.names import nodes_on_line, parsed_cells
from grader.diagnosis.source import Spot, called_name
from grader.specs.keras_names import keras_names
from grader.submissions.statements import last_name

MAKES_MODEL = {"Model", "Functional"}
# Keras' own words, which are others by version.
NO_TENSOR = ("input tensors may be passed", "must be KerasTensors", "unsupported type",
             "Unrecognized type for `outputs`")  # up to 3.3
NOT_CONNECTED = ("is not connected to", "encountered when calling Functional.call()")  # from 3.14 on, and before


def chains(case: Case) -> Iterator[tuple[int, list[ast.stmt]]]:
    """Yields (cell, statements) that hand tensors on: the body of `call`, or the lines from `Input` to `Model`."""
    for cell, node in case.source.nodes():
        if isinstance(node, ast.FunctionDef) and node.name == "call":
            yield cell, node.body
    place = case.answer.place
    for cell, tree in parsed_cells(case):
        lines = [each for each in tree.body if case.answer.place_of(cell, each.lineno).file == place.file]
        ends = [number for number, each in enumerate(lines) if makes(each, MAKES_MODEL) and is_at(case, cell, each)]
        starts = [number for number, each in enumerate(lines) if makes(each, {"Input"})]
        if ends and (before := [each for each in starts if each < ends[-1]]):
            yield cell, lines[before[-1]:ends[-1] + 1]


def is_at(case: Case, cell: int, node: ast.stmt) -> bool:
    """Whether a statement belongs to the code of the answer."""
    return any((cell, node.lineno) == (place, tree.lineno) for place, tree in case.source.trees())


def makes(node: ast.stmt, names: set[str]) -> bool:
    """Whether a statement assigns what a call of one of these names gives."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and called_name(node.value) in names


def applies_layer(node: ast.stmt) -> bool:
    """Whether a statement calls a layer, as `layer(…)(x)`, `self.layer(x)` or `layer(x)`."""
    value = node.value if isinstance(node, ast.Assign | ast.Expr) else None
    return isinstance(value, ast.Call) and bool(value.args) and not makes_layer(value) and (
        isinstance(value.func, ast.Call | ast.Name) or is_own_attribute(value.func))


def is_own_attribute(node: ast.expr) -> bool:
    """Whether an expression is `self.something`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def makes_layer(node: ast.expr | None) -> bool:
    """Whether an expression makes a layer of Keras and does not call it."""
    return isinstance(node, ast.Call) and keras_names().canonical(called_name(node)) is not None


def result_not_used(case: Case, finding: Finding) -> Cause | None:
    """The result of a line goes nowhere: the next one works on with an older value."""
    for cell, lines in chains(case):
        for number, node in enumerate(lines):
            behind = next((each for each in lines[number + 1:] if names_read(each)), None)
            if applies_layer(node) and behind is not None and not is_read(target_of(node), lines[number + 1:]):
                taken = latest(names_read(behind), lines[:number])
                return Cause("result_not_used", {"line": case.answer.place_of(cell, node.lineno), "taken": taken},
                             Spot(cell, behind.lineno))
    return None


def latest(names: list[str], lines: list[ast.stmt]) -> str:
    """Returns which of some names was assigned last in these lines; the first where none was."""
    assigned = [target_of(each) for each in lines]
    return next((each for each in reversed(assigned) if each in names), names[0])


def lost_in_broken_code(case: Case, finding: Finding) -> Cause | None:
    """The line that should make the missing layer is not Python, and was left out."""
    missing = finding.params.get("type")
    for lost in case.answer.lost:
        lines = lost.cell.source.split("\n")
        if missing in {keras_names().canonical(word) for word in re.findall(r"\w+", lines[lost.line - 1])}:
            return Cause("lost_in_broken_code", {"place": lost.cell.place(lost.line)})
    return None


def target_of(node: ast.stmt) -> str:
    """Returns the name a statement assigns; empty where it keeps nothing."""
    return last_name(node.targets[0]) if isinstance(node, ast.Assign) else ""


def is_read(name: str, lines: list[ast.stmt]) -> bool:
    """Whether a name is read before it gets another value; what cannot be told counts as read."""
    if not name:
        return False
    for line in lines:
        if name in names_read(line) or not isinstance(line, ast.Assign | ast.Expr | ast.Return):
            return True
        if target_of(line) == name:
            return False
    return False


def names_read(node: ast.stmt) -> list[str]:
    """Returns the names that a statement hands to what it calls or returns."""
    given: list[ast.expr] = [node.value] if isinstance(node, ast.Return) and node.value is not None else []
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            given += [*each.args, *(keyword.value for keyword in each.keywords)]
    return [each.id for value in given for each in ast.walk(value) if isinstance(each, ast.Name)]


def layer_not_called(case: Case, finding: Finding) -> Cause | None:
    """A layer, or its class, stands where a tensor should: the brackets that call it on a tensor are missing."""
    if not any(words in str(finding.found) for words in NO_TENSOR):
        return None
    for cell, lines in chains(case):
        for node in lines:
            kind = layer_in(node.value) if isinstance(node, ast.Assign) else ""
            if kind:
                return Cause("layer_not_called", {"type": kind}, case.source.spot(cell, node))
    return None


def layer_in(value: ast.expr) -> str:
    """Returns the type of the layer, or class of layers, that an expression is; empty for anything else."""
    name = called_name(value) if isinstance(value, ast.Call) else last_name(value)
    return keras_names().canonical(name) or ""


def tensor_in_the_wrong_brackets(case: Case, finding: Finding) -> Cause | None:
    """The tensor stands in the brackets that make the layer, as in `Flatten(x)`."""
    for node in nodes_on_line(case, finding):
        if isinstance(node, ast.Call) and makes_layer(node) and node.args and isinstance(node.args[-1], ast.Name) \
                and "Tensor" in str(finding.found).replace("tensor", "Tensor"):
            return Cause("tensor_in_the_wrong_brackets",
                         {"type": called_name(node), "name": node.args[-1].id})
    return None


def layer_called_again(case: Case, finding: Finding) -> Cause | None:
    """One layer is called a second time, on values of another shape."""
    if "incompatible with the layer" not in str(finding.found):
        return None
    here = [ast.unparse(node.func) for node in nodes_on_line(case, finding)
            if isinstance(node, ast.Call) and (isinstance(node.func, ast.Name) or is_own_attribute(node.func))]
    for cell, lines in chains(case):
        above = [(name, node) for node in lines if finding.place is not None and (cell, node.lineno) < finding.place
                 for name in called_as(node)]
        for name, node in above:
            if name in here:
                return Cause("layer_called_again",
                             {"name": name, "line": case.answer.place_of(cell, node.lineno)})
    return None


def called_as(node: ast.stmt) -> list[str]:
    """Returns how a statement writes what it calls."""
    return [ast.unparse(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)]


def model_ends_swapped(case: Case, finding: Finding) -> Cause | None:
    """`keras.Model` gets the output as its input."""
    if not any(words in str(finding.found) for words in NOT_CONNECTED):
        return None
    for cell, lines in chains(case):
        given = lines[-1].value if isinstance(lines[-1], ast.Assign) else None
        first = next((each.value for each in getattr(given, "keywords", []) if each.arg == "inputs"),
                     next(iter(getattr(given, "args", [])), None))
        if isinstance(first, ast.Name) and makes(lines[0], {"Input"}) and first.id != target_of(lines[0]) \
                and first.id in {target_of(each) for each in lines[1:-1]}:
            return Cause("model_ends_swapped", {"name": first.id}, Spot(cell, lines[-1].lineno))
    return None
