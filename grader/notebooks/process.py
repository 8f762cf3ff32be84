"""The grading process of a kernel, from the kernel's side. It imports neither TensorFlow nor the grader's insides."""

from __future__ import annotations

import atexit
import contextlib
import os
import queue
import subprocess
import threading

import msgspec

from grader.notebooks.requests import GradeRequest, Shown
from grader.sandbox.launching import launch, pinned_environment
from grader.specs.course import COURSE


class TookTooLong(Exception):
    """No report came within the time limit."""


class GradingProcess:
    """A process that grades, started at the first request and kept for the next; it ends with the kernel."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._course: str | None = None
        atexit.register(self.close)

    def ask(self, request: GradeRequest, seconds: float) -> Shown:
        """Sends a request and waits for the report.

        Raises:
            TookTooLong: none came within `seconds`; the process is ended.
            ConnectionError: the process ended.
        """
        process = self._running()
        answers = process.stdout
        assert answers is not None
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        try:
            self._send(process, request)
            threading.Thread(target=lambda: lines.put(answers.readline()), daemon=True).start()
            line = lines.get(timeout=seconds)
        except queue.Empty:
            self.close()
            raise TookTooLong from None
        except BaseException:  # the kernel was interrupted
            self.close()
            raise
        if not line:
            self.close()
            raise ConnectionError("the grading process ended")
        return msgspec.json.decode(line, type=Shown)

    def close(self) -> None:
        """Ends the process, gently first, so that it can end those it started."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        assert process.stdin is not None
        with contextlib.suppress(OSError):
            process.stdin.close()
        try:
            process.wait(timeout=5.0)
        except subprocess.TimeoutExpired:
            process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._course != os.environ.get(COURSE):
            self.close()
        if self._process is None or self._process.poll() is not None:
            self._course = os.environ.get(COURSE)
            environment = pinned_environment(("HOME", "TMPDIR", COURSE))
            self._process = launch("grader.notebooks.service", subprocess.PIPE, environment, folder=os.getcwd(),
                                   output=subprocess.PIPE)
        return self._process

    def _send(self, process: subprocess.Popen[bytes], request: GradeRequest) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(msgspec.json.encode(request) + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise ConnectionError("the grading process ended") from None
