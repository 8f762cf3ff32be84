"""The lane: takes one submission after another, reads it, has its answers run, judges and reports. Executed.

What a student's bytes have to be unzipped, decoded, parsed, searched or rendered for happens here: in one thread, with
a limit on processor seconds and memory, and in a process that holds nobody else's result.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from grader.conversation import Limits
from grader.errors import GraderError
from grader.evidence.codec import decode, encode
from grader.evidence.kept import Store
from grader.lanes.cells import cell_that_made, only_from, submission_of_cells, with_tag
from grader.lanes.evidence import AskedStore
from grader.lanes.messages import (
    Failed,
    Graded,
    GradeRequest,
    Opening,
    Page,
    PageRequest,
    Progress,
    Request,
    Sent,
    SentFile,
    Warm,
)
from grader.lanes.refusing import refusal
from grader.lanes.rendering import rendered
from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.sandbox.launching import STREAM, take_channel
from grader.sandbox.pipes import Pipe
from grader.sandbox.ready import ReadyProcess
from grader.sandbox.workers import WarmProcess, WarmProcessDied
from grader.specs.course import load_course
from grader.specs.types import ExerciseSpec
from grader.submissions.answers import FoundAnswers
from grader.submissions.keeping import KeptFinding
from grader.submissions.reading import read_all, read_submission
from grader.submissions.stored import FileProblem, StoredFile, read_bytes
from grader.submissions.types import SourceFile, Submission
from grader.verdicts import Verdict

T = TypeVar("T")
MAX_REQUEST_BYTES = 2**30
READING_SECONDS = 20  # of the processor: a large notebook takes 1
JUDGING_SECONDS = 60
MEMORY_BYTES = 2 * 2**30
OUT_OF_BOUNDS = (MemoryError, RecursionError)  # what a submission makes Python raise that is too large or too deep


class Lane:
    """Answers one request after another."""

    def __init__(self, pipe: Pipe, grader: Grader, send: Callable[[bytes], None]) -> None:
        """Takes the pipe to the parent; `send` sends there, whatever other threads do."""
        self.pipe = pipe
        self.grader = grader
        self.send = send

    def serve(self) -> None:
        """Answers requests until nobody asks any more."""
        while True:
            try:
                request = decode(self.pipe.receive(None, MAX_REQUEST_BYTES), Request, MAX_REQUEST_BYTES)
            except (EOFError, OSError):
                return
            self.send(self.answer(request))
            self.make_ready()

    def answer(self, request: Request) -> bytes:
        """Does what is asked for; whatever comes of it is told."""
        reading = [True]
        limit_processor(READING_SECONDS)
        try:
            if isinstance(request, PageRequest):
                return encode(self.page(request))
            return encode(self.grade(request, reading.clear))
        except GraderError as error:
            return encode(refusal(error))
        except Exception as error:
            own = bool(reading) and isinstance(error, OUT_OF_BOUNDS)
            return encode(Failed(f"{type(error).__name__}: {error!r}"[:500], own))

    def grade(self, request: GradeRequest, end_of_reading: Callable[[], None]) -> Graded:
        """Grades a submission."""
        course = self.grader.course
        specs = tuple(course.exercises if request.exercises is None else map(course.exercise, request.exercises))
        submission = submission_of(request.sent)
        known = KeptFinding(self.grader.verifier.store, submission, course) if request.reading else None
        before = known.get() if known is not None else None
        submission, found = (submission, before) if before is not None else self.find(request, submission, specs[0].id)
        end_of_reading()
        limit_processor(JUDGING_SECONDS)
        self.send(encode(Progress()))
        self.grader.limits = Limits(request.seconds, request.isolation)
        grading = self.grader.grade_answers(submission, found, specs, self.progress)
        if known is not None and before is None:
            known.keep(found)
        read = kept_reading(submission) if request.reading else b""
        return msgspec.structs.replace(rendered(grading, request), memory=memory_in_use(), reading=read)

    def find(self, request: GradeRequest, submission: Submission, exercise: str) -> tuple[Submission, FoundAnswers]:
        """Finds the answers of a submission, or of one exercise the one that made a variable."""
        if not request.names:
            return submission, self.grader.find_answers(submission)
        made_in = cell_that_made(submission, request.names)
        submission = with_tag(submission, made_in, exercise)
        return submission, only_from(made_in, self.grader.find_answers(submission))

    def make_ready(self) -> None:
        """Draws the challenge of the next grading, and makes ready what that needs, if somebody waits for it."""
        if isinstance(self.grader.warm, ReadyProcess):
            self.grader.verifier.draw_seed()
            with contextlib.suppress(WarmProcessDied):
                self.grader.verifier.start()
                self.grader.warm.prepare()

    def progress(self, spec: ExerciseSpec, verdict: Verdict | None) -> None:
        """Tells how far a grading is."""
        self.send(encode(Progress(spec.id, None if verdict is None else verdict.value)))

    def page(self, request: PageRequest) -> Page:
        """Renders a feedback page."""
        from grader.exports.feedback import render_feedback
        from grader.gradebook.entries import Entry

        entry = msgspec.convert(request.entry, Entry)
        return Page(render_feedback(entry, stored_files(request.sent.files), Texts(request.language)), memory_in_use())


def submission_of(sent: Sent) -> Submission:
    """Reads what was sent."""
    if sent.paths:
        return read_submission([Path(os.fsdecode(path)) for path in sent.paths])
    if sent.reading:
        return Submission(sent.name, decode(zlib.decompress(sent.reading), tuple[SourceFile, ...], MAX_REQUEST_BYTES))
    if sent.cells:
        return submission_of_cells(sent.name, sent.cells)
    return Submission(sent.name, read_all(stored_files(sent.files)))


def kept_reading(submission: Submission) -> bytes:
    """Returns what was read in a submission: all that a later reading could find, without what is not read."""
    return zlib.compress(msgspec.json.encode(tuple(replace(file, path=None) for file in submission.files)), 6)


def stored_files(files: tuple[SentFile, ...]) -> Iterator[StoredFile]:
    """Yields the files as if they lay before us."""
    for file in files:
        yield StoredFile(file.name, partial(bytes_of, file), path_of(file))


def bytes_of(file: SentFile) -> bytes:
    """Returns what is in a file.

    Raises:
        FileProblem, OSError: it cannot be read.
    """
    if file.reason is not None:
        raise OSError(0, file.reason)
    if file.problem is not None:
        raise FileProblem(file.problem)
    path = path_of(file)
    return file.data if path is None else read_bytes(path)


def path_of(file: SentFile) -> Path | None:
    """Returns where a file lies, if it lies on disk by itself."""
    return Path(os.fsdecode(file.path)) if file.path else None


def limit_processor(seconds: int) -> None:
    """Has the kernel end this process when it has computed for so many seconds more."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds + 1, most))


