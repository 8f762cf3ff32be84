"""Decides which exercise a candidate answers.

A cell tag, a `# exercise: id` marker and a file named after the exercise decide. Without them a candidate answers the
exercise of its style that it is most like: by its layers and their numbers, the data set in force, and the text around.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from grader.evidence.claims import SIZES
from grader.specs.keras_names import keras_names, newest
from grader.specs.texts import said, said_in_each
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.finding import FUNCTIONS, NETWORKS, Candidate, Kind, is_compile
from grader.submissions.statements import Program, Statement
from grader.submissions.types import Cell

MARKER = re.compile(r"#\s*exercise\s*:\s*([\w-]+)", re.IGNORECASE)
LAYER_IN_TEXT = re.compile(r"\b([A-Z]\w{2,40})\(\s*\(?(?:\w{1,20}\s*=\s*)?(\d{1,9})?")
CLOSE = 0.82  # of the letters
LEAST_LIKENESS = 0.5  # of the layers of a model that nothing else says to be for an exercise
MAX_TEXT = 20_000  # characters that are compared with an exercise's words
DATASETS = re.compile(rf"\b({'|'.join(newest().datasets)})\b")


@dataclass(frozen=True)
class Looks:
    """What is compared with exercises.

    Attributes:
        cell, line: where it stands.
        before: the code before it, for the data set it is about.
        layers: how many of each layer there are, with its first number (filters, units, pool size).
    """

    kind: Kind
    name: str
    cell: Cell
    line: int
    before: str
    layers: Counter[tuple[str, object]]
    shapes: frozenset[object]
    uses_tensorflow: bool


def looks_of(candidate: Candidate) -> Looks:
    """Returns what a candidate looks like as it is written."""
    statements = candidate.statements
    before = (each.text for each in candidate.program.statements[: candidate.defined_by.number])
    return Looks(
        kind=candidate.kind, name=candidate.name, cell=candidate.defined_by.cell, line=candidate.defined_by.node.lineno,
        before="\n".join(before), layers=layers_written(each.node for each in statements),
        shapes=frozenset(written_shapes(statements)), uses_tensorflow=uses_tensorflow(candidate))


def matching_looks(looks: Looks, course: Course) -> tuple[ExerciseSpec | None, float]:
    """Returns the exercise that something answers by its looks and how alike they are, or (None, 0)."""
    decided = decided_by_marker(looks.cell, looks.line, course)
    if decided is not None:
        fits = looks.kind.is_function == bool(decided.subject.function)
        return (decided, likeness(looks, decided)) if fits else (None, 0.0)
    rivals = [spec for spec in course.exercises if asks_for(spec, looks.kind, looks.name)]
    if looks.kind.is_function and not looks.uses_tensorflow:
        rivals = []
    scored = [(likeness(looks, spec), spec) for spec in rivals]
    if not scored:
        return None, 0.0
    score, spec = max(scored, key=lambda pair: pair[0])
    return spec, score


def asks_for(spec: ExerciseSpec, kind: Kind, name: str = "") -> bool:
    """Whether the exercise asks for this kind of code, and for a function of that name if it asks for one."""
    return kind in kinds_asked(spec) and name in ("", spec.subject.function or name)


def kinds_asked(spec: ExerciseSpec) -> frozenset[Kind]:
    """Returns the kinds of code that may answer an exercise; a class of layers is one of models, mistaken."""
    if spec.style is None:
        return FUNCTIONS
    if spec.style == "any":
        return NETWORKS
    style = Kind(spec.style)
    return frozenset({style, Kind.LAYER} if style is Kind.SUBCLASS else {style})


def decided_by_marker(cell: Cell, line: int, course: Course) -> ExerciseSpec | None:
    """Returns the exercise named by a marker above `line`, by a cell tag, or by the file's name."""
    ids = {spec.id: spec for spec in course.exercises}
    comments = [name for number, name in markers_in(cell.source) if number <= line][::-1]
    tags = [tag.removeprefix("exercise:").strip() for tag in cell.tags]
    stem = PurePath(cell.file).stem.lower()
    files = [name for name in ids if re.match(rf"{re.escape(name)}(?![a-z])", stem)]
    return next((ids[name] for name in (*comments, *tags, *files) if name in ids), None)


@lru_cache(maxsize=64)
def markers_in(source: str) -> tuple[tuple[int, str], ...]:
    """Returns (line, exercise) of the markers in a cell."""
    return tuple((number, name) for number, line in enumerate(source.split("\n"), 1) for name in MARKER.findall(line))


def likeness(looks: Looks, spec: ExerciseSpec) -> float:
    """Scores how much something looks like an answer to the exercise, from 0 up."""
    subject = spec.subject
    score = text_likeness(surrounding_text(looks.cell), spec)
    if subject.dataset is not None and DATASETS.findall(looks.before)[-1:] == [subject.dataset]:
        score += 1.0
    if not subject.function:
        score += 3.0 * layer_likeness(looks.layers, spec)
        score += len(subject.input_shapes) == 1 and subject.input_shapes[0] in looks.shapes
    return score


def layer_likeness(found: Counter[tuple[str, object]], spec: ExerciseSpec) -> float:
    """Scores how many of the layers, with their first number, are those asked for, from 0 to 1."""
    wanted = asked_layers(spec)
    return (wanted & found).total() / max(wanted.total(), found.total(), 1)


