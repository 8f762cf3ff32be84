"""The code of an answer as it is run: equal for all who wrote the same program, whatever it looks like on their page.

Comments, spacing and docstrings that nothing reads are left out, and every statement is a cell of its own. So the guest
sees nothing by which one student's answer differs from another's equal one, and what it says of one is true of both.
`Canonical` knows where each line stands in the submission.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import msgspec

from grader.evidence.claims import (
    AnswerCode,
    ApplicationClaim,
    Claim,
    CompileClaim,
    Failure,
    FileCode,
    Frame,
    LayerClaim,
    NetworkClaim,
)
from grader.submissions.python import PARSING, parse

Code = TypeVar("Code", AnswerCode, FileCode)
Placed = TypeVar("Placed", LayerClaim, ApplicationClaim)
Where = tuple[int, int]  # (cell, line)
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
POSITIONED = (ast.stmt, ast.expr, ast.excepthandler, ast.keyword, ast.arg, ast.alias, ast.pattern)
IMPORTS_ANY = re.compile(r"__import__|import_module|\bexec\b|\beval\b")  # modules by a name that is worked out
READS_TEXT = re.compile(rf"__doc__|getdoc|getsource|help\(|__dict__|vars\(|{IMPORTS_ANY.pattern}")


@dataclass(frozen=True)
class Canonical(Generic[Code]):
    """Code as it is run, and (cell, line) of each line of each of its cells in the submission's own cells."""

    code: Code
    lines: tuple[tuple[Where, ...], ...]

    def where(self, place: Where) -> Where:
        """Returns where a line of this code stands; one that is none of it stays what it is."""
        cell, line = place
        if not (0 <= cell < len(self.lines) and 0 < line <= len(self.lines[cell])):
            return place
        return self.lines[cell][line - 1]

    def told(self, claim: Claim) -> Claim:
        """Returns a claim with its places as the student knows them."""
        return msgspec.structs.replace(
            claim, network=self._network(claim.network), failure=self.failure(claim.failure),
            train_step=claim.train_step and msgspec.structs.replace(
                claim.train_step, network=self._network(claim.train_step.network)),
            compiled=self._compiled(claim.compiled),
            notes=tuple(msgspec.structs.replace(each, place=self.where(each.place)) for each in claim.notes))

    def failure(self, failure: Failure | None) -> Failure | None:
        """Returns a failure with its frames as the student knows them."""
        return failure and msgspec.structs.replace(failure, frames=tuple(
            Frame(*self.where((frame.cell, frame.line)), frame.function) for frame in failure.frames))

    def _network(self, network: NetworkClaim | None) -> NetworkClaim | None:
        return network and msgspec.structs.replace(
            network, layers=tuple(map(self._placed, network.layers)), unused=tuple(map(self._placed, network.unused)),
            applications=tuple(map(self._placed, network.applications)))

    def _compiled(self, compiled: CompileClaim | None) -> CompileClaim | None:
        return compiled and msgspec.structs.replace(
            compiled, failure=self.failure(compiled.failure), place=compiled.place and self.where(compiled.place))

    def _placed(self, layer: Placed) -> Placed:
        return layer if layer.place is None else msgspec.structs.replace(layer, place=self.where(layer.place))


def canonical(code: Code) -> Canonical[Code]:
    """Returns code as it is run."""
    everything = (*(step.source for step in code.steps), *code.modules.values())
    documented = any(READS_TEXT.search(source) for source in everything)
    steps, lines = [], []
    for number, step in enumerate(code.steps):
        text, firsts = rewritten(step.source, documented)
        steps.append(msgspec.structs.replace(step, cell=number, line=1, source=text))
        lines.append(tuple((step.cell, step.line - 1 + first) for first in firsts))
    sources = tuple(step.source for step in steps)
    modules = code.modules if any(map(IMPORTS_ANY.search, everything)) else imported_modules(code)
    return Canonical(msgspec.structs.replace(code, cells=sources, steps=tuple(steps), modules=modules), tuple(lines))


@lru_cache(2000)
def rewritten(source: str, documented: bool) -> tuple[str, tuple[int, ...]]:
    """Returns a statement as all who mean the same would write it, and the line that each of its lines comes from.

    One that cannot be written otherwise stays as it is.

    Args:
        documented: its docstrings may be read.
    """
    plain = source, tuple(range(1, source.count("\n") + 2))
    try:
        with PARSING:
            tree = parse(source)
            if not documented:
                drop_docstrings(tree)
            text = "\n".join(map(broken_at_brackets, map(ast.unparse, tree.body)))
            again = parse(text)
            if ast.dump(again) != ast.dump(tree):
                return plain
            return text, tuple(origins(again, tree, text.count("\n") + 1))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return plain


def drop_docstrings(tree: ast.Module) -> None:
    """Takes out the strings that do nothing."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.stmt):
            kept = [each for each in body if not is_text(each)]
            node.body = kept or [ast.copy_location(ast.Pass(), body[0])]  # type: ignore[attr-defined] # it has one


def is_text(node: ast.stmt) -> bool:
    """Whether a statement is nothing but a string."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def broken_at_brackets(text: str) -> str:
    """Begins a line behind every opening bracket and every comma in one, so that a line tells which call is meant."""
    depth = strings = 0
    ends: list[tuple[int, int]] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        strings += (name == "FSTRING_START") - (name == "FSTRING_END")
        if token.type == tokenize.OP and not strings:
            depth += (token.string in OPENING) - (token.string in CLOSING)
            if token.string in OPENING or (depth and token.string == ","):
                ends.append(token.end)
    lines = text.split("\n")
    for line, column in reversed(ends):
        lines[line - 1:line] = [lines[line - 1][:column], lines[line - 1][column:].lstrip(" ")]
    return "\n".join(lines)


def origins(tree: ast.Module, original: ast.Module, count: int) -> Iterator[int]:
    """Yields of each line of a tree's source the line that its first node has in the tree it was made from."""
    first: dict[int, int] = {}
    calls: dict[int, int] = {}
    for node, before in zip(ast.walk(tree), ast.walk(original), strict=True):
        if isinstance(node, POSITIONED):
            first.setdefault(node.lineno, before.lineno)  # type: ignore[attr-defined] # of one type
        if isinstance(node, ast.Call):  # of a method Python takes the line of its name
            named = isinstance(node.func, ast.Attribute)
            line, stands = (node.func.end_lineno, before.func.end_lineno) if named else (  # type: ignore[attr-defined] # of one type
                node.lineno, before.lineno)  # type: ignore[attr-defined] # of one type
            calls.setdefault(line or 0, stands)
    first |= calls
    line = 1
    for number in range(1, count + 1):
        line = first.get(number, line)
        yield line


def imported_modules(code: AnswerCode | FileCode) -> dict[str, str]:
    """Returns those of the submission's own modules that code imports, directly or through each other."""
    imported: dict[str, str] = {}
    pending = [step.source for step in code.steps] if code.modules else []
    while pending:
        for name in imports_in(pending.pop()):
            if name in code.modules and name not in imported:
                imported[name] = code.modules[name]
                pending.append(code.modules[name])
    return imported


def imports_in(source: str) -> Iterator[str]:
    """Yields the modules that source imports, as far as it is Python."""
    try:
        nodes = list(ast.walk(parse(source)))
    except SyntaxError:
        return
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
