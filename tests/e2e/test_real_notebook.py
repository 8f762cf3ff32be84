"""A notebook as students really write them: right verdicts, and nothing executed but the answers."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from tests_support import answers_of_page

from grader.checks.check import Outcome
from grader.pipeline import Grader
from grader.submissions.reading import read_submission

TEMPLATE = "class CustomModel(keras.Model):\n    def__init__(self):\n        self.__정의하고자 하는 레이어__()\n"


@pytest.fixture
def hazards(tmp_path: Path) -> Path:
    """A notebook in which everything around the answers would do harm if it ran."""
    touched = tmp_path / "TOUCHED"
    harm = f"open({str(touched)!r}, 'a').write('x')"
    data, answers = answers_of_page()
    cells = [
        new_code_cell("!pip install tensorflow==1.0\n%matplotlib inline\nimport tensorflow as tf\n"
                      "from tensorflow import keras\nimport numpy as np\nimport matplotlib.pyplot as plt\n"
                      "from google.colab import drive\nfrom IPython.core.display import display, HTML"),
        new_code_cell("drive.mount('/content/drive')\n!wget \\\n  https://example.org/data.zip\nmkdir data"),
        new_code_cell("model = keras.Sequential()\nmodel.add(__넣고싶은 레이어__)"),
        new_code_cell(TEMPLATE),
    ]
    for (dataset, answer) in answers:
        cells += [
            new_markdown_cell(f"## {dataset}"), new_code_cell(data[dataset]), new_code_cell(answer),
            new_code_cell(f"model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')\n"
                          f"history = model.fit(x_train, y_train, epochs=5)\n{harm}\n"
                          "plt.plot(history.history['loss'])\nplt.show()"),
            new_code_cell(f"while True:\n    name = input('name? ')\n    {harm}\n    if name: break"),
            new_code_cell(f"%%time\nimport urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')\n{harm}"),
        ]
    path = tmp_path / "과제 제출 (1).ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_everything_around_the_answers_is_left_alone(hazards: Path, grader: Grader) -> None:
    grading = grader.grade(read_submission([hazards]))
    verdicts = {result.spec.id: result.judgement.verdict.value for result in grading.results}
    assert verdicts.pop("mnist_sequential") == "failed"
    assert set(verdicts.values()) == {"passed"}
    assert not (hazards.parent / "TOUCHED").exists()
    assert [each.cell.cell for each in grading.skipped] == [3, 4]
    assert all(result.answer.place.cell for result in grading.results)


def test_answers_split_over_two_files_are_one_submission(tmp_path: Path, grader: Grader) -> None:
    data, answers = answers_of_page()
    head = "import tensorflow as tf\nfrom tensorflow import keras\nimport numpy as np\n"
    for name, half in (("first.py", answers[1:4]), ("second.py", answers[4:])):
        (tmp_path / name).write_text(head + "\n".join(data[dataset] + "\n" + answer for dataset, answer in half))
    grading = grader.grade(read_submission([tmp_path]))
    verdicts = {result.spec.id: result.judgement.verdict.value for result in grading.results}
    assert verdicts.pop("mnist_sequential") == "not_attempted"
    assert set(verdicts.values()) == {"passed"}
    assert {result.answer.place.file for result in grading.results if result.answer} == {"first.py", "second.py"}


def test_one_exercise_that_raises_costs_only_itself(tmp_path: Path, grader: Grader) -> None:
    cells = [new_code_cell("from tensorflow import keras\nimport numpy as np"),
             new_code_cell("inputs = keras.Input(shape=(28, 28, 1))\nx = keras.layers.Conv2D(32, 3)(inputs)\n"
                           "x = undefined_name(x)\nmodel = keras.Model(inputs, x)"),
             new_code_cell("# exercise: mnist_sequential\nimport os\nos._exit(0)\nmodel = keras.Sequential([])"),
             new_code_cell(dict(answers_of_page()[1])["cifar100_sequential"])]
    nbformat.write(new_notebook(cells=cells), tmp_path / "a.ipynb")
    grading = grader.grade(read_submission([tmp_path / "a.ipynb"]))
    results = {result.spec.id: result for result in grading.results}
    crashed = results["mnist_functional"]
    assert crashed.judgement.verdict == "crashed"
    [check] = [each for each in crashed.judgement.checks if each.outcome is Outcome.FAILED]
    assert check.id == "answer.runs"
    assert "NameError" in check.finding.found
    assert crashed.answer.place_of(*check.finding.place).line == 3
    assert crashed.answer.place_of(*check.finding.place).cell == 2
    assert results["cifar100_sequential"].judgement.verdict == "passed"


@pytest.mark.parametrize(("harm", "verdict"), [
    ("import os; os._exit(0)", "crashed"), ("import sys; sys.exit(0)", "crashed"),
    ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "crashed"),
    ("raise KeyboardInterrupt", "crashed"), ("1 / 0", "crashed"),
])
def test_an_answer_that_ends_its_process_costs_only_itself(tmp_path: Path, grader: Grader, harm: str,
                                                            verdict: str) -> None:
    _, answers = answers_of_page()
    bad = f"# exercise: mnist_functional\ndef build():\n    {harm}\n    return keras.Model()\nmodel = build()\n"
    cells = [new_code_cell("from tensorflow import keras"), new_code_cell(bad)]
    cells += [new_code_cell(answer) for _, answer in answers[2:6]]
    nbformat.write(new_notebook(cells=cells), tmp_path / "a.ipynb")
    results = {each.spec.id: each for each in grader.grade(read_submission([tmp_path / "a.ipynb"])).results}
    assert results["mnist_functional"].judgement.verdict == verdict
    assert results["mnist_functional"].judgement.score == 0
    for name in ("mnist_subclassing", "cifar100_sequential", "cifar100_functional", "cifar100_subclassing"):
        assert results[name].judgement.verdict == "passed"
