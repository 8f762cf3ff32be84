"""What an exception means in an answer: Python's and Keras' own words, told by what they ask of a student."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches

from grader.checks.check import Finding
from grader.checks.structure import ELEMENTWISE
from grader.diagnosis.case import Case, Cause
from grader.specs.keras_names import keras_names

# Names that notebooks give to modules, and the line that does so.
IMPORTS = {
    "tf": "import tensorflow as tf", "keras": "from tensorflow import keras", "np": "import numpy as np",
    "layers": "from tensorflow.keras import layers", "plt": "import matplotlib.pyplot as plt",
}
PUBLIC_NAMES = ("Model", "Sequential", "Input", "GradientTape", "losses", "optimizers", "layers", "datasets")
ACTIVATIONS = (*sorted(ELEMENTWISE), "softmax", "linear")


@dataclass(frozen=True)
class Pattern:
    """Words of an exception and the code of what they mean; named groups become parameters.

    `stages`: where they mean that; empty: anywhere.
    """

    code: str
    words: str
    stages: tuple[str, ...] = ()


# The first that fits counts: the narrow ones stand before the wide ones.
PATTERNS = (
    Pattern("comma_forgotten", r"^SyntaxError: .*forgot a comma"),
    Pattern("bracket_not_closed", r"^SyntaxError: .*(was never closed|does not match opening|unmatched)"),
    Pattern("indentation_wrong", r"^(SyntaxError|IndentationError): .*(unindent|indent)"),
    Pattern("not_python", r"^(SyntaxError|IndentationError): (?P<reason>.*)"),
    Pattern("no_gradients", r"No gradients provided"),
    Pattern("unknown_variable", r"Unknown variable"),
    Pattern("no_call_method", r"does not have a `call\(\)` method"),
    Pattern("super_init_forgotten", r"you forgot to call `super\(\).__init__\(\)`"),
    Pattern("attribute_reserved", r"`Model\.(?P<name>\w+)` attribute is reserved"),
    Pattern("name_before_value", r"local variable '(?P<name>\w+)' where it is not associated"),
    Pattern("tensor_is_a_function", r"Only input tensors may be passed[^<]*<(built-in )?function (?P<name>\w+)"),
    Pattern("layer_given_a_layer", r"Only input tensors may be passed[^<]*<(?P<type>\w+) name="),
    Pattern("op_on_a_placeholder", r"A KerasTensor cannot be used as input to a TensorFlow function"),
    Pattern("way_interrupted", r"is not connected to `inputs`"),
    Pattern("layer_in_a_tuple", r"Only instances of `keras.Layer` can be added.*<class 'tuple'>"),
    Pattern("layer_without_brackets", r"Only instances of `keras.Layer` can be added.*\.(?P<type>\w+)'> \(of type "
                                      r"<class 'type'>"),
    Pattern("keyword_of_model_unknown", r"Unrecognized keyword arguments passed to Model: \{'(?P<name>\w+)'"),
    Pattern("shape_in_pieces", r"Cannot convert '(?P<value>\w+)' to a shape"),
    Pattern("optimizer_argument_unknown", r"Argument\(s\) not recognized: \{'(?P<name>\w+)'"),
    Pattern("minimize_is_gone", r"has no attribute 'minimize'"),
    Pattern("habit_of_another_library", r"has no attribute '(?P<name>zero_grad|backward|parameters|step|eval|item)'"),
    Pattern("numpy_in_a_graph", r"'Symbolic\w*Tensor' object has no attribute 'numpy'"),
    Pattern("tape_used_twice", r"non-persistent GradientTape can only be used"),
    Pattern("zip_forgotten", r"apply_gradients\(\) takes 2 positional arguments"),
    Pattern("gradients_are_a_list", r"unsupported operand|bad operand type for unary .*'list'"),
    Pattern("kernel_too_large", r"Computed output size would be zero or negative.*inputs shape=(?P<given>\([^)]*\))"),
    Pattern("sizes_do_not_fit", r"total size of the tensor must be unchanged\. Received: "
                                r"input_shape=(?P<given>\([^)]*\)), target_shape=(?P<wanted>\([^)]*\))"),
    Pattern("self_forgotten", r"too many positional arguments|takes 1 positional argument but 2 were given", ("call",)),
    Pattern("step_takes_two", r"(takes \d+ positional arguments? but \d+|missing \d+ required positional)", ("step",)),
    Pattern("features_expected", r"expected (min_)?ndim=\d, found ndim=2", ("step",)),
    Pattern("image_without_channels", r"expected min_ndim=4, found ndim=3\. Full shape received: (?P<given>\([^)]*\))"),
    Pattern("block_of_other_channels", r"expected axis -1 of input shape to have value (?P<wanted>\d+), but received "
                                       r"input with shape (?P<given>\([^)]*\))"),
    Pattern("block_of_other_shape", r"expected shape=(?P<wanted>\([^)]*\)), found shape=(?P<given>\([^)]*\))"),
)


def known_error(case: Case, finding: Finding) -> Cause | None:
    """The words of the exception are known."""
    told = str(finding.found)
    stage = case.evidence.failure.stage if case.evidence.failure is not None else ""
    for pattern in PATTERNS:
        match = re.search(pattern.words, told, re.DOTALL)
        if match is not None and (not pattern.stages or stage in pattern.stages):
            return Cause(pattern.code, {key: value for key, value in match.groupdict().items() if value})
    return None


def activation_unknown(case: Case, finding: Finding) -> Cause | None:
    """Keras knows no activation of that name."""
    match = re.search(r"activation function identifier: (\w+)", str(finding.found))
    if match is None:
        return None
    return misspelt(match.group(1), ACTIVATIONS, "activation_unknown", likeness=0.5)


def name_not_known(case: Case, finding: Finding) -> Cause | None:
    """A name is used that nothing before it makes: never imported, misspelt, or made elsewhere."""
    match = re.search(r"name '(\w+)' is not defined", str(finding.found))
    if match is None:
        return None
    name = match.group(1)
    if name in IMPORTS:
        return Cause("import_missing", {"name": name, "line": IMPORTS[name]})
    return misspelt(name, bound_names(case), "name_misspelt") or Cause("name_unknown", {"name": name})


def attribute_not_known(case: Case, finding: Finding) -> Cause | None:
    """Something has no attribute of that name."""
    match = re.search(r"(module|object)(?: '[\w.]+')? has no attribute '(\w+)'", str(finding.found))
    if match is None:
        return None
    kind, name = match.groups()
    known = keras_names()
    names = [*PUBLIC_NAMES, *known.layers, *known.aliases] if kind == "module" else attributes_set(case)
    return misspelt(name, names, "attribute_misspelt") or Cause("attribute_unknown", {"name": name})


def misspelt(name: str, known: Iterable[str], code: str, likeness: float = 0.7) -> Cause | None:
    """Returns the cause that tells the known name a misspelt one is nearest to; None if there is none near."""
    names = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), sorted(names), n=1, cutoff=likeness)
    return Cause(code, {"name": name, "nearest": names[near[0]]}) if near else None


def bound_names(case: Case) -> Iterator[str]:
    """Yields the names that the cells of the answer make; what nothing uses has not run, but is there to be meant."""
    for cell in case.answer.cells:
        with suppress(SyntaxError):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id
                elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                    yield node.name


def attributes_set(case: Case) -> Iterator[str]:
    """Yields the attributes the answer sets, as `self.dense` in `__init__`, and its methods."""
    for _, node in case.source.nodes():
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
