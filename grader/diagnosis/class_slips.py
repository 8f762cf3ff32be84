"""Why what was going to be a model class is none: `def` for `class`, no base, a module as the base."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause

METHODS = {"__init__", "call", "__call__"}
DEF_FOR_CLASS = re.compile(r"^[ \t]*def\s+(\w+)\s*\([^)]*\bModel\s*\)", re.MULTILINE)
CAPITAL_CLASS = re.compile(r"^[ \t]*Class\s+(\w+)", re.MULTILINE)


def def_for_class(case: Case, finding: Finding) -> Cause | None:
    """The class begins with `def`, or with `Class`, which Python does not know."""
    if (broken := case.answer.broken) is not None:
        code = broken.source[:10_000]
        found = DEF_FOR_CLASS.search(code) or CAPITAL_CLASS.search(code)
        return Cause("def_for_class", {"name": found.group(1)}) if found else None
    for node in made_by(case):
        if isinstance(node, ast.FunctionDef) and {getattr(each, "name", "") for each in node.body} & METHODS:
            return Cause("def_for_class", {"name": node.name})
    return None


def base_missing(case: Case, finding: Finding) -> Cause | None:
    """The class derives from nothing, so that it is no model and cannot be called."""
    told = str(finding.found)
    for node in made_by(case):
        if isinstance(node, ast.ClassDef) and not bases_of(node) and re.search(r"not callable|object\.__init__", told):
            return Cause("class_without_base", {"name": node.name})
        if isinstance(node, ast.ClassDef) and bases_of(node) and "module() takes at most" in told:
            return Cause("base_is_a_module", {"name": node.name, "base": ast.unparse(bases_of(node)[0])})
    return None


def bases_of(node: ast.ClassDef) -> list[ast.expr]:
    """Returns what a class derives from, apart from what every class does."""
    return [base for base in node.bases if ast.unparse(base) != "object"]


def made_by(case: Case) -> Iterator[ast.stmt]:
    """Yields the definition that the answer is, or is made by."""
    name = case.answer.code.name if case.answer.code is not None else ""
    for _, node in case.source.trees():
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            yield node
