"""Starts guests and verification processes as forks of one warm process, and talks to them."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Callable

from grader.memory import check_memory
from grader.sandbox.launching import STREAM, launch, pinned_environment
from grader.sandbox.pipes import Pipe
from grader.versions import check_versions

MAX_HELLO_BYTES = 1000
ENDING_SECONDS = 5.0
STARTING_SECONDS = 120.0
# glibc: large pages, and memory once had is kept. Else a third of a training is the kernel clearing pages.
ALLOCATION = ("glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=4294967296:"
              "glibc.malloc.top_pad=67108864:glibc.malloc.arena_max=1")


class WorkerDied(Exception):
    """The process ended without an answer; `exit_code` is negative for a signal."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code

    @property
    def killed(self) -> bool:
        """Whether it may be nothing the process did itself: the system, or somebody, killed it."""
        return self.exit_code == -signal.SIGKILL


class WarmProcessDied(WorkerDied):
    """The warm process ended, and its children with it. The next child starts a new one."""

    @property
    def killed(self) -> bool:
        """Whether it is nothing the child did: always."""
        return True


class WorkerTimedOut(Exception):
    """The process gave no answer in its time, and was killed."""


class WarmProcess:
    """A process that has imported TensorFlow and done nothing else; several programs may share one.

    Args:
        control: the way to one that another program has started; if that ends, an own one takes its place.
    """

    def __init__(self, control: socket.socket | None = None) -> None:
        check_versions()
        check_memory()
        self.pid: int | None = None
        self.before_use: Callable[[], None] = lambda: None  # called when the first child is asked for
        self._control = control
        self._lock = threading.Lock()
        self._end: Callable[[], object] | None = None if control is None else weakref.finalize(self, control.close)

    def start(self) -> None:
        """Begins importing TensorFlow in the background, if nothing did; returns at once."""
        with self._lock:
            self._running()

    def open_way(self, end: socket.socket) -> None:
        """Makes the other end of a pair a way to this process, for another program; what that leaves ends with it."""
        with end:
            self.request({"entry": "client"}, end)

    def guest(self) -> Guest:
        """Forks a guest, shut in as far as this machine allows.

        Raises:
            WarmProcessDied: the warm process ended just now.
        """
        return Guest(self, "guest")

    def verification(self) -> Worker:
        """Forks a verification process; raises as `guest` does."""
        return Worker(self, "verification")

    def request(self, what: dict[str, object], *channels: socket.socket) -> None:
        """Asks for a child, which gets the channels.

        Raises:
            WarmProcessDied: the warm process ended just now.
        """
        self.before_use()
        self.before_use = lambda: None
        try:
            with self._lock:
                socket.send_fds(self._running(), [json.dumps(what).encode()], [each.fileno() for each in channels])
        except OSError:
            raise WarmProcessDied(None) from None

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        """Executes the process."""
        return launch("grader.sandbox.warm", channel, pinned_environment(GLIBC_TUNABLES=ALLOCATION))

    def close(self) -> None:
        """Ends the process, if it is this program's, with all its children."""
        with self._lock:
            if self._end is not None:
                self._end()
            self._control = None

    def _running(self) -> socket.socket:
        if self._control is None or has_ended(self._control):
            if self._end is not None:
                self._end()
            self._control, theirs = socket.socketpair(socket.AF_UNIX, STREAM)
            with theirs:
                process = self.launch(theirs)
            self.pid = process.pid
            self._end = weakref.finalize(self, end_server, process, self._control)
        return self._control


class Worker:
    """A child of the warm process, the private pipe to it, and its leash. Only bytes go through."""

    def __init__(self, warm: WarmProcess, entry: str, *, rehearsed: bool = False) -> None:
        # The warm process makes it, so that none is left by a request that was never taken.
        self.scratch = os.path.join(tempfile.gettempdir(), f"grader-{secrets.token_hex(8)}")
        ours, data = socket.socketpair()
        self._data = Pipe(ours)
        self._leash, leash = socket.socketpair()
        self._told: list[int] = []  # its number, and how it ended
        self._expired = False
        try:
            warm.request({"entry": entry, "scratch": self.scratch, "rehearsed": rehearsed}, data, leash)
        except WarmProcessDied:
            self._let_go()
            raise
        finally:
            data.close()
            leash.close()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return not self._hear(2, 0.0)

    @property
    def pid(self) -> int:
        """The process, as the system numbers it; waits until it has a number.

        Raises:
            WarmProcessDied: it never had one.
        """
        self._hear(1, STARTING_SECONDS)
        if not self._told:
            raise WarmProcessDied(None)
        return self._told[0]

    def ask(self, message: bytes, seconds: float, max_bytes: int) -> bytes:
        """Sends a request and waits for the answer.

        Raises:
            WorkerTimedOut: none came within `seconds`.
            WorkerDied: the process ended, or sent more than `max_bytes`.
        """
        self.send(message, seconds)
        return self.receive(seconds, max_bytes)

    def send(self, message: bytes, seconds: float) -> None:
        """Sends a request; a process that is gone, or does not read, is noticed by `receive`."""
        try:
            self._data.send(message, seconds)
        except TimeoutError:
            self._expired = True
            self.kill()
        except OSError:
            pass

    def receive(self, seconds: float, max_bytes: int) -> bytes:
        """Waits for the answer to a request; raises as `ask` does. What the process does cannot make it wait longer."""
        try:
            return self._data.receive(seconds, max_bytes)
        except TimeoutError:
            self._expired = True
        except (EOFError, OSError):
            self._hear(2, 1.0)
        exit_code, lost = self._told[1] if len(self._told) == 2 else None, self._lost
        self.close()
        if self._expired:
            raise WorkerTimedOut
        raise (WarmProcessDied if lost else WorkerDied)(exit_code)

    def kill(self) -> None:
        """Has the process killed with all it started, from any thread; whoever waits for its answer is told."""
        with contextlib.suppress(OSError):
            self._leash.shutdown(socket.SHUT_WR)
        self._data.shut()

    def close(self) -> None:
        """Ends the process with all it started, and removes its scratch folder."""
        self.kill()
        if self._hear(1, 0.0):
            self._hear(2, ENDING_SECONDS)
        self._let_go()

    def _hear(self, count: int, seconds: float) -> bool:
        """Whether the warm process tells so many numbers in this time, or has ended."""
        deadline = time.monotonic() + seconds
        while len(self._told) < count:
            try:
                self._leash.settimeout(max(deadline - time.monotonic(), 0.0))
                said = self._leash.recv(4)
            except (TimeoutError, BlockingIOError):
                return False
            except OSError:
                said = b""
            if not said:
                return True
            self._told += struct.unpack("!i", said)
        return True

    @property
    def _lost(self) -> bool:
        """Whether the warm process ended before it could tell how this one did."""
        return len(self._told) < 2 and self._hear(2, 0.0)

    def _let_go(self) -> None:
        self._data.close()
        self._leash.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


class Guest(Worker):
    """A forked process in which student code will run."""

    def refused_measures(self, seconds: float) -> list[str]:
        """Waits until the guest is shut in and returns what this machine refused.

        Raises:
            WorkerDied: setting up the process failed.
            WorkerTimedOut: it took too long.
        """
        return [str(each) for each in json.loads(self.receive(seconds, MAX_HELLO_BYTES))]


def has_ended(control: socket.socket) -> bool:
    """Whether nobody is at the other end any more, who never says anything there."""
    try:
        return not control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


def end_server(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    """Ends a warm process, which ends its children first."""
    control.close()
    process.terminate()
    try:
        process.wait(timeout=ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
