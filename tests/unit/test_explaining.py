"""Every check of every exercise can be explained, in both languages, with examples that differ."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from grader.checks.examples import examples, kind_of, read_examples
from grader.messages.texts import Texts, read_catalogue
from grader.reports.explaining import explain_check, explained, in_its_case
from grader.specs.course import load_course
from grader.submissions.python import parse
from grader.verdicts import checks_of

KINDS = load_course(Path(__file__).parents[1] / "kinds")
SPECS = [*load_course().exercises, *(KINDS.exercise(name) for name in ("blocks", "free", "parts", "compiled", "shrinking"))]
CASES = [(check.id, spec) for spec in SPECS for check in checks_of(spec)]
NAMES = [f"{spec.id}::{check_id}" for check_id, spec in CASES]


@pytest.mark.parametrize(("check_id", "spec"), CASES, ids=NAMES)
def test_each_check_is_explained_with_examples_that_differ(check_id: str, spec) -> None:
    for language in ("ko", "en"):
        texts = Texts(language)
        assert explained("asserts", check_id, spec, texts) != explained("why", check_id, spec, texts)
        console = Console(file=io.StringIO(), width=80)
        console.print(explain_check(check_id, spec, texts))
    spec, check_id, _ = in_its_case(check_id, spec)
    right, wrong = examples(check_id, spec)
    assert right != wrong
    for code in (right, wrong):
        assert isinstance(parse(code.replace("return ", "result = ")), ast.Module)
        assert not gives_away(code, check_id, spec)


def gives_away(code: str, check_id: str, spec) -> bool:
    """Whether an example holds a value the exercise asks for, or a line of its solution."""
    if spec.kind != "network":
        return any(line in code for line in ("loss_func", "trainable_variables", "apply_gradients", "return loss"))
    asked = {str(value) for layer in spec.network.layers for value in layer.arguments.values()} | {"28, 28", "32, 32"}
    return check_id.startswith("layer_") and any(re.search(rf"\b{re.escape(each)}\b", code) for each in asked - {"2"})


def test_no_text_and_no_example_is_left_over() -> None:
    kinds = {kind_of(check_id, case) for case, check_id, _ in (in_its_case(*each) for each in CASES)}
    assert set(read_catalogue("en")["explain"]) == kinds
    assert set(read_examples()) <= kinds
