"""Which statements outside a slice could have changed what the slice makes.

Judged with care, and cheaply: a statement is understood as harmless (training, plots, prints, plain reads), or it is
run with the slice to see. So it is never said here that something changed, only that it may have.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.submissions.finding import CONSTRUCTORS, Candidate, Definition, assignments, definitions
from grader.submissions.following import follower_of, mentions, root_of
from grader.submissions.slicing import Slice
from grader.submissions.statements import Program, Statement, is_import, last_name

MAKING = ast.Assign | ast.AnnAssign | ast.For | ast.With | ast.If | ast.Try


def touching(candidate: Candidate, modules: Iterable[str] = ()) -> tuple[Statement, ...]:
    """Returns the statements to run in place of the slice, if others could have changed its object; else none.

    Those of its slice, those others, and what these need.

    Args:
        modules: the names of the submission's own modules, which do what they like.
    """
    program, chosen = candidate.program, candidate.slice.chosen
    may = suspects(candidate, frozenset(modules))
    ends = candidate.moments[-1]
    for those in (may, [each for each in may if each.number < ends]):
        if not those:
            return ()
        wide = Slice(program, [*candidate.slice.statements, *those], *candidate.moments)
        kept = tuple(each for each in wide.statements  # under its name it is looked at
                     if each.number in chosen or not deletes_a_name(each.node))
        anew = (each for each in kept if each.number not in chosen and each not in those)
        if not any(candidate.name in each.binds for each in anew):
            return kept
    return ()


def deletes_a_name(node: ast.stmt) -> bool:
    """Whether it is `del name`, which leaves the object as it is."""
    return isinstance(node, ast.Delete) and any(isinstance(each, ast.Name) for each in node.targets)


def suspects(candidate: Candidate, modules: frozenset[str]) -> list[Statement]:
    """Returns the statements outside the slice that could have changed what it makes."""
    watch, found = follower_of(candidate.program.statements, modules).copy(), []
    chosen, first = candidate.slice.chosen, min(each.number for each in candidate.own)
    makes = {each.number for each in candidate.own}
    step = candidate.kind.is_function
    for statement in candidate.program.statements:
        may = watch.touches(statement.node) | patches(statement.node, watch.imported, modules)
        if statement.number not in chosen:
            if may or (statement.number > first and binds_anew(candidate, statement, watch.known)):
                found.append(statement)
                does = is_import(statement) or isinstance(statement.node, Definition)
                (watch.doers if does else watch.tracked).update(statement.binds)
        elif statement.number in makes or makes_layers(statement.node) or (step and isinstance(statement.node, MAKING)):
            watch.tracked |= statement.binds - watch.pure
            if step and candidate.name in statement.binds:  # to train is what it is there for
                watch.tracked.add(candidate.name)
                watch.doers.discard(candidate.name)
    return found


def binds_anew(candidate: Candidate, statement: Statement, known: set[str]) -> bool:
    """Whether a statement gives the name of the answer to something made of it, or to what is no answer of its own.

    Or gives something new to a name that a training step uses, if nothing in the file calls the step before.
    """
    name, step = candidate.name, candidate.kind.is_function
    if name in statement.binds:
        made = [value.func for target, value in assignments(statement.node)
                if target == name and isinstance(value, ast.Call)]
        if name in statement.reads:
            return not step or not made or root_of(made[0]) not in known  # `tf.function(train_step)` does the same
        return step and not made and not any(each.name == name and not isinstance(each, ast.ClassDef)
                                             for each in definitions(statement.node))
    if not step or candidate.moments[-1] > candidate.defined_by.number \
            or statement.number in candidate.program.repeats:
        return False
    return bool(statement.binds & candidate.defined_by.defers) and not makes_another_model(candidate.program, statement)


def makes_another_model(program: Program, statement: Statement) -> bool:
    """Whether it begins work on another model, as the next part of a notebook does."""
    makers = set(CONSTRUCTORS).union(*(each.binds for each in program.statements
                                       if isinstance(each.node, ast.FunctionDef | ast.ClassDef)))
    return any(isinstance(value, ast.Call) and last_name(value.func) in makers
               for _, value in assignments(statement.node))


def patches(node: ast.stmt, imported: set[str], modules: frozenset[str]) -> bool:
    """Whether a statement gives a name in something imported to something else, or imports a module of the student's.

    What Keras' layers, optimizers or tapes do may be other then.
    """
    if isinstance(node, ast.Import | ast.ImportFrom):
        return not modules.isdisjoint(each.split(".")[0] for each in modules_of(node))
    return not mentions(node).isdisjoint(imported) and any(
        isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store | ast.Del)
        and root_of(each) in imported for each in ast.walk(node))


def modules_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Returns the modules that are imported; of `from . import a` the names."""
    names = [each.name for each in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else names


def makes_layers(node: ast.stmt) -> bool:
    """Whether a statement makes an object of a class and gives it a name: a layer, a list of layers, a tensor."""
    return isinstance(node, ast.Assign) and any(
        isinstance(each, ast.Call) and last_name(each.func)[:1].isupper() for each in ast.walk(node.value))
