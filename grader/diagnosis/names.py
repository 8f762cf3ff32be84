"""What an unknown name or attribute was meant to be, told from what the answer and Keras themselves make known."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.source import Spot, called_name
from grader.nearest import likeness_of, nearest_name
from grader.specs.keras_names import keras_names
from grader.submissions.python import parse

# Names that notebooks give to modules, and the line that does so.
IMPORTS = {
    "tf": "import tensorflow as tf", "keras": "from tensorflow import keras", "np": "import numpy as np",
    "layers": "from tensorflow.keras import layers", "plt": "import matplotlib.pyplot as plt",
    "models": "from tensorflow.keras import models", "tensorflow": "import tensorflow",
    "Sequential": "from tensorflow.keras import Sequential", "Model": "from tensorflow.keras import Model",
    "Input": "from tensorflow.keras import Input", "GradientTape": "from tensorflow import GradientTape",
}
TEXT_ARGUMENTS = {"activation", "padding", "optimizer", "loss", "data_format", "kernel_initializer"}
BUILTINS = [each for each in dir(builtins) if not each.startswith("_")]
NOT_DEFINED = re.compile(r"name '(\w+)' is not defined")
NO_ATTRIBUTE = re.compile(r"(?:module '([\w.]+)'|type object '(\w+)'|'([\w.]+)' object) has no attribute '(\w+)'")
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
MADE_WITHOUT_SELF = (ast.FunctionDef, ast.ClassDef)


def unknown_name(finding: Finding) -> str:
    """Returns the name that Python did not know; empty where the exception tells of something else."""
    match = NOT_DEFINED.search(str(finding.found))
    return match.group(1) if match is not None else ""


def quotes_missing(case: Case, finding: Finding) -> Cause | None:
    """A word that should be a text stands without quotes, as in `activation=relu`."""
    name = unknown_name(finding)
    for node in nodes_on_line(case, finding) if name else ():
        given = text_arguments(node) if isinstance(node, ast.Call) else {}
        argument = next((key for key, value in given.items() if isinstance(value, ast.Name) and value.id == name), None)
        if argument is not None:
            return Cause("quotes_missing", {"name": name, "argument": argument})
    return None


def text_arguments(call: ast.Call) -> dict[str, ast.expr]:
    """Returns what a call gives for arguments that take a text."""
    given = {each.arg: each.value for each in call.keywords if each.arg in TEXT_ARGUMENTS}
    return given | ({"activation": call.args[0]} if called_name(call) == "Activation" and call.args else {})


def self_missing(case: Case, finding: Finding) -> Cause | None:
    """A method uses an attribute by its name alone, without `self.`."""
    name, method = unknown_name(finding), enclosing_function(case, finding)
    if not name or method is None or name not in attributes_set(case):
        return None
    return Cause("self_missing", {"name": name, "function": method.name})


def tape_without_name(case: Case, finding: Finding) -> Cause | None:
    """The tape is used by a name that its `with` never gave it."""
    name = unknown_name(finding)
    used = any(isinstance(node, ast.Call) and called_name(node) == "gradient" for node in nodes_on_line(case, finding))
    for cell, node in case.source.nodes() if name and used else ():
        if isinstance(node, ast.With) and any(each.optional_vars is None and is_tape(each) for each in node.items):
            return Cause("tape_without_name", {"name": name}, case.source.spot(cell, node.items[0].context_expr))
    return None


def is_tape(item: ast.withitem) -> bool:
    """Whether a `with` opens a gradient tape."""
    return isinstance(item.context_expr, ast.Call) and called_name(item.context_expr) == "GradientTape"


def made_in_broken_code(case: Case, finding: Finding) -> Cause | None:
    """The line that should make the name is not Python."""
    name = unknown_name(finding)
    makes = re.compile(rf"^[ \t]*(def |class )?{name}\b\s*[=(:]|^[ \t]*(from|import)\b.*\b{name}\b", re.MULTILINE)
    for lost in case.answer.lost if name else ():
        if makes.search(lost.source) and name not in bound_names(case):
            return Cause("made_in_broken_code", {"name": name, "place": lost.cell.place(lost.line)})
    return None


def made_below(case: Case, finding: Finding) -> Cause | None:
    """The name is made, but further down than it is used."""
    name, place = unknown_name(finding), finding.place
    if not name or place is None:
        return None
    for cell, tree in parsed_cells(case):
        for node in scope_nodes(tree.body):
            if isinstance(node, ast.expr | ast.stmt) and name in names_bound_by(node) and (cell, node.lineno) > place:
                return Cause("made_below", {"name": name, "place": case.answer.place_of(cell, node.lineno)})
    return None


def imported_under_other_name(case: Case, finding: Finding) -> Cause | None:
    """An import asks for a name that is nearly the one in use."""
    name = unknown_name(finding)
    for cell, tree in parsed_cells(case) if name in IMPORTS else ():
        for node in tree.body:
            for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
                if alias.asname is None and alias.name not in IMPORTS and nearest_name(alias.name, [name]):
                    return Cause("import_misspelt", {"name": alias.name, "nearest": name}, Spot(cell, node.lineno))
    return None


def import_missing(case: Case, finding: Finding) -> Cause | None:
    """A name that notebooks import is never imported."""
    name = unknown_name(finding)
    line = IMPORTS.get(name)
    if keras_names().canonical(name) is not None:
        line = f"from tensorflow.keras.layers import {name}"
    elif name in keras_names().activations:
        line = f"from tensorflow.keras.activations import {name}"
    return Cause("import_missing", {"name": name, "line": line}) if line is not None else None


def name_misspelt(case: Case, finding: Finding) -> Cause | None:
    """A name that is known there is meant."""
    name = unknown_name(finding)
    nearest = nearest_name(name, visible_names(case, finding)) if name else None
    nearest = nearest or nearest_name(name, BUILTINS, likeness=0.8)
    return Cause("name_misspelt", {"name": name, "nearest": nearest}) if nearest is not None else None


def name_unknown(case: Case, finding: Finding) -> Cause | None:
    """Nothing makes the name, and none is near it."""
    name = unknown_name(finding)
    return Cause("name_unknown", {"name": name}) if name else None


def parameter_has_other_name(case: Case, finding: Finding) -> Cause | None:
    """A function works with a name before it has a value, and never touches its own parameter."""
    match = re.search(r"local variable '(\w+)' where it is not associated", str(finding.found))
    function = enclosing_function(case, finding)
    if match is None or function is None:
        return None
    read = {each.id for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
    unused = [each.arg for each in function.args.args if each.arg not in {*read, "self", "training", "mask"}]
    if not unused:
        return None
    return Cause("parameter_has_other_name", {"name": match.group(1), "parameter": unused[0],
                                              "function": function.name})


def lacking_attribute(finding: Finding) -> tuple[str, str]:
    """Returns (owner, attribute) of an attribute that is not there; empty texts where it is no such exception."""
    match = NO_ATTRIBUTE.search(str(finding.found))
    if match is None or (match.group(4).startswith("_") and not match.group(4).startswith("__")):
        return "", ""  # Keras and TensorFlow ask for their own attributes: no name that a student wrote
    return match.group(1) or match.group(2) or match.group(3), match.group(4)


def init_misnamed(case: Case, finding: Finding) -> Cause | None:
    """A class keeps its layers in a method that Python does not run, as `_init_`."""
    owner, name = lacking_attribute(finding)
    for cell, tree in class_of(case, owner):
        methods = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
        making = [each for each in methods.values() if name in attributes_in(each) and each.name != "call"]
        if "__init__" not in methods and making and nearest_name(making[0].name, ["__init__"]):
            return Cause("init_misnamed", {"wrong": making[0].name, "name": name}, case.source.spot(cell, making[0]))
    return None


def attribute_made_elsewhere(case: Case, finding: Finding) -> Cause | None:
    """The attribute is made in a method that has not run yet."""
    owner, name = lacking_attribute(finding)
    for cell, tree in class_of(case, owner):
        for method in tree.body:
            if isinstance(method, ast.FunctionDef) and name in attributes_in(method):
                return Cause("attribute_made_elsewhere", {"name": name, "function": method.name},
                             case.source.spot(cell, method))
    return None


def made_without_self(case: Case, finding: Finding) -> Cause | None:
    """`__init__` makes it as a variable of its own, without `self.`."""
    owner, name = lacking_attribute(finding)
    function = enclosing_function(case, finding)
    here = range(function.lineno, (function.end_lineno or 0) + 1) if function is not None else range(0)
    for cell, tree in class_of(case, owner):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and name in map(last_name_of_name, node.targets) \
                    and node.lineno not in here:
                return Cause("made_without_self", {"name": name}, case.source.spot(cell, node))
    return None


def attribute_misspelt(case: Case, finding: Finding) -> Cause | None:
    """Another attribute that is there is meant."""
    owner, name = lacking_attribute(finding)
    failure = case.evidence.failure
    near = list(failure.near) if failure is not None else []
    own = attributes_set(case) if any(class_of(case, owner)) else set()
    nearest = nearest_name(name, sorted(own)) or likeliest(case, finding, name, near) if name else None
    if not nearest:
        return None
    return Cause("attribute_misspelt", {"written": written(case, finding, name),
                                        "nearest": written(case, finding, name, nearest)})


def attribute_not_made(case: Case, finding: Finding) -> Cause | None:
    """The class of the answer never makes it."""
    owner, name = lacking_attribute(finding)
    if not any(class_of(case, owner)):
        return None
    return Cause("attribute_not_made", {"name": name, "made": ", ".join(sorted(attributes_set(case))) or "-"})


def attribute_unknown(case: Case, finding: Finding) -> Cause | None:
    """What it is asked of has no such attribute."""
    owner, name = lacking_attribute(finding)
    if not name:
        return None
    whole = written(case, finding, name)
    return Cause("attribute_unknown", {"written": whole, "owner": owner.split(".")[-1],
                                       "left": whole.rpartition(".")[0] or owner.split(".")[-1]})


def written(case: Case, finding: Finding, name: str, instead: str | None = None) -> str:
    """Returns how the answer writes an attribute, as `keras.layers.conv2D`; with another name in its place."""
    for node in nodes_on_line(case, finding):
        if isinstance(node, ast.Attribute) and node.attr == name:
            owner = ast.unparse(node.value)
            return f"{owner}.{instead or name}" if len(owner) <= 30 else f".{instead or name}"
    return instead or name


def likeliest(case: Case, finding: Finding, name: str, near: list[str]) -> str | None:
    """Returns which of the near names is meant, as `name.Conv2D` a module, of equally near ones a layer asked for."""
    owns = any(isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == name
               for node in nodes_on_line(case, finding))
    fitting = [each for each in near if not owns or each.islower()]
    nearest = [each for each in fitting if likeness_of(name, each) == likeness_of(name, fitting[0])]
    asked = {layer.type for layer in case.spec.subject.layers}
    return next((each for each in nearest if keras_names().canonical(each) in asked), next(iter(fitting), None))


def class_of(case: Case, name: str) -> Iterator[tuple[int, ast.ClassDef]]:
    """Yields the class of that name in the answer, with its cell."""
    for cell, tree in case.source.trees():
        if isinstance(tree, ast.ClassDef) and tree.name == name:
            yield cell, tree


def attributes_set(case: Case) -> set[str]:
    """Returns the attributes that the answer sets, as `self.dense` in `__init__`."""
    return {each for _, tree in case.source.trees() for each in attributes_in(tree)}


def attributes_in(tree: ast.AST) -> set[str]:
    """Returns the attributes that a piece of code sets."""
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}


def last_name_of_name(node: ast.expr) -> str:
    """Returns a plain name; empty for anything else, an attribute too."""
    return node.id if isinstance(node, ast.Name) else ""


def nodes_on_line(case: Case, finding: Finding) -> list[ast.AST]:
    """Returns the nodes that begin on the line a finding points to."""
    return [node for cell, node in case.source.nodes() if (cell, getattr(node, "lineno", 0)) == finding.place]


def enclosing_function(case: Case, finding: Finding) -> ast.FunctionDef | None:
    """Returns the innermost function that the line of a finding stands in."""
    cell, line = finding.place or (-1, -1)
    around = [node for place, node in case.source.nodes() if place == cell and isinstance(node, ast.FunctionDef)
              and node.lineno <= line <= (node.end_lineno or 0)]
    return max(around, key=lambda node: node.lineno, default=None)


def visible_names(case: Case, finding: Finding) -> list[str]:
    """Returns the names that are known where a finding points to, innermost first."""
    function = enclosing_function(case, finding)
    local: list[str] = []
    if function is not None:
        local = [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]
        local += [name for node in scope_nodes(function.body) for name in names_bound_by(node)]
    return [*local, *bound_names(case)]


def bound_names(case: Case) -> list[str]:
    """Returns the names that the cells of the answer make outside of functions, imports among them."""
    return [name for _, tree in parsed_cells(case) for node in scope_nodes(tree.body) for name in names_bound_by(node)]


def parsed_cells(case: Case) -> Iterator[tuple[int, ast.Module]]:
    """Yields the cells of the answer that are Python; what nothing uses has not run, but is there to be meant."""
    for number, cell in enumerate(case.answer.cells):
        with suppress(SyntaxError):
            yield number, parse(cell.source)


def scope_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yields the nodes of one scope: the bodies of functions and classes in it are others."""
    for node in body:
        yield node
        if not isinstance(node, SCOPES):
            yield from scope_nodes(ast.iter_child_nodes(node))


def names_bound_by(node: ast.AST) -> list[str]:
    """Returns the names that one node makes known."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        return [node.id]
    if isinstance(node, MADE_WITHOUT_SELF):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(each.asname or each.name).split(".")[0] for each in node.names]
    return []
