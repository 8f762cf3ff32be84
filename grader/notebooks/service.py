"""The process that grades for a kernel: reads requests from standard input until that is closed.

What the kernel ran is read, judged and rendered by a lane: whatever it does to that, the next request finds another.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import msgspec

from grader.commands.options import chosen_exercises
from grader.conversation import Limits
from grader.errors import GraderError
from grader.keeping.cache import cache_file
from grader.lanes.messages import GradeRequest as LaneRequest
from grader.lanes.messages import Sent, Terminal
from grader.lanes.pool import Lanes
from grader.messages.texts import Texts
from grader.notebooks.history import cells_that_count
from grader.notebooks.requests import GradeRequest, Shown
from grader.specs.course import course_folder, load_course
from grader.specs.types import Course

NAME = "notebook"
ANSWERS = 2  # that are run at the same time


def serve() -> None:
    """Answers one request after another; the next lane and guest are made ready while nobody waits."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        course = load_course()
        lanes = Lanes(course_folder(), Limits(), ANSWERS, ready=True, cache=str(cache_file()))
    except GraderError as error:  # nothing can be graded on this machine, which each request is told
        for line in sys.stdin.buffer:
            send(told(error, Texts(msgspec.json.decode(line, type=GradeRequest).language)))
        return
    with lanes:
        lanes.warm.start()
        lanes.start()
        for line in sys.stdin.buffer:
            send(answer(lanes, course, msgspec.json.decode(line, type=GradeRequest)))
            lanes.start()


def send(shown: Shown) -> None:
    """Sends what a request is answered with, as a line."""
    sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
    sys.stdout.buffer.flush()


def told(error: GraderError, texts: Texts) -> Shown:
    """Returns an error in its one line."""
    return Shown(error=texts.error(error.code, **error.params))


def answer(lanes: Lanes, course: Course, request: GradeRequest) -> Shown:
    """Has graded and reported what is asked for; what cannot be done is told in one line."""
    texts = Texts(request.language)
    try:
        graded = lanes.grade(lane_request(course, request))
    except GraderError as error:
        return told(error, texts)
    except Exception as error:
        return Shown(error=texts.error("internal_error", reason=type(error).__name__))
    document = graded.documents[request.language]
    return Shown(html=graded.html, text=graded.report, passed=document["passed"], score=document["score"])


def lane_request(course: Course, request: GradeRequest) -> LaneRequest:
    """Returns what a lane is asked for.

    Raises:
        InputError: there is no such exercise.
    """
    paths = tuple(os.fsencode(Path(path).absolute()) for path in request.paths)
    colors = "standard" if request.ansi else None
    cells = tuple(cells_that_count(request.history, request.cell_ids))
    return LaneRequest(
        sent=Sent(NAME, paths=paths, cells=cells), seconds=request.seconds, languages=(request.language,),
        exercises=tuple(spec.id for spec in chosen_exercises(course, list(request.exercises))), names=request.names,
        terminal=Terminal(request.width, colors, request.hints, everything=False), html=True)


if __name__ == "__main__":
    serve()