def memory_in_use() -> int:
    """Returns how many bytes of memory this process has; 0 where the system does not say."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def open_lane(kind: type[T]) -> tuple[Pipe, socket.socket, T]:
    """Takes what the parent hands a lane that it executes, and limits this process' memory.

    Returns:
        The pipe to the parent, the socket of the warm process, and the opening, of that kind.
    """
    channel = take_channel(socket.SOCK_STREAM)
    _, [warm], _, _ = socket.recv_fds(channel, 1, 1)
    pipe = Pipe(channel)
    opening = decode(pipe.receive(None, MAX_REQUEST_BYTES), kind, MAX_REQUEST_BYTES)
    if sys.platform == "linux":
        from grader.sandbox.isolation import limit_memory

        limit_memory(MEMORY_BYTES)
    return pipe, socket.socket(socket.AF_UNIX, STREAM, fileno=warm), opening


def main() -> None:
    """Loads the course, and serves."""
    pipe, warm, opening = open_lane(Opening)
    telling = threading.Lock()  # two answers may be run at the same time

    def send(message: bytes) -> None:
        with telling:
            pipe.send(message)

    control = (ReadyProcess if opening.ready else WarmProcess)(warm)
    control.before_use = lambda: send(encode(Warm()))
    with open_store(opening, pipe, send) as store, \
            Grader(load_course(Path(opening.course)), lanes=opening.answers, warm=control, store=store) as grader:
        Lane(pipe, grader, send).serve()


@contextlib.contextmanager
def open_store(opening: Opening, pipe: Pipe, send: Callable[[bytes], None]) -> Iterator[Store | None]:
    """Opens where evidence is kept, if it is."""
    if opening.asks:
        yield AskedStore(pipe, send)
    elif opening.cache:
        from grader.keeping.cache import open_cache

        with open_cache(Path(opening.cache)) as cache:
            yield cache
    else:
        yield None


if __name__ == "__main__":
    main()
