"""Runs the statements of an answer in a namespace of their own."""

from __future__ import annotations

import ast
import linecache
import re
import traceback
import warnings
from types import TracebackType
from typing import Any, Literal

from grader.evidence.claims import AnswerCode, Failure, Frame, Step
from grader.guest.surroundings import Absent

Stage = Literal["code", "call", "return", "train", "step"]
# What says nothing to a student: addresses, names of TensorFlow's own functions, the values of whole arrays.
NOISE = ((re.compile(r" at 0x[0-9a-fA-F]+"), ""), (re.compile(r"\{\{function_node .*?\}\} ?"), ""),
         (re.compile(r"\[\[[-+\d\s.,e\[\]]*"), "[…]"), (re.compile(r" \[Op:\w+\](?: name:.*)?"), ""))
CELL_NAME = re.compile(r"<cell (\d+)>")


class AnswerFailed(Exception):
    """The student's code raised; carries the failure as it is reported."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def run_answer(code: AnswerCode) -> dict[str, Any]:
    """Runs all steps in order.

    Returns:
        The namespace they left.

    Raises:
        AnswerFailed: one of them raised.
    """
    namespace: dict[str, Any] = {"__name__": "__main__", "__doc__": None,
                                 "get_ipython": lambda: Absent(), "display": lambda *_, **__: None}
    for number, source in enumerate(code.cells):
        name = f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    with warnings.catch_warnings(action="ignore"):
        for step in code.steps:
            run_step(step, namespace)
    return namespace


def run_step(step: Step, namespace: dict[str, Any]) -> None:
    """Runs one statement; a lenient one may fail, and an import that fails leaves a stand-in."""
    try:
        tree = ast.increment_lineno(ast.parse(step.source), step.line - 1)
        exec(compile(tree, f"<cell {step.cell}>", "exec"), namespace)  # noqa: S102
    except BaseException as error:
        if not step.lenient:
            raise AnswerFailed(describe_failure(error, "code")) from None
        stand_in_for_imports(ast.parse(step.source).body[0], namespace)


def stand_in_for_imports(node: ast.stmt, namespace: dict[str, Any]) -> None:
    """Binds the names of an import that failed one by one: those that can be had, and stand-ins for the others."""
    if not isinstance(node, (ast.Import, ast.ImportFrom)):
        return
    for alias in node.names:
        single = ast.Module([_with_names(node, alias)], type_ignores=[])
        try:
            exec(compile(single, "<import>", "exec"), namespace)  # noqa: S102
        except BaseException:
            name = (alias.asname or alias.name).split(".")[0]
            if name != "*":
                namespace.setdefault(name, Absent(name))


def _with_names(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import([alias]), node)
    return ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)


def describe_failure(error: BaseException, stage: Stage) -> Failure:
    """Tells an exception with the student's own frames only."""
    # Keras appends what it was given; its first paragraph says what went wrong.
    message = text_of(error).strip().split("\n\nArguments received by")[0]
    for noise, instead in NOISE:
        message = noise.sub(instead, message)
    return Failure(type=type(error).__name__[:200], message=message[:2000],
                   frames=student_frames(error.__traceback__)[-20:], stage=stage)


def text_of(error: BaseException) -> str:
    """Returns an exception's text; one that cannot be told is told as such."""
    try:
        return str(error).encode("utf-8", "replace").decode()
    except BaseException:
        return "(no text)"


def student_frames(trace: TracebackType | None) -> tuple[Frame, ...]:
    """Returns the frames that lie in the student's cells, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(trace):
        if found := CELL_NAME.fullmatch(frame.f_code.co_filename):
            frames.append(Frame(cell=int(found.group(1)), line=line, function=frame.f_code.co_name[:200]))
    return tuple(frames)
