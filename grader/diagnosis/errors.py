"""What an exception means in an answer: Python's and Keras' own words, told by what they ask of a student."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.names import nodes_on_line
from grader.diagnosis.source import argument_of, called_name
from grader.nearest import nearest_name
from grader.specs.keras_names import keras_names

# Packages that answers import, for a name that is misspelt.
PACKAGES = ("tensorflow", "keras", "numpy", "matplotlib", *(
    f"{package}.{part}" for package in ("keras", "tensorflow.keras")
    for part in ("layers", "models", "optimizers", "losses", "datasets")), "tensorflow.keras")
REQUIRED = re.compile(r"(\w+)\.__init__\(\) missing \d+ required positional arguments?: (.*)")
NOT_TAKEN = re.compile(r"Unrecognized keyword arguments passed to (\w+): \{'(\w+)'|"
                       r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")


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
    Pattern("bracket_not_closed", r"^SyntaxError: '(?P<bracket>.)' was never closed"),
    Pattern("bracket_of_other_line", r"^SyntaxError: closing parenthesis '(?P<bracket>.)' does not match opening "
                                     r"parenthesis '(?P<opened>.)' on line (?P<other_line>\d+)"),
    Pattern("bracket_of_other_kind", r"^SyntaxError: closing parenthesis '(?P<bracket>.)' does not match opening "
                                     r"parenthesis '(?P<opened>.)'"),
    Pattern("bracket_too_many", r"^SyntaxError: unmatched '(?P<bracket>.)'"),
    Pattern("colon_forgotten", r"^SyntaxError: expected ':'"),
    Pattern("block_empty", r"^(SyntaxError|IndentationError): expected an indented block after .* on line "
                           r"(?P<other_line>\d+)"),
    Pattern("quote_not_closed", r"^SyntaxError: unterminated (triple-quoted )?(f-)?string literal"),
    Pattern("odd_character", r"^SyntaxError: invalid (non-printable )?character '?(?P<character>[^ ']+)"),
    Pattern("positional_after_keyword", r"^SyntaxError: positional argument follows keyword"),
    Pattern("argument_repeated", r"^SyntaxError: keyword argument repeated: (?P<name>\w+)"),
    Pattern("return_outside", r"^SyntaxError: 'return' outside function"),
    Pattern("brackets_of_print", r"^SyntaxError: Missing parentheses in call to 'print'"),
    Pattern("indentation_wrong", r"^(SyntaxError|IndentationError|TabError): .*(indent|tabs)"),
    Pattern("syntax_unclear", r"^(SyntaxError|IndentationError): invalid syntax$"),
    Pattern("not_python", r"^(SyntaxError|IndentationError): (?P<reason>.*)"),
    Pattern("input_asked", r"^EOFError: input\(\) cannot be answered"),
    Pattern("no_gradients", r"No gradients provided"),
    Pattern("unknown_variable", r"Unknown variable"),
    Pattern("no_call_method", r"does not have a `call\(\)` method"),
    Pattern("super_without_brackets", r"descriptor '__init__' of 'super' object needs an argument"),
    Pattern("attribute_reserved", r"`Model\.(?P<name>\w+)` attribute is reserved"),
    Pattern("name_before_value", r"local variable '(?P<name>\w+)' where it is not associated"),
    Pattern("tensor_is_a_function", r"Only input tensors may be passed[^<]*<(built-in )?function (?P<name>\w+)"),
    Pattern("layer_given_a_layer", r"Only input tensors may be passed[^<]*<(?P<type>\w+) name="),
    Pattern("layer_without_input", r"missing a required argument: '(inputs|x)'"),
    Pattern("loss_compares_two", r"missing 1 required positional argument: 'y_pred'"),
    Pattern("op_on_a_placeholder", r"A KerasTensor cannot be used as input to a TensorFlow function"),
    Pattern("way_interrupted", r"is not connected to `inputs`"),
    Pattern("layer_in_a_tuple", r"Only instances of `keras.Layer` can be added.*<class 'tuple'>"),
    Pattern("layer_without_brackets", r"Only instances of `keras.Layer` can be added.*\.(?P<type>\w+)'> \(of type "
                                      r"<class 'type'>"),
    Pattern("list_forgotten", r"Sequential.__init__\(\) takes from \d+ to \d+ positional"),
    Pattern("shape_in_pieces", r"Cannot convert '(?P<value>[^']+)' to a shape"),
    Pattern("optimizer_argument_unknown", r"Argument\(s\) not recognized: \{'(?P<name>\w+)'"),
    Pattern("private_keras", r"No module named '(?P<module>(tensorflow\.python|keras\.src)[\w.]*)'"),
    Pattern("legacy_is_gone", r"`keras.optimizers.legacy` is not supported"),
    Pattern("minimize_is_gone", r"has no attribute 'minimize'"),
    Pattern("habit_of_another_library", r"has no attribute '(?P<name>zero_grad|backward|parameters|step|eval|item)'"),
    Pattern("numpy_in_a_graph", r"'Symbolic\w*Tensor' object has no attribute 'numpy'"),
    Pattern("tape_used_twice", r"non-persistent GradientTape can only be used"),
    Pattern("gradients_are_a_list", r"unsupported operand|bad operand type for unary .*'list'", ("step",)),
    Pattern("not_callable", r"'(?P<type>\w+)' object is not callable"),
    Pattern("kernel_too_large", r"Computed output size would be zero or negative.*inputs shape=(?P<given>\([^)]*\))"),
    Pattern("sizes_do_not_fit", r"total size of the tensor must be unchanged\. Received: "
                                r"input_shape=(?P<given>\([^)]*\)), target_shape=(?P<wanted>\([^)]*\))"),
    Pattern("values_for_a_made_class", r"(?P<type>\w+)\.__init__\(\) takes \d+ positional arguments? but \d+ w"),
    Pattern("labels_of_other_form", r"must have rank \(ndim\) `target.ndim - 1`. Received: target.shape="
                                    r"(?P<given>\([^)]*\))", ("step",)),
    Pattern("too_few_outputs", r"label value of \d+ which is outside the valid range of \[0, (?P<count>\d+)\)"),
    Pattern("model_where_numbers_belong", r"Attempt to convert a value \(<(?P<type>\w+) name=", ("step",)),
    Pattern("recurrent_needs_sequence", r"of layer '?(lstm|gru|simple_rnn|rnn)\w*'? is incompatible with the "
                                        r"layer: expected ndim=3, found ndim=2\. Full shape received: "
                                        r"(?P<given>\([^)]*\))"),
    Pattern("features_expected", r"expected (min_)?ndim=\d, found ndim=2", ("step",)),
    Pattern("image_without_channels", r"expected min_ndim=4, found ndim=3\. Full shape received: (?P<given>\([^)]*\))"),
    Pattern("block_of_other_channels", r"expected axis -1 of input shape to have value (?P<wanted>\d+), but received "
                                       r"input with shape (?P<given>\([^)]*\))"),
    Pattern("whole_numbers_given", r"Incompatible type conversion requested to type (?P<dtype>u?int\d+) for "
                                   r"`tf.Variable"),
    Pattern("word_unknown", r"indices\[[\d,]*\] = (?P<word>\d+) is not in \[0, (?P<count>\d+)\)"),
    Pattern("block_of_other_shape", r"expected shape=(?P<wanted>\([^)]*\)), found shape=(?P<given>\([^)]*\))"),
)


def known_error(case: Case, finding: Finding) -> Cause | None:
    """The words of the exception are known."""
    told = str(finding.found)
    stage = case.evidence.failure.stage if case.evidence.failure is not None else ""
    for pattern in PATTERNS:
        match = re.search(pattern.words, told, re.DOTALL)
        if match is not None and (not pattern.stages or stage in pattern.stages):
            params: dict[str, Any] = {key: value for key, value in match.groupdict().items() if value}
            if "other_line" in params:
                cell = finding.place[0] if finding.place is not None else 0
                params["other_line"] = case.answer.place_of(cell, int(params["other_line"]))
            return Cause(pattern.code, params)
    return None


def activation_unknown(case: Case, finding: Finding) -> Cause | None:
    """Keras knows no activation of that name."""
    match = re.search(r"activation function identifier: (\w+)", str(finding.found))
    nearest = nearest_name(match.group(1), keras_names().activations, likeness=0.5) if match is not None else None
    return Cause("activation_unknown", {"name": match.group(1), "nearest": nearest}) if match and nearest else None


def import_fails(case: Case, finding: Finding) -> Cause | None:
    """An import does not find what it asks for, and no other name is near."""
    match = re.search(r"(?:No module named|cannot import name) '([\w.]+)'(?: from '([\w.]+)')?", str(finding.found))
    if match is None:
        return None
    module = (match.group(2) or "").replace("keras._tf_keras.", "tensorflow.")
    return Cause("import_fails", {"name": ".".join(filter(None, (module, match.group(1))))})


def import_misspelt(case: Case, finding: Finding) -> Cause | None:
    """An import asks for a name that is nearly right."""
    match = re.search(r"(?:No module named|cannot import name) '([\w.]+)'", str(finding.found))
    failure = case.evidence.failure
    if match is None or failure is None or match.group(1).startswith("tensorflow.python"):
        return None
    packages = PACKAGES if "_" not in match.group(1) else ()  # `tf_keras` is another package, and no slip
    nearest = next(iter(failure.near), None) or nearest_name(match.group(1), packages, likeness=0.8)
    if nearest is None or match.group(1).startswith(f"{nearest}."):  # what a module once had in it, and has no more
        return None
    return Cause("import_misspelt", {"name": match.group(1), "nearest": nearest})


def argument_misspelt(case: Case, finding: Finding) -> Cause | None:
    """A layer gets an argument whose name is nearly right."""
    for kind, name in arguments_not_taken(case, finding):
        nearest = nearest_name(name, keras_names().layers.get(kind, []))
        if nearest is not None:
            return Cause("argument_misspelt", {"type": kind, "name": name, "nearest": nearest})
    return None


def argument_not_taken(case: Case, finding: Finding) -> Cause | None:
    """A layer gets an argument that it does not take."""
    for kind, name in arguments_not_taken(case, finding):
        return Cause("argument_not_taken", {"type": kind, "name": name})
    return None


def arguments_not_taken(case: Case, finding: Finding) -> list[tuple[str, str]]:
    """Returns (layer type, name) of arguments on the raising line that the layer does not take."""
    told = NOT_TAKEN.search(str(finding.found))
    required = REQUIRED.search(str(finding.found))
    kind = (told.group(1) or told.group(3)) if told else required.group(1) if required else ""
    if kind not in keras_names().layers:
        return []
    if told:
        return [(kind, told.group(2) or told.group(4))]
    known = keras_names().layers[kind]
    return [(kind, each.arg) for node in nodes_on_line(case, finding)
            if isinstance(node, ast.Call) and keras_names().canonical(called_name(node)) == kind
            for each in node.keywords if each.arg and each.arg not in known]


def argument_required(case: Case, finding: Finding) -> Cause | None:
    """A layer is made without an argument that it needs."""
    match = REQUIRED.search(str(finding.found))
    if match is None or match.group(1) not in keras_names().layers:
        return None
    return Cause("argument_required", {"type": match.group(1), "argument": match.group(2).replace("'", "")})


def number_expected(case: Case, finding: Finding) -> Cause | None:
    """A size of a layer is no whole number."""
    match = re.search(r"invalid value for `(\w+)`, expected a positive integer|"
                      r"The `(\w+)` argument must be a tuple of \d+ integers", str(finding.found))
    if match is None:
        return None
    name = match.group(1) or match.group(2)
    given = [argument_of(node, keras_names().canonical(called_name(node)) or "", name)
             for node in nodes_on_line(case, finding) if isinstance(node, ast.Call)]
    written = next((ast.unparse(each) for each in given if each is not None), "-")
    return Cause("number_expected", {"argument": name, "value": written[:40]})


def model_needs_both(case: Case, finding: Finding) -> Cause | None:
    """`keras.Model` gets only one of its two ends."""
    match = re.search(r"Unrecognized keyword arguments passed to Model: \{'(inputs|outputs)'", str(finding.found))
    if match is None:
        return None
    return Cause("model_needs_both", {"missing": "outputs" if match.group(1) == "inputs" else "inputs"})


def keyword_of_model_unknown(case: Case, finding: Finding) -> Cause | None:
    """`keras.Model` gets an argument that it does not take."""
    match = re.search(r"Unrecognized keyword arguments passed to Model: \{'(\w+)'", str(finding.found))
    return Cause("keyword_of_model_unknown", {"name": match.group(1)}) if match is not None else None
