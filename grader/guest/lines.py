"""Which line of the student's code is running, or raised."""

from __future__ import annotations

import re
import sys
import traceback
from types import FrameType

from grader.evidence.claims import Frame

CELL_NAME = re.compile(r"<cell (\d+)>")


def student_line(frame: FrameType | None = None) -> tuple[int, int] | None:
    """Returns (cell, line) of the innermost student frame that is running."""
    frame = frame or sys._getframe(1)
    while frame is not None:
        if found := CELL_NAME.fullmatch(frame.f_code.co_filename):
            return int(found.group(1)), frame.f_lineno
        frame = frame.f_back
    return None


def student_frames(error: BaseException) -> tuple[Frame, ...]:
    """Returns the frames of an error that lie in the student's cells, outermost first.

    Where TensorFlow has turned a function into a graph, other lines run than the student's; it knows which.
    """
    places = [(frame.f_code.co_filename, line, frame.f_code.co_name)
              for frame, line in traceback.walk_tb(error.__traceback__)]
    converted = getattr(getattr(error, "ag_error_metadata", None), "translated_stack", ())
    places += [(each.filename, each.lineno, each.function_name) for each in reversed(converted) if each.is_converted]
    return tuple(Frame(cell=int(found.group(1)), line=line, function=name[:200]) for file, line, name in places
                 if (found := CELL_NAME.fullmatch(file)))
