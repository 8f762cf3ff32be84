"""A course file that breaks the format is told by one error that names file, key and what would be right."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.messages.texts import Texts
from grader.specs.course import COURSE, choose_course, course_folder, find_course, load_course, sound_course
from grader.specs.texts import said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(course_folder(), tmp_path / "course"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("name", "old", "new", "code", "says"), [
    ("mnist.toml", "input_shape =", "input_shap =", "course_unknown_key", ["mnist.toml", "network.input_shap", "input_shape"]),
    ("mnist.toml", 'type = "Conv2D"', 'tpye = "Conv2D"', "course_unknown_key", ["tpye", "type"]),
    ("mnist.toml", 'type = "Conv2D"', 'type = "Conv2DD"', "course_unknown_layer", ["mnist.toml", "Conv2DD", "Conv2D"]),
    ("cifar100.toml", '"MaxPooling2D"', '"MaxPool2D"', "course_unknown_layer", ["MaxPool2D", "MaxPooling2D"]),
    ("mnist.toml", "filters = 32", "filter = 32", "course_unknown_argument", ["filter", "filters"]),
    ("mnist.toml", 'id = "mnist_functional"', 'id = "mnist_sequential"', "course_duplicate_id", ["mnist_sequential"]),
    ("mnist.toml", "hint.en = \"A", "hint.en = \"\" # \"A", "course_text_missing", ["mnist_sequential", "hint.en"]),
    ("mnist.toml", "hint.ko", "hnt.ko", "course_unknown_key", ["hnt", "hint"]),
    ("mnist.toml", 'style = "sequential"', 'style = "seqential"', "course_unknown_value", ["mnist.toml", "style", "sequential"]),
    ("mnist.toml", 'activation = "relu"', 'activation = "rellu"', "course_unknown_activation", ["mnist.toml", "layer_1", "rellu", "relu"]),
    ("mnist.toml", "filters = 32", "filters = -32", "course_value", ["mnist.toml", "layer_1", "filters", "-32"]),
    ("mnist.toml", "filters = 32", "filters = 'many'", "course_value", ["layer_1", "filters", "many"]),
    ("mnist.toml", "classes = 10", "classes = 0", "course_value", ["mnist.toml", "network", "0"]),
    ("mnist.toml", 'id = "mnist_functional"', 'id = "mnist functional"', "course_id", ["mnist.toml", "mnist functional"]),
    ("mnist.toml", "classes = 10", "classes = \"ten\"", "course_invalid", ["network.classes"]),
    ("mnist.toml", 'input_shape = [28, 28, 1]', 'input_shape = ["28", 28, 1]', "course_invalid", ["network.input_shape[1]", "integer", '"28"']),
    ("mnist.toml", 'type = "Flatten"', 'type = "Flatten"\ntogether = 3', "course_invalid", ["network.layers[3].together", "string", "3"]),
    ("mnist.toml", 'type = "Flatten"', 'type = "Flatten"\nrepeat = 3', "course_invalid", ["network.layers[3].repeat", "table", "3"]),
    ("mnist.toml", 'type = "Flatten"', 'type = "Flatten"\nrepeat = { mni = 3 }', "course_unknown_key", ["network.layers[3].repeat.mni", "min"]),
    ("mnist.toml", "[network]", "[network", "course_not_toml", ["mnist.toml"]),
    ("course.toml", "style = 0.15", "style = 0.25", "course_points_sum", ["points.network", "1.1"]),
    ("course.toml", "style = 0.15", "stile = 0.15", "course_share", ["points.network"]),
    ("course.toml", 'candidates = "best"', 'candidates = "lasst"', "course_unknown_value", ["course.toml", "candidates", "last"]),
    ("course.toml", "mnist.toml", "minst.toml", "course_file_missing", ["minst.toml"]),
    ("cifar100.toml", 'id = "flatten"', 'id = "layer_1"', "course_duplicate_layer", ["layer_1"]),
    ("cifar100.toml", 'id = "flatten"', 'id = "flatten"\ninputs = ["layer_9"]', "course_unknown_input", ["layer_9"]),
    ("mnist.toml", 'type = "Dense"\narguments = { units = 10', 'arguments = { units = 10', "course_key_missing", ["network.layers[5].type", "Conv2D"]),
    ("mnist.toml", 'type = "Flatten"', 'type = "Flatten"\nnumbered = "no"', "course_invalid", ["network.layers[3].numbered", "boolean", '"no"', "numbered = false"]),
    ("mnist.toml", 'style = "functional"', 'style = "functionl"', "course_unknown_value", ["exercises[2].style", "sequential, ", "functionl", "functional"]),
    ("mnist.toml", 'id = "mnist_functional"', 'name = "mnist_functional"', "course_unknown_key", ["exercises[2].name", "closing, ", "opening"]),
    ("course.toml", "style = 0.15", 'style = "much"', "course_invalid", ["points.network.style", "number", '"much"']),
    ("mnist.toml", 'opening.ko = "(28', 'opening = 3 # "(28', "course_not_toml", ["mnist.toml"]),
    ("gradient_tape.toml", '"classification"', '"MeanSquaredErr"', "course_unknown_value",
     ["train_step.losses", "MeanSquaredErr", "MeanSquaredError"]),
    ("gradient_tape.toml", "[[exercises]]", '[[exercises]]\nstyle = "sequential"', "course_style_extra", ["gradient_tape", "sequential"]),
    ("mnist.toml", "input_shape = [28, 28, 1]", 'inputs = [{ name = "a", shape = [28, 28, 0] }]', "course_value", ["a", "shape", "> 0"]),
    ("mnist.toml", "input_shape = [28, 28, 1]", 'inputs = [{ name = "a", shape = [28, 28, 1], values = "tokens" }]', "course_key_missing",
     ["inputs.a.vocabulary", "vocabulary = 1000"]),
    ("mnist.toml", "input_shape = [28, 28, 1]", 'inputs = [{ name = "a", shape = [28, 28, 1], vocabulary = 9 }]', "course_unknown_value",
     ["inputs.a.values", "tokens", "numbers"]),
    ("mnist.toml", "input_shape = [28, 28, 1]", 'inputs = [{ name = "a", shape = [28, 28, 1], dtype = "uint8" }]', "course_unknown_value",
     ["inputs.a.dtype", "float32, float64", "uint8"]),
    ("gradient_tape.toml", "input_shape = [32, 32, 3]", 'inputs = [{ name = "a", shape = [4] }, { name = "b", shape = [4] }]', "course_value",
     ["train_step", "inputs", "2"]),
    ("mnist.toml", 'style = "functional"\n', "style = []\n", "course_style_missing", ["mnist_functional"]),
    ("mnist.toml", 'style = "functional"\n', 'style = ["functonal"]\n', "course_unknown_value", ["mnist.toml", "style", "functional"]),
    ("mnist.toml", 'style = "functional"\n', "", "course_style_missing", ["mnist_functional", "sequential, functional, subclass"]),
])
def test_mistake_is_named(folder: Path, name: str, old: str, new: str, code: str, says: list[str]) -> None:
    change(folder, name, old, new)
    with pytest.raises(CourseError) as caught:
        sound_course(folder)
    assert caught.value.code == code
    assert caught.value.exit_code == 4
    for language in ("ko", "en"):
        line = Texts(language).error(code, **caught.value.params)
        assert "\n" not in line
        for each in says:
            assert each in line


def test_a_block_is_not_compiled(folder: Path) -> None:
    block = (Path(__file__).parents[2] / "examples" / "beyond_chains" / "shrinking_block.toml").read_text(encoding="utf-8")
    (folder / "mnist.toml").write_text(f'{block}\n[builder.compile]\nloss = "MeanSquaredError"\n', encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        sound_course(folder)
    assert (caught.value.code, caught.value.params["tensors"]) == ("course_compile_of_block", "x")


@pytest.mark.parametrize("known", ["499", "{ any = true }", "{ max = 900 }", "{ min = 499 }", "{ one_of = [499, 500] }"])
def test_a_spec_that_lets_an_embedding_know_too_few_words_is_refused(folder: Path, known: str) -> None:
    words = (Path(__file__).parents[1] / "kinds" / "words.toml").read_text(encoding="utf-8")
    (folder / "mnist.toml").write_text(words.replace("{ min = 500 }", known), encoding="utf-8")
    with pytest.raises(CourseError) as caught:
        sound_course(folder)
    assert caught.value.params | {"found": 0} == {
        "file": "mnist.toml", "exercise": "words", "layer": "embedding", "argument": "input_dim", "found": 0, "expected": "≥ 500"}


def test_an_eighth_exercise_is_data_alone(folder: Path) -> None:
    course_text = (folder / "course.toml").read_text(encoding="utf-8")
    (folder / "course.toml").write_text(course_text.replace('"gradient_tape.toml"]', '"gradient_tape.toml", "new.toml"]'),
                                        encoding="utf-8")
    (folder / "new.toml").write_text('''
[network]
input_shape = [8]
classes = 3
[[network.layers]]
type = "Dense"
arguments = { units = 3, activation = "softmax" }
text = { ko = "Dense", en = "Dense" }
[[exercises]]
id = "tiny"
style = "sequential"
title = { ko = "작은", en = "Tiny" }
task = { ko = "만드세요", en = "Build it" }
hint = { ko = "Dense", en = "Dense" }
''', encoding="utf-8")
    (folder / "tiny.py").write_text("# exercise: tiny\nmodel = None\n", encoding="utf-8")
    assert load_course(folder).exercises[-1].id == "tiny"


def test_networks_are_stated_once(folder: Path) -> None:
    course = load_course(folder)
    networks = {id(spec.network) for spec in course.exercises if spec.kind == "network"}
    assert len(networks) == 2


def test_the_course_is_the_folder_that_is_chosen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = course_folder()
    monkeypatch.setenv(COURSE, str(folder))
    assert course_folder() == folder.resolve()
    choose_course(str(shipped / "course.toml"))
    assert course_folder() == shipped.resolve()
    with pytest.raises(CourseError, match="course_unknown"):
        choose_course("nowhere")


def test_a_course_may_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare_course(tmp_path / "vision_course" / "tables")
    (tmp_path / "vision_course" / "__init__.py").write_text("raise SystemExit('no code of a course is run')")
    info = tmp_path / "vision_course-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: vision-course\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[grader.courses]\nvision = vision_course:tables\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find_course("vision") == tmp_path / "vision_course" / "tables"
    with pytest.raises(CourseError) as caught:
        find_course("visio")
    assert "vision" in Texts("en").error(caught.value.code, **caught.value.params)


BARE = """
[network]
input_shape = [8]
classes = 3
[[network.layers]]
type = "Dense"
arguments = { units = 3 }
[[exercises]]
id = "tiny"
style = "sequential"
task = { de = "Baue es.", en = "Build it." }
"""


def bare_course(folder: Path) -> Path:
    """A course that is one exercise file."""
    folder.mkdir(parents=True)
    (folder / "tiny.toml").write_text(BARE, encoding="utf-8")
    return folder


def test_exercise_files_alone_are_a_course(tmp_path: Path) -> None:
    course = load_course(bare_course(tmp_path / "small"))
    [spec] = course.exercises
    assert (said(course.title, "en"), spec.title, spec.hint, course.languages) == ("small", "tiny", "", ("de", "en"))
    assert sum(spec.points.values()) == pytest.approx(1)
    assert "name" in spec.free_arguments
    assert course.unsealed == ()
    assert course.stubs["tiny"].startswith("# exercise: tiny\n# Baue es.\n# Build it.\n#\n# Spec:\n# 1. Dense(units=3)\n\n")
    assert ast.parse(course.stubs["tiny"])


def test_texts_are_said_in_the_language_asked_for_or_in_english_or_in_their_first() -> None:
    text = {"de": "Eins", "en": "One"}
    assert [said(text, language) for language in ("de", "en", "ko")] == ["Eins", "One", "One"]
    assert said({"fr": "Un", "de": "Eins"}, "ko") == "Un"
    assert said("1", "ko") == "1"


def test_one_broken_file_says_so_and_the_other_exercises_stay(folder: Path) -> None:
    change(folder, "mnist.toml", "filters = 32", "filter = 32")
    (folder / "cifar100.toml").write_text("[network", encoding="utf-8")
    course = load_course(folder)
    assert [spec.id for spec in course.exercises] == ["gradient_tape"]
    assert [(code, params["file"]) for code, params in course.problems] == [
        *[("course_unknown_argument", "mnist.toml")] * 3, ("course_not_toml", "cifar100.toml")]


def test_a_course_without_any_exercise_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="course_empty"):
        load_course(tmp_path)
