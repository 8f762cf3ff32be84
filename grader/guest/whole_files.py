"""Runs a file as a whole and collects what it makes: every model, and every function of a wanted name."""

from __future__ import annotations

import ast
import contextlib
import linecache
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import keras

from grader.evidence.claims import SIZES, STATEMENT_SECONDS, Inventory, Made, MadeAt, MadeKind, Step
from grader.guest.execution import TELL, new_namespace, parse_step, run_import
from grader.guest.lines import CELL_NAME, student_line
from grader.guest.networks import model_kind
from grader.guest.recording import Birthplaces, stock_class
from grader.guest.stand_ins import Missing
from grader.submissions.uses import LenientUses, lenient

FILE_SECONDS = 18.0
KINDS: dict[str, MadeKind] = {"Sequential": "sequential", "Functional": "functional", "Model": "subclass"}
REMEMBER_FUNCTION, REMEMBER_CLASS, UNDONE = "__made_function__", "__made_class__", "__undone__"
GROWING = (".add(", ".pop(", ".insert(")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While)
# What cannot fail, or decides what becomes of other statements.
WHOLE = (*FUNCTIONS, ast.Global, ast.Nonlocal, ast.Return, ast.Break, ast.Continue, ast.Pass)


class TooLong(BaseException):
    """A statement has had its time. No `Exception`, so that a student's handler lets it pass."""


