"""Whatever a submission does to the lane that reads it, the others come to what they would, and it to a true verdict."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.errors import GraderError, InputError, NothingGradable
from grader.conversation import Limits
from grader.lanes import pool
from grader.lanes.messages import GradeRequest, Sent, SentFile
from grader.lanes.pool import Lanes, sent_files
from grader.lanes.program import Lane
from grader.notebooks import requests, service
from grader.pipeline import Aborted, Grader
from grader.sandbox.launching import launch, pinned_environment
from grader.sandbox.ready import ReadyProcess
from grader.sandbox.workers import WarmProcess
from grader.specs.course import course_folder, load_course
from grader.submissions.stored import FileProblem, StoredFile
from tests_support import COLD

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="lanes share a warm process on Linux")
# A lane that does as the name of the submission says.
ODD = '''
import itertools, os, pathlib, signal, sys, time
import grader.lanes.program as program
import grader.pipeline as pipeline

HERE = pathlib.Path(__file__).parent
calls = {name: itertools.count(int(os.environ.get("FIRST_CALL", "1"))) for name in ("read_all", "find_answers")}

def once(name):
    try:
        (HERE / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True

def burn():
    while True:
        pass

DEEDS = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "killed_once": lambda: once("killed") and os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "segfault_once": lambda: once("segfault") and os.kill(os.getpid(), signal.SIGSEGV),
    "burns": burn,
    "hangs": lambda: time.sleep(600),
    "memory": lambda: bytearray(2**40),
    "recursion": lambda: (_ for _ in ()).throw(RecursionError()),
    "bug": lambda: 1 / 0,
    "bug_once": lambda: once("bug") and 1 / 0,
    "exits": lambda: os._exit(0),
    "grows": lambda: globals().update(held=bytearray(600 * 2**20)),
}

def disturbed(name, function):
    def call(*arguments):
        if os.environ.get("SYSTEM_ERRORS") and next(calls[name]) % 10 == 0:
            raise SystemError("AST constructor recursion depth mismatch")
        return function(*arguments)
    return call

def read(sent, real=program.submission_of):
    DEEDS.get(sent.name, lambda: None)()
    return real(sent)

program.READING_SECONDS = 1
program.submission_of = read
program.read_all = disturbed("read_all", program.read_all)
pipeline.find_answers = disturbed("find_answers", pipeline.find_answers)
program.main()
'''
GOOD = (SentFile("notes.py", data=b"x = 1\n"),)
Verdicts = set[tuple[str, float | None]]


class OddLanes(Lanes):
    """Lanes that misbehave, and how many were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started = 0
        (folder / "cold.py").write_text(COLD)
        (folder / "odd_lane.py").write_text(ODD)

        class Cold(WarmProcess):
            def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
                return launch("cold", channel, pinned_environment(PYTHONPATH=str(folder)))

        super().__init__(course_folder(), Limits(seconds=1), warm=Cold())

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        self.started += 1
        also = ("SYSTEM_ERRORS", "FIRST_CALL")
        return launch("odd_lane", channel, pinned_environment(also, PYTHONPATH=str(self.folder)))

    def verdicts(self, name: str, files: tuple[SentFile, ...] = GOOD) -> Verdicts:
        return told(self.document(name, files))

    def document(self, name: str, files: tuple[SentFile, ...] = GOOD) -> dict[str, Any]:
        return self.grade(GradeRequest(Sent(name, files), 1.0, ("en",))).documents["en"]


def told(document: dict[str, Any]) -> Verdicts:
    assert len(document["exercises"]) == 7
    return {(exercise["verdict"], exercise["score"]) for exercise in document["exercises"]}


@pytest.fixture
def lanes(tmp_path: Path) -> Iterator[OddLanes]:
    with OddLanes(tmp_path) as odd:
        yield odd


NOTHING, OURS, UNREADABLE = {("not_attempted", 0.0)}, {("grader_error", None)}, {("unreadable", 0.0)}


@pytest.mark.parametrize(("name", "verdicts", "started"), [
    ("good", NOTHING, 1), ("killed", OURS, 2), ("killed_once", NOTHING, 2), ("segfault", UNREADABLE, 2),
    ("segfault_once", NOTHING, 2), ("burns", UNREADABLE, 1), ("memory", UNREADABLE, 1), ("recursion", UNREADABLE, 1),
    ("bug", OURS, 2), ("bug_once", NOTHING, 2), ("exits", OURS, 2)])
def test_each_deed_has_its_verdict_and_costs_no_other(lanes: OddLanes, name: str, verdicts: Verdicts, started: int) -> None:
    document = lanes.document(name)
    assert told(document) == verdicts
    assert document["submission"] == {"name": name, "files": ["notes.py"]}
    assert lanes.started == started
    assert all(exercise["message"] for exercise in document["exercises"] if exercise["verdict"] != "not_attempted")
    assert lanes.verdicts("good") == NOTHING