def asked_layers(spec: ExerciseSpec) -> Counter[tuple[str, object]]:
    """Counts the layers an exercise asks for, each with its first number."""
    return Counter((layer.type, first_number(layer.arguments.values())) for layer in spec.subject.layers)


def text_likeness(text: str, spec: ExerciseSpec) -> float:
    """Scores how much of the exercise's own words stand in a text: its title's words (misspelt too) and layer texts."""
    words = {word.replace("-", "") for word in re.findall(r"[a-z]+(?:-?\d+)?", text[-MAX_TEXT:].lower())}
    title = [word.replace("-", "") for word in re.findall(r"[a-z]+(?:-?\d+)?", said(spec.title, "en").lower())]
    hits = sum(word in words or any(are_close(word, each) for each in words) for word in title)
    score = hits / max(len(title), 1)
    texts = [said_in_each(layer.text) for layer in spec.subject.layers if layer.text]
    return score + sum(any(each in text for each in ways) for ways in texts) / max(len(texts), 1)


@lru_cache(maxsize=2**16)
def are_close(word: str, other: str) -> bool:
    """Whether one word may be the other, misspelt."""
    pair = difflib.SequenceMatcher(None, other, word)
    return min(pair.real_quick_ratio(), pair.quick_ratio()) >= CLOSE and pair.ratio() >= CLOSE


def surrounding_text(cell: Cell) -> str:
    """Returns the text before a cell, its strings and its comments."""
    strings = re.findall(r'"""(.*?)"""|\'\'\'(.*?)\'\'\'', cell.source, re.DOTALL)
    comments = re.findall(r"#(.*)", cell.source)
    return "\n".join([cell.context[-2000:], *("".join(each) for each in strings), *comments])[:MAX_TEXT]


def layers_in_text(text: str) -> Counter[tuple[str, object]]:
    """Counts the layers that code names which Python cannot read, each with the number it begins with."""
    names = ((keras_names().canonical(name), number) for name, number in LAYER_IN_TEXT.findall(text[:MAX_TEXT]))
    return Counter((name, int(number) if number else None) for name, number in names if name is not None)


def layers_written(nodes: Iterable[ast.AST]) -> Counter[tuple[str, object]]:
    """Counts the layers the code calls by name, each with its first number (filters, units, pool size)."""
    found: Counter[tuple[str, object]] = Counter()
    other_names: dict[str, str] = {}
    for whole in nodes:
        for node in ast.walk(whole):
            if isinstance(node, ast.Assign):
                other_names |= names_given(node)
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                name = other_names.get(name, name)
                if layer := keras_names().canonical(name):
                    found[layer, written_size(layer, node)] += 1
    return found


def written_size(layer: str, call: ast.Call) -> object:
    """Returns a layer's filters, units or pool size if its call says it in figures."""
    if "Pooling" in layer and not call.args and not call.keywords:
        return 2  # Keras' default
    named = [each.value for each in call.keywords if each.arg in SIZES]
    return first_number(map(literal, (call.args or named)[:1]))


def says_its_layers(looks: Looks, spec: ExerciseSpec) -> bool:
    """Whether the code as it is written tells its layers: else it may as well be for another exercise of its style."""
    sized = {layer for layer, size in asked_layers(spec) if size is not None}
    return layer_likeness(looks.layers, spec) >= LEAST_LIKENESS or (
        bool(looks.layers) and not any(size is None and layer in sized for layer, size in looks.layers))


def names_given(node: ast.Assign) -> dict[str, str]:
    """Returns other names an assignment gives to attributes: `conv, pool = layers.Conv2D, layers.MaxPool2D`."""
    pairs: list[tuple[ast.expr, ast.expr]] = [(target, node.value) for target in node.targets]
    if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
        pairs = list(zip(node.targets[0].elts, node.value.elts, strict=False))
    return {target.id: value.attr for target, value in pairs
            if isinstance(target, ast.Name) and isinstance(value, ast.Attribute)}


def first_number(values: Iterable[object]) -> object:
    """Returns the first whole number among values; of a tuple its first element."""
    for value in values:
        value = value[0] if isinstance(value, (tuple, list)) and value else value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def literal(node: ast.expr) -> object:
    """Returns the value of a literal, or None."""
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def written_shapes(statements: tuple[Statement, ...]) -> set[object]:
    """Returns the tuples of numbers written in the code."""
    nodes = (node for statement in statements for node in ast.walk(statement.node))
    return {value for node in nodes if isinstance(node, ast.Tuple) and isinstance(value := literal(node), tuple)
            and all(isinstance(each, int) for each in value)}


def uses_tensorflow(candidate: Candidate) -> bool:
    """Whether the function rests on TensorFlow at all: its name alone proves nothing."""
    modules = ("tensorflow", "keras")
    return any(module in each.text for each in candidate.statements for module in modules) \
        or "GradientTape" in candidate.defined_by.text


def is_untouched(candidate: Candidate, stubs: tuple[Program, ...]) -> bool:
    """Whether all of the candidate is a stub's code, to the letter apart from comments, spacing and its training."""
    given = {statement.shape for stub in stubs for statement in stub.statements}
    return all(statement.shape in given for statement in candidate.own if not is_compile(statement))
