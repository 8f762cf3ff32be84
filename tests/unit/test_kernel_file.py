"""The file that gives a kernel of an older Python `%grade`: what it asks, and what it says when nothing comes back."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from grader.notebooks.requests import GradeRequest
from grader.packaging.bundle import make_kernel

ROOT = Path(__file__).parents[2]
KERNEL = '''
import sys
sys.path.insert(0, {folder!r})
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for cell in ("%load_ext grader_kernel", "model = 1", {line!r}):
    shell.run_cell(cell, store_history=True)
'''
SHOWN = '{"html": "", "text": "1 of 1 passed", "error": "", "passed": true, "score": 1.0}'


def run(folder: Path, python: str, line: str) -> str:
    """Runs `%grade` in a shell, with a grader that does what a few lines of sh say; returns all that is shown."""
    (folder / "grader_kernel.py").write_bytes(make_kernel())
    grader = folder / "python"
    grader.write_text(f"#!/bin/sh\n{python}\n")
    grader.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", KERNEL.format(folder=str(folder), line=line)], capture_output=True, text=True,
                          timeout=60, env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "GRADER_PYTHON": str(grader)})
    return done.stdout + done.stderr


def test_a_request_is_one_that_the_grader_takes(tmp_path: Path) -> None:
    shown = run(tmp_path, f"head -n 1 > {tmp_path}/asked; echo '{SHOWN}'; cat > /dev/null", "%grade tiny --hint 2 --lang ko")
    assert "1 of 1 passed" in shown
    asked = msgspec.json.decode((tmp_path / "asked").read_bytes(), type=GradeRequest)
    assert (asked.exercises, asked.hints, asked.language) == (("tiny",), 2, "ko")
    assert asked.history[2:] == ("model = 1", "%grade tiny --hint 2 --lang ko")


@pytest.mark.parametrize(("python", "says"), [("exit 1", "ended unexpectedly"), ("sleep 30", "within 0.5 seconds")])
def test_a_grader_that_says_nothing_is_told_in_words(tmp_path: Path, python: str, says: str) -> None:
    shown = run(tmp_path, python, "%grade --lang en --timeout 0.5")
    assert says in shown
    assert "Traceback" not in shown


def test_it_is_written_for_python_3_7() -> None:
    ast.parse(make_kernel(), feature_version=(3, 7))
