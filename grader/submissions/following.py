"""Follows objects under their names through the statements of a file: what may change them, and what only looks."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import lru_cache

from grader.submissions.finding import CONSTRUCTORS
from grader.submissions.statements import Statement, last_name
from grader.submissions.uses import USES

# What reaches objects by no name of theirs.
DYNAMIC = frozenset({
    "unittest", "mock", "runpy",
    "exec", "eval", "compile", "globals", "locals", "vars", "setattr", "delattr", "getattr", "__import__",
    "import_module", "methodcaller", "attrgetter", "itemgetter", "get_objects", "get_referrers", "modules", "partial",
    "partialmethod", "reduce", "currentframe", "_getframe", "MethodType", "FunctionType", "ctypes", "__dict__",
    "__globals__", "__builtins__", "__setattr__", "__getattribute__", "__delattr__", "__code__", "__closure__",
    "f_globals", "f_locals"})
METHODS_KEPT = DYNAMIC - {"compile", "modules"}  # `model.compile`; of modules only those of `sys`
# What only looks at what it is given, and of that what gives the same on.
GIVES_ON = frozenset({"list", "tuple", "set", "dict", "zip", "enumerate", "reversed", "sorted", "iter", "next", "type"})
LOOKS = GIVES_ON | {"print", "len", "str", "repr", "isinstance", "range", "sum", "max", "min", "id", "hasattr",
                    "format", "display", "any", "all", "bool", "int", "float", "dir", "help", "round", "callable",
                    "issubclass"}
PACKAGES = frozenset({
    "tensorflow", "keras", "tf_keras", "numpy", "matplotlib", "pandas", "seaborn", "sklearn", "PIL", "cv2", "IPython",
    "visualkeras", "json", "time", "datetime", "os", "math", "plotly", "scipy", "tqdm", "torchinfo",
    "tensorflow_datasets"})
# Attributes that hold plain values, and others that hold parts; anything else may be a method that changes something.
PLAIN = frozenset({
    "name", "shape", "dtype", "ndim", "size", "units", "filters", "output_shape", "input_shape", "kernel_size",
    "strides", "padding", "trainable", "built", "rate", "pool_size", "use_bias", "__name__", "history"})
PARTS = frozenset({
    "layers", "weights", "trainable_weights", "variables", "trainable_variables", "non_trainable_weights", "input",
    "inputs", "non_trainable_variables", "output", "outputs", "kernel", "bias", "optimizer", "loss", "metrics",
    "metrics_names", "activation", "__class__"})
READERS = USES | {"compile", "get_layer", "numpy", "items", "keys", "values", "index", "count", "copy", "append",
                  "get_metrics_result", "get_build_config", "count_params", "apply_gradients", "apply", "gradient",
                  "update_state", "reset_state", "reset_states", "result"}
MAX_DEPTH = 4  # of functions in functions that are looked into; those below may do anything
KEEPING = frozenset({"append", "extend", "format", "join"})  # methods of lists and texts, whatever these are called

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Follower:
    """Follows objects under their names through statements.

    Attributes:
        tracked: names of the objects, of their parts, and of what holds them.
        doers: names of what may change them when it is called.
        changers: names of functions of the file that may change what they are given.
        pure: names of functions of the file that only look at what they are given.
        known: names that imports of well-known packages brought.
        imported: names that any import brought, and other names of what they stand for.
    """

    def __init__(self, statements: tuple[Statement, ...], modules: frozenset[str]) -> None:
        self.depth = 0
        self.tracked: set[str] = set()
        self.doers: set[str] = set()
        self.changers: set[str] = set()
        self.dynamic: set[str] = set(DYNAMIC)
        self.known: set[str] = set()
        self.imported: set[str] = set()
        nodes = [node for each in statements for node in ast.walk(each.node)]
        for node in nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._import(node, modules)
        self.known -= {root_of(node) for node in nodes
                       if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
        self.pure: set[str] = set(LOOKS).difference(*(each.binds for each in statements))
        for statement in statements:
            if isinstance(statement.node, ast.Assign) and self._is_known_object(statement.node.value):
                self.known |= statement.binds

    def copy(self) -> Follower:
        """Returns one that knows the same, and learns for itself."""
        made = Follower.__new__(Follower)
        made.__dict__ |= {name: set(value) if isinstance(value, set) else value for name, value in vars(self).items()}
        return made

    def _import(self, node: ast.Import | ast.ImportFrom, modules: frozenset[str]) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            self.imported.add(name)
            package = module.split(".")[0]
            if not DYNAMIC.isdisjoint((alias.name, package)):
                self.dynamic.add(name)
            elif package in PACKAGES - modules:
                self.known.add(name)

    def touches(self, node: ast.AST) -> bool:
        """Whether running it could change what is tracked; remembers what its names stand for then."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.define(node)
            called = any(self._may_change(each) or self.touches(each) for each in node.decorator_list)
            return called or any(self.touches(each) for each in (*node.args.defaults, *node.args.kw_defaults) if each)
        if isinstance(node, ast.ClassDef):
            return self._class(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            return False
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            for each in node.generators:
                self._bind(each.target, each.iter)
        if isinstance(node, ast.For | ast.AsyncFor):
            self._bind(node.target, node.iter)
        if isinstance(node, ast.Match) and self._gives(node.subject):
            parts = [each for case in node.cases for each in ast.walk(case.pattern)]
            self.tracked |= {each.name for each in parts if isinstance(each, ast.MatchAs | ast.MatchStar) and each.name}
        found = self._itself(node)
        for child in ast.iter_child_nodes(node):
            found |= self.touches(child)
        if isinstance(node, ast.Assign):
            for target in node.targets:
                self._bind(target, node.value)
        elif isinstance(node, ast.NamedExpr | ast.AnnAssign) and node.value is not None:
            self._bind(node.target, node.value)
        elif isinstance(node, ast.withitem) and node.optional_vars is not None:
            self._bind(node.optional_vars, node.context_expr)
        return found

    def define(self, node: ast.stmt) -> None:
        """Remembers whether a function may change what it is given, or what is tracked."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self._forget({node.name})
            if self._body_touches(node, with_parameters=False):
                self.doers.add(node.name)
            else:
                changes = self._body_touches(node, with_parameters=True)
                (self.changers if changes else self.pure).add(node.name)

    def _class(self, node: ast.ClassDef) -> bool:
        self._forget({node.name})
        functions = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
        if mentions(node).isdisjoint(self.tracked | self.doers | self.dynamic):
            self.doers.difference_update(each.name for each in functions)
            self.pure.difference_update(each.name for each in functions)
            return False
        found = self._any_touches((*node.decorator_list, *node.bases, *node.keywords, *node.body))
        if any(self._body_touches(each, with_parameters=False) for each in functions):
            self.doers.add(node.name)
        for each in functions:  # methods go by no name of the file
            self.doers.discard(each.name)
            self.pure.discard(each.name)
        return found or any(map(self._may_change, node.decorator_list))

    def _body_touches(self, node: Scope, *, with_parameters: bool) -> bool:
        if self.depth > MAX_DEPTH:
            return True
        if not with_parameters and mentions(node).isdisjoint(self.tracked | self.doers | self.dynamic):
            return False
        inner = self.copy()
        inner.depth += 1
        parameters = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        parts = node.body if isinstance(node.body, list) else [node.body]
        own = names_stored(parts) | parameters
        inner.tracked -= own
        inner.doers -= own
        if with_parameters:
            inner.tracked |= parameters
        return inner._any_touches(parts)

    def _any_touches(self, nodes: Iterable[ast.AST]) -> bool:
        """Whether any does; each is looked at, for what names stand for after it."""
        return max([self.touches(each) for each in nodes], default=False)

    def _itself(self, node: ast.AST) -> bool:
        """Whether a piece of code, its parts left out, could change what is tracked."""
        if isinstance(node, ast.Name):
            return isinstance(node.ctx, ast.Load) and node.id in self.dynamic | self.doers
        if isinstance(node, ast.Global):
            return not self.tracked.isdisjoint(node.names)
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
            return self._gives(node.value)
        if isinstance(node, ast.BinOp):
            return self._meet(node.left, node.right)
        if isinstance(node, ast.Compare):
            return any(self._meet(node.left, each) for each, op in zip(node.comparators, node.ops, strict=True)
                       if not isinstance(op, ast.Is | ast.IsNot))
        if isinstance(node, ast.Subscript):
            return self._gives(node.slice) and not self._gives(node.value)
        if isinstance(node, ast.Attribute):
            return node.attr in METHODS_KEPT or (node.attr == "modules" and root_of(node) == "sys")
        if isinstance(node, ast.AugAssign):
            return self._gives(node.target)
        if isinstance(node, ast.Call):
            given = [*node.args, *(each.value for each in node.keywords)]
            return self._may_change(node.func) or (any(map(self._gives, given)) and not (
                self._only_looks(node.func) and not any(map(self._changes_what_it_gets, given))))
        return False

    def _meet(self, one: ast.expr, other: ast.expr) -> bool:
        """Whether something tracked meets, in an operator, an object of which nothing is known."""
        gives = [each for each in (one, other) if self._gives(each)]
        return len(gives) == 1 and not all(
            each in gives or isinstance(each, ast.Constant) or root_of(each) in self.known for each in (one, other))

    def _changes_what_it_gets(self, given: ast.expr) -> bool:
        """Whether what is handed on is a function that may change what it is called with."""
        if isinstance(given, ast.Lambda):
            return self._body_touches(given, with_parameters=True)
        return isinstance(given, ast.Name) and given.id in self.changers

    def _may_change(self, func: ast.expr) -> bool:
        """Whether what is called may be a method by which a tracked object changes."""
        return isinstance(func, ast.Attribute) and not reads_only(func.attr) and self._gives(func.value)

    def _only_looks(self, func: ast.expr) -> bool:
        """Whether what is called leaves what it is given as it is: a reader, a layer, a function of a known package."""
        if isinstance(func, ast.Attribute) and self._gives(func.value):
            return True  # seen to already: one that reads, or trains
        while isinstance(func, ast.Call):
            func = func.func
        if isinstance(func, ast.Name):
            return func.id in self.pure | self.known | (self.tracked - self.doers)
        if not isinstance(func, ast.Attribute):
            return self._gives(func)
        of_class = any(part[:1].isupper() for part in ast.unparse(func.value).split("."))  # `Sequential.add(model, …)`
        return (root_of(func) in self.known and not of_class) or func.attr in KEEPING

    def _gives(self, node: ast.AST) -> bool:
        """Whether the value of an expression may hold, or do something to, what is tracked."""
        if isinstance(node, ast.Name):
            return node.id in self.tracked | self.doers
        if isinstance(node, ast.Attribute):
            return node.attr not in PLAIN and self._gives(node.value)
        if isinstance(node, ast.Lambda):
            return self._body_touches(node, with_parameters=False)
        if isinstance(node, ast.Call):
            func = node.func
            if last_name(func) == "super":
                return False
            if isinstance(func, ast.Attribute):
                if self._gives(func.value):
                    return func.attr == "get_layer" or not reads_only(func.attr)
            elif self._gives(func):
                return False  # what a model or a layer returns is new
            name = last_name(func)
            looks = isinstance(func, ast.Name) and func.id in self.pure - GIVES_ON
            known = root_of(func) in self.known and name not in CONSTRUCTORS
            return not looks and not known and any(map(self._gives, (*node.args, *node.keywords)))
        return any(map(self._gives, ast.iter_child_nodes(node)))

    def _bind(self, target: ast.expr, value: ast.expr) -> None:
        names, held, known = names_stored([target]), self._gives(value), self._is_known_object(value)
        does, imported = self._holds_doer(value), self._is_imported(value)
        self._forget(names)
        if held and isinstance(target, ast.Attribute | ast.Subscript) and (holder := root_of(target)) is not None:
            names.add(holder)
        for kept, holds in ((self.tracked, held), (self.doers, does), (self.known, known), (self.imported, imported)):
            if holds:
                kept.update(names)

    def _holds_doer(self, value: ast.expr) -> bool:
        """Whether it is, or has in it, a method of something tracked, or another name for one."""
        if isinstance(value, ast.Dict | ast.List | ast.Tuple | ast.Set):
            return any(self._holds_doer(each) for each in ast.iter_child_nodes(value) if isinstance(each, ast.expr))
        return (isinstance(value, ast.Attribute) and value.attr not in PARTS and self._gives(value)) \
            or (isinstance(value, ast.Name) and value.id in self.doers)

    def _is_imported(self, value: ast.expr) -> bool:
        """Whether it is, or has in it, something imported: `layers = keras.layers`."""
        return not any(isinstance(each, ast.Call) for each in ast.walk(value)) \
            and not mentions(value).isdisjoint(self.imported)

    def _forget(self, names: set[str]) -> None:
        """Names that stand for something new."""
        for kept in (self.tracked, self.doers, self.changers, self.pure, self.known):
            kept.difference_update(names)

    def _is_known_object(self, value: ast.expr) -> bool:
        """Whether something is made by a known package and of nothing that is tracked: an optimizer, a tape."""
        return isinstance(value, ast.Call) and root_of(value.func) in self.known and not self._gives(value) \
            and last_name(value.func) not in CONSTRUCTORS


@lru_cache(2)
def follower_of(statements: tuple[Statement, ...], modules: frozenset[str]) -> Follower:
    """Returns one that knows the imports of a file: its answers begin with copies of it."""
    return Follower(statements, modules)


@lru_cache(1000)
def mentions(node: ast.AST) -> frozenset[str]:
    """Returns all names and attributes in a piece of code; what it does to others, it does by one of these."""
    return frozenset(name for each in ast.walk(node) for name in (
        [each.id] if isinstance(each, ast.Name) else [each.attr] if isinstance(each, ast.Attribute)
        else each.names if isinstance(each, ast.Global | ast.Nonlocal) else []))


def reads_only(method: str) -> bool:
    """Whether a method of a model, a layer or a list of them leaves it as it is."""
    return method in READERS or method.startswith("get_")


def names_stored(nodes: Iterable[ast.AST]) -> set[str]:
    """Returns the names that code gives something new, those it declares to be the file's left out."""
    inner = [each for node in nodes for each in ast.walk(node)]
    theirs = {name for each in inner if isinstance(each, ast.Global) for name in each.names}
    return {each.id for each in inner if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)} - theirs


def root_of(node: ast.expr) -> str | None:
    """Returns the name at the bottom of `name.a[0].b(…).c`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