class WholeFile:
    """The objects a file makes while it runs."""

    def __init__(self, birthplaces: Birthplaces, functions: tuple[str, ...]) -> None:
        self.birthplaces = birthplaces
        self.wanted = frozenset(functions)
        self.functions: list[tuple[str, Callable[..., Any], tuple[int, int]]] = []
        self.owners: list[Any] = []
        self.classes: list[type] = []
        self.spoilt: set[int] = set()
        self.failed: list[str] = []
        self.namespace: dict[str, Any] = {}
        self.called: set[str] = set()
        self.born = 0

    def run(self, cells: tuple[str, ...], steps: tuple[Step, ...], *, lenient_uses: bool,
            told: Callable[[BaseException], None] | None = None) -> None:
        """Runs all statements; each may fail, and none may take long; `told` as of `run_answer`."""
        self.namespace = new_namespace(cells, told)
        self.namespace |= {REMEMBER_FUNCTION: self._remember_function, REMEMBER_CLASS: self._remember_class,
                           UNDONE: self._leave_unbound}
        self.called = {name for step in steps for name in called_for_nothing(parse_step(step).body[0])}
        ends_at = time.monotonic() + FILE_SECONDS
        for step in steps:
            seconds = min(STATEMENT_SECONDS, ends_at - time.monotonic())
            if seconds <= 0:
                break
            self._run_step(step, seconds, lenient_uses=lenient_uses)
        self._call_what_is_left()

    def inventory(self) -> Inventory:
        """Tells what was made."""
        models = [self._describe(model, place) for model, place in self._models()]
        functions = [Made("train_step", MadeAt(place), name) for name, _, place in self.functions]
        return Inventory(tuple(numbered([*models, *functions]))[:500])

    def object_made(self, at: MadeAt) -> Any:
        """Returns what was made there; None if nothing was."""
        made = [(place, model) for model, place in self._models()]
        made += [(place, function) for _, function, place in self.functions]
        return next(iter([each for place, each in made if place == at.place][at.nth:]), None)

    def _run_step(self, step: Step, seconds: float, *, lenient_uses: bool) -> None:
        before, self.born = {name: self.namespace.get(name) for name in step.binds}, len(self.birthplaces.layers)
        filename = f"<cell {step.cell}>"
        try:
            tree = RememberFunctions(self.wanted).visit(parse_step(step))
            if gives_nothing(tree.body[0]) and tree.body[0].name in self.called - self.wanted:
                tree.body[0].body = each_for_itself(tree.body[0].body)
            if isinstance(tree.body[0], (ast.Import, ast.ImportFrom)):
                run_import(tree.body[0], filename, self.namespace)
                return
            tree = ast.fix_missing_locations(LenientUses(TELL).visit(tree) if lenient_uses else tree)
            with time_limit(seconds):
                exec(compile(tree, filename, "exec"), self.namespace)  # noqa: S102
        except BaseException as error:
            for name in step.binds:
                if self.namespace.get(name) is before[name]:
                    self.namespace.pop(name, None)
            self._leave_undone(step.source, [self.namespace.get(name) for name in step.changes], error)

    def _leave_undone(self, source: str, changed: list[Any], error: BaseException) -> None:
        """Leaves out the models that a failed statement did not finish."""
        self.failed.append(source)
        changed = changed + half_made(error)
        if failed_growing(error):
            changed += [layer for layer, _ in self.birthplaces.layers[self.born:]]
        self.spoilt |= {id(each) for each in changed if isinstance(each, keras.Model)}

    def _leave_unbound(self, source: str) -> Missing:
        """Returns what a failed statement inside a function leaves for the names that it was to bind."""
        error = sys.exception()
        assert error is not None
        self._leave_undone(source, [], error)
        return Missing(error)

    def _call_what_is_left(self) -> None:
        """Makes an instance of each class of models, or with a wanted method or a model in it, that has none.

        One that the file wanted to make and could not stays unmade.
        """
        instances = [type(layer) for layer, _ in self.birthplaces.layers] + [type(each) for each in self.owners]
        models = [each for each in self.namespace.values() if isinstance(each, type) and issubclass(each, keras.Model)]
        for made in (*models, *self.classes):
            tried = any(re.search(rf"\b{re.escape(made.__name__)}\s*\(", source) for source in self.failed)
            if made not in instances and not tried and not made.__module__.startswith("keras."):
                self._try(made)
        for owner in self.owners:
            for name in self.wanted & set(dir(type(owner))):
                self._remember(name, getattr(owner, name), getattr(type(owner), name))
        for name in self.wanted & set(self.namespace):
            self._remember(name, self.namespace[name], self.namespace[name])

    def _try(self, made: type) -> None:
        try:
            with time_limit(STATEMENT_SECONDS):
                made()
        except BaseException as error:
            self.spoilt |= {id(each) for each in half_made(error)}

    def _remember(self, name: str, function: Any, written: Any) -> None:
        code = getattr(getattr(written, "python_function", written), "__code__", None)
        known = any(each is function for _, each, _ in self.functions)
        if code is not None and not known and (found := CELL_NAME.fullmatch(code.co_filename)):
            self.functions.append((name, function, (int(found.group(1)), code.co_firstlineno)))

    def _remember_function(self, function: Callable[..., Any]) -> Callable[..., Any]:
        if (place := student_line()) is not None:
            self.functions.append((getattr(function, "__name__", ""), function, place))
        return function

    def _remember_class(self, made: Any) -> Any:
        if isinstance(made, type) and not issubclass(made, keras.layers.Layer):
            owners, init = self.owners, made.__init__  # type: ignore[misc] # this class' own

            def remembering(instance: Any, *args: Any, **options: Any) -> None:
                owners.append(instance)
                init(instance, *args, **options)

            made.__init__ = remembering  # type: ignore[misc] # for this class alone
            self.classes.append(made)
        return made

    def _models(self) -> Iterator[tuple[Any, tuple[int, int]]]:
        """Yields the finished models that are no part of another, with where each was made."""
        models = [(layer, place) for layer, place in self.birthplaces.layers if isinstance(layer, keras.Model)]
        inner = self.spoilt.union(*({id(part) for part in parts_of(model)} for model, _ in models))
        yield from ((model, place) for model, place in models if id(model) not in inner and place is not None)

    def _describe(self, model: Any, place: tuple[int, int]) -> Made:
        layers = [(each, found) for each in parts_of(model) if (found := stock_class(each)) is not None]
        shape = getattr(model, "input_shape", None) if model_kind(model) != "Model" else None
        return Made(kind=KINDS.get(model_kind(model), "subclass"), at=MadeAt(place),
                    layers=tuple((found.__name__, first_number(each)) for each, found in layers)[:500],
                    input_shape=tuple(shape[1:]) if isinstance(shape, tuple) and shape else None)


