"""Lanes, from the side of the process that holds the results. It never parses what a student wrote."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from grader.conversation import Limits
from grader.errors import GraderError
from grader.evidence.codec import CodecError, decode, encode
from grader.evidence.kept import Store
from grader.lanes.evidence import SharedStore
from grader.lanes.failing import TIME, failed_grading, unreadable_grading
from grader.lanes.messages import (
    VARIABLES,
    Ended,
    Failed,
    Graded,
    GradeRequest,
    Kept,
    Known,
    Opening,
    Page,
    PageRequest,
    Progress,
    Refused,
    Request,
    Sent,
    SentFile,
    Told,
    Useless,
    Wanted,
    Warm,
)
from grader.lanes.refusing import error_of
from grader.pipeline import Aborted
from grader.sandbox.launching import STREAM, launch, pinned_environment
from grader.sandbox.pipes import Pipe
from grader.sandbox.workers import WarmProcess
from grader.submissions.stored import FileProblem, StoredFile

READING_SECONDS = 120.0  # until all is read and found, on a busy machine; the lane's own limit is the processor's
STARTING_SECONDS = 120.0
MAX_TOLD_BYTES = 64 * 2**20
MAX_SENT_BYTES = 96 * 2**20
MAX_MEMORY_BYTES = 512 * 2**20  # a lane that has grown so large is replaced
PARSER_DEATHS = {-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE}

Launch = Callable[[socket.socket], subprocess.Popen[bytes]]


class LaneDied(Exception):
    """The lane ended, or had to be ended; `exit_code` is None where it took too long or told nonsense."""

    def __init__(self, exit_code: int | None) -> None:
        super().__init__(f"exit code {exit_code}")
        self.exit_code = exit_code


class Lane:
    """One lane, at work on one submission at a time."""

    def __init__(self, opening: Struct, warm: WarmProcess, launch: Launch, store: SharedStore | None = None, *,
                 at_once: bool = True) -> None:
        """Executes it; `at_once`: it is going to need the warm process."""
        self._warm = warm
        self._store = store
        ours, theirs = socket.socketpair()
        self._pipe = Pipe(ours)
        control, self._way = socket.socketpair(socket.AF_UNIX, STREAM)
        with theirs, control:
            self._process = launch(theirs)
            socket.send_fds(ours, [b"w"], [control.fileno()])
        if at_once:
            self.open_way()
        with contextlib.suppress(OSError):
            self._pipe.send(encode(opening), STARTING_SECONDS)

    def open_way(self) -> None:
        """Lets the lane's requests reach the warm process."""
        if self._way.fileno() >= 0:
            self._warm.open_way(self._way)

    def ask(self, request: Request, seconds: float, progress: Callable[[Progress], None]) -> Ended:
        """Sends a request and waits for its end.

        Args:
            seconds: when all is read and found, how long the rest may take.

        Raises:
            LaneDied: there is no answer.
        """
        deadline = time.monotonic() + READING_SECONDS
        try:
            self._pipe.send(encode(request), READING_SECONDS)
            while True:
                message = self._pipe.receive(deadline - time.monotonic(), MAX_TOLD_BYTES)
                told: Told = decode(message, Told, MAX_TOLD_BYTES)
                if isinstance(told, Warm):
                    self.open_way()
                elif isinstance(told, Wanted):
                    known = self._store.get(told.key, self) if self._store is not None else Known(None)
                    deadline += known.waited
                    self._pipe.send(encode(known), STARTING_SECONDS)
                elif isinstance(told, Useless):
                    if self._store is not None:
                        self._store.renew(told.key, self)
                elif isinstance(told, Kept):
                    if self._store is not None:
                        self._store.take(told, self)
                elif isinstance(told, Progress):
                    if told.exercise is None:
                        deadline = time.monotonic() + seconds
                    progress(told)
                else:
                    return told
        except (TimeoutError, CodecError):
            self.close()
            raise LaneDied(None) from None
        except (EOFError, OSError):
            raise LaneDied(self._ended()) from None

    def kill(self) -> None:
        """Ends the lane from any thread, and all it started; whoever waits for it is told."""
        self._process.kill()
        self._pipe.shut()

    def close(self) -> None:
        """Ends the lane."""
        self._process.kill()
        self._pipe.close()
        self._way.close()
        self._process.wait()

    def _ended(self) -> int | None:
        try:
            exit_code = self._process.wait(timeout=5.0)
        except subprocess.TimeoutExpired:
            exit_code = None
        self.close()
        return exit_code


