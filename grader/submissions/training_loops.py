"""Training loops around a step: read as text, never run and never graded, but worth a word."""

from __future__ import annotations

import ast

from grader.submissions.statements import Program
from grader.submissions.types import Place


def batch_of_one(program: Program, step: str) -> Place | None:
    """Returns where a loop fills a batch only when it hands it to the step, so that each batch is a single image."""
    for statement in program.statements:
        for loop in ast.walk(statement.node):
            if isinstance(loop, ast.For) and (call := fed_single_images(loop, step)) is not None:
                return statement.cell.place(call.lineno)
    return None


def fed_single_images(loop: ast.For, step: str) -> ast.Call | None:
    """Returns the call of the step in an `if` that is the only place where its lists are appended to."""
    for branch in loop.body:
        if not isinstance(branch, ast.If):
            continue
        call = next((node for node in ast.walk(branch) if isinstance(node, ast.Call)
                     and isinstance(node.func, ast.Name) and node.func.id == step), None)
        given = {node.id for node in ast.walk(call) if isinstance(node, ast.Name)} if call is not None else set()
        if given & grown_in(branch) and not given & grown_in(*(each for each in loop.body if each is not branch)):
            return call
    return None


def grown_in(*statements: ast.stmt) -> set[str]:
    """Returns the names of the lists that statements append to."""
    return {node.func.value.id for statement in statements for node in ast.walk(statement)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append"
            and isinstance(node.func.value, ast.Name)}
