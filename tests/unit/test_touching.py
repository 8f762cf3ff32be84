"""Which statements beside a slice have it run once more with them, and which are known to leave its model alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader import pipeline
from grader.pipeline import as_it_was_left
from grader.results import ExerciseResult
from grader.submissions.finding import Candidate, find_candidates
from grader.submissions.statements import parse_file
from grader.submissions.touching import touching
from grader.submissions.types import Cell, SourceFile
from grader.verdicts import Verdict

MODEL = """import numpy as np
import matplotlib.pyplot as plt
from tensorflow import keras
from tensorflow.keras import layers
first = layers.Dense(1)
model = keras.Sequential([first, layers.Dense(2)])
"""


def first_model(source: str) -> Candidate:
    cells = (Cell("a.ipynb", MODEL, cell=1), Cell("a.ipynb", source, cell=2))
    return find_candidates(parse_file(SourceFile("a.ipynb", cells)), frozenset())[0]


@pytest.mark.parametrize("source", [
    "model.compile(optimizer=keras.optimizers.Adam(1e-3), loss='mse', metrics=['accuracy'])",
    "history = model.fit(np.zeros(3), epochs=2)\nplt.plot(history.history['loss'])\nplt.show()",
    "loss, accuracy = model.evaluate(x)\nprint('accuracy', accuracy)",
    "print(f'{len(model.layers)} layers, {model.layers[0].units}')\nmodel",
    "for number, layer in enumerate(model.layers):\n    print(number, layer.name, layer.get_weights()[0].shape)",
    "plt.imshow(model.layers[0].get_weights()[0])",
    "numbers = sum(np.prod(each.shape) for each in model.trainable_weights)",
    "keras.utils.plot_model(model, show_shapes=True)\nmodel.save('model.keras')",
    "def show(given, images):\n    return given.predict(images)\nshow(model, np.zeros(3))",
    "difference = model.layers[0].units - 3 == first.units\nprint(max(model.layers, key=lambda layer: layer.units))",
    "guess = np.argmax(model(np.zeros(3)), axis=1)",
    "model = keras.Sequential([layers.Dense(3)])\nmodel.add(layers.Dense(4))",
    "del model\nmodel = keras.Sequential([layers.Dense(3)])\n(lambda it: it.add(layers.Dense(4)))(model)",
    "deep = keras.Sequential([model, layers.Softmax()])\ndeep.summary()",
    "class Net(keras.Model):\n    def __init__(self):\n        super(Net, self).__init__()\n        self.first = 1\nNet()",
    "optimizer = keras.optimizers.Adam()\ndef step(x):\n    with tf.GradientTape() as tape:\n        loss = model(x)\n"
    "    optimizer.apply_gradients(zip(loss, model.trainable_variables))\nstep(1)",
])
def test_what_ordinary_files_do_with_a_model_costs_nothing(source: str) -> None:
    assert touching(first_model(source)) == ()


@pytest.mark.parametrize("source", [
    "(lambda it: it.add(1))(model)", "globals()['model'].add(1)", "print(spoil(model))", "vars(first)['units'] = 3",
    "from operator import methodcaller as call\ncall('pop')(model)", "[setattr(each, 'units', 3) for each in model.layers]",
    "class A:\n    b = model.add(1)", "def a(b=model.add(1)):\n    pass", "@model.add\ndef a():\n    pass",
    "model.compile(metrics=[model.add(1)])", "assert not model.add(1)", "f'{model.add(1)}'",
    "def shorten(it):\n    return keras.Sequential(it.layers[:1])\nmodel = shorten(model)",
    "print = lambda it: it.add(1)\nprint(model)", "np.mean = spoil\nnp.mean(model)", "import helper\nhelper.show(model)",
    "def show(it):\n    print(it)\n    it.add(1)\nshow(model)", "keras.Sequential.add.__call__(model, 1)",
    "kept = [model]\ndel model\nkept[0].add(1)", "with model.grown():\n    pass", "add = model.add\n[add(1)]",
    "match model:\n    case keras.Sequential() as it:\n        it.add(1)", "tool[model]", "tool | model", "model in tool",
    "tf.nest.map_structure(lambda it: it.add(1), [model])", "history = model.fit(x, callbacks=[model.add(1)])",
    "def spoil(it):\n    it.units = 3\nlist(map(spoil, model.layers))",
    "tool = {'grow': model.add}\ntool['grow'](1)", "tool.kept = model\ntool.kept.add(1)", "kept['a'] = model\nkept['a'].add(1)",
    "def spoil():\n    layers.Dense.call = other\nspoil()", "class A:\n    def __del__(self):\n        layers.Dense.call = other\nA()",
    "for each in (layers.Dense, layers.Conv2D):\n    each.call = other", "dense = layers.Dense\ndense.__init__ = other",
    "class Tool:\n    def __init__(self):\n        model.add(1)\nTool()", "@tool\ndef a():\n    return model.add(1)\na()",
])
def test_what_could_have_changed_a_model_is_run_with_it(source: str) -> None:
    model = first_model(source)
    assert model.program.statements[-1] in (*model.statements, *touching(model))


@pytest.mark.parametrize("source", [
    "layers.Dense = other", "setattr(layers, 'Dense', other)", "layers.__dict__['Dense'] = other", "exec('layers.Dense = 1')",
    "import keras as k\nk.layers.Dense.__init__ = other", "for each in [layers]:\n    each.Dense = other", "vars(layers).update(a=1)",
    "from unittest import mock\nmock.patch.object(layers, 'Dense', other).start()", "keras.activations.relu.__code__ = other",
])
def test_what_changed_keras_before_is_run_with_it(source: str) -> None:
    head, model = MODEL.split("first =")
    program = parse_file(SourceFile("a.py", (Cell("a.py", f"{head}{source}\nfirst ={model}"),)))
    candidate, before = find_candidates(program, frozenset())[0], program.statements[-3]
    assert before in (*candidate.statements, *touching(candidate))


@pytest.mark.parametrize(("left", "counts"), [
    (Verdict.FAILED, True), (Verdict.UNTRUSTED, True), (Verdict.PASSED, False), (Verdict.CRASHED, False),
    (Verdict.TIMED_OUT, False), (Verdict.GRADER_ERROR, False),
])
def test_only_what_could_be_judged_takes_the_place_of_what_the_answer_made(
        monkeypatch: pytest.MonkeyPatch, left: Verdict, counts: bool) -> None:
    def result(verdict: Verdict) -> ExerciseResult:
        return ExerciseResult(None, SimpleNamespace(verdict=verdict), answer=SimpleNamespace(with_touching=object))

    passed, as_left = result(Verdict.PASSED), result(left)
    monkeypatch.setattr(pipeline, "grade_answer", lambda *_: as_left)
    assert as_it_was_left(passed, None).judgement is (as_left if counts else passed).judgement


STEP = """import tensorflow as tf
from tensorflow import keras
model = keras.Sequential([keras.layers.Dense(1)])
loss_func = keras.losses.MeanSquaredError()
optimizer = keras.optimizers.Adam()
def train_step(features, labels):
    with tf.GradientTape() as tape:
        loss = loss_func(labels, model(features))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
