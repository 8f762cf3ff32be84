"""Whatever is saved does to the lane of a watch, the watch goes on: it is told in words, and the next save is graded."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import Console

from grader.reports.watching import WatchScreen
from grader.sandbox.launching import launch, pinned_environment
from grader.sandbox.workers import WarmProcess
from grader.specs.course import course_folder
from grader.watching import supervisor
from grader.watching.events import FilesUnseen, InputEnded, Pressed, Resized, Saved
from grader.watching.messages import Opening
from grader.watching.supervisor import Supervisor
from tests_support import COLD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="lanes share a warm process on Linux")
SECONDS = 60
# A lane that does as the saved file says.
ODD = '''
import os, signal, time
import grader.watching.program as program
import grader.watching.session as session

def burn():
    while True:
        pass

DEEDS = {
    "burns": burn,
    "hangs": lambda: time.sleep(600),
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "memory": lambda: bytearray(2**40),
    "recursion": lambda: (_ for _ in ()).throw(RecursionError()),
    "bug": lambda: 1 / 0,
}

def read(paths, real=session.read_submission):
    DEEDS.get(paths[0].read_text().strip("# \\n"), lambda: None)()
    return real(paths)

session.read_submission = read
program.READING_SECONDS = 1
program.main()
'''
GRADED = "Exercises graded: 1"


class Cold(WarmProcess):
    """A warm process that can run nothing."""

    folder: Path

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        return launch("cold", channel, pinned_environment(PYTHONPATH=str(self.folder)))


class OddWatch(Supervisor):
    """A watch of one file by lanes that misbehave, and what it has shown."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "homework.py"
        self.started = self.seen = 0
        (folder / "cold.py").write_text(COLD)
        (folder / "odd_watch.py").write_text(ODD)
        self.file.write_text("# good\n")
        self.shown = io.StringIO()
        warm = Cold()
        warm.folder = folder
        super().__init__(
            Opening(str(course_folder().resolve()), ("mnist_sequential",), (os.fsencode(self.file),), "homework.py", "en",
                    1.0, "process", by_hand=False, terminal=False, colors=None, width=200, height=40),
            warm, WatchScreen(Console(file=self.shown, width=200), "en"))
        self.thread = threading.Thread(target=self.run, daemon=True)

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        self.started += 1
        return launch("odd_watch", channel, pinned_environment(PYTHONPATH=str(self.folder)))

    def save(self, text: str) -> None:
        self.file.write_text(text)
        self.events.put(Saved())

    def shows(self, text: str) -> None:
        """Waits until this is shown, below all that was looked for before."""
        ends_at = time.monotonic() + SECONDS
        while text not in self.shown.getvalue()[self.seen:]:
            assert time.monotonic() < ends_at, self.shown.getvalue()[self.seen:]
            time.sleep(0.02)
        self.seen = self.shown.getvalue().index(text, self.seen) + len(text)

    def ends(self) -> bool:
        self.thread.join(SECONDS)
        return not self.thread.is_alive()


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[OddWatch]:
    odd = OddWatch(tmp_path)
    with closing(odd.warm):
        odd.thread.start()
        odd.shows(GRADED)
        yield odd
        odd.events.put(Pressed("q"))
        assert odd.ends()


@pytest.mark.parametrize(("deed", "says", "lanes"), [
    ("burns", "reading it takes longer", 2), ("segfault", "nested too deeply", 2), ("memory", "nested too deeply", 1),
    ("recursion", "nested too deeply", 1), ("killed", "Something went wrong", 2), ("bug", "Something went wrong", 2)])
def test_a_save_that_cannot_be_read_is_told_and_the_next_is_graded(watch: OddWatch, deed: str, says: str, lanes: int) -> None:
    watch.events.put(Pressed("l"))
    watch.shows("채점")
    watch.events.put(Pressed("l"))
    watch.shows("quit")
    watch.save(f"# {deed}\n")
    watch.shows(says)
    watch.save("x = 1\n")
    watch.shows(GRADED)
    assert watch.started == lanes


def test_one_that_hangs_without_computing_is_given_up(watch: OddWatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "READING_SECONDS", 2.0)
    watch.save("# hangs\n")
    watch.shows("Something went wrong")
    monkeypatch.undo()
    watch.save("x = 1\n")
    watch.shows(GRADED)


def test_whoever_quits_waits_for_nothing(watch: OddWatch) -> None:
    watch.save("# hangs\n")
    watch.events.put(Pressed("q"))
    assert watch.ends()


def test_the_next_lane_knows_language_and_size_and_that_files_are_unseen(watch: OddWatch) -> None:
    for event in (Pressed("l"), FilesUnseen(), Resized(61, 5)):
        watch.events.put(event)
    watch.shows("\n" + 61 * "─" + "\n")
    watch.save("# segfault\n")
    watch.shows("너무")
    watch.save("x = 1\n")
    watch.shows("\n" + 61 * "─" + "\n")
    watch.shows("Enter")
    watch.shows("끝내기")


@pytest.mark.parametrize("before", ["# good\n", "# segfault\n"])
def test_without_anybody_at_the_keys_it_ends_when_all_is_told(watch: OddWatch, before: str) -> None:
    watch.save(before)
    watch.shows("Saved;" if "good" in before else "nested")
    watch.events.put(InputEnded())
    assert watch.ends()
