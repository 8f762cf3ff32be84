"""Words on a training step that is right and could be better. They cost no points."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from grader.diagnosis.case import Case
from grader.diagnosis.source import called_name
from grader.diagnosis.step_source import step_source
from grader.submissions.statements import last_name


def step_advice(case: Case) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (message code, parameters) for a training step and its source."""
    step = step_source(case)
    if step is None:
        return
    claim = case.evidence.claim.train_step if case.evidence.claim is not None else None
    layers = claim.network.layers if claim is not None and claim.network is not None else ()
    if frozen := sum(each.config.get("trainable") is False for each in layers):
        yield "layers_frozen", {"count": frozen}
    for node in ast.walk(step.function):
        if isinstance(node, ast.With) and (call := gradient_inside(node)) is not None:
            place = case.answer.place_of(step.cell, call.lineno)
            yield "gradient_inside_the_tape", {"place": place}


def gradient_inside(block: ast.With) -> ast.Call | None:
    """Returns the `gradient` call of a tape that is still recording; None where that is wanted or not so.

    A persistent tape, or one among several, may be meant to record gradients.
    """
    tapes = [item for item in block.items if isinstance(item.context_expr, ast.Call)
             and called_name(item.context_expr) == "GradientTape"]
    inner = [node for node in ast.walk(block) if isinstance(node, ast.Call) and called_name(node) == "GradientTape"]
    if len(tapes) != 1 or len(inner) != 1 or inner[0].keywords:
        return None
    name = last_name(tapes[0].optional_vars)
    return next((node for node in ast.walk(block) if isinstance(node, ast.Call) and called_name(node) == "gradient"
                 and isinstance(node.func, ast.Attribute) and last_name(node.func.value) == name), None)
