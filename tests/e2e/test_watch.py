"""`grader watch` in a real terminal: saves of every kind, keys, and a terminal left as it was found."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest
from pexpect.fdpexpect import fdspawn

from grader.specs.course import load_course

ROOT = Path(__file__).parents[2]
RIGHT = (ROOT / "solutions" / "mnist_sequential.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("64", "48")
STUB = load_course().stubs["mnist_sequential"]
SECONDS = 60


class Terminal:
    """A terminal with `grader watch` in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.master, self.slave = pty.openpty()
        termios.tcsetwinsize(self.slave, (40, 100))
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader", "watch", str(path), "--exercise", "mnist_sequential", "--lang", "en"],
            stdin=self.slave, stdout=self.slave, stderr=self.slave, cwd=ROOT, env=os.environ | {"TERM": "xterm"},
            start_new_session=True)
        self.screen = fdspawn(self.master, timeout=SECONDS, encoding="utf-8")

    def shows(self, text: str) -> None:
        self.screen.expect_exact(text)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.slave)
        self.screen.close()


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    path = tmp_path_factory.mktemp("watched") / "mnist_sequential.py"
    path.write_text(STUB, encoding="utf-8")
    opened = Terminal(path)
    opened.shows("not attempted")
    yield opened
    opened.close()


@pytest.fixture
def start(terminal: Terminal) -> Terminal:
    """The terminal, showing that the file holds the stub."""
    terminal.path.write_text("", encoding="utf-8")
    terminal.path.write_text(STUB, encoding="utf-8")
    terminal.press("r")
    terminal.shows("not attempted")
    terminal.shows("Exercises graded: 1")
    return terminal


def save_in_place(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def save_by_renaming(path: Path, text: str) -> None:
    """As VS Code with atomic saves does, and most other programs."""
    new = path.with_name(f".{path.name}.tmp")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def save_with_backup(path: Path, text: str) -> None:
    """As vim does: the old file becomes the backup, a new one is written under its name."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, encoding="utf-8")
    backup.unlink()


@pytest.mark.parametrize("save", [save_in_place, save_by_renaming, save_with_backup])
def test_a_save_is_judged(start: Terminal, save) -> None:
    save(start.path, WRONG)
    start.shows("not yet right")
    start.shows("filters is 48")
    save(start.path, RIGHT)
    start.shows("1 of 1 passed")


def test_a_removed_file_is_told_and_waited_for(start: Terminal) -> None:
    start.path.unlink()
    start.shows("no such file")
    start.path.write_text(RIGHT, encoding="utf-8")
    start.shows("1 of 1 passed")


def test_an_emptied_file_is_taken_for_half_saved_first(start: Terminal) -> None:
    start.path.write_text("", encoding="utf-8")
    start.shows("looks half saved")
    start.path.write_text(WRONG, encoding="utf-8")
    start.shows("filters is 48")


def test_a_newer_save_ends_what_hangs(start: Terminal) -> None:
    start.path.write_text("from tensorflow import keras\ndef build():\n    while True:\n        pass\n"
                          "    return keras.Sequential()\nmodel = build()\n", encoding="utf-8")
    start.shows("grading: mnist_sequential")
    start.path.write_text(WRONG, encoding="utf-8")
    start.shows("filters is 48")


def test_the_screen_follows_the_terminal_s_size(start: Terminal) -> None:
    for lines, columns in ((5, 20), (40, 100)):
        termios.tcsetwinsize(start.slave, (lines, columns))
        os.kill(start.process.pid, signal.SIGWINCH)
        start.shows(f"\x1b[2m{columns * '─'}\x1b[0m")
    start.path.write_text(WRONG, encoding="utf-8")
    start.shows("filters is 48")


def test_keys(start: Terminal) -> None:
    start.path.write_text(WRONG, encoding="utf-8")
    start.shows("filters is 48")
    for hint in ("Read the sentence", "Look at", "filters=7"):
        start.press("h")
        start.shows(hint)
    start.press("l")
    start.shows("filters 값이 48")
    start.press("ㅣ")
    start.shows("filters is 48")
    start.press("\n")
    start.shows("Mend first")
    start.press("n")
    start.shows("full report")


@pytest.mark.parametrize("end", ["q", "ctrl-c", "terminate"])
def test_every_end_leaves_the_terminal_as_it_was(tmp_path: Path, end: str) -> None:
    path = tmp_path / "mnist_sequential.py"
    path.write_text(STUB, encoding="utf-8")
    opened = Terminal(path)
    opened.shows("not attempted")
    assert termios.tcgetattr(opened.slave)[3] != opened.before[3]
    if end == "q":
        opened.press("q")
    else:
        os.kill(opened.process.pid, signal.SIGINT if end == "ctrl-c" else signal.SIGTERM)
    code = opened.process.wait(timeout=SECONDS)
    assert code == {"q": 0, "ctrl-c": 2, "terminate": 128 + signal.SIGTERM}[end]
    assert termios.tcgetattr(opened.slave) == opened.before
    opened.close()


def test_without_a_terminal_enter_grades_again(tmp_path: Path) -> None:
    path = tmp_path / "mnist_sequential.py"
    path.write_text(RIGHT, encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "grader", "watch", str(path), "--exercise", "mnist_sequential",
                           "--lang", "en"], input="\n", capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "1 of 1 passed" in done.stdout
    assert "Press Enter" in done.stdout
    assert "\x1b" not in done.stdout
