"""The lane of a watch: reads what is saved, grades it, and draws the screen that its parent shows. Executed.

It holds nothing but this one submission, with a limit on processor seconds and memory: its end costs one verdict.
"""

from __future__ import annotations

import io
import os
import threading
from contextlib import nullcontext
from pathlib import Path

from rich.console import Console

from grader.conversation import Limits
from grader.errors import InputError
from grader.evidence.codec import decode, encode
from grader.keeping.cache import open_cache
from grader.lanes.program import (
    JUDGING_SECONDS,
    MAX_REQUEST_BYTES,
    OUT_OF_BOUNDS,
    READING_SECONDS,
    limit_processor,
    open_lane,
)
from grader.pipeline import Grader
from grader.reports.watching import View, WatchScreen
from grader.sandbox.pipes import Pipe
from grader.sandbox.ready import ReadyProcess
from grader.specs.course import load_course
from grader.specs.types import ExerciseSpec
from grader.watching.events import InputEvent, Post, Pressed
from grader.watching.loop import WatchLoop
from grader.watching.messages import Frame, Opening, Reads
from grader.watching.session import Reading, Session

QUIT = Pressed("q")


class LimitedSession(Session):
    """A session that tells when it reads, and may not do so for ever."""

    def __init__(self, pipe: Pipe, grader: Grader, warm: ReadyProcess, paths: list[Path],
                 specs: tuple[ExerciseSpec, ...]) -> None:
        super().__init__(grader, warm, paths, specs)
        self.pipe = pipe

    def read(self) -> Reading:
        """Reads the submission; raises as a session does, also where it is too deep or too large for Python."""
        limit_processor(READING_SECONDS)
        self.pipe.send(encode(Reads(begun=True)))
        try:
            return super().read()
        except OUT_OF_BOUNDS:
            raise InputError("reading_too_deep", path=", ".join(map(str, self.paths))) from None
        finally:
            limit_processor(JUDGING_SECONDS)
            self.pipe.send(encode(Reads(begun=False)))


class SentScreen(WatchScreen):
    """A screen that somebody else shows."""

    def __init__(self, console: Console, language: str, pipe: Pipe) -> None:
        super().__init__(console, language)
        self.pipe = pipe

    def draw(self, view: View) -> None:
        """Draws, and sends what is to be written."""
        limit_processor(JUDGING_SECONDS)
        super().draw(view)
        self.pipe.send(encode(Frame(self.console.file.getvalue(), self.texts.language)))  # type: ignore[attr-defined] # a StringIO
        self.console.file = io.StringIO()


def hear(pipe: Pipe, post: Post) -> None:
    """Posts what the parent tells; without a parent there is nobody to watch for."""
    try:
        while True:
            post(decode(pipe.receive(None, MAX_REQUEST_BYTES), InputEvent, MAX_REQUEST_BYTES))
    except (EOFError, OSError):
        post(QUIT)


def console_for(opening: Opening) -> Console:
    """Returns a console that writes as the parent's terminal shows it."""
    return Console(file=io.StringIO(), width=opening.width, height=opening.height, force_terminal=opening.terminal,
                   color_system=opening.colors, highlight=False, markup=False, emoji=False)  # type: ignore[arg-type] # a console's own word


def main() -> None:
    """Watches until told to quit."""
    pipe, warm, opening = open_lane(Opening)
    course = load_course(Path(opening.course))
    specs = tuple(map(course.exercise, opening.exercises))
    limits = Limits(opening.seconds, opening.isolation)
    view = View(opening.name, len(specs), by_hand=opening.by_hand)
    ready = ReadyProcess(warm)
    with open_cache(Path(opening.cache)) if opening.cache else nullcontext() as cache, \
            ready, Grader(course, limits, warm=ready, store=cache) as grader:
        session = LimitedSession(pipe, grader, ready, [Path(os.fsdecode(path)) for path in opening.paths], specs)
        loop = WatchLoop(session, SentScreen(console_for(opening), opening.language, pipe), view)
        threading.Thread(target=hear, args=(pipe, loop.events.put), daemon=True).start()
        loop.run()


if __name__ == "__main__":
    main()
