"""Which files may hold answers that reading does not find, and how they are run as a whole."""

from __future__ import annotations

import pytest

from grader.submissions.finding import find_candidates
from grader.submissions.python import blank_magics
from grader.submissions.statements import parse_file
from grader.submissions.types import Cell, SourceFile
from grader.submissions.whole_files import WholeFile, whole_file

FUNCTIONS = frozenset({"train_step"})
IMPORT = "from tensorflow import keras"
MODEL = "keras.Sequential([keras.layers.Dense(1)])"


def whole(*sources: str, runs: tuple[int | None, ...] = (), stub: str = "") -> WholeFile:
    runs = runs or (None,) * len(sources)
    cells = tuple(Cell("a.ipynb", blank_magics(source), cell=number, execution=run)
                  for number, (source, run) in enumerate(zip(sources, runs, strict=True), 1))
    program = parse_file(SourceFile("a.ipynb", cells))
    stubs = (parse_file(SourceFile("stub.py", (Cell("stub.py", stub),))),)
    return whole_file(program, find_candidates(program, FUNCTIONS), FUNCTIONS, {}, stubs)


@pytest.mark.parametrize("source", [
    f"model = {MODEL}", f"model = {MODEL}\nmodel.fit(x, y)\nprint(model.summary())",
    f"def build():\n    return {MODEL}\nmodel = build()",
    "class Net(keras.Model):\n    pass\nmodel = Net()\nagain = Net()",
    "def train_step(x, y):\n    return x", "print('nothing')", "class Net(keras.Model):\n    pass",
])
def test_what_a_slice_decides_is_not_run_as_a_whole(source: str) -> None:
    assert not whole(IMPORT, source).undecided


@pytest.mark.parametrize("source", [
    f"models = [{MODEL}]", f"models = dict(a={MODEL})", MODEL, f"make = lambda: {MODEL}\nmodel = make()",
    f"def main():\n    model = {MODEL}\nmain()", f"class Config:\n    model = {MODEL}", "exec('model = 1')",
    f"globals()['model'] = {MODEL}", "class Trainer:\n    def train_step(self, x, y):\n        return x",
    "def main():\n    def train_step(x, y):\n        return x", "model = keras.models.clone_model(other)",
    "def get():\n    class Net(keras.Model):\n        pass\n    return Net()",
    "class Net(keras.Model):\n    pass\nmodel = Net(1)\nagain = Net(2)", f"for size in (1, 2):\n    model = {MODEL}",
])
def test_what_no_slice_decides_is(source: str) -> None:
    assert whole(IMPORT, source).undecided


def test_cells_run_in_the_order_the_notebook_says() -> None:
    file = whole("a = 1", "b = 2", "c = 3", "d = 4", runs=(7, None, 2, 9))
    assert file.undecided
    assert [step.source for step in file.code.steps] == ["c = 3", "a = 1", "b = 2", "d = 4"]
    assert not whole("a = 1", "b = 2", "c = 3", runs=(1, None, 5)).undecided


def test_functions_that_make_something_and_are_never_called_are_called() -> None:
    file = whole(IMPORT, f"def main(size=3):\n    m = {MODEL}\n\ndef other(size):\n    m = {MODEL}\n\n"
                         f"def used():\n    m = {MODEL}\n\nused()\n\ndef unlike():\n    return 1")
    assert [step.source for step in file.code.steps if step.source.endswith("()")] == ["used()", "main()"]


def test_functions_that_only_an_answer_from_the_keyboard_would_call_are_called() -> None:
    file = whole(IMPORT, f"def make():\n    m = {MODEL}\n\ndef menu():\n    if input() == '1':\n        make()\n\nmenu()")
    assert [step.source for step in file.code.steps][-2:] == ["menu()", "make()"]


def test_each_statement_says_what_it_binds_and_changes() -> None:
    file = whole("model.add(x)\na, b = 1, 2")
    assert [(step.binds, step.changes, step.lenient) for step in file.code.steps] == [
        ((), ("model",), True), (("a", "b"), (), True)]


def test_stub_code_is_known_as_given() -> None:
    file = whole("a = 1", "model = None\nb = 2", stub="model  =  None  # fill in")
    assert file.given == ((1, 1, 1),)
