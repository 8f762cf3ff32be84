"""Runs the statements of an answer in a namespace of their own."""

from __future__ import annotations

import ast
import linecache
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, Literal

from grader.evidence.claims import AnswerCode, Failure, Step
from grader.guest.lines import student_frames
from grader.guest.stand_ins import Absent, Missing
from grader.nearest import nearest_names
from grader.submissions.uses import LenientUses

Stage = Literal["code", "call", "return", "train", "step", "compile", "build"]
# What says nothing to a student: addresses, names of TensorFlow's own functions, the values of whole arrays.
NOISE = ((re.compile(r"\x1b\[[0-9;]*m"), ""), (re.compile(r" at 0x[0-9a-fA-F]+"), ""),
         (re.compile(r"\{\{function_node .*?\}\} ?"), ""), (re.compile(r" for '\{\{node .*", re.DOTALL), ""),
         (re.compile(r"\[\[[-+\d\s.,e\[\]]*"), "[…]"), (re.compile(r" \[Op:\w+\](?: name:.*)?"), ""))
ERROR_NAME = re.compile(r"^[\w.]+: ")
MAX_CHAIN = 20
TELL = "__compile_failed__"  # a function in the namespace of an answer
OTHER_KERAS = re.compile(r"(tf_keras|tensorflow\.python\.keras)(\.|$)")


class AnswerFailed(Exception):
    """The student's code raised; carries the failure as it is reported."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def run_answer(code: AnswerCode, told: Callable[[BaseException], None] | None = None) -> dict[str, Any]:
    """Runs all steps in order.

    Args:
        told: hears what `compile` raised, which ends nothing.

    Returns:
        The namespace they left.

    Raises:
        AnswerFailed: one of them raised.
    """
    namespace = new_namespace(code.cells, told)
    with warnings.catch_warnings(action="ignore"):
        for step in code.steps:
            run_step(step, namespace, lenient_uses=not code.functions)
    return namespace


def new_namespace(cells: tuple[str, ...], told: Callable[[BaseException], None] | None = None) -> dict[str, Any]:
    """Returns a namespace for statements of these cells to run in; `told` hears what `compile` raises in it."""
    Absent.used.clear()
    for number, source in enumerate(cells):
        name = f"<cell {number}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    def tell() -> None:
        if told is not None and (error := sys.exception()) is not None:
            told(error)

    program = ModuleType("__main__")  # which `sys.modules` and `import __main__` know, as of any program
    sys.modules["__main__"] = program
    vars(program).update(get_ipython=lambda: Absent(), display=lambda *_, **__: None, **{TELL: tell})
    return vars(program)


def parse_step(step: Step) -> ast.Module:
    """Parses a statement, its lines under their own numbers."""
    return ast.increment_lineno(ast.parse(step.source), step.line - 1)


def run_step(step: Step, namespace: dict[str, Any], *, lenient_uses: bool = False) -> None:
    """Runs one statement; a lenient one may fail, and of an import that fails, each name for itself.

    Args:
        lenient_uses: what only compiles, trains, saves or shows inside it may fail.
    """
    filename = f"<cell {step.cell}>"
    try:
        tree = parse_step(step)
        if isinstance(tree.body[0], (ast.Import, ast.ImportFrom)):
            run_import(tree.body[0], filename, namespace)
            return
        exec(compile(LenientUses(TELL).visit(tree) if lenient_uses else tree, filename, "exec"), namespace)  # noqa: S102
    except BaseException as error:
        if not step.lenient:
            raise AnswerFailed(describe_failure(error, "code")) from None


def run_import(node: ast.Import | ast.ImportFrom, filename: str, namespace: dict[str, Any]) -> None:
    """Binds the names of an import one by one; one that cannot be had raises when it is used, not before."""
    for alias in node.names:
        try:
            exec(compile(single_import(node, alias), filename, "exec"), namespace)  # noqa: S102
        except BaseException as error:
            name = (alias.asname or alias.name).split(".")[0]
            if name != "*":
                namespace[name] = Missing(error)


def single_import(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.Module:
    """Returns the import of one name, as it stood.

    The copies of an older Keras that TensorFlow keeps for itself cannot be had: their layers are not Keras' own.
    """
    module = (getattr(node, "module", None) or alias.name) if not getattr(node, "level", 0) else ""
    if OTHER_KERAS.match(module):
        error = ast.parse(f"raise ModuleNotFoundError({f'No module named {module!r}'!r})").body[0]
        return ast.Module([ast.fix_missing_locations(ast.copy_location(error, node))], type_ignores=[])
    return ast.Module([_with_names(node, alias)], type_ignores=[])


def _with_names(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.copy_location(ast.Import([alias]), node)
    return ast.copy_location(ast.ImportFrom(node.module, [alias], node.level), node)


def describe_failure(error: BaseException, stage: Stage) -> Failure:
    """Tells an exception with the student's own frames only."""
    # Keras appends what it was given; its first paragraph says what went wrong.
    message = text_of(error).strip().split("\n\nArguments received by")[0]
    if message.startswith("in user code:"):  # of a graph: a traceback of TensorFlow's own, and then the error
        message = ERROR_NAME.sub("", message.rpartition("\n\n")[2].strip())
    if Absent.used and "absent" in message.lower():
        error = absent_package().with_traceback(error.__traceback__)
        message = text_of(error)
    for noise, instead in NOISE:
        message = noise.sub(instead, message)
    return Failure(type=type(error).__name__[:200], message=message[:2000],
                   frames=student_frames(error)[-20:], stage=stage, near=names_near(error))


def names_near(raised: BaseException) -> tuple[str, ...]:
    """Returns the attributes nearest to one that an object, or a module in an import, was asked for in vain."""
    for error in chain_of(raised):  # Keras raises some errors anew, without the object
        if isinstance(error, AttributeError) and error.obj is not None and error.name:
            return public_near(error.name, error.obj)
        asked = re.search(r"cannot import name '(\w+)'", text_of(error))
        if asked is not None and isinstance(error, ImportError):
            return public_near(asked.group(1), sys.modules.get(error.name or ""))
    return ()


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yields an error and those during whose handling it was raised; a student may have made a ring of them."""
    for _ in range(MAX_CHAIN):
        if error is None:
            return
        yield error
        error = error.__context__


def public_near(name: str, owner: object) -> tuple[str, ...]:
    """Returns the attributes of an object that are near a name; none where no student wrote the name."""
    if name.startswith("_") and not name.startswith("__"):
        return ()
    known = [each for each in dir(owner) if not each.startswith("_") or each == "__init__"]
    return tuple(each[:200] for each in nearest_names(name, known)[:10])


def absent_package() -> ModuleNotFoundError:
    """Returns the error of the import whose stand-in has got where it can stand for nothing."""
    return ModuleNotFoundError(f"No module named '{Absent.used[0].split('.')[0]}'")


def text_of(error: BaseException) -> str:
    """Returns an exception's text; one that cannot be told is told as such."""
    try:
        return str(error).encode("utf-8", "replace").decode()
    except BaseException:
        return "(no text)"
