"""`%grade` and `grader.check` in a real kernel that has trained already."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
MODEL = """
from tensorflow import keras
model = keras.Sequential([
    keras.layers.Input((28, 28, 1)),
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.Conv2D({filters}, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
"""
TRAIN = """
import numpy as np
model.compile("adam", "sparse_categorical_crossentropy")
history = model.fit(np.zeros((8, 28, 28, 1)), np.zeros(8), epochs=1, verbose=0)
"""
CELLS = [
    "%load_ext grader\nimport grader",
    MODEL.format(filters=32),
    TRAIN,
    "%grade mnist_sequential --lang en",
    MODEL.format(filters=64),
    "grader.check('mnist_sequential', model, lang='ko')",
    "grader.check('mnist_functional', model, lang='en')",
    "grader.check('mnist_sequential', keras.Sequential(), lang='en')",
    "%grade no_such_exercise --lang en",
    "%grade mnist_sequential --lang en --timeout 0.001",
    "%grade mnist_sequential --lang en",
    "1 + 1",
]


@pytest.fixture(scope="module")
def outputs() -> list[list]:
    """What each cell showed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=180, kernel_name="python3", allow_errors=True,
                   resources={"metadata": {"path": str(ROOT)}}).execute()
    return [cell["outputs"] for cell in notebook.cells]


def html_of(output: list) -> str:
    [shown] = [each["data"]["text/html"] for each in output if each["output_type"] == "display_data"]
    return shown


def test_what_was_run_is_graded_and_the_place_is_that_of_the_execution(outputs: list[list]) -> None:
    shown = html_of(outputs[3])
    assert "0 of 1 passed" in shown
    assert "cell 2, line 6" in shown
    assert "filters is 32" in shown
    [text] = [each["data"]["text/plain"] for each in outputs[3] if each["output_type"] == "display_data"]
    assert "filters is 32" in text


def test_an_object_is_graded_by_the_code_that_made_it_last(outputs: list[list]) -> None:
    assert "1개 중 1개 통과" in html_of(outputs[5])
    wrong_style = html_of(outputs[6])
    assert "0 of 1 passed" in wrong_style
    assert "Sequential" in wrong_style


@pytest.mark.parametrize(("cell", "says"), [(7, "stands in no variable"), (8, "no such exercise"),
                                            (9, "within 0.001 seconds")])
def test_what_cannot_be_done_is_one_line(outputs: list[list], cell: int, says: str) -> None:
    told = "".join(each.get("text", "") for each in outputs[cell])
    assert says in told
    assert "Traceback" not in told


def test_after_a_time_limit_the_next_grading_works_and_the_kernel_goes_on(outputs: list[list]) -> None:
    assert "1 of 1 passed" in html_of(outputs[10])
    assert outputs[11][0]["data"]["text/plain"] == "2"
