"""What is found out about an answer is kept for equal ones, and nothing that another answer did can change it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.conversation import Limits
from grader.evidence.kept import KeptInMemory, Recording, key_of, packed, unpacked
from grader.pipeline import Grader
from grader.results import ExerciseResult, Grading
from grader.sandbox.workers import Guest, WarmProcess, WorkerDied, WorkerTimedOut
from grader.specs.types import Course
from grader.submissions.reading import read_submission

WRONG = """
from tensorflow import keras

model = keras.Sequential([
    keras.layers.Conv2D(32, 3, activation="relu"),
    keras.layers.Conv2D({filters}, 3, activation="relu"),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dense(10, activation="softmax"),
])
"""
STEP = (Path(__file__).parents[1] / "solutions" / "gradient_tape.py").read_text(encoding="utf-8")


def doing(code: str, filters: int = 64) -> str:
    """An answer that does something while it makes its network."""
    lines = "\n    ".join(code.strip().split("\n"))
    return f"def kernel():\n    {lines}\n    return 3\n" + WRONG.format(filters=filters).replace("(32, 3,", "(32, kernel(),")


class Keeping:
    """Grades by one store, and counts the guests."""

    def __init__(self, grader: Grader, course: Course, folder: Path) -> None:
        self.store = KeptInMemory()
        self.course = course
        self.folder = folder
        self.warm = grader.warm
        self.numbers = iter(range(1000))

    def grade(self, source: str, exercise: str = "mnist_sequential", limits: Limits | None = None,
              course: Course | None = None) -> Grading:
        path = self.folder / f"{next(self.numbers)}" / f"{exercise}.py"
        path.parent.mkdir()
        path.write_text(source, encoding="utf-8")
        with Grader(course or self.course, limits, lanes=1, warm=self.warm, store=self.store) as grader:
            return grader.grade(read_submission([path]), [(course or self.course).exercise(exercise)])

    def guest_keys(self) -> list[bytes]:
        return [key for key, data in self.store.items() if unpacked(data, Recording) is not None]


@pytest.fixture
def keeping(grader: Grader, course: Course, tmp_path: Path) -> Iterator[Keeping]:
    return Keeping(grader, course, tmp_path)


def outcome(grading: Grading) -> list[tuple]:
    """Everything that a student or a gradebook sees of a result, but for where it stands and how long it took."""
    [result] = grading.results
    return [(check.id, check.outcome, check.finding.code, check.finding.expected, check.finding.found, check.points)
            for check in result.judgement.checks]


def line_told(result: ExerciseResult) -> int:
    [failure] = [check for check in result.judgement.checks if check.outcome == "failed"]
    return failure.finding.place[1]


@pytest.mark.parametrize(("source", "exercise"), [(WRONG.format(filters=64), "mnist_sequential"),
                                                  (WRONG.format(filters=32), "mnist_sequential"),
                                                  (WRONG.replace("Flatten", "Flaten").format(filters=64), "mnist_sequential"),
                                                  (STEP, "gradient_tape")], ids=["right", "wrong", "crashed", "step"])
def test_an_equal_answer_is_not_run_again_and_comes_to_the_same(keeping: Keeping, source: str, exercise: str) -> None:
    first = keeping.grade(source, exercise)
    again = keeping.grade("# on another page\n\n" + source.replace("(32, 3,", "(32,\n 3,  # filters\n"), exercise)
    assert (first.ran > 0, first.kept) == (True, True)
    assert (again.ran, again.kept) == (0, True)
    assert outcome(again) == outcome(first)
    assert again.isolation == first.isolation


def test_each_student_is_told_their_own_lines(keeping: Keeping) -> None:
    source = WRONG.format(filters=32)
    lines = [line_told(keeping.grade(text).results[0])
             for text in (source, "\n\n\n" + source, source.replace("Conv2D(32, 3", "Conv2D(\n        32, 3", 1))]
    assert lines == [6, 9, 7]


def test_another_answer_is_run(keeping: Keeping) -> None:
    keeping.grade(WRONG.format(filters=64))
    grading = keeping.grade(WRONG.format(filters=32))
    assert (grading.ran, grading.passed) == (1, False)


def test_changed_points_and_layers_are_judged_without_running_anybody(keeping: Keeping, course: Course) -> None:
    keeping.grade(WRONG.format(filters=32))
    spec = course.exercise("mnist_sequential")
    layers = tuple(msgspec.structs.replace(layer, arguments=layer.arguments | {"filters": 32})
                   if layer.arguments.get("filters") == 64 else layer for layer in spec.network.layers)
    other = msgspec.structs.replace(spec, subject=msgspec.structs.replace(spec.network, layers=layers),
                                    points=spec.points | {"arguments": 0.05})
    changed = msgspec.structs.replace(course, exercises=tuple(
        other if each.id == spec.id else each for each in course.exercises))
    grading = keeping.grade(WRONG.format(filters=32), course=changed)
    assert (grading.ran, grading.passed) == (0, True)


def test_other_limits_are_another_question(keeping: Keeping) -> None:
    keeping.grade(WRONG.format(filters=64))
    assert keeping.grade(WRONG.format(filters=64), limits=Limits(seconds=29)).ran == 1


def test_a_time_out_is_not_kept(keeping: Keeping) -> None:
    grading = keeping.grade(doing("import time\ntime.sleep(60)"), limits=Limits(seconds=2))
    assert (grading.results[0].judgement.verdict, grading.kept, keeping.store) == ("timed_out", False, {})


def died(*_: object) -> bytes:
    raise WorkerDied(-9)


def timed_out(*_: object) -> bytes:
    raise WorkerTimedOut


@pytest.mark.parametrize(("how", "verdict"), [(died, "crashed"), (timed_out, "timed_out")])
def test_a_death_or_time_out_for_another_reason_spoils_nothing(
        keeping: Keeping, monkeypatch: pytest.MonkeyPatch, how, verdict: str) -> None:
    """A machine under load, or somebody who kills processes: the next with the same answer gets a true verdict."""
    with monkeypatch.context() as patched:
        patched.setattr(Guest, "receive", how)
        patched.setattr(Guest, "refused_measures", lambda *_: [])
        assert keeping.grade(WRONG.format(filters=64)).results[0].judgement.verdict == verdict
    assert keeping.store == {}
    assert keeping.grade(WRONG.format(filters=64)).passed


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: packed(b'{"exchanges": 1}'), lambda data: b"x"])
def test_a_damaged_entry_is_found_out_again(keeping: Keeping, damage) -> None:
    first = keeping.grade(WRONG.format(filters=32))
    for key in keeping.store:
        keeping.store[key] = damage(keeping.store[key])
    again = keeping.grade(WRONG.format(filters=32))
    drawn_anew = {"training"}  # and with it the losses
    assert again.ran == 1
    assert [each for each in outcome(again) if each[0] not in drawn_anew] == [
        each for each in outcome(first) if each[0] not in drawn_anew]


def test_an_entry_under_a_foreign_key_says_nothing_of_another_answer(keeping: Keeping) -> None:
    """Even somebody who could write another's entry would have to know what that was asked: it is not taken."""
    keeping.grade(WRONG.format(filters=64))
    [right] = keeping.guest_keys()
    keeping.grade(WRONG.format(filters=32))
    [wrong] = set(keeping.guest_keys()) - {right}
    keeping.store[wrong] = keeping.store[right]
    grading = keeping.grade(WRONG.format(filters=32))
    assert (grading.ran, grading.passed) == (1, False)


