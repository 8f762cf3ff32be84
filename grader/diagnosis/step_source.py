"""What the source of a training step shows: which names it gives to model outputs, what it calls, and where."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, wraps

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause, Explain
from grader.diagnosis.source import Spot, called_name

APPLIES = {"apply_gradients", "apply"}
ASSIGNS = {"assign", "assign_sub", "assign_add"}
VARIABLES = {"trainable_variables", "trainable_weights", "variables", "weights"}
LOOPS = (ast.For, ast.While)


@dataclass(frozen=True)
class StepSource:
    """The function of an answer to a training step exercise."""

    case: Case
    cell: int
    function: ast.FunctionDef

    def spot(self, node: ast.expr | ast.stmt) -> Spot:
        """Returns where a node stands."""
        return self.case.source.spot(self.cell, node)

    def calls(self, names: set[str] | None = None) -> list[ast.Call]:
        """Returns the calls of these names (None: all calls) in the function, in the order they stand."""
        found = [node for node in ast.walk(self.function) if isinstance(node, ast.Call)
                 and (names is None or called_name(node) in names)]
        return sorted(found, key=lambda node: (node.lineno, node.col_offset))

    @property
    def is_graph(self) -> bool:
        """Whether `@tf.function` stands above it."""
        return any(ast.unparse(each).startswith("tf.function") for each in self.function.decorator_list)

    @property
    def returns(self) -> list[ast.Return]:
        """The return statements."""
        return [node for node in ast.walk(self.function) if isinstance(node, ast.Return)]

    @cached_property
    def parameters(self) -> list[str]:
        """The names of its parameters."""
        return [each.arg for each in self.function.args.args]

    @cached_property
    def predictions(self) -> set[str]:
        """Names that hold what was called on the first parameter alone: what a model predicts."""
        return {target for target, value in self.assigned() if self.calls_on_features(value)}

    def predicts(self, node: ast.expr) -> bool:
        """Whether an expression is what a model predicts: a name for it, or the call itself."""
        return self.calls_on_features(node) or (isinstance(node, ast.Name) and node.id in self.predictions)

    def calls_on_features(self, node: ast.expr) -> bool:
        """Whether an expression calls something on the first parameter alone."""
        return isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.args[0], ast.Name) \
            and node.args[0].id in self.parameters[:1]

    @property
    def tapes(self) -> list[ast.With]:
        """The blocks that a tape records."""
        return [node for node in ast.walk(self.function) if isinstance(node, ast.With)
                and any("GradientTape" in ast.unparse(each.context_expr) for each in node.items)]

    def in_tape(self, node: ast.AST) -> bool:
        """Whether a node stands in a block that a tape records."""
        return any(each is node for block in self.tapes for line in block.body for each in ast.walk(line))

    def takes_predictions(self, call: ast.Call) -> bool:
        """Whether a call gets what a model predicts, and something beside it: it computes the loss."""
        return len(call.args) == 2 and any(self.predicts(each) for each in call.args)

    def are_variables(self, node: ast.expr) -> bool:
        """Whether an expression is variables of a model: written as such, or a name for them."""
        told = dict(self.assigned())
        value = told.get(node.id, node) if isinstance(node, ast.Name) else node
        return any(isinstance(each, ast.Attribute) and each.attr in VARIABLES for each in ast.walk(value)) \
            and not any(isinstance(each, ast.Call) and called_name(each) == "gradient" for each in ast.walk(value))

    @cached_property
    def gradients(self) -> set[str]:
        """Names that hold what a tape gave."""
        return {target for target, value in self.assigned()
                if isinstance(value, ast.Call) and called_name(value) == "gradient"}

    def assigned(self) -> Iterator[tuple[str, ast.expr]]:
        """Yields (name, value) of each plain assignment."""
        for node in ast.walk(self.function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        yield target.id, node.value

    def in_loop(self, node: ast.AST) -> bool:
        """Whether a node stands in a loop of the function."""
        return any(each is node for loop in ast.walk(self.function) if isinstance(loop, LOOPS)
                   for each in ast.walk(loop))


def step_source(case: Case) -> StepSource | None:
    """Returns the source of the asked function; None if it cannot be found in the answer."""
    if not case.spec.subject.function:
        return None
    found = case.source.function(case.spec.subject.function)
    return StepSource(case, *found) if found is not None else None


def of_step(explain: Callable[[Case, Finding, StepSource], Cause | None]) -> Explain:
    """Makes a cause out of one that looks at the asked function's source: where that is not found, it is none."""
    @wraps(explain)
    def explained(case: Case, finding: Finding) -> Cause | None:
        step = step_source(case)
        return explain(case, finding, step) if step is not None else None

    return explained


def names_in(node: ast.AST | None) -> set[str]:
    """Returns the names an expression reads."""
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)} if node is not None else set()