class Lanes:
    """Lanes that share one warm process. Each call borrows one; one that is slow, large or dead is replaced."""

    def __init__(self, course: Path, limits: Limits, answers: int = 1, warm: WarmProcess | None = None, *,
                 ready: bool = False, store: Store | None = None, cache: str = "", at_once: bool = True) -> None:
        """Prepares them.

        Args:
            answers: how many of a submission are run at the same time; with a store, one.
            ready: for somebody who asks again.
            store: where evidence is kept, which lanes ask for through this process.
            cache: the file of the user's own evidence, which lanes open themselves.
            at_once: TensorFlow is imported while the first lane reads, and not only when something has to be run.
        """
        self.limits = limits
        self.warm = warm or WarmProcess()
        self._store = None if store is None else SharedStore(store)
        self._at_once = at_once
        self.ran = 0  # guests, in all
        self._opening = Opening(str(course.resolve()), answers, ready, cache, asks=store is not None)
        self._lock = threading.Lock()
        self._idle: list[Lane] = []
        self._busy: set[Lane] = set()
        self._aborted = False

    def __enter__(self) -> Lanes:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        """Executes a lane, in the folder that reports tell paths from."""
        return launch("grader.lanes.program", channel, pinned_environment(VARIABLES), folder=os.getcwd())

    def start(self) -> None:
        """Starts a lane, which makes itself ready while TensorFlow is imported."""
        self._give_back(self._borrow())

    def grade(self, request: GradeRequest, progress: Callable[[Progress], None] = lambda _: None) -> Graded:
        """Grades a submission; whatever happens with it comes to a true verdict.

        Raises:
            GraderError: what was asked for cannot be done, by no lane.
            Aborted: `abort` was called.
        """
        whole = Limits(request.seconds).whole_seconds
        # When no further answer is begun, the last one may still go on: for a few requests, and for verification.
        told = self._ask_twice(request, 2 * whole + STARTING_SECONDS, progress)
        if isinstance(told, Failed):
            from grader.lanes.rendering import rendered

            make = unreadable_grading if told.own else failed_grading
            return rendered(make(request, Path(self._opening.course), told.reason), request)
        assert isinstance(told, Graded)
        with self._lock:
            self.ran += told.ran
        return told

    def page(self, request: PageRequest) -> str:
        """Returns a feedback page; one that a student's files make impossible is made without them."""
        told = self._ask_twice(request, READING_SECONDS, lambda _: None)
        if isinstance(told, Failed):
            told = self._ask_twice(msgspec.structs.replace(request, sent=Sent()), READING_SECONDS, lambda _: None)
        if not isinstance(told, Page):
            raise GraderError("internal_error", reason=told.reason if isinstance(told, Failed) else "page")
        return told.html

    def abort(self) -> None:
        """Ends all that goes on in other threads."""
        self._aborted = True
        if self._store is not None:
            self._store.close()
        with self._lock:
            for lane in self._busy:
                lane.kill()

    def close(self) -> None:
        """Ends all lanes and the warm process."""
        self._aborted = True
        with self._lock:
            for lane in (*self._idle, *self._busy):
                lane.close()
            self._idle.clear()
        self.warm.close()

    def _ask_twice(self, request: Request, seconds: float,
                   progress: Callable[[Progress], None]) -> Graded | Page | Failed:
        """Asks a lane, and another one where the first failed for no reason that lies in the submission."""
        failures: list[Failed] = []
        while len(failures) < 2:
            told = self._ask(request, seconds, progress)
            if isinstance(told, Refused):
                raise error_of(told)
            if not isinstance(told, Failed) or told.own:
                return told
            failures.append(told)
        if all(failure.reason in CRASHES for failure in failures):
            return Failed(failures[-1].reason, own=True)
        return failures[-1]

    def _ask(self, request: Request, seconds: float, progress: Callable[[Progress], None]) -> Ended:
        read = threading.Event()

        def hear(what: Progress) -> None:
            read.set() if what.exercise is None else progress(what)

        lane = self._borrow()
        try:
            told = lane.ask(request, seconds, hear)
        except LaneDied as death:
            told = reason_of(death, read=read.is_set())
        except Exception as error:  # ours: the others go on
            told = Failed(repr(error), own=False)
        except BaseException:
            lane.close()
            raise
        finally:
            if self._store is not None:
                self._store.forget(lane)
            with self._lock:
                self._busy.discard(lane)
        if self._aborted:
            lane.close()
            raise Aborted
        if isinstance(told, Refused) or (isinstance(told, (Graded, Page)) and told.memory <= MAX_MEMORY_BYTES):
            self._give_back(lane)
        else:
            lane.close()
        return told

    def _borrow(self) -> Lane:
        with self._lock:
            lane = self._idle.pop() if self._idle else None
        lane = lane or Lane(self._opening, self.warm, self.launch, self._store, at_once=self._at_once)
        with self._lock:
            self._busy.add(lane)
            if self._aborted:  # meanwhile
                lane.kill()
        return lane

    def _give_back(self, lane: Lane) -> None:
        with self._lock:
            self._busy.discard(lane)
            self._idle.append(lane)


CRASHES = {f"exit code {number}" for number in PARSER_DEATHS}


def reason_of(death: LaneDied, *, read: bool) -> Failed:
    """Tells why a lane died: of a submission that took all its processor seconds it is known at once."""
    if death.exit_code == -signal.SIGXCPU:
        return Failed(TIME, own=True)
    return Failed("no answer" if read and death.exit_code in PARSER_DEATHS else str(death), own=False)


def sent_files(files: Iterable[StoredFile]) -> tuple[SentFile, ...]:
    """Returns files as they are sent to a lane: those on disk by their path, the others by their bytes."""
    left, sent = MAX_SENT_BYTES, []
    for file in files:
        if file.path is not None:
            sent.append(SentFile(file.name, path=os.fsencode(file.path.absolute())))
            continue
        try:
            if left <= 0:
                raise FileProblem("submission_too_large")
            sent.append(SentFile(file.name, data=file.read()))
            left -= len(sent[-1].data)
        except FileProblem as problem:
            sent.append(SentFile(file.name, problem=str(problem)))
        except Exception as error:
            reason = error.strerror if isinstance(error, OSError) else None
            sent.append(SentFile(file.name, reason=reason or type(error).__name__))
    return tuple(sent)
