"""The layers hold: a module imports only from lower ones, and only a few may import TensorFlow."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from grader.submissions.python import parse

PACKAGE = Path(__file__).parents[2] / "grader"
# lowest first; what stands in one entry may import each other
LAYERS = [
    {"errors", "versions", "memory", "nearest"}, {"evidence.claims", "evidence.codec", "evidence.arrays", "evidence.validation", "evidence.kept", "keeping"}, {"specs"}, {"challenge"}, {"submissions"}, {"guest"},
    {"verification"}, {"sandbox"}, {"evidence.evidence"}, {"checks"}, {"verdicts"}, {"verifier"}, {"conversation"}, {"gathering"}, {"diagnosis"}, {"pipeline"},
    {"doctor"}, {"audit"}, {"authoring"}, {"messages", "reports"}, {"gradebook", "exports", "lanes", "watching"}, {"packaging"}, {"commands"}, {"notebooks"},
    {"cli", "pytest_plugin", "__main__"},
]
MAY_IMPORT_TENSORFLOW = ("challenge", "guest", "verification", "sandbox.preload")


def modules() -> list[tuple[str, Path]]:
    return [(".".join(path.relative_to(PACKAGE).with_suffix("").parts), path) for path in sorted(PACKAGE.rglob("*.py"))
            if path.name != "__init__.py"]


def layer_of(module: str) -> int:
    return next(number for number, names in enumerate(LAYERS)
                if any(module == name or module.startswith(f"{name}.") for name in names))


@cache
def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
        elif isinstance(node, ast.Import):
            found += [each.name for each in node.names]
    return found


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_module_imports_only_from_lower_layers(module: str, path: Path) -> None:
    for name in imports(path):
        if name.startswith("grader.") and module != "sandbox.entry":  # the entry starts what lies above it, by name
            assert layer_of(name.removeprefix("grader.")) <= layer_of(module), name


def test_each_type_that_is_not_checked_has_its_reason() -> None:
    ignored = [line for _, path in modules() for line in path.read_text(encoding="utf-8").splitlines() if "type: ignore" in line]
    assert ignored
    assert [line for line in ignored if not re.search(r"# type: ignore\[[\w-]+\] # \w", line)] == []


@pytest.mark.parametrize(("module", "path"), modules(), ids=[name for name, _ in modules()])
def test_only_the_far_side_imports_tensorflow(module: str, path: Path) -> None:
    if not module.startswith(MAY_IMPORT_TENSORFLOW):
        assert not {name for name in imports(path) if name.split(".")[0] in ("tensorflow", "keras")}
