"""What a save changes, which files matter, and what the loop does without file events. Runs no student code."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from grader.pipeline import Grader
from grader.reports.watching import View, WatchScreen
from grader.results import Grading
from grader.sandbox.ready import ReadyProcess
from grader.specs.course import load_course
from grader.watching.events import FilesUnseen, Graded, InputEnded, Pressed, matters
from grader.watching.keyboard import key_of
from grader.watching.loop import WatchLoop
from grader.watching.session import Reading, Session

ROOT = Path(__file__).parents[2]
COURSE = load_course()
NAMES = ("mnist_sequential", "cifar100_functional")


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """A session on two answers, one of which imports a module; all of it counts as graded."""
    for name in NAMES:
        source = (ROOT / "solutions" / f"{name}.py").read_text(encoding="utf-8")
        (tmp_path / f"{name}.py").write_text(source, encoding="utf-8")
    (tmp_path / "sizes.py").write_text("WIDTH = 128\n", encoding="utf-8")
    edit(tmp_path / "mnist_sequential.py", "Dense(128", "Dense(WIDTH")
    edit(tmp_path / "mnist_sequential.py", "import numpy as np", "import numpy as np\nfrom sizes import WIDTH")
    warm = ReadyProcess()
    session = Session(Grader(COURSE, warm=warm), warm, [tmp_path], COURSE.exercises)
    session._graded = session.read()
    return session


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def changed(session: Session) -> set[str]:
    return {spec.id for spec in session.read().changed}


def test_a_save_changes_only_what_rests_on_it(session: Session) -> None:
    assert changed(session) == set()
    edit(session.paths[0] / "cifar100_functional.py", "Dense(256", "Dense(255")
    assert changed(session) == {"cifar100_functional"}


def test_a_comment_below_the_answer_changes_nothing(session: Session) -> None:
    with (session.paths[0] / "mnist_sequential.py").open("a", encoding="utf-8") as file:
        file.write("\n# a thought\n")
    assert changed(session) == set()


def test_an_imported_module_belongs_to_the_answer(session: Session) -> None:
    edit(session.paths[0] / "sizes.py", "128", "64")
    assert changed(session) == {"mnist_sequential"}


def test_what_moves_is_graded_again_so_that_lines_stay_true(session: Session) -> None:
    edit(session.paths[0] / "mnist_sequential.py", "import numpy", "\n\nimport numpy")
    assert changed(session) == {"mnist_sequential"}


def test_a_removed_and_an_emptied_file_are_told(session: Session) -> None:
    (session.paths[0] / "mnist_sequential.py").unlink()
    (session.paths[0] / "cifar100_functional.py").write_text("", encoding="utf-8")
    reading = session.read()
    assert reading.gone == ("mnist_sequential.py",)
    assert reading.unfinished == ("cifar100_functional.py",)


@pytest.mark.parametrize(("name", "counts"), [
    ("answer.py", True), ("week/answer.ipynb", True), ("notes.txt", False), (".answer.py.swp", False),
    (".ipynb_checkpoints/answer.ipynb", False), ("__pycache__/answer.py", False), ("../other.py", False),
])
def test_only_files_that_can_hold_answers_matter(name: str, counts: bool) -> None:
    folder = Path("/homework")
    assert matters(Path("/other.py") if name.startswith("..") else folder / name, folder) is counts


def test_a_watched_file_matters_whatever_stands_beside_it() -> None:
    assert matters(Path("/homework/a.py"), Path("/homework/a.py"))
    assert not matters(Path("/homework/b.py"), Path("/homework/a.py"))


def test_keys_are_the_same_on_a_korean_layout() -> None:
    assert [key_of(each) for each in "nㅜQㅂ\n\r"] == ["n", "n", "q", "q", "enter", "enter"]


class NothingChanges:
    """A session that finds nothing new, and counts how often it is asked."""

    specs = COURSE.exercises

    def __init__(self) -> None:
        self.asked = 0

    def read(self) -> Reading:
        self.asked += 1
        return Reading(None, None, {}, ())  # type: ignore[arg-type]


def test_without_file_events_the_screen_says_so_and_enter_grades() -> None:
    session, shown = NothingChanges(), io.StringIO()
    loop = WatchLoop(session, WatchScreen(Console(file=shown, width=100), "en"), View("homework", 7))  # type: ignore[arg-type]
    loop.events.put(FilesUnseen())
    loop.events.put(Pressed("enter"))
    loop.events.put(InputEnded())
    loop.run()
    assert "Press Enter to grade again" in shown.getvalue()
    assert session.asked == 2


def test_a_verdict_of_an_earlier_save_is_not_shown() -> None:
    shown = io.StringIO()
    loop = WatchLoop(NothingChanges(), WatchScreen(Console(file=shown, width=100), "en"), View("homework", 7))  # type: ignore[arg-type]
    stale = Reading(None, None, {}, ())  # type: ignore[arg-type]
    loop.events.put(Graded(stale, Grading(None, (), ())))  # type: ignore[arg-type]
    loop.events.put(Pressed("q"))
    loop.run()
    assert loop.view.grading is None
