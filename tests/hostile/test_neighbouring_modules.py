"""Started from a folder of student files, no command imports one of them, whatever module's name it has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

SOLUTION = Path(__file__).parent / "neighbours" / "cifar100_sequential.py"
TRAP = 'open("RAN", "a").write(__name__ + "\\n")\nraise ImportError\n'
TINY = """[network]
input_shape = [4]
classes = 3
layers = [{ type = "Dense", arguments = { units = 3, activation = "softmax" }, text = "Dense(3)" }]
[[exercises]]
id = "tiny"
style = "sequential"
title = "Tiny"
task = "One layer."
"""
SUBMISSION = "students/kim/cifar100_sequential.py"
ONE = ["--exercise", "cifar100_sequential"]
COMMANDS = (
    ["list"], ["grade", SUBMISSION, *ONE], ["grade", SUBMISSION, *ONE, "--format", "junit"],
    ["batch", "students", "--gradebook", "class.db", "--feedback", "pages"],
    ["export", "class.db", "--format", "html", "--output", "report.html"], ["watch", SUBMISSION, *ONE],
    ["audit", "--course", "tiny"], ["doctor"], ["explain", "style"], ["new", "course"],
)


# `python -m` puts the working folder first and imports these before any line of ours can run.
PYTHONS_OWN = {name.partition(".")[0] for name in subprocess.run(
    [sys.executable, "-P", "-c", "import runpy, sys; print(*sys.modules)"], capture_output=True, text=True, check=True).stdout.split()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of traps, with a class in it."""
    place = tmp_path_factory.mktemp("class")
    names = {*packages_distributions(), *sys.stdlib_module_names, "cupy", "tensorflow_text", "usercustomize"}
    for name in names - PYTHONS_OWN - {"grader"}:
        (place / f"{name}.py").write_text(TRAP)
    (place / "tiny").mkdir()
    (place / "tiny" / "tiny.toml").write_text(TINY)
    (place / SUBMISSION).parent.mkdir(parents=True)
    shutil.copy(SOLUTION, place / SUBMISSION)
    return place


@pytest.mark.parametrize("command", [
    *([Path(sys.executable).with_name("grader"), *each] for each in COMMANDS),
    [sys.executable, "-m", "grader", "grade", SUBMISSION, *ONE],
    [Path(sys.executable).with_name("pytest"), "-p", "grader.pytest_plugin", "--submission", SUBMISSION, *ONE],
], ids=lambda command: " ".join(map(str, (Path(command[0]).name, *command[1:4]))))
def test_no_file_of_the_working_folder_stands_for_a_module(folder: Path, command: list) -> None:
    (folder / "RAN").unlink(missing_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=environment | {"LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=300, check=False)
    assert not (folder / "RAN").exists(), (folder / "RAN").read_text()
    assert done.returncode in (0, 1), done.stdout + done.stderr
