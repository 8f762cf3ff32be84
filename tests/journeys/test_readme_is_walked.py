"""Each command that the README shows is typed by somebody."""

from __future__ import annotations

import ast
from pathlib import Path

from journeys.readme import ELSEWHERE, commands


def typed() -> set[str]:
    """The texts in the journeys, those in pieces joined."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_command_is_run_by_a_journey() -> None:
    assert commands() - typed() - set(ELSEWHERE) == set()


def test_what_is_run_elsewhere_is_still_there() -> None:
    assert set(ELSEWHERE) <= commands()
