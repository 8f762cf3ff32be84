"""A course of one's own: begun, its exercises proposed from solutions, and checked, by commands alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader import cli
from grader.specs.course import COURSE, load_course
from grader.specs.types import InputSpec

TWO_BRANCHES = """
import keras
from keras import layers

image = keras.Input(shape=(8, 8, 1))
age = keras.Input(shape=(1,))
x = layers.Conv2D(16, (3, 3), padding="same")(image)
x = layers.ReLU()(x)
x = layers.MaxPooling2D(4, strides=2)(x)
x = layers.Flatten()(x)
y = layers.Dense(8, "relu", kernel_initializer="he_normal")(age)
z = layers.Concatenate()([x, y])
outputs = layers.Dense(3, activation="softmax")(z)
model = keras.Model([image, age], outputs)
model.compile("adam", loss="sparse_categorical_crossentropy")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course just begun, which is the chosen one."""
    monkeypatch.setenv(COURSE, "")  # so that what a command chooses is forgotten
    monkeypatch.setenv("GRADER_TYPED", "grader")
    assert cli.run(["course", "new", str(tmp_path / "mine"), "--lang", "en"]) == 0
    monkeypatch.setenv(COURSE, str(tmp_path / "mine"))
    return tmp_path / "mine"


@pytest.fixture
def proposed(folder: Path, tmp_path: Path) -> Callable[..., Path]:
    """Adds an exercise from the text of a solution; returns the course's folder."""

    def add(exercise: str, text: str, *options: str) -> Path:
        (tmp_path / "solution.py").write_text(text, encoding="utf-8")
        assert cli.run(["course", "add", exercise, "--from", str(tmp_path / "solution.py"), *options]) == 0
        return folder

    return add


def check(*options: str) -> int:
    return cli.run(["course", "check", "--lang", "en", *options])


def test_a_course_just_begun_has_no_exercise_and_says_how_to_add_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check() == 4
    assert "no exercise here" in capsys.readouterr().err


def test_a_course_is_begun_over_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["course", "new", str(folder)]) == 4
    assert cli.run(["course", "add", "First"]) == 4
    assert cli.run(["course", "add", "first"]) == 0
    assert cli.run(["course", "add", "first"]) == 4


@pytest.mark.parametrize("style", ["sequential", "functional", "subclass", "builder"])
def test_an_exercise_to_be_changed_is_right_as_it_is(folder: Path, style: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["course", "add", "first", "--style", style]) == 0
    assert check("--no-audit") == 0, capsys.readouterr().out
    assert "solution passes" in capsys.readouterr().out


def test_a_network_is_proposed_with_what_is_not_keras_default_and_no_more(proposed: Callable[..., Path]) -> None:
    [spec] = load_course(proposed("two_branches", TWO_BRANCHES)).exercises
    assert spec.style == "functional"
    assert spec.network is not None
    assert spec.network.inputs == (InputSpec("input_1", (8, 8, 1)), InputSpec("input_2", (1,)))
    assert (spec.network.classes, spec.network.outputs) == (3, ())
    assert [(layer.type, layer.arguments) for layer in spec.network.layers] == [
        ("Conv2D", {"filters": 16, "kernel_size": 3, "padding": "same", "activation": "relu"}),
        ("MaxPooling2D", {"pool_size": 4, "strides": 2}),
        ("Flatten", {}),
        ("Dense", {"units": 8, "activation": "relu"}),
        ("Concatenate", {}),
        ("Dense", {"units": 3, "activation": "softmax"}),
    ]
    assert [layer.inputs for layer in spec.network.layers] == [("input_1",), (), (), ("input_2",), ("flatten", "dense"), ()]
    assert check("--no-audit") == 0


def test_shared_layers_numbered_outputs_and_objects_are_proposed(proposed: Callable[..., Path]) -> None:
    text = """
import keras
left, right = keras.Input((6, 3), name="left"), keras.Input((6, 3), name="right")
lstm = keras.layers.LSTM(4, return_state=True, kernel_regularizer="l2")
_, left_state, _ = lstm(left)
_, right_state, _ = lstm(right)
apart = keras.layers.Subtract(name="apart")([left_state, right_state])
model = keras.Model([left, right], [apart, keras.layers.Add()([left_state, right_state])])
"""
    [spec] = load_course(proposed("twins", text)).exercises
    assert spec.network is not None
    assert [each.name for each in spec.network.inputs] == ["left", "right"]
    first, again, *last = spec.network.layers
    assert (spec.network.outputs, spec.closing["en"]) == (("apart", "add"), "Outputs, in this order: apart, add")
    assert first.arguments | {"kernel_regularizer": None} == {"units": 4, "return_state": True, "kernel_regularizer": None}
    assert first.arguments["kernel_regularizer"]["type"] == "L2"
    assert (again.same_as, again.arguments) == ("lstm", {})
    assert [each.inputs for each in last] == [("lstm[1]", "lstm_2[1]")] * 2
    assert check("--no-audit") == 0


