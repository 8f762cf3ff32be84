"""Why a training step raises, or gets no gradients: what is handed to the loss, the tape and the optimizer."""

from __future__ import annotations

import ast
import math
import re

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause
from grader.diagnosis.names import nodes_on_line
from grader.diagnosis.source import called_name
from grader.diagnosis.step_source import VARIABLES, StepSource, of_step, step_source
from grader.specs.keras_names import keras_names
from grader.submissions.statements import last_name

# What takes values off the tape: numbers, indices, values that are cut off on purpose.
CUTS = {"numpy", "argmax", "round", "constant", "array", "asarray", "item", "stop_gradient", "sign", "floor",
        "predict_on_batch", "float", "int"}


@of_step
def predict_in_the_step(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The predictions come from `model.predict`, which no tape sees."""
    calls = [call for call in step.calls({"predict"}) if step.calls_on_features(call)]
    return Cause("predict_in_the_step", {}, step.spot(calls[0])) if calls else None


def cut_from_the_tape(case: Case, finding: Finding) -> Cause | None:
    """Between model and loss something makes plain numbers of the values."""
    step = step_source(case)
    if step is None or not no_way_back(finding):
        return None
    for call in step.calls(CUTS):
        if step.in_tape(call):
            return Cause("cut_from_the_tape", {"name": f"{called_name(call)}()"}, step.spot(call))
    return None


def no_way_back(finding: Finding) -> bool:
    """Whether an exception says that the tape does not know the way from the loss to the variables."""
    return bool(re.search(r"No gradients provided|'numpy[\w.]*' object has no attribute '_id'|label value of|"
                          r"argument `type_value`|'(int|float)' object has no attribute '_id'", str(finding.found)))


def outside_the_tape(case: Case, finding: Finding) -> Cause | None:
    """Model or loss are called outside of the tape's block."""
    step = step_source(case)
    if step is None or "No gradients provided" not in str(finding.found) or not step.tapes:
        return None
    asked_at = min((each.lineno for each in step.calls({"gradient"})), default=math.inf)  # what comes later is not it
    for call in step.calls():
        if call.lineno <= asked_at and not step.in_tape(call) and (
                step.calls_on_features(call) or step.takes_predictions(call)):
            return Cause("outside_the_tape", {"line": ast.unparse(call)[:40]}, step.spot(call))
    return None


@of_step
def gradient_arguments_swapped(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """`tape.gradient` gets the variables first and the loss second."""
    for call in step.calls({"gradient"}):
        if len(call.args) == 2 and step.are_variables(call.args[0]) and not step.are_variables(call.args[1]):
            return Cause("gradient_arguments_swapped", {}, step.spot(call))
    return None


@of_step
def zip_reversed(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The pairs for the optimizer are the wrong way round."""
    for call in step.calls({"zip"}):
        if len(call.args) == 2 and step.are_variables(call.args[0]) and not step.are_variables(call.args[1]):
            return Cause("zip_reversed", {}, step.spot(call))
    return None


@of_step
def gradients_without_variables(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """The optimizer gets the gradients alone, or two lists that are no pairs."""
    for call in step.calls({"apply_gradients"}):
        alone = len(call.args) == 1 and isinstance(call.args[0], ast.Name) and call.args[0].id in step.gradients
        if alone or len(call.args) == 2:
            return Cause("zip_forgotten", {}, step.spot(call))
    return None


@of_step
def sources_missing(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """`tape.gradient` is not told for which variables."""
    for call in step.calls({"gradient"}):
        if len(call.args) + len(call.keywords) < 2:
            return Cause("sources_missing", {}, step.spot(call))
    return None


@of_step
def sources_are_no_variables(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """`tape.gradient` gets a model, its layers or arrays where the variables belong."""
    match = re.search(r"'(?:[\w.]*\.)?(\w+)' object has no attribute '_id'", str(finding.found))
    if match is None:
        return None
    for call in step.calls({"gradient"}):
        if len(call.args) == 2 and not step.are_variables(call.args[1]):
            return Cause("sources_are_no_variables", {"type": match.group(1)}, step.spot(call.args[1]))
    return None


@of_step
def variables_of_another_model(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """One model predicts, and the variables are another's."""
    made = {name for _, node in case.source.nodes() if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
            for name in map(name_of, node.targets)}
    called = [name for call in step.calls() if step.calls_on_features(call) and (name := name_of(call.func)) in made]
    for node in ast.walk(step.function):
        if isinstance(node, ast.Attribute) and node.attr in VARIABLES and called and name_of(node.value) in made:
            owner = name_of(node.value)
            return Cause("variables_of_another_model", {"name": owner, "other": called[0]},
                         step.spot(node)) if owner not in called else None
    return None


@of_step
def loss_function_differentiated(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """`tape.gradient` gets the function that computes losses, not the loss."""
    for call in step.calls({"gradient"}):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Name) and any(isinstance(each.func, ast.Name) and each.func.id == first.id
                                               for each in step.calls()):
            return Cause("loss_function_differentiated", {"name": first.id}, step.spot(call))
    return None


@of_step
def predictions_differentiated(case: Case, finding: Finding, step: StepSource) -> Cause | None:
    """`tape.gradient` gets the predictions, not the loss."""
    for call in step.calls({"gradient"}):
        if call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in step.predictions:
            return Cause("predictions_differentiated", {"name": call.args[0].id}, step.spot(call))
    return None


def made_a_tuple(case: Case, finding: Finding) -> Cause | None:
    """A comma at the end of a line makes a tuple of what it holds."""
    if not re.search(r"'(tuple|_TupleWrapper)'", str(finding.found)):
        return None
    for cell, node, name in held(case, finding):
        if isinstance(node.value, ast.Tuple) and len(node.value.elts) == 1:
            return Cause("made_a_tuple", {"name": name}, case.source.spot(cell, node))
    return None


def text_for_an_object(case: Case, finding: Finding) -> Cause | None:
    """A name holds a text, as `"adam"`, where an object is needed."""
    if "'str' object" not in str(finding.found):
        return None
    for cell, node, name in held(case, finding):
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return Cause("text_for_an_object", {"name": name, "value": node.value.value}, case.source.spot(cell, node))
    return None


def class_for_an_object(case: Case, finding: Finding) -> Cause | None:
    """A name holds a class itself: the brackets that make an object of it are missing."""
    told = str(finding.found)
    certain = re.search(r"missing 1 required positional argument|object has no attribute '_id'|'type' object|"
                        r"type object|KerasVariable|<class '", told)
    here = {name_of(node) for node in nodes_on_line(case, finding)}
    for cell, made, name in held(case, finding):
        kind = last_name(made.value)
        if isinstance(made.value, ast.Attribute | ast.Name) and kind[:1].isupper() and (certain or name in here):
            return Cause("class_for_an_object", {"name": name, "type": kind}, case.source.spot(cell, made))
    for cell, node in case.source.nodes():
        for item in node.items if isinstance(node, ast.With) and "context manager" in told else ():
            if last_name(item.context_expr) == "GradientTape":
                return Cause("class_for_an_object", {"name": last_name(item.optional_vars) or "with",
                                                     "type": "GradientTape"}, case.source.spot(cell, item.context_expr))
    return None


def held(case: Case, finding: Finding) -> list[tuple[int, ast.Assign, str]]:
    """Returns the assignments outside of functions that made what the raising line, or the step, works with."""
    step = step_source(case)
    function = step.function if step is not None else None
    used = {name_of(node) for node in (*nodes_on_line(case, finding), *(ast.walk(function) if function else ()))}
    used |= {name_of(node) for _, tree in case.source.trees() if isinstance(tree, ast.ClassDef)
             for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return [(cell, node, name_of(node.targets[0])) for cell, node in case.source.nodes()
            if isinstance(node, ast.Assign) and name_of(node.targets[0]) in used - {""}]


def name_of(node: ast.AST) -> str:
    """Returns how a name or an attribute of `self` is written; empty for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def made_in_a_graph(case: Case, finding: Finding) -> Cause | None:
    """Under `@tf.function` a model, a layer or an optimizer is made anew in each call."""
    step, told = step_source(case), str(finding.found)
    refused = "tf.function only supports singleton" in told
    if step is None or not (refused or ("Unknown variable" in told and step.is_graph)):
        return None
    for call in step.calls():
        if makes_variables(case, call):
            return Cause("made_in_a_graph", {"type": called_name(call)}, step.spot(call))
    return Cause("made_in_a_graph", {"type": "tf.Variable"}) if refused else None


def makes_variables(case: Case, call: ast.Call) -> bool:
    """Whether a call makes something that holds variables: a layer, a model, an optimizer, a class of the answer."""
    own = {tree.name for _, tree in case.source.trees() if isinstance(tree, ast.ClassDef)}
    name = called_name(call)
    return name in {*own, "Sequential", "Model", "Variable"} or keras_names().canonical(name) is not None \
        or "optimizers" in ast.unparse(call.func)


def step_takes_two(case: Case, finding: Finding) -> Cause | None:
    """The asked function does not take a batch and its labels."""
    step = step_source(case)
    asked = case.spec.subject.function
    if step is None:
        return None
    if not re.search(rf"\b{asked}\(\) (takes|missing)", str(finding.found)):
        return None
    written = f"{asked}({', '.join(step.parameters)})"
    return Cause("step_takes_two", {"written": written}, step.spot(step.function))
