"""Every promise of SECURITY.md is held by a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from grader.submissions.python import parse

ROOT = Path(__file__).parents[2]
PROMISES = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(test_\w+)`", PROMISES)))


def names_of_tests(path: Path) -> set[str]:
    tree = parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


EXISTING = set().union(*(names_of_tests(path) for folder in (".", "unit", "hostile", "fuzz", "e2e", "cluster")
                         for path in (ROOT / "tests" / folder).glob("test_*.py")))


@pytest.mark.parametrize("name", NAMED)
def test_a_promise_is_held_by_a_test(name: str) -> None:
    assert name in EXISTING


def test_every_promise_names_a_test() -> None:
    promised = PROMISES.split("## What is promised")[1].split("## What is not promised")[0]
    rows = [line for line in promised.splitlines() if line.startswith("| ") and not line.startswith("| promise")]
    assert len(rows) >= 15
    assert all("`test_" in row for row in rows)


def test_every_promise_of_the_sandbox_is_made() -> None:
    held = names_of_tests(ROOT / "tests" / "hostile" / "test_sandbox_contract.py")
    assert held - set(NAMED) == {"test_student_code_runs_at_all", "test_can_write_a_little_in_its_scratch"}
