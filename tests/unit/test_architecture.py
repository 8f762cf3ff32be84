"""The layers hold: a module imports only from lower ones, and only a few may import TensorFlow."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from grader.submissions.python import parse

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "grader"


@dataclass(frozen=True)
class Entry:
    """A module, or a folder, of the table in ARCHITECTURE.md; the names of modules that are other than it says are left out."""

    name: str
    tensorflow: bool
    otherwise: tuple[str, ...]

    def holds(self, module: str) -> bool:
        return f"{module}.".startswith(f"{self.name}.")

    def may_import_tensorflow(self, module: str) -> bool:
        return self.tensorflow != (module.rpartition(".")[2] in self.otherwise)


def entries() -> list[Entry]:
    """What the table lists, lowest first: `evidence/claims.py` and, in the same cell, `codec.py` beside it."""
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("\n## Where things are\n")[2].partition("\n## ")[0]
    found = []
    for row in re.findall(r"^\| (`.*) \|$", table, re.MULTILINE):
        names, _, tensorflow = row.split(" | ")
        folder = Path()
        for path in map(Path, re.findall(r"`(.+?)`", names)):
            folder = path.parent if path.parent != Path() else folder
            name = path if (PACKAGE / path).exists() else folder / path
            assert (PACKAGE / name).exists(), f"{name} is in ARCHITECTURE.md, and nowhere else"
            found.append(Entry(".".join(name.with_suffix("").parts), tensorflow.startswith("yes"),
                               tuple(each.removesuffix(".py") for each in re.findall(r"`(.+?)`", tensorflow))))
    return found


ENTRIES = entries()


def modules() -> list[tuple[str, Path]]:
    return [(".".join(path.relative_to(PACKAGE).with_suffix("").parts), path) for path in sorted(PACKAGE.rglob("*.py"))
            if path.name != "__init__.py"]


def entry_of(module: str) -> Entry:
    """The entry that says most of a module's name."""
    return max((entry for entry in ENTRIES if entry.holds(module)), key=lambda entry: len(entry.name))


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
    height = ENTRIES.index(entry_of(module))
    for name in imports(path):
        if name.startswith("grader.") and module != "sandbox.entry":  # the entry starts what lies above it, by name
            assert ENTRIES.index(entry_of(name.removeprefix("grader."))) <= height, name


NEAR = [(name, path) for name, path in modules() if not entry_of(name).may_import_tensorflow(name)]


@pytest.mark.parametrize(("module", "path"), NEAR, ids=[name for name, _ in NEAR])
def test_only_the_far_side_imports_tensorflow(module: str, path: Path) -> None:
    assert not {name for name in imports(path) if name.split(".")[0] in ("tensorflow", "keras")}


def test_each_type_that_is_not_checked_has_its_reason() -> None:
    ignored = [line for _, path in modules() for line in path.read_text(encoding="utf-8").splitlines() if "type: ignore" in line]
    assert ignored
    assert [line for line in ignored if not re.search(r"# type: ignore\[[\w-]+\] # \w", line)] == []


def test_what_is_said_of_where_to_add_is_there() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## Where do I add")[1].split("\n## ")[0]
    named = [each for each in re.findall(r"`([^` ]+)`", table) if "/" in each or each.endswith(".py")]
    assert len(named) > 20
    assert [each for each in named if not (ROOT / each).exists() and not (ROOT / "grader" / each).exists()] == []