POISONS = {
    "patches the guest": "import grader.guest.main as m\nm.Guest.claim = lambda self: None\n",
    "patches Keras": "from tensorflow import keras\nkeras.layers.Dense.get_config = lambda self: {'units': 128}\n",
    "looks for the store": ("import os, gc\nfor each in gc.get_objects():\n    if type(each).__name__ in ('KeptInMemory', 'Cache'):\n"
                            "        each.clear()\nfor place in ('~/.cache/keras-exercise-grader/evidence.db',):\n"
                            "    path = os.path.expanduser(place)\n    open(path, 'wb').write(b'x') if os.path.exists(path) else 0\n"),
    "exits": "import atexit, os\natexit.register(os._exit, 0)\n",
}


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_a_poisonous_answer_before_changes_nothing_for_the_next(keeping: Keeping, poison: str) -> None:
    assert keeping.grade(doing(poison)).ran > 0
    honest, wrong = keeping.grade(WRONG.format(filters=64)), keeping.grade(WRONG.format(filters=32))
    assert (honest.ran, honest.passed, wrong.ran, wrong.passed) == (1, True, 1, False)


def test_the_guest_sees_nothing_that_is_not_in_the_key(keeping: Keeping, monkeypatch: pytest.MonkeyPatch) -> None:
    """All bytes that go to the guest before it answers are those of which the key is a hash."""
    sent: list[bytes] = []
    send, ask = Guest.send, WarmProcess.request
    requests: list[dict] = []
    monkeypatch.setattr(Guest, "send", lambda self, message, seconds: sent.append(message) or send(self, message, seconds))
    monkeypatch.setattr(WarmProcess, "request", lambda self, what, *fds: requests.append(what) or ask(self, what, *fds))
    keeping.grade("# written by somebody\n" + WRONG.format(filters=64))
    [key] = keeping.guest_keys()
    assert key == key_of("guest", sent[0], Limits().seconds)
    assert b"written by somebody" not in b"".join(sent)
    assert str(keeping.folder).encode() not in b"".join(sent)
    assert [set(each) for each in requests if each["entry"] == "guest"] == [{"entry", "scratch", "rehearsed"}]