def test_what_cannot_be_read_is_told_in_words(lanes: OddLanes) -> None:
    assert "takes longer" in lanes.document("burns")["exercises"][0]["message"]
    assert "nested" in lanes.document("recursion")["exercises"][0]["message"]


def test_a_lane_that_hangs_without_computing_is_our_fault(lanes: OddLanes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lanes.verdicts("good") == NOTHING
    monkeypatch.setattr(pool, "READING_SECONDS", 3.0)
    assert lanes.verdicts("hangs") == OURS


def test_a_lane_that_has_grown_is_replaced(lanes: OddLanes) -> None:
    for name, started in (("good", 1), ("good", 1), ("grows", 1), ("good", 2)):
        assert lanes.verdicts(name) == NOTHING
        assert lanes.started == started


def test_a_result_that_is_too_large_is_our_fault(lanes: OddLanes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "MAX_TOLD_BYTES", 2000)
    assert lanes.verdicts("good") == OURS


@pytest.mark.parametrize(("deed", "says"), [("burns", "takes longer"), ("segfault", "nested"), ("bug", "grader")])
def test_what_a_kernel_ran_costs_its_service_nothing(lanes: OddLanes, monkeypatch: pytest.MonkeyPatch, deed: str, says: str) -> None:
    def shown(name: str, **asked: Any) -> requests.Shown:
        monkeypatch.setattr(service, "NAME", name)
        return service.answer(lanes, load_course(), requests.GradeRequest(
            history=("", "x = 1", "y = 2"), exercises=("mnist_sequential",), **asked))

    for asked in ({}, {"names": ("y",)}):
        told = shown(deed, **asked)
        assert (told.error, told.passed, told.score) == ("", False, 0.0)
        assert says in " ".join(told.text.split()) and says in told.html
        assert "ot attempted" in shown("good", **asked).text
    assert "z" in shown("good", names=("z",)).error


def test_a_lane_that_is_asked_again_has_another_challenge_and_all_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(ReadyProcess, "prepare", lambda self: made.append("guest"))
    monkeypatch.setattr(ReadyProcess, "verification", lambda self: made.append("verification"))
    for kind, ready in ((ReadyProcess, ["verification", "guest"]), (WarmProcess, [])):
        made.clear()
        grader = Grader(load_course(), warm=kind())
        seeds = grader.verifier.seeds
        Lane(None, grader, lambda _: None).make_ready()  # type: ignore[arg-type]
        assert made == ready
        assert (grader.verifier.seeds != seeds) is bool(ready)


def test_neighbours_at_the_same_time_notice_nothing(lanes: OddLanes) -> None:
    names = ["good", "killed", "good", "segfault", "good", "memory", "good", "bug", "good"]
    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lanes.verdicts, names))
    assert found == [{"killed": OURS, "bug": OURS, "good": NOTHING}.get(name, UNREADABLE) for name in names]


@pytest.mark.parametrize("first", [1, 5, 9])
def test_a_system_error_in_every_tenth_call_changes_no_verdict(lanes: OddLanes, monkeypatch: pytest.MonkeyPatch, first: int) -> None:
    monkeypatch.setenv("SYSTEM_ERRORS", "1")
    monkeypatch.setenv("FIRST_CALL", str(first))
    assert [lanes.verdicts("good") for _ in range(12)] == [NOTHING] * 12


def test_our_errors_arrive_as_what_they_are(lanes: OddLanes, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, kind, code in (("gone", InputError, "path_missing"), ("empty", NothingGradable, "folder_empty")):
        request = GradeRequest(Sent(paths=(os.fsencode(tmp_path / path),)), 1.0, ("en",))
        with pytest.raises(GraderError) as caught:
            lanes.grade(request)
        assert (type(caught.value), caught.value.code) == (kind, code)
    assert lanes.started == 1


def test_who_aborts_waits_for_nobody(lanes: OddLanes) -> None:
    timer = threading.Timer(2.0, lanes.abort)
    timer.start()
    with pytest.raises(Aborted):
        lanes.verdicts("hangs")


def test_files_are_sent_by_path_or_by_bytes_or_by_what_is_wrong_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: Exception) -> Callable[[], bytes]:
        def read() -> bytes:
            raise error

        return read

    monkeypatch.setattr(pool, "MAX_SENT_BYTES", 3)
    sent = sent_files([
        StoredFile("a.py", fail(OSError()), tmp_path / "a.py"), StoredFile("b.py", fail(FileProblem("archive_broken"))),
        StoredFile("c.py", fail(OSError(5, "broken"))), StoredFile("d.py", fail(ZeroDivisionError())),
        StoredFile("e.py", lambda: b"1234"), StoredFile("f.py", lambda: b"")])
    assert [(each.path, each.data, each.problem, each.reason) for each in sent] == [
        (os.fsencode(tmp_path / "a.py"), b"", None, None), (b"", b"", "archive_broken", None), (b"", b"", None, "broken"),
        (b"", b"", None, "ZeroDivisionError"), (b"", b"1234", None, None), (b"", b"", "submission_too_large", None)]
