"""Only what an answer depends on is executed."""

from __future__ import annotations

import ast

import pytest

from grader.submissions.finding import find_candidates
from grader.submissions.python import blank_magics
from grader.submissions.statements import parse_file
from grader.submissions.types import Cell, SourceFile

FUNCTIONS = frozenset({"train_step"})


def candidates(*sources: str):
    cells = tuple(Cell("a.ipynb", blank_magics(source), cell=number) for number, source in enumerate(sources, 1))
    return find_candidates(parse_file(SourceFile("a.ipynb", cells)), FUNCTIONS)


def code(candidate) -> str:
    return "\n".join(ast.unparse(each.node) for each in candidate.statements)


def test_training_and_other_models_stay_out() -> None:
    found = candidates(
        "from tensorflow import keras\nimport tkinter\nmodel = keras.Sequential()\nmodel.add(keras.layers.Dense(1))",
        "model.fit(x, y)\nname = input()\nmodel.compile('adam')\nmodel.summary()",
        "model = keras.Sequential([keras.layers.Dense(2)])",
    )
    assert len(found) == 2
    assert code(found[0]).splitlines() == ["from tensorflow import keras", "model = keras.Sequential()",
                                           "model.add(keras.layers.Dense(1))"]
    assert "Dense(2)" in code(found[1])
    assert "Dense(1)" not in code(found[1])


def test_data_an_input_depends_on_is_included() -> None:
    found = candidates(
        "import numpy as np\nfrom tensorflow import keras\n(x, y), _ = keras.datasets.mnist.load_data()\nx = x / 255",
        "x = x[..., np.newaxis]\nprint(x.shape)",
        "i = keras.Input(shape=x.shape[1:])\no = keras.layers.Dense(1)(i)\nm = keras.Model(i, o)",
    )
    text = code(found[0])
    assert "load_data" in text
    assert "np.newaxis" in text
    assert "print" not in text


def test_an_import_that_is_repeated_is_needed_once() -> None:
    """A class that is made in one cell and called after the next would need both, and differ from its neighbour's."""
    net = "class Net(keras.Model):\n    def call(self, x):\n        return layers.Dense(1)(x)\nmodel = Net()"
    imports = "from tensorflow import keras\nfrom tensorflow.keras import layers"
    again = [candidates(f"{imports}\n{net}", f"{between}{imports}\nother = keras.Sequential()")[0]
             for between in ("", "keras.backend.clear_session()\n", "layers = None\n")]
    assert [code(each).count("import layers") for each in again] == [1, 1, 2]


def test_function_uses_what_is_in_force_when_it_is_called() -> None:
    found = candidates(
        "import tensorflow as tf\nmodel = tf.keras.Sequential([tf.keras.layers.Dense(1)])",
        "def train_step(x, y):\n    with tf.GradientTape() as tape:\n        loss = loss_func(y, model(x))\n    return loss",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(7)])\nloss_func = tf.keras.losses.MeanSquaredError()",
        "def loop():\n    train_step(a, b)\nloop()",
    )
    step = next(each for each in found if each.kind == "train_step")
    assert "Dense(7)" in code(step)
    assert "MeanSquaredError" in code(step)
    assert "loop()" not in code(step)


def test_uncalled_function_finds_globals_defined_after_it() -> None:
    found = candidates("import tensorflow as tf\ndef train_step(x, y):\n    return loss_func(y, model(x))",
                       "model = tf.keras.Sequential([tf.keras.layers.Dense(7)])\nloss_func = tf.keras.losses.Huber()")
    step = next(each for each in found if each.kind == "train_step")
    assert "Huber" in code(step)


def test_local_names_do_not_pull_in_globals() -> None:
    found = candidates("model = boom()", "from tensorflow import keras\ndef build():\n    model = keras.Sequential()\n"
                       "    return model\nnet = build()")
    assert len(found) == 1
    assert "boom" not in code(found[0])


def test_class_defined_three_times_is_three_candidates() -> None:
    source = "class M(keras.Model):\n    def __init__(self):\n        super().__init__()\n        self.d = keras.layers.Dense({n})\nmodel = M()"
    found = candidates("from tensorflow import keras", *(source.replace("{n}", str(n)) for n in (1, 2, 3)))
    assert [f"Dense({n})" in code(each) for n, each in zip((1, 2, 3), found, strict=True)] == [True] * 3
    assert all(code(each).count("class M") == 1 for each in found)


def test_template_with_placeholder_is_no_candidate() -> None:
    assert candidates("from tensorflow import keras\nmodel = keras.Sequential()\nmodel.add(__layer__)") == []


@pytest.mark.parametrize(("source", "kept"), [
    ("!pip install x\na = 1", "\na = 1"),
    ("%%time\na = 1", "\na = 1"),
    ("%%bash\na = 1", "\n"),
    ("%matplotlib inline\na = 1 % 2", "\na = 1 % 2"),
    ("!wget \\\n  http://x\na = 1", "\n\na = 1"),
    ("mkdir x\na = 1", "\na = 1"),
    ("files = !ls\na = 1", "\na = 1"),
    ("a = (1\n% 2)", "a = (1\n% 2)"),
    ("if a:\n    !ls\n    b = 1", "if a:\n    pass\n    b = 1"),
    ("model.fit?\na = 1", "\na = 1"),
])
def test_magics_are_blanked_line_by_line(source: str, kept: str) -> None:
    assert blank_magics(source) == kept


@pytest.mark.parametrize("change", [
    "_ = model.add(x)", "print(model.add(x))", "m = model\nm.add(x)", "list(map(model.add, [x]))", "model.layers.pop()",
    "del model.layers[-1]", "model.layers[0].units = 3", "setattr(model, 'a', x)", "getattr(model, 'add')(x)",
    "exec('model.add(x)')", "(lambda m: m.add(x))(model)", "[model][0].add(x)", "keras.Sequential.add(model, x)",
    "box = {'m': model}\nbox['m'].add(x)", "def grow(m):\n    m.add(x)\ngrow(model)", "def grow():\n    model.add(x)\ngrow()",
    "def grow(m):\n    m.pop()\ndef twice(n):\n    grow(n)\ntwice(model)",
    "class Tool:\n    @staticmethod\n    def grow(m):\n        m.add(x)\nTool.grow(model)",
    "class Tool:\n    def __init__(self, m):\n        m.add(x)\nTool(model)", "for each in [x]:\n    model.add(each)",
])
def test_whatever_may_change_a_model_is_included(change: str) -> None:
    [found] = candidates(f"from tensorflow import keras\nx = keras.layers.Dense(1)\nmodel = keras.Sequential()\n{change}")
    assert code(found).endswith(ast.unparse(ast.parse(change)).splitlines()[-1])


@pytest.mark.parametrize("use", [
    "model.fit(x)", "history = model.fit(x)", "print(model.layers[0].output_shape)", "train(model)", "losses.append(model(x))",
    "def train(m):\n    m.fit(x)\ntrain(model)", "y = model.predict_classes(x)", "model.layers[0].output_shape",
    "keras.utils.plot_model(model)", "exec('y = 2')", "(lambda m: m.summary())(model)",
])
def test_what_only_uses_a_model_is_not(use: str) -> None:
    [found] = candidates(f"from tensorflow import keras\nmodel = keras.Sequential()\n{use}")
    assert code(found).splitlines()[-1] == "model = keras.Sequential()"
