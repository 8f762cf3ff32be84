"""What only trains, saves or shows a model: it says nothing about what the model is, and never decides."""

from __future__ import annotations

import ast
import re

TRAINING = frozenset({"fit", "fit_generator", "evaluate", "evaluate_generator"})
# Methods that a statement may call without changing what its object is.
USES = TRAINING | {
    "predict", "predict_generator", "predict_classes", "predict_proba", "predict_on_batch", "train_on_batch",
    "test_on_batch", "summary", "save", "save_model", "save_weights", "load_weights", "export", "to_json", "to_yaml",
    "get_config", "get_weights", "count_params", "show", "plot", "plot_model"}
COMPILE = frozenset({"compile"})
# Makes what only `compile` and training take.
SERVES_TRAINING = re.compile(
    r"\b(optimizers?|losses|metrics|callbacks|schedules|tf\.train|legacy|mixed_precision)\."
    r"|^(Adam|Adamax|AdamW|Nadam|SGD|RMSprop|Adagrad|Adadelta|Ftrl|EarlyStopping|ModelCheckpoint|ReduceLROnPlateau"
    r"|LearningRateScheduler|TensorBoard|CSVLogger|\w+(Decay|Crossentropy|Accuracy))$")


def is_use(node: ast.AST, uses: frozenset[str] = USES | COMPILE) -> bool:
    """Whether a statement is a call that only compiles, trains, saves or shows, whatever it is called on."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in uses


class LenientUses(ast.NodeTransformer):
    """Lets such statements in the code of a network fail, at any depth, and what serves only them.

    What they are given may be long gone from Keras (`Adam(lr=…)`, `metrics=[…]`), and is no part of a network.

    Args:
        tell: the name of a function that is told what `compile`, or what is made for it, raised.
    """

    def __init__(self, tell: str = "") -> None:
        self.tell = [ast.Expr(ast.Call(ast.Name(tell, ast.Load()), [], []))] if tell else []

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Lets a statement fail that is such a call."""
        if not is_use(node):
            return self.generic_visit(node)
        return lenient(node, *(self.tell if is_use(node, COMPILE) else ()), ast.Pass())

    def visit_Assign(self, node: ast.Assign) -> ast.AST | list[ast.stmt]:
        """Empties the brackets in `history = model.fit(…)`; what is called in them, and `opt = Adam(…)`, may fail."""
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in TRAINING:
            given = [*call.args, *(each.value for each in call.keywords)]
            call.args, call.keywords = [], []
            called = (each for each in given if any(isinstance(part, ast.Call) for part in ast.walk(each)))
            return [*(lenient(ast.copy_location(ast.Expr(whole(each)), node), ast.Pass()) for each in called), node]
        if isinstance(call, ast.Call) and SERVES_TRAINING.search(ast.unparse(call.func)):
            return lenient(node, *self.tell, ast.Assign(node.targets, ast.Constant(None)))
        return self.generic_visit(node)


def whole(argument: ast.expr) -> ast.expr:
    """Returns an argument as it stands by itself: `*given` is no expression."""
    return argument.value if isinstance(argument, ast.Starred) else argument


def lenient(node: ast.stmt, *instead: ast.stmt, errors: str = "Exception") -> ast.stmt:
    """Returns a statement that may fail by these errors, and what is done then."""
    handler = ast.ExceptHandler(ast.parse(errors, mode="eval").body, None, [*instead])
    return ast.fix_missing_locations(ast.copy_location(ast.Try([node], [handler], [], []), node))
