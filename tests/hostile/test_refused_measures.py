"""Where a machine refuses a measure, it is named and the others still hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests_support import landlock_version

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="isolation is Linux's")

SCRIPT = """
import json, os, sys
from grader.sandbox import isolation

def refuse(*_, **__):
    raise PermissionError("refused")

for name in {refused}:
    setattr(isolation, name, refuse)
os.chdir({scratch!r})
told = {{"refused": isolation.isolate({scratch!r}, os.open(os.devnull, os.O_RDONLY))}}
for name, path in {{"inside": "x", "null": os.devnull, "outside": {outside!r}}}.items():
    try:
        open(path, "w").write("x")
    except OSError as error:
        told[name] = type(error).__name__
try:
    os.kill({parent}, 0)
except OSError as error:
    told["signal"] = type(error).__name__
print(json.dumps(told))
"""
NAMESPACES, LIMITS = "leave_namespaces", "set_limits"
FILES, CALLS = "restrict_files", "install_filter"


def told_without(tmp_path: Path, *refused: str) -> dict:
    """Returns what a process, shut in as far as these measures allow, tells of what it could do."""
    scratch, outside = tmp_path / "scratch", tmp_path / "outside.txt"
    scratch.mkdir()
    script = SCRIPT.format(refused=refused, scratch=str(scratch), outside=str(outside), parent=os.getpid())
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return json.loads(done.stdout)


@pytest.mark.parametrize(("measures", "names"), [
    ([LIMITS], ["limits"]), ([FILES], ["file access"]), ([CALLS], ["system calls"]),
    ([LIMITS, FILES, CALLS], ["limits", "file access", "system calls"]),
])
def test_a_refused_measure_is_named(tmp_path: Path, measures: list[str], names: list[str]) -> None:
    assert [name for name in told_without(tmp_path, *measures)["refused"] if name in names] == names


@pytest.mark.skipif(landlock_version() < 1, reason="this kernel has no Landlock")
@pytest.mark.parametrize("measures", [[NAMESPACES], [NAMESPACES, LIMITS], [NAMESPACES, CALLS]])
def test_without_namespaces_nothing_outside_the_scratch_is_written(tmp_path: Path, measures: list[str]) -> None:
    told = told_without(tmp_path, *measures)
    assert "namespaces" in told["refused"]
    assert "file access" not in told["refused"]
    assert told["outside"] == "PermissionError"
    assert not {"inside", "null"} & set(told)
    assert not (tmp_path / "outside.txt").exists()


@pytest.mark.skipif(landlock_version() < 6, reason="this kernel's Landlock has no scopes")
def test_without_namespaces_no_other_process_is_signalled(tmp_path: Path) -> None:
    assert told_without(tmp_path, NAMESPACES)["signal"] == "PermissionError"
