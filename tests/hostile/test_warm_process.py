"""The warm process has nothing to hide, is never mistaken about which child is which, and leaves nobody behind."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import workers
from grader.sandbox.launching import ALLOWED, DECIDED, STREAM, launch, pinned_environment
from grader.sandbox.workers import WarmProcess, Worker, WorkerDied, WorkerTimedOut

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a warm process")
ENTRIES = '''
import ctypes, json, os, sys, time

def leave(connection, scratch, rehearsed):
    """Leaves a process behind that has cut every tie but the pipe, and hangs."""
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
        os.setsid()
        if os.fork() == 0:
            connection.send_bytes(str(os.getpid()).encode())
        time.sleep(600)
    time.sleep(600)

def tell(connection, scratch, rehearsed):
    connection.send_bytes(json.dumps({
        "environment": sorted(line.partition("=")[0] for line in open("/proc/self/environ").read().split(chr(0)) if line),
        "arguments": open("/proc/self/cmdline").read().split(chr(0))[:-1], "folder": os.getcwd(),
        "descriptors": len(os.listdir("/proc/self/fd"))}).encode())

def end(connection, scratch, rehearsed):
    os._exit(7)

def slow(connection, scratch, rehearsed):
    connection.send_bytes(b"here")
    connection.recv_bytes()
    connection._send(b"\\0\\0\\0\\5ab")
    time.sleep(600)

import grader.sandbox.warm as warm
sys.modules["grader.sandbox.preload"] = sys.modules[__name__]
warm.ENTRIES.update(leave=leave, tell=tell, end=end, slow=slow)
warm.main()
'''
Start = Callable[[str], Worker]


@pytest.fixture
def warm(tmp_path: Path) -> Iterator[WarmProcess]:
    """A warm process without TensorFlow, whose children do as they like."""
    (tmp_path / "odd_children.py").write_text(ENTRIES)

    class OddProcess(WarmProcess):
        def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
            return launch("odd_children", channel, pinned_environment(PYTHONPATH=str(tmp_path)))

    process = OddProcess()
    yield process
    process.close()


@pytest.fixture
def start(warm: WarmProcess) -> Iterator[Start]:
    with contextlib.ExitStack() as stack:
        yield lambda entry: stack.enter_context(contextlib.closing(Worker(warm, entry)))


def gone(pid: int, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
        except OSError:
            return True
        if state == b"Z":
            return True
        time.sleep(0.02)
    return False


def test_one_that_cut_every_tie_dies_with_its_time(start: Start) -> None:
    worker = start("leave")
    left = int(worker.receive(30, 100))
    assert not gone(left, 0.1)
    with pytest.raises(WorkerTimedOut):
        worker.receive(0.5, 100)
    assert gone(left)


def test_what_a_client_leaves_dies_with_it(warm: WarmProcess) -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, STREAM)
    warm.open_way(theirs)
    other = WarmProcess(ours)
    worker = Worker(other, "leave")
    pids = [worker.pid, int(worker.receive(30, 100))]
    other._control.close()
    assert all(map(gone, pids))
    worker.close()


def test_all_children_end_with_the_warm_process(warm: WarmProcess, start: Start) -> None:
    worker = start("leave")
    pids = [worker.pid, int(worker.receive(30, 100))]
    warm.close()
    assert all(map(gone, pids))
    assert not worker.alive


def test_half_an_answer_is_waited_for_until_the_deadline_and_no_longer(start: Start) -> None:
    worker = start("slow")
    assert worker.receive(30, 100) == b"here"
    started = time.monotonic()
    with pytest.raises(WorkerTimedOut):
        worker.ask(b"go", 0.5, 100)
    assert time.monotonic() - started < 15


def test_exit_code_is_told(start: Start) -> None:
    with pytest.raises(WorkerDied) as caught:
        start("end").receive(30, 100)
    assert (caught.value.exit_code, caught.value.killed) == (7, False)


def test_one_that_cannot_be_made_has_failed(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: "/no/such/folder")
    with pytest.raises(WorkerDied) as caught:
        start("slow").receive(30, 100)
    assert caught.value.exit_code == 1
    monkeypatch.undo()
    assert start("slow").receive(30, 100) == b"here"


def test_it_can_be_closed_twice(start: Start) -> None:
    worker = start("slow")
    worker.close()
    worker.kill()
    worker.close()
    assert not worker.alive


def test_one_killed_from_outside_is_told_apart(start: Start) -> None:
    worker = start("slow")
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(WorkerDied) as caught:
        worker.receive(30, 100) and worker.receive(30, 100)
    assert caught.value.killed


def test_it_is_executed_with_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    for name, value in {"PLANTED_TOKEN": "x", "KERAS_BACKEND": "jax", "LD_PRELOAD": ""}.items():
        monkeypatch.setenv(name, value)
    told = json.loads(start("tell").receive(30, 10_000))
    assert set(told["environment"]) <= {*ALLOWED, *DECIDED, "PYTHONPATH"}
    assert told["folder"] == "/"


def test_its_arguments_say_nothing() -> None:
    warm = WarmProcess()
    warm.start()
    while not (told := Path(f"/proc/{warm.pid}/cmdline").read_text()):
        time.sleep(0.01)
    warm.close()
    words = told.split("\0")[1:-1]
    assert words == ["-P", "-m", "grader.sandbox.warm"]


def test_a_message_over_the_limit_is_a_death(start: Start) -> None:
    with pytest.raises(WorkerDied):
        start("tell").receive(30, 10)


def test_it_is_replaced_when_it_has_ended(warm: WarmProcess) -> None:
    warm.start()
    first = warm.pid
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    with contextlib.closing(Worker(warm, "tell")) as worker:
        assert worker.receive(30, 10_000)
    assert warm.pid != first


def test_no_process_of_ours_is_started_elsewhere() -> None:
    """One function starts them all, so that none can have another environment."""
    package = Path(workers.__file__).parents[1]
    starters = {path.relative_to(package).as_posix() for path in package.rglob("*.py")
                if any(word in path.read_text(encoding="utf-8")
                       for word in ("Popen(", "get_context(", "os.exec", "posix_spawn", "subprocess.call(", "subprocess.run("))}
    commands = {"packaging/grading.py", "packaging/classroom50/autograder.py", "packaging/kernel/grader_kernel.py"}  # they start `grader grade`, which starts workers
    assert starters == {"sandbox/launching.py", "pytest_plugin.py", *commands}  # pytest itself is started anew by the plugin


def test_memory_once_had_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clearing pages anew for every tensor was a third of a training, unnoticed."""
    if platform.libc_ver()[0] != "glibc":
        pytest.skip("another C library allocates memory in its own way")
    environments: list[dict[str, str]] = []
    monkeypatch.setattr(workers, "launch", lambda module, channel, environment: environments.append(environment))
    WarmProcess().launch(None)
    code = ("import resource\nfaults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt\nbefore = faults()\n"
            "for _ in range(10): [b'x' * 2**23 for _ in range(4)]\nprint(faults() - before)")
    done = subprocess.run([sys.executable, "-c", code], env=environments[0], capture_output=True, check=True)
    assert int(done.stdout) < 2 * 4 * 2**23 / 4096  # those of one round of ten, and some
