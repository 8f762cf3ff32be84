"""Layers that work in two modes: what fixes their mode is told, and what they roll is no mistake."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.pipeline import Grader
from grader.results import ExerciseResult
from grader.specs.course import course_folder, load_course
from grader.specs.types import Course
from grader.submissions.reading import read_submission

SPEC = """
[network]
input_shape = [8]
classes = 1
loss = "mean_squared_error"
layers = [
    { id = "a", numbered = false, type = "Dense", arguments = { units = 4 } },
    { id = "bn", numbered = false, type = "BatchNormalization" },
    { id = "do", numbered = false, type = "Dropout", arguments = { rate = 0.5 } },
    { id = "b", numbered = false, type = "Dense", arguments = { units = 1 } },
]
"""
EXERCISE = """
[[exercises]]
id = "{style}"
style = "{style}"
title = {{ ko = "가", en = "A" }}
task = {{ ko = "가", en = "A" }}
hint = {{ ko = "가", en = "A" }}
"""
FUNCTIONAL = """# exercise: functional
from tensorflow import keras
from tensorflow.keras import layers
i = keras.Input((8,))
x = layers.BatchNormalization()(layers.Dense(4)(i){bn})
x = layers.Dropout(0.5)(x{dropout})
model = keras.Model(i, layers.Dense(1)(x))
"""
SUBCLASS = """# exercise: subclass
from tensorflow import keras
from tensorflow.keras import layers
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.a, self.bn, self.do, self.b = layers.Dense(4), layers.BatchNormalization(), layers.Dropout(0.5), \\
            layers.Dense(1)
    def call(self, x{signature}):
        x = self.bn(self.a(x){bn})
        return self.b(self.do(x{dropout}))
model = Net()
"""
TOLD = ", training=training"


@pytest.fixture(scope="module")
def modes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Grader, Course]]:
    folder = tmp_path_factory.mktemp("course")
    lines = (course_folder() / "course.toml").read_text(encoding="utf-8").splitlines()
    files = ['files = ["modes.toml"]' if line.startswith("files") else line for line in lines]
    (folder / "course.toml").write_text("\n".join(files), encoding="utf-8")
    (folder / "modes.toml").write_text(SPEC + EXERCISE.format(style="functional") + EXERCISE.format(style="subclass"),
                                       encoding="utf-8")
    for style in ("functional", "subclass"):
        (folder / f"{style}.py").write_text(f"# exercise: {style}\nmodel = None\n", encoding="utf-8")
    course = load_course(folder)
    with Grader(course) as grader:
        yield grader, course


def graded(modes: tuple[Grader, Course], folder: Path, source: str) -> ExerciseResult:
    grader, course = modes
    path = folder / "answer.py"
    path.write_text(source, encoding="utf-8")
    exercise = source.splitlines()[0].split()[-1]
    return grader.grade(read_submission([path]), [course.exercise(exercise)]).results[0]


RIGHT = {
    "functional": FUNCTIONAL.format(bn="", dropout=""),
    "functional without dropout's noise": FUNCTIONAL.format(bn="", dropout=", training=False"),
    "mode passed on": SUBCLASS.format(signature=", training=None", bn=TOLD, dropout=TOLD),
    "mode passed on by default": SUBCLASS.format(signature=", training=False", bn=TOLD, dropout=TOLD),
    "mode not mentioned": SUBCLASS.format(signature="", bn="", dropout=""),
}
FIXED = {
    "functional, frozen statistics": (FUNCTIONAL.format(bn=", training=False", dropout=""), "BatchNormalization"),
    "functional, dropout always": (FUNCTIONAL.format(bn="", dropout=", training=True"), "Dropout"),
    "frozen statistics": (SUBCLASS.format(signature=", training=None", bn=", training=False", dropout=TOLD),
                          "BatchNormalization"),
    "dropout never": (SUBCLASS.format(signature=", training=None", bn=TOLD, dropout=", training=False"), "Dropout"),
    "dropout always": (SUBCLASS.format(signature=", training=None", bn=TOLD, dropout=", training=True"), "Dropout"),
    "frozen statistics in a call not told": (SUBCLASS.format(signature="", bn=", training=False", dropout=""),
                                             "BatchNormalization"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_mode_left_to_the_model_is_right(name: str, modes: tuple[Grader, Course], tmp_path: Path) -> None:
    result = graded(modes, tmp_path, RIGHT[name])
    assert result.judgement.verdict == "passed"
    assert not [code for code, _ in result.judgement.advice if code == "training_fixed"]


@pytest.mark.parametrize("name", FIXED)
def test_fixed_mode_is_told_and_never_untrusted(name: str, modes: tuple[Grader, Course], tmp_path: Path) -> None:
    source, layer = FIXED[name]
    result = graded(modes, tmp_path, source)
    assert result.judgement.verdict == "passed"
    assert layer in [params["layer"] for code, params in result.judgement.advice if code == "training_fixed"]


@pytest.mark.parametrize("source", [
    FUNCTIONAL.format(bn=", training=True", dropout=""),
    SUBCLASS.format(signature=", training=None", bn=", training=True", dropout=TOLD),
], ids=["functional", "subclass"])
def test_statistics_of_the_batch_at_all_times_are_another_network(source: str, modes: tuple[Grader, Course],
                                                                  tmp_path: Path) -> None:
    result = graded(modes, tmp_path, source)
    [failure] = [check for check in result.judgement.checks if check.outcome == "failed"]
    assert (failure.id, failure.finding.params["argument"]) == ("bn.defaults", "training")


LOSSES = """
import json
from grader.challenge.training import initialize_cheaply, use_one_thread
from grader.evidence.claims import CallClaim, Challenge, LayerClaim, NetworkClaim
from grader.evidence.questions import NetworkQuestion
from grader.verification.service import run_network
use_one_thread()
initialize_cheaply()
layers = [("Conv2D", {"filters": 4, "kernel_size": 3}), ("BatchNormalization", {}), ("ReLU", {}),
          ("SpatialDropout2D", {"rate": 0.3}), ("Flatten", {}), ("Dropout", {"rate": 0.5}),
          ("Dense", {"units": 10, "activation": "softmax"})]
claim = NetworkClaim(
    model_kind="other", bases=(), own_methods=(), input_shapes=((12, 12, 1),), outputs=(len(layers) - 1,),
    layers=tuple(LayerClaim(type=kind, config=config, weight_shapes=()) for kind, config in layers),
    calls=tuple(CallClaim(layer=number, inputs=(number - 1,), output_shape=()) for number in range(len(layers))))
print(json.dumps([run_network(NetworkQuestion(claim, Challenge(seed=seed, probabilities=(0,), classes=10, steps=2)))
                  .response.losses for seed in range(25)]))
"""


def test_loss_falls_under_every_seed_where_dice_are_rolled() -> None:
    told = subprocess.run([sys.executable, "-c", LOSSES], capture_output=True, text=True, check=True).stdout
    losses = json.loads(told.splitlines()[-1])
    assert len(losses) == 25
    assert all(last < first for first, *_, last in losses)
