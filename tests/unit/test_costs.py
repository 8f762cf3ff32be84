"""Reading costs about as much again for twice as much of anything a student may write, and tells where it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.messages.texts import Texts
from grader.specs.types import Course
from grader.submissions.answers import find_answers
from grader.submissions.reading import read_submission
from grader.submissions.stored import free_name

pytestmark = pytest.mark.slow

ANSWER = "# exercise: mnist_sequential\nimport keras\nmodel = keras.Sequential([keras.layers.Dense(3)])\n"


def notebook(*cells: tuple[str, str]) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": kind, "source": source, "metadata": {}, "outputs": []} for kind, source in cells]})


def words(count: int) -> str:
    return " ".join(f"sequentail{chr(97 + number % 26)}" for number in range(count))


GROWING: dict[str, Callable[[int], str]] = {
    "broken_blocks.py": lambda n: "Sequential(\n" * n,
    "rebound.py": lambda n: "x=1\n" + "x=x+1\n" * n + "m=Sequential(x)\n",
    "grown.py": lambda n: "m=Sequential()\n" + "m.add(Dense(1))\n" * n,
    "perhaps.py": lambda n: "if a: x=1\n" * n + "m=Sequential(x)\n",
    "read_and_perhaps.py": lambda n: "if a: x=x+1\n" * n + "m=Sequential(x)\n",
    "modules.py": lambda n: "import tensorflow as tf\n" + "tf.config.foo()\n" * n + "m=tf.keras.Sequential()\n",
    "many_models.py": lambda n: "".join(f"m{number}=Sequential()\n" for number in range(n)),
    "long_context.ipynb": lambda n: notebook(("markdown", words(n)), ("code", "m = Sequential((")),
    "broken_cells.ipynb": lambda n: notebook(*[("code", "m = Sequential((")] * n),
    "cells.ipynb": lambda n: notebook(*[("code", "x = 1\n'''Dense(1)'''")] * n),
    "blocks.md": lambda n: "text\n\n```python\nx = 1\n```\n\n" * n,
}


def calls_of(work: Callable[[], object]) -> int:
    """Counts the calls of functions, Python's own included: they are the same on every machine."""
    count = 0

    def see(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", GROWING)
def test_twice_as_much_costs_about_twice(course: Course, tmp_path: Path, name: str) -> None:
    def cost(count: int) -> int:
        (tmp_path / name).write_text(GROWING[name](count))
        return calls_of(lambda: find_answers(read_submission([tmp_path / name]), course, ()))

    cost(10)  # what is remembered for all files
    assert cost(640) <= 3 * cost(320)  # four times, if it grew with the square


def test_members_of_one_name_are_numbered_without_counting_anew() -> None:
    def cost(count: int) -> int:
        taken: dict[str, int] = {}
        return calls_of(lambda: [free_name("a.py", taken) for _ in range(count)])

    assert cost(400) <= 2.2 * cost(200)
    taken: dict[str, int] = {}
    assert [free_name(name, taken) for name in ("a.py", "a.py", "a (2).py", "a.py", "", "")] \
        == ["a.py", "a (2).py", "a (2) (2).py", "a (3).py", "", ""]


@pytest.mark.parametrize("deep", [
    "if " + "+".join(["1"] * 330) + ":\n    m = Sequential([])\n", "x = " + "+".join(["1"] * 900) + "\n",
    "if a: m = 1\n" + "elif a: m = 1\n" * 400, "x = " + "-" * 400 + "1\n", "f" + ".f()" * 400 + "\n",
], ids=["condition", "sum", "elif", "signs", "chain"])
def test_what_is_nested_too_deeply_costs_itself_alone(course: Course, tmp_path: Path, deep: str) -> None:
    (tmp_path / "answer.py").write_text(ANSWER + deep)
    submission = read_submission([tmp_path / "answer.py"])
    found = find_answers(submission, course, ())
    assert [each.place.line for each in found.answers["mnist_sequential"] if each.code] == [3]
    assert [(each.line, each.reason) for each in found.skipped] == [(4, "too deeply nested")]


@pytest.mark.parametrize(("language", "words"), [("en", "has 5,001 cells"), ("ko", "5,001개")])
def test_a_notebook_of_too_many_cells_is_told(tmp_path: Path, language: str, words: str) -> None:
    (tmp_path / "long.ipynb").write_text(notebook(*[("code", "")] * 5001))
    [file] = read_submission([tmp_path / "long.ipynb"]).files
    assert words in Texts(language).error(file.problem, path=file.name, reason=file.reason)
