"""Installed from a wheel into an environment of its own, away from the checkout, the course travels along."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from journeys.users import SOLUTIONS, User, make_environment


def test_from_a_wheel(user: User, tmp_path: Path) -> None:
    user.fills_in("mnist_sequential.py")  # who builds it has worked in this clone
    isolated = {} if find_spec("hatchling") is None else {"PIP_NO_BUILD_ISOLATION": "0"}
    builder = User(user.folder, user.home, isolated | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"})
    built = builder.types("python3 -m pip wheel . --no-deps --wheel-dir dist")
    assert built.code == 0, built.text

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    make_environment(elsewhere / ".venv", None)
    shutil.copytree(user.folder / "dist", elsewhere / "dist")
    away = User(elsewhere, user.home, {"PIP_PYTHON": str(elsewhere / ".venv" / "bin" / "python"), "PIP_NO_DEPS": "1",
                                       "PIP_NO_INDEX": "1"})
    installer = User(elsewhere, user.home, away.environment | {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"})
    installed = installer.types("pip install dist/keras_exercise_grader-*.whl")
    assert installed.code == 0, installed.text
    shutil.rmtree(user.folder)

    assert "mnist_sequential" in away.types("grader list --lang ko").text
    missing = away.runs("grader grade")
    assert missing.code == 4
    assert "grader new homework" in missing.words
    away.types("grader new homework")
    untouched = away.runs("grader grade homework")
    assert untouched.text.count("not attempted") == 7
    assert "Open homework/mnist_sequential.py first" in untouched.words
    shutil.copy(SOLUTIONS / "mnist_sequential.py", elsewhere / "homework")
    assert "1 of 7 passed" in away.runs("grader grade homework").words