class RememberFunctions(ast.NodeTransformer):
    """Has each function of a wanted name told as it is made, with all its decorators; of a method, its class."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Adds a decorator around all others."""
        self.generic_visit(node)
        if node.name in self.wanted:
            node.decorator_list.insert(0, decorator(REMEMBER_FUNCTION, node))
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Adds a decorator to a class with such a method, which is only one of an instance, or that makes a model."""
        own = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name in self.wanted]
        for each in node.body:
            self.generic_visit(each) if each in own else self.visit(each)
        if own or any(isinstance(each, ast.Call) and ast.unparse(each.func).split(".")[-1] in KINDS
                      for each in ast.walk(node)):
            node.decorator_list.insert(0, decorator(REMEMBER_CLASS, node))
        return node


def called_for_nothing(node: ast.stmt) -> Iterator[str]:
    """Yields the names in statements that nothing is kept of: `main()`, `app.run(main)`, also inside `if`."""
    if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        for each in ast.walk(node):
            if isinstance(each, ast.Expr):
                yield from (name.id for name in ast.walk(each) if isinstance(name, ast.Name))


def gives_nothing(node: ast.stmt) -> bool:
    """Whether it is a function that returns nothing: a piece of the file's program, as its top level is."""
    return isinstance(node, FUNCTIONS) and not any(
        isinstance(each, (ast.Yield, ast.YieldFrom)) or (isinstance(each, ast.Return) and each.value is not None)
        for each in ast.walk(node))


def each_for_itself(statements: list[ast.stmt]) -> list[ast.stmt]:
    """Lets each statement fail for itself; a name that it was to bind then raises when it is used, as after imports."""
    for each in statements:
        if isinstance(each, (*BRANCHES, ast.With, ast.AsyncWith)):
            each.body = each_for_itself(each.body)
        if isinstance(each, BRANCHES):
            each.orelse = each_for_itself(each.orelse)
    return [each if isinstance(each, WHOLE) else leaving_unbound(each) for each in statements]


def leaving_unbound(node: ast.stmt) -> ast.stmt:
    """Returns a statement that may fail, and what is done then."""
    binds = [each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        binds = [(each.asname or each.name).split(".")[0] for each in node.names]
    instead = " = ".join([*binds, f"{UNDONE}({ast.unparse(node)!r})"])
    return lenient(node, ast.parse(instead).body[0], errors="(Exception, SystemExit)")


def decorator(name: str, node: ast.stmt) -> ast.expr:
    """Returns the name as a decorator of a definition."""
    return ast.copy_location(ast.Name(name, ast.Load()), node)


def parts_of(model: Any) -> list[Any]:
    """Returns the layers in a model at any depth; none if its own code raises."""
    try:
        return list(model._flatten_layers(include_self=False))
    except Exception:
        return []


def first_number(layer: Any) -> int | None:
    """Returns a layer's filters, units or pool size."""
    values = (getattr(layer, name, None) for name in SIZES)
    value = next((each[0] if isinstance(each, tuple) else each for each in values if each), None)
    return value if isinstance(value, int) else None


def numbered(made: list[Made]) -> Iterator[Made]:
    """Yields what was made, each with its number among those of its place."""
    seen: dict[tuple[int, int], int] = {}
    for each in made:
        place = each.at.place
        yield Made(each.kind, MadeAt(place, seen.get(place, 0)), each.name, each.layers, each.input_shape)
        seen[place] = seen.get(place, 0) + 1


def half_made(error: BaseException) -> list[Any]:
    """Returns the objects whose `__init__` an error ended: nobody has got hold of them."""
    found, trace = [], error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == "__init__":
            found += list(trace.tb_frame.f_locals.values())[:1]
        trace = trace.tb_next
    return found


def failed_growing(error: BaseException) -> bool:
    """Whether the student's statement that raised was adding to a model or taking from it."""
    raised, trace = None, error.__traceback__
    while trace is not None:
        if CELL_NAME.fullmatch(trace.tb_frame.f_code.co_filename):
            raised = trace
        trace = trace.tb_next
    if raised is None:
        return False
    tree = ast.parse("".join(linecache.getlines(raised.tb_frame.f_code.co_filename)))
    around = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)
              and node.lineno <= raised.tb_lineno <= (node.end_lineno or 0)]
    return any(each in ast.unparse(around[-1]) for each in GROWING) if around else False


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises `TooLong` in what runs longer, again and again while that is caught."""
    def raise_too_long(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, raise_too_long)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
