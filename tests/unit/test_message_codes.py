"""Every code Python uses has its texts, every text is used, and each can be filled where it is used."""

from __future__ import annotations

import ast
import inspect
import re
import string
from functools import cache
from pathlib import Path

import pytest

from grader.diagnosis import diagnose, errors
from grader.gradebook.layouts import LAYOUTS
from grader.messages.texts import read_catalogue
from grader.specs.texts import LANGUAGES
from grader.submissions import attempts
from grader.submissions.python import parse

PACKAGE = Path(__file__).parents[2] / "grader"
ERRORS = {"InputError", "CourseError", "NothingGradable", "GraderError"}
# What `Wording` adds to the parameters of a finding.
ALWAYS = {"expected", "found", "exercise", "stub"}
FROM_LABELS = {"label": {"layer"}, "other_label": {"other_layer"}}
# Codes that Python puts together: a prefix and the values that may follow.
COMPOSED = {
    "package_": ("gradescope", "classroom50", "kernel"),
    "raised_in_": ("code", "call", "return", "train", "step", "build", "block", "builder"), "style_": ("sequential", "functional", "subclass", "any"),
    "written_": tuple(code for code in attempts.ORDER if code not in {"runs", *attempts.NO_ANSWER}), "layout_": tuple(LAYOUTS),
    "points_": ("passed", "failed", "broken", "skipped"), "watch_key_": tuple("nhlfrq"),
}


@cache
def sources() -> list[ast.Module]:
    return [parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]


@cache
def nodes(kind: type) -> list:
    return [node for tree in sources() for node in ast.walk(tree) if isinstance(node, kind)]


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def message_codes() -> dict[str, dict[str, str]]:
    return {code: table for code, table in read_catalogue("en").items() if "text" in table}


def constants(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def codes_given(call: ast.Call, function: ast.AST) -> set[str]:
    """The codes a call may be given: a text, a choice between texts, or a variable that holds one of them."""
    first = call.args[0]
    if isinstance(first, ast.Name):
        values = [node.value for node in ast.walk(function) if isinstance(node, ast.Assign)
                  and any(isinstance(target, ast.Name) and target.id == first.id for target in node.targets)]
        return set().union(*map(constants, (each.body if isinstance(each, ast.IfExp) else each for each in values)),
                           *(constants(each.orelse) for each in values if isinstance(each, ast.IfExp)))
    return constants(first) if isinstance(first, ast.Constant | ast.IfExp) else set()


@cache
def findings() -> dict[str, set[str]]:
    """Parameters of each code that a check gives, its keywords at every place joined to what they all have."""
    given: dict[str, set[str]] = {}
    for function in nodes(ast.FunctionDef):
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "failed" and call.args:
                keywords = {each.arg for each in call.keywords if each.arg}
                for code in codes_given(call, function):
                    given[code] = given.get(code, keywords) & keywords
    for composed in COMPOSED["raised_in_"]:
        given[f"raised_in_{composed}"] = {"type", "text"}
    for composed in COMPOSED["written_"]:
        given[f"written_{composed}"] = {"name", "maker", "asked"}
    given |= {"stub_untouched": {"file"}, "file_not_read": {"file"}, "hand_in_empty": {"files"}, "nothing_handed_in": set(), "commented_out": {"where"}, "answer_not_found": set()}
    return given


def causes(explain) -> dict[str, set[str]]:
    """Parameters of each cause a function may tell."""
    tree = parse(inspect.getsource(explain))
    found = {}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Cause" and len(call.args) > 1:
            keys = {each.value for each in getattr(call.args[1], "keys", [])}
            for code in codes_given(call, tree):
                found[code] = keys
        elif isinstance(call, ast.Call) and getattr(call.func, "id", "") == "misspelt":
            found[call.args[2].value] = {"name", "nearest"}
    if explain is errors.known_error:
        found |= {each.code: set(re.compile(each.words).groupindex) for each in errors.PATTERNS}
    return found


@cache
def told() -> list[tuple[str, set[str]]]:
    """Every code that can be told, with the parameters there are at that place."""
    base = findings()
    pairs = [(code, given) for code, given in base.items()]
    for code, explainers in diagnose.CAUSES.items():
        for explain in explainers:
            pairs += [(cause, keys | base[code]) for cause, keys in causes(explain).items()]
    return pairs


def with_derived(given: set[str]) -> set[str]:
    derived = set().union(*(FROM_LABELS.get(each, set()) for each in given))
    return given | ALWAYS | derived | ({"named"} if {"label", "type"} <= given else set())


@pytest.mark.parametrize(("code", "given"), sorted(told(), key=lambda each: (each[0], sorted(each[1]))), ids=lambda value: value if isinstance(value, str) else "")
def test_code_has_texts_that_its_parameters_fill(code: str, given: set[str]) -> None:
    for language in LANGUAGES:
        table = read_catalogue(language)[code]
        assert table["text"]
        assert table["hint"]
        for template in table.values():
            assert fields(template) <= with_derived(given)


def test_enough_codes_are_seen() -> None:
    assert len({code for code, _ in told()}) > 100


def test_every_explained_code_is_a_finding() -> None:
    assert set(diagnose.CAUSES) | set(diagnose.PLACES) <= set(findings())


def test_every_error_has_a_text() -> None:
    used = {call.args[0].value for call in nodes(ast.Call) if getattr(call.func, "id", "") in ERRORS
            and call.args and isinstance(call.args[0], ast.Constant)}
    assert len(used) > 20
    assert used <= set(read_catalogue("en")["errors"])


def test_every_text_is_used() -> None:
    written = {node.value for node in nodes(ast.Constant) if isinstance(node.value, str)}
    written |= {prefix + value for prefix, values in COMPOSED.items() for value in values}
    for template in (path for path in PACKAGE.rglob("*") if path.suffix in (".html", ".jinja", ".j2", ".js")):
        written |= set(re.findall(r"\w+", template.read_text(encoding="utf-8")))
    catalogue = read_catalogue("en")
    known = set(message_codes()).union(*(catalogue[table] for table in ("words", "verdicts", "advice", "errors")))
    assert known - written == set()
