"""Starts guests and verification processes as forks of one warm process, and talks to them.

The warm process is the standard library's fork server with TensorFlow preloaded; where a system cannot fork, children
are spawned and import TensorFlow themselves.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from multiprocessing.context import BaseContext
from types import ModuleType
from typing import Any

from grader.sandbox.entry import run_guest, run_verification

MAX_HELLO_BYTES = 1000
STARTING = threading.Lock()  # one process at a time: starting one changes what the whole program sees
PRELOAD = "grader.sandbox.preload"
# glibc: large pages, and memory once had is kept. Else a third of a training is the kernel clearing pages.
ALLOCATION = ("glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=4294967296:"
              "glibc.malloc.top_pad=67108864:glibc.malloc.arena_max=1")


class WorkerDied(Exception):
    """The process ended without an answer; `exit_code` is negative for a signal."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code


class WorkerTimedOut(Exception):
    """The process gave no answer in its time, and was killed."""


class WarmProcess:
    """A process that has imported TensorFlow and done nothing else."""

    def __init__(self) -> None:
        method = "forkserver" if sys.platform == "linux" else "spawn"
        self.context: BaseContext = multiprocessing.get_context(method)
        if method == "forkserver":
            self.context.set_forkserver_preload([PRELOAD])

    def start(self) -> None:
        """Begins importing TensorFlow in the background; returns at once."""
        os.environ["PYTHONSAFEPATH"] = "1"  # no file of the working folder stands for a module
        os.environ.setdefault("GLIBC_TUNABLES", ALLOCATION)
        if self.context.get_start_method() == "forkserver":
            from multiprocessing import forkserver

            forkserver.ensure_running()

    def guest(self) -> Guest:
        """Forks a guest, shut in as far as this machine allows."""
        return Guest(self.context, run_guest)

    def verification(self) -> Worker:
        """Forks a verification process."""
        return Worker(self.context, run_verification)


class Worker:
    """One forked process and the private pipe to it. Only bytes go through."""

    def __init__(self, context: BaseContext, entry: Callable[..., None]) -> None:
        self.scratch = tempfile.mkdtemp(prefix="grader-")
        self._connection, theirs = context.Pipe()
        self._expired = threading.Event()
        self._process: Any = context.Process(target=entry, args=(theirs, self.scratch), daemon=True)  # type: ignore[attr-defined]
        with STARTING, without_main_module():
            self._process.start()
        theirs.close()

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
        with self._deadline(seconds), contextlib.suppress(OSError):
            self._connection.send_bytes(message)

    def receive(self, seconds: float, max_bytes: int) -> bytes:
        """Waits for the answer to a request; raises as `ask` does."""
        try:
            with self._deadline(seconds):
                return self._connection.recv_bytes(max_bytes)
        except (EOFError, OSError):
            self._process.join(timeout=1.0)
            exit_code = self._process.exitcode
            self.close()
            if self._expired.is_set():
                raise WorkerTimedOut from None
            raise WorkerDied(exit_code) from None

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[None]:
        """Kills the process at the deadline: half a message would keep a read waiting for ever."""
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        self._expired.set()
        self.kill()

    def kill(self) -> None:
        """Kills the process; whoever waits for its answer is told."""
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError, TypeError):
                kill(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """Ends the process with all it started, and removes its scratch folder."""
        self._connection.close()
        self.kill()
        self._process.join(timeout=5.0)
        shutil.rmtree(self.scratch, ignore_errors=True)


class Guest(Worker):
    """A forked process in which student code will run."""

    def refused_measures(self, seconds: float) -> list[str]:
        """Returns the measures of isolation that could not be taken; to be asked once, before the first request.

        Raises:
            WorkerDied: setting up the process failed.
            WorkerTimedOut: it took too long.
        """
        return [str(each) for each in json.loads(self.receive(seconds, MAX_HELLO_BYTES))]


@contextlib.contextmanager
def without_main_module() -> Iterator[None]:
    """Hides the main module: a child would import it anew, which costs up to 0.3 s and may run somebody's script."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
