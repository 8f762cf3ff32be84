"""A student's first five minutes: in `exercises/`, in the notebook, in a folder of their own."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from journeys.readme import block
from journeys.users import SOLUTIONS, User
from nbclient import NotebookClient

STUBS = ["mnist_sequential.py", "mnist_functional.py", "mnist_subclassing.py", "cifar100_sequential.py",
         "cifar100_functional.py", "cifar100_subclassing.py", "gradient_tape.py"]


def test_with_make(user: User) -> None:
    untouched = user.types("make grade")
    assert untouched.code
    assert untouched.text.count("not attempted") == 7
    assert "Open exercises/mnist_sequential.py first" in untouched.words

    user.fills_in("mnist_sequential.py", old="64", new="48")
    wrong = user.types("make grade")
    assert wrong.text.count("not attempted") == 6
    assert "mnist_sequential.py, line 28" in wrong.words
    assert "filters is 48" in wrong.words
    assert "^^" not in wrong.text
    assert "`make grade HINT=2` shows the place" in wrong.words
    assert "^^" in user.types("make grade HINT=2").text

    user.fills_in("mnist_sequential.py")
    korean = user.types("make grade GRADER_LANG=ko")
    assert "7개 중 1개 통과" in korean.words
    assert korean.text.count("작성 전") == 6

    user.fills_in(*STUBS)
    done = user.types("make grade")
    assert done.code == 0
    assert "7 of 7 passed · 7.00 of 7.00 points" in done.words


def test_with_the_notebook(user: User) -> None:
    notebook = user.folder / "exercises" / "tf2_api.ipynb"
    downloads = user.home / "Downloads"
    downloads.mkdir()
    shutil.copy(notebook, downloads / "homework.ipynb")
    untouched = user.types("make grade SUBMISSION=~/Downloads/homework.ipynb")
    assert untouched.text.count("not attempted") == 7
    assert "Open ~/Downloads/homework.ipynb first" in untouched.words

    shutil.copy(SOLUTIONS / "tf2_api.ipynb", notebook)
    done = user.types("make grade")
    assert done.code == 0
    assert "7 of 7 passed" in done.words


def test_in_jupyter(user: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = user.folder / ".venv" / "bin" / "python"
    kernel = tmp_path / "jupyter" / "kernels" / "student"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text(json.dumps({
        "argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "student",
        "language": "python", "env": {"LC_ALL": "C.UTF-8"}}))
    monkeypatch.setenv("JUPYTER_PATH", os.pathsep.join(filter(None, [str(tmp_path / "jupyter"), os.environ.get("JUPYTER_PATH")])))
    notebook = nbformat.read(user.folder / "exercises" / "tf2_api.ipynb", as_version=4)
    answer = next(cell for cell in notebook.cells if "mnist_sequential" in cell.metadata.get("tags", ()))
    answer.source = without_data(answer.source)
    grade = nbformat.v4.new_code_cell(block("python"))
    notebook.cells = [answer, grade]

    def shown() -> str:
        NotebookClient(notebook, timeout=180, kernel_name="student",
                       resources={"metadata": {"path": str(user.folder / "exercises")}}).execute()
        return "".join(each["data"]["text/plain"] for each in notebook.cells[-1].outputs if "data" in each)

    assert "not attempted" in shown()
    answer.source = without_data((SOLUTIONS / "mnist_sequential.py").read_text(encoding="utf-8"))
    notebook.cells.append(nbformat.v4.new_code_cell('import grader\ngrader.check("mnist_sequential", model)'))
    assert "1 of 1 passed" in shown()
    assert "1 of 1 passed" in "".join(each["data"]["text/plain"] for each in grade.outputs if "data" in each)


def without_data(source: str) -> str:
    """The cell without the lines that download: there may be no network here."""
    lines = [line for line in source.splitlines() if not any(name in line for name in ("mnist.", "x_train", "x_test"))]
    assert len(lines) < len(source.splitlines()) - 2
    return "\n".join(lines)


def test_in_a_folder_of_their_own(user: User) -> None:
    user.fills_in(*STUBS, "tf2_api.ipynb")  # somebody has worked in this clone before
    assert user.types("grader new homework").code == 0
    own = User(user.folder / "homework", user.home, {"PATH": user.shell()["PATH"]})
    untouched = own.runs("grader grade")
    assert untouched.text.count("not attempted") == 7
    assert "Open mnist_sequential.py first" in untouched.words

    user.fills_in("mnist_sequential.py", folder="homework")
    assert "1 of 7 passed" in own.runs("grader grade").words
    assert "mnist_sequential.py.old" in own.runs("grader reset mnist_sequential").words
    assert "0 of 1 passed" in own.runs("grader grade --exercise mnist_sequential").words

    reset = user.types("grader reset mnist_sequential")
    assert "exercises/mnist_sequential.py.old" in reset.words
    assert "filters" in user.types("grader explain layer_2.filters").words
    assert "Course: 7 exercises" in user.types("grader doctor").words


