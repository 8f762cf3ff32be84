"""Which line of the student's code is running, or raised."""

from __future__ import annotations

import re
import sys
import traceback
from types import FrameType, TracebackType

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


def student_frames(trace: TracebackType | None) -> tuple[Frame, ...]:
    """Returns the frames that lie in the student's cells, outermost first."""
    frames = []
    for frame, line in traceback.walk_tb(trace):
        if found := CELL_NAME.fullmatch(frame.f_code.co_filename):
            frames.append(Frame(cell=int(found.group(1)), line=line, function=frame.f_code.co_name[:200]))
    return tuple(frames)