"""


def first_step(source: str) -> Candidate:
    cells = (Cell("a.ipynb", STEP, cell=1), Cell("a.ipynb", source, cell=2))
    found = find_candidates(parse_file(SourceFile("a.ipynb", cells)), frozenset({"train_step"}))
    return next(each for each in found if each.kind == "train_step")


@pytest.mark.parametrize("source", [
    "losses = []\nfor x, y in data:\n    losses.append(float(train_step(x, y)))\nprint(sum(losses))",
    "train_step = tf.function(train_step)\ntrain_step(x, y)", "model.compile(optimizer=optimizer, loss=loss_func)",
    "mean = keras.metrics.Mean()\nmean.reset_state()\nmean.update_state(train_step(x, y))\nprint(mean.result())",
    "print(float(optimizer.learning_rate), optimizer.get_config())\nmodel.summary()\nmodel.save_weights('w')",
    "model = keras.Sequential([keras.layers.Dense(3)])\nmodel.trainable = False",
    "class Net(keras.Model):\n    def call(self, x):\n        return x\nmodel = Net()",
    "train_step(x, y)\noptimizer = keras.optimizers.SGD()\nloss_func = keras.losses.BinaryCrossentropy()",
    "def train_step(features, labels):\n    return 0.0", "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nimport pathlib",
    "from google.colab import files\nfiles.download('w')\nimport wandb\nwandb.finish()",
    "import tensorflow as tf\nfrom tensorflow import keras\nmodel = keras.Sequential([tf.keras.layers.Dense(3)])",
])
def test_what_ordinary_files_do_with_a_step_costs_nothing(source: str) -> None:
    assert touching(first_step(source)) == ()


@pytest.mark.parametrize("source", [
    "train_step = other", "train_step = lambda x, y: 0.0", "for train_step in others:\n    pass", "with other as train_step:\n    pass",
    "print(train_step := other)", "from other import train_step", "class train_step:\n    pass", "train_step = halve(train_step)",
    "def halve(step):\n    return lambda x, y: step(x[:1], y[:1])\ntrain_step = halve(train_step)", "train_step += 1",
    "train_step.__code__ = other.__code__", "train_step.__kwdefaults__.update(a=1)", "globals()['train_step'] = other",
    "def change():\n    global train_step\n    train_step = other\nchange()", "if __debug__:\n    train_step = other",
    "optimizer.learning_rate = 0.0", "optimizer.learning_rate.assign(0.0)", "optimizer.apply_gradients = print",
    "optimizer = keras.optimizers.SGD(0.0)", "loss_func = other", "loss_func.call = other", "model.trainable = False",
    "model.layers[0].trainable = False", "for each in model.layers:\n    each.trainable = False", "model.call = other", "model.pop()",
    "tf.GradientTape = Tape", "tf.GradientTape.gradient = other", "keras.optimizers.Adam.apply_gradients = other",
    "keras.Model.trainable_variables = property(lambda self: [])", "del keras.Model.call", "import patches", "from patches import *",
    "import patches as plt\nplt.plot([1])", "from patches import begin\nbegin()",
    "from unittest import mock\nmock.patch('tensorflow.GradientTape', Tape).start()",
    "from unittest.mock import patch as p\np('tensorflow.GradientTape', Tape).start()",
    "import tensorflow.compat.v1 as tf", "tf = 1\nimport tensorflow as tf", "tf.keras = other\nimport tensorflow as tf",
    "from other import *\nimport tensorflow as tf",
])
def test_what_could_have_changed_a_step_is_run_with_it(source: str) -> None:
    step = first_step(source)
    assert step.program.statements[-1] in (*step.statements, *touching(step, {"patches"}))