BLOCK = """
from tensorflow import keras

def residual_block(x, filters: int, stride=1):
    skip = keras.layers.Conv2D(filters, 1, strides=stride)(x)
    y = keras.layers.Conv2D(2 * filters, 3, strides=stride, padding="same", activation="relu")(x)
    y = keras.layers.Conv2D(filters, 3, padding="same")(y)
    return keras.layers.Activation("relu")(y + skip)

inputs = keras.Input((16, 16, 3))
outputs = residual_block(inputs, 8)
"""
TEXT_MODEL = """
from tensorflow import keras

def text_model(width, rate=0.5):
    words = keras.Input((12,), dtype="int32", name="words")
    x = keras.layers.Embedding(300, width)(words)
    x = keras.layers.Dropout(rate)(keras.layers.Bidirectional(keras.layers.LSTM(6))(x))
    return keras.Model(words, keras.layers.Dense(1, activation="sigmoid")(x))

model = text_model(8)
wider = text_model(width=12, rate=0.2)
"""
PIXELS = """
from tensorflow import keras
photo = keras.Input((24, 24, 3), dtype="uint8", name="photo")
x = keras.layers.GlobalAveragePooling2D()(keras.layers.Rescaling(1 / 255)(photo))
model = keras.Model(photo, keras.layers.Dense(4, activation="softmax")(x))
"""


def test_functions_that_build_and_what_inputs_hold_are_proposed(proposed: Callable[..., Path]) -> None:
    proposed("block", BLOCK)
    proposed("photo", PIXELS)
    block, photo, text = load_course(proposed("text", TEXT_MODEL)).exercises
    assert (block.builder.signature, block.builder.inputs) \
        == ("residual_block(x, filters, stride=1)", (InputSpec("x", (16, 16, 3)),))
    assert block.builder.cases == ({"filters": 8}, {"filters": 10, "stride": 2})
    by_call = [each.arguments for each in block.builder.layers if each.type == "Conv2D"]
    assert {each["filters"].get("times") for each in by_call} == {None, 2}
    assert [each.get("strides") for each in by_call] == [{"of": "stride"}, None, {"of": "stride"}]
    assert (text.builder.cases, text.builder.inputs) \
        == (({"width": 8}, {"width": 12, "rate": 0.2}), (InputSpec("words", (12,), "tokens", 300),))
    assert text.builder.layers[0].arguments == {"input_dim": 300, "output_dim": {"of": "width"}}
    assert text.builder.layers[1].arguments == {"layer": {"type": "LSTM", "units": 6}}
    assert photo.network.inputs == (InputSpec("photo", (24, 24, 3), "pixels"),)
    assert photo.network.layers[0].arguments == {"scale": 1 / 255}
    assert check("--no-audit") == 0


def test_a_function_whose_calls_make_other_layers_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep.py").write_text("""
import keras

def deep(depth):
    model = keras.Sequential([keras.Input((4,))])
    for _ in range(depth):
        model.add(keras.layers.Dense(4))
    return model
""", encoding="utf-8")
    assert cli.run(["course", "add", "deep", "--from", str(tmp_path / "deep.py"), "--lang", "en"]) == 4
    assert "line 4: the calls of this function make other layers" in capsys.readouterr().err


def test_what_a_model_takes_is_asked_where_it_does_not_say(folder: Path, proposed: Callable[..., Path], tmp_path: Path,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    chain = "import keras\nmodel = keras.Sequential([keras.layers.GRU(4), keras.layers.Dense(1)])\n"
    (tmp_path / "chain.py").write_text(chain, encoding="utf-8")
    assert cli.run(["course", "add", "chain", "--from", str(tmp_path / "chain.py"), "--lang", "en"]) == 4
    assert "--input-shape" in capsys.readouterr().err
    [spec] = load_course(proposed("chain", chain, "--input-shape", "10,3")).exercises
    assert (spec.style, spec.network.input_shape) == ("sequential", (10, 3))  # type: ignore[union-attr]


def test_a_training_step_is_proposed(proposed: Callable[..., Path]) -> None:
    text = (Path(__file__).parents[1] / "solutions" / "gradient_tape.py").read_text(encoding="utf-8")
    [spec] = load_course(proposed("step", text, "--input-shape", "32,32,3")).exercises
    step = spec.train_step
    assert step is not None
    assert (step.function, step.input_shape, step.classes, step.losses) \
        == ("train_step", (32, 32, 3), 100, ("classification",))


@pytest.mark.parametrize(("text", "says"), [
    ("x = 1\n", "makes no model"),
    ("import keras\nmodel = keras.Sequential([\n", "line 2"),
    ("import keras, tensorflow as tf\ni = keras.Input((4,))\nmodel = keras.Model(i, keras.ops.sin(i) * 2)\n", "none that a layer of Keras does"),
])
def test_what_cannot_be_proposed_is_told(folder: Path, tmp_path: Path, text: str, says: str,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "solution.py").write_text(text, encoding="utf-8")
    assert cli.run(["course", "add", "other", "--from", str(tmp_path / "solution.py"), "--lang", "en"]) == 4
    assert says in capsys.readouterr().err
    assert not (folder / "other.toml").exists()


def test_a_check_tells_what_does_not_hold(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["course", "add", "first"]) == 0
    assert cli.run(["course", "add", "second", "--style", "subclass"]) == 0
    table = folder / "first.toml"
    table.write_text(table.read_text(encoding="utf-8").replace("units = 4", "units = 5"), encoding="utf-8")
    (folder / "second.py").write_text((folder / "solutions" / "second.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "third.toml").write_text("[network", encoding="utf-8")
    capsys.readouterr()
    assert check("--no-audit") == 1
    told = capsys.readouterr().out
    assert "third.toml" in told
    assert "course seal" in told  # second.py is a stub that nobody sealed
    assert "✗ first" in told
    assert "The stub passes by itself" in told
    assert "units" in told
    assert cli.run(["course", "seal", "--lang", "en"]) == 4
    (folder / "third.toml").unlink()
    capsys.readouterr()
    assert cli.run(["course", "seal", "--lang", "en"]) == 4
    assert "is an answer and no stub" in capsys.readouterr().err
