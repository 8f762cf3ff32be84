"""What is filled in is spoken of: as an answer, as something that is none yet, or as not handed in at all."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent, indent

import pytest

from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.reports.json import document
from grader.specs.course import load_course
from grader.specs.texts import LANGUAGES
from grader.submissions.reading import read_all
from grader.submissions.stored import StoredFile
from grader.submissions.types import Submission

COURSE = load_course()
HEAD = "import tensorflow as tf\nfrom tensorflow import keras\n"
LIST = dedent('''\
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.Conv2D(64, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
    ''')
CLASS = dedent('''\
    def __init__(self):
        super().__init__()
        self.a = keras.layers.Conv2D(32, 3, activation="relu")
        self.b = keras.layers.Conv2D(64, 3, activation="relu")
        self.f = keras.layers.Flatten()
        self.c = keras.layers.Dense(128, activation="relu")
        self.d = keras.layers.Dense(10, activation="softmax")

    def call(self, x):
        return self.d(self.c(self.f(self.b(self.a(x)))))
    ''')
CHAIN = dedent('''\
    inputs = keras.Input(shape=(28, 28, 1))
    x = keras.layers.Conv2D(32, 3, activation="relu")(inputs)
    x = keras.layers.Conv2D(64, 3, activation="relu")(x)
    x = keras.layers.Flatten()(x)
    x = keras.layers.Dense(128, activation="relu")(x)
    outputs = keras.layers.Dense(10, activation="softmax")(x)
    ''')
STEP = dedent('''\
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
    ''')


def block(head: str, *lines: str) -> str:
    return head + "\n" + indent("".join(lines), "    ") + "\n"


def comment(source: str) -> str:
    return indent(source, "# ", lambda _: True)


SEQUENTIAL = block("model = keras.Sequential([", LIST) + "])\n"
# exercise, what is written for it, what the report calls it: a code, or that Python runs it or stumbles over it
WRITTEN = {
    "near name": ("gradient_tape", block("def train_steps(features, labels):", STEP), "written_named_otherwise"),
    "capital in the name": ("gradient_tape", block("def trainStep(features, labels):", STEP), "written_named_otherwise"),
    "korean name": ("gradient_tape", block("def 학습_스텝(features, labels):", STEP), "written_named_otherwise"),
    "any name with a tape": ("gradient_tape", block("def fit_one(features, labels):", STEP), "written_named_otherwise"),
    "near name without a tape": ("gradient_tape", block("def train_steps(x, y):", "return model.train_on_batch(x, y)\n"),
                                 "written_named_otherwise"),
    "step in a class": ("gradient_tape", block("class Trainer:", block("def train_step(self, features, labels):", STEP)),
                        "written_step_inside"),
    "step in a function": ("gradient_tape", block("def main():", block("def train_step(features, labels):", STEP)),
                           "written_step_inside"),
    "step without a function": ("gradient_tape", STEP.replace("return loss\n", ""), "written_step_outside_function"),
    "step in a loop": ("gradient_tape", block("for features, labels in data:", STEP.replace("return loss\n", "")),
                       "written_step_outside_function"),
    "step as a lambda": ("gradient_tape", "train_step = lambda features, labels: model(features)\n", "runs"),
    "step by another name": ("gradient_tape", block("def step(features, labels):", STEP) + "train_step = step\n", "runs"),
    "step without its colon": ("gradient_tape", block("def train_step(features, labels)", STEP), "broken"),
    "step in comments": ("gradient_tape", comment(block("def train_step(features, labels):", STEP)), "commented_out"),
    "class without a base": ("mnist_subclassing", block("class CustomModel():", CLASS) + "model = CustomModel()\n", "runs"),
    "class without brackets": ("mnist_subclassing", block("class CustomModel:", CLASS), "runs"),
    "class of an object": ("mnist_subclassing", block("class CustomModel(object):", CLASS), "runs"),
    "class of a module": ("mnist_subclassing", block("class CustomModel(keras.models):", CLASS), "runs"),
    "def for class": ("mnist_subclassing", block("def CustomModel(keras.Model):", CLASS), "broken"),
    "def for class that parses": ("mnist_subclassing", block("def CustomModel(Model):", CLASS), "runs"),
    "Class for class": ("mnist_subclassing", block("Class CustomModel(keras.Model):", CLASS), "broken"),
    "class in a function": ("mnist_subclassing", block("def build():", block("class CustomModel(keras.Model):", CLASS)),
                            "written_inside_function"),
    "small letters": ("mnist_sequential", SEQUENTIAL.replace("Sequential", "sequential"), "runs"),
    "misspelt": ("mnist_sequential", SEQUENTIAL.replace("Sequential", "Sequental"), "runs"),
    "layers in a list": ("mnist_sequential", SEQUENTIAL.replace("keras.Sequential([", "[").replace("])", "]"),
                         "written_no_model_made"),
    "compared": ("mnist_sequential", SEQUENTIAL.replace("model =", "model =="), "written_model_not_kept"),
    "not kept": ("mnist_sequential", SEQUENTIAL.replace("model = ", ""), "written_model_not_kept"),
    "not closed": ("mnist_sequential", SEQUENTIAL.replace("])", ""), "broken"),
    "typographic quotes": ("mnist_sequential", SEQUENTIAL.replace('"relu"', "“relu”"), "broken"),
    "in a function": ("mnist_sequential", block("def main():", SEQUENTIAL), "written_inside_function"),
    "in comments": ("mnist_sequential", comment(SEQUENTIAL), "commented_out"),
    "in a text": ("mnist_sequential", f"'''\n{SEQUENTIAL}'''\n", "commented_out"),
    "chain without a model": ("mnist_functional", CHAIN, "written_no_model_made"),
    "chain with a small model": ("mnist_functional", CHAIN + "model = keras.model(inputs, outputs)\n", "runs"),
    "chain in a function": ("mnist_functional", block("def build():", CHAIN, "model = keras.Model(inputs, outputs)\n"),
                            "written_inside_function"),
}
# The same where only a marker, a tag or the file's name says what it is for.
MARKED = {
    "something else": ("mnist_sequential", "model = 5\n", "written_not_recognised"),
    "a blank left": ("mnist_sequential", "model = keras.Sequential()\nmodel.add(keras.layers.Conv2D(32, 3))\n"
                                         "model.add(__layer__)\n", "written_placeholder_left"),
    "one layer": ("mnist_sequential", "keras.layers.Conv2D(32, 3)\n", "written_no_model_made"),
    "half a line": ("mnist_sequential", "model = keras.\n", "broken"),
}


def stored(name: str, text: str) -> StoredFile:
    return StoredFile(name, text.encode)


def notebook(source: str) -> str:
    cells = [{"cell_type": "code", "metadata": {}, "source": text, "outputs": [], "execution_count": None}
             for text in (HEAD, "print('data')", source)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def told(files: list[StoredFile], exercise: str) -> str:
    found = Grader(COURSE).find_answers(Submission("hand-in", read_all(files)))
    answers = found.answers[exercise]
    if not answers:
        return found.absent[exercise].code
    return "runs" if answers[0].code else "broken" if answers[0].broken else answers[0].attempt.code  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["homework.py", "homework.ipynb", "{exercise}.py"])
@pytest.mark.parametrize("case", WRITTEN, ids=str)
def test_what_is_written_is_told(case: str, name: str) -> None:
    exercise, source, code = WRITTEN[case]
    text = notebook(source) if name.endswith(".ipynb") else HEAD + source
    assert told([stored(name.format(exercise=exercise), text)], exercise) == code


@pytest.mark.parametrize("case", MARKED, ids=str)
def test_what_is_marked_is_told(case: str) -> None:
    exercise, source, code = MARKED[case]
    assert told([stored(f"{exercise}.py", HEAD + source)], exercise) == code
    assert told([stored("any.py", f"# exercise: {exercise}\n{HEAD}{source}")], exercise) == code


@pytest.mark.parametrize("case", WRITTEN, ids=str)
def test_it_is_told_beside_the_stub(case: str) -> None:
    exercise, source, code = WRITTEN[case]
    assert told([stored(f"{exercise}.py", COURSE.stubs[exercise] + source)], exercise) == code


def test_what_is_not_python_is_for_the_exercise_whose_layers_it_names() -> None:
    """Where nothing else says so: odd spaces, as pages and documents have them, in each line."""
    layers = ("Conv2D(16, (3, 3), activation='relu')", "MaxPool2D((2, 2))", "Conv2D(filters=32, kernel_size=3)", "MaxPool2D(2)",
              "Flatten()", "Dense(256)", "Dense(100, activation='softmax')")
    source = "model\u00a0= keras.Sequential([\n" + "".join(f"\u00a0   keras.layers.{each},\n" for each in layers) + "])\n"
    assert told([stored("homework.py", HEAD + source)], "cifar100_sequential") == "broken"
    assert told([stored("homework.py", HEAD + source)], "mnist_sequential") == "answer_not_found"


def test_what_stands_in_a_class_is_run_where_it_is_called() -> None:
    """To see what it raises: nothing else says why nothing was made."""
    source = HEAD + block("class Net:", "@staticmethod\n", block("def build(size):", SEQUENTIAL, "return model"))
    found = Grader(COURSE).find_answers(Submission("hand-in", read_all([stored("a.py", f"{source}\nnet = Net.build(3)\n")])))
    raises = found.answers["mnist_sequential"][0].may_raise
    assert raises is not None and raises.code is not None
    assert (raises.code.name, raises.code.call) == ("net", False)


def test_training_a_stub_is_no_answer() -> None:
    stub = COURSE.stubs["mnist_sequential"].replace("# model.", "model.")
    assert stub != COURSE.stubs["mnist_sequential"]
    assert told([stored("mnist_sequential.py", stub)], "mnist_sequential") == "stub_untouched"


@pytest.mark.parametrize("exercise", ["mnist_sequential", "gradient_tape"])
def test_a_help_beside_the_stub_is_no_answer(exercise: str) -> None:
    beside = block("def show(images):", "print(images)\n") + "history = []\n"
    assert told([stored(f"{exercise}.py", COURSE.stubs[exercise] + beside)], exercise) == "stub_untouched"


def test_what_serves_another_exercise_is_no_attempt_at_this_one() -> None:
    solved = HEAD + block("def build():", SEQUENTIAL, "return model\n") + "model = build()\n"
    assert told([stored("homework.py", solved)], "mnist_sequential") == "runs"
    for spec in COURSE.exercises[1:]:
        assert told([stored("homework.py", solved)], spec.id) == "answer_not_found", spec.id


@pytest.mark.parametrize(("files", "code"), [
    ([], "nothing_handed_in"), ([stored("homework.py", "")], "hand_in_empty"),
    ([stored("homework.py", "# 나중에 하겠습니다\n")], "hand_in_empty"),
    ([stored("homework.ipynb", notebook("")), stored("mnist_sequential.py", COURSE.stubs["mnist_sequential"])],
     "stub_untouched"),
    ([stored("homework.py", "print('hello')")], "answer_not_found"),
])
def test_what_is_not_there_is_told_apart(files: list[StoredFile], code: str) -> None:
    assert told(files, "mnist_sequential") == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_could_not_be_graded_at_all_is_said_once(language: str) -> None:
    def said(*files: StoredFile) -> tuple[str, str]:
        whole = document(Grader(COURSE).grade(Submission("hand-in", read_all(files))), Texts(language))
        return whole["message"], whole["exercises"][0]["verdict"]

    stubs = [stored(spec.stub_name, COURSE.stubs[spec.id]) for spec in COURSE.exercises]
    everything = [said(), said(stored("homework.py", "")), said(*stubs), said(stored("report.pdf", "%PDF"))]
    assert [verdict for _, verdict in everything] == ["not_attempted", "not_attempted", "not_attempted", "unreadable"]
    assert len({message for message, _ in everything}) == 4
    assert all(message for message, _ in everything)
    assert "homework.py" in everything[1][0]
    assert "report.pdf" in everything[3][0]
    assert said(stored("near.py", HEAD + WRITTEN["near name"][1])) == ("", "not_attempted")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_near_name_is_told_with_the_asked_one(language: str, tmp_path: Path) -> None:
    text = HEAD + WRITTEN["near name"][1]
    grading = Grader(COURSE).grade(Submission("hand-in", read_all([stored("homework.py", text)])))
    step = document(grading, Texts(language))["exercises"][-1]
    assert step["verdict"] == "failed"
    assert step["score"] == 0
    assert "train_step " in step["message"].replace("을", " ").replace(",", " ")
    assert "train_steps" in step["message"]
    assert "homework.py" in step["message"]
