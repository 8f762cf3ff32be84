"""Authors, by the README's and the guide's words alone: an eighth exercise, and another course."""

from __future__ import annotations

import json

from journeys.readme import GUIDE, block, commands, steps
from journeys.users import User

STUB = """\
# exercise: tiny
# Sequential 모델을 구성해 주세요.
# Build a Sequential model.
#
# 1. 3개의 노드와 softmax를 가진 Dense 레이어
#    A Dense layer with 3 nodes and softmax

from tensorflow import keras

model = keras.Sequential([
    # 여기에 레이어를 넣어 주세요. / Put your layers here.
])
"""
SOLUTION = STUB.replace("    # 여기에 레이어를 넣어 주세요. / Put your layers here.",
                        '    keras.layers.Dense(3, activation="softmax"),')


def test_an_eighth_exercise(user: User) -> None:
    course = user.folder / "exercises" / "course.toml"
    course.write_text(course.read_text(encoding="utf-8").replace('"gradient_tape.toml"]', '"gradient_tape.toml", "tiny.toml"]'),
                      encoding="utf-8")
    (user.folder / "exercises" / "tiny.toml").write_text(block("toml"), encoding="utf-8")
    (user.folder / "exercises" / "tiny.py").write_text(STUB, encoding="utf-8")
    (user.folder / "solutions" / "tiny.py").write_text(SOLUTION, encoding="utf-8")

    early = user.runs("make check")
    assert early.code
    assert "grader course seal`" in early.words
    sealed = user.types("make exercises")
    assert sealed.code == 0
    assert "Sealed: tiny" in sealed.words
    assert '"tiny"' in (user.folder / "exercises" / "tf2_api.ipynb").read_text(encoding="utf-8")
    checked(user)

    untouched = user.runs("grader grade exercises/tiny.py --exercise tiny")
    assert "not attempted" in untouched.text
    (user.folder / "exercises" / "tiny.py").write_text(SOLUTION, encoding="utf-8")
    solved = user.runs("grader grade exercises --exercise tiny --format json")
    assert solved.code == 0
    assert json.loads(solved.text)["exercises"][0]["verdict"] == "passed"

    by_mistake = user.types("make exercises")
    assert by_mistake.code
    assert "tiny.py: this passes, so it is an answer and no stub" in by_mistake.words


TINY = 'from tensorflow import keras\n\nmodel = keras.Sequential([keras.Input((8,)), keras.layers.Dense(3, activation="softmax")])\n'


def test_another_course(user: User) -> None:
    (user.folder / "solution.py").write_text(TINY, encoding="utf-8")
    assert "course add ID" in user.types("grader course new my_course").words
    assert user.types("grader course add tiny --from solution.py --course my_course").code == 0
    proposed = user.folder / "my_course" / "tiny.toml"
    assert "units = 3" in proposed.read_text(encoding="utf-8")
    proposed.write_text(block("toml"), encoding="utf-8")  # reworded as the README shows
    held = user.types("grader course check my_course")
    assert held.code == 0, held.text
    assert "All 1 exercises hold" in held.words
    assert "untouched" in held.words
    assert user.runs("grader new homework --course my_course").code == 0
    assert "not attempted" in user.runs("grader grade homework --course my_course").words
    (user.folder / "homework.py").write_text(TINY.replace("Dense(3", "Dense(4"), encoding="utf-8")
    wrong = user.types("grader grade homework.ipynb --course my_course", **{"homework.ipynb": "homework.py"})
    assert wrong.code == 1
    assert "units is 4" in wrong.words


def test_the_guide_is_followed(user: User) -> None:
    (user.folder / "solution.py").write_text(block("python", GUIDE), encoding="utf-8")
    for line in steps(GUIDE):
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            user.environment[name] = value
            continue
        done = user.runs(line)
        assert done.code == (1 if line.startswith("grader grade") else 0), done.text
    assert "not attempted" in done.words


def checked(user: User) -> None:
    """Runs what `make check` does, the audit for the new exercise alone: that of all takes minutes."""
    assert "make check" in commands()
    recipe = user.runs("make --dry-run --no-print-directory check").text.splitlines()
    assert any(line.endswith("audit") for line in recipe)
    for line in recipe:
        done = user.runs(f"{line} tiny" if line.endswith("audit") else line)
        assert done.code == 0, done.text

