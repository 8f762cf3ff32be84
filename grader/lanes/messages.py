"""What goes to a lane, and what comes back. Strict JSON, like all that crosses a process border."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from grader.evidence.evidence import Isolation
from grader.specs.course import COURSE

# A lane is trusted with a course, not with the user's secrets; these say where things are.
VARIABLES = ("HOME", "TMPDIR", COURSE, "GRADER_TYPED", "GRADER_MAKE")


class Opening(Struct, frozen=True, forbid_unknown_fields=True):
    """The first message, with the way to the warm process.

    Attributes:
        course: its folder.
        answers: how many answers of a submission are run at the same time.
        ready: somebody waits and will ask again: the next guest is made ready meanwhile.
        cache: the file of the user's own evidence; empty: there is none to open.
        asks: the parent is asked for evidence.
    """

    course: str
    answers: int
    ready: bool = False
    cache: str = ""
    asks: bool = False


class SentFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file that was handed in: where it lies on disk, or its bytes, or why it cannot be read."""

    name: str
    path: bytes = b""
    data: bytes = b""
    problem: str | None = None
    reason: str | None = None


class Sent(Struct, frozen=True, forbid_unknown_fields=True):
    """One submission: files by name; paths (as the system has them) that the lane looks into; a kernel's cells.

    `reading`: what a lane read in it before, as that gave it away.
    """

    name: str = ""
    files: tuple[SentFile, ...] = ()
    paths: tuple[bytes, ...] = ()
    cells: tuple[str, ...] = ()
    reading: bytes = b""


class Terminal(Struct, frozen=True, forbid_unknown_fields=True):
    """Asks for the terminal report, as this terminal shows it."""

    width: int
    colors: str | None
    hints: int
    everything: bool


class GradeRequest(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks for a grading.

    Attributes:
        exercises: only these; None: all of the course.
        names: only the answer that made one of these variables, as the answer to the one exercise asked for.
        languages: of the documents.
        terminal, export: a report in the first language besides: for a terminal, or in the format of this name.
        html: and one for a notebook's cell, with as many hints as that for the terminal.
        reading: what is read is wanted, too.
    """

    sent: Sent
    seconds: float
    languages: tuple[str, ...]
    isolation: Isolation = "process"
    exercises: tuple[str, ...] | None = None
    names: tuple[str, ...] = ()
    terminal: Terminal | None = None
    export: str | None = None
    html: bool = False
    reading: bool = False


class PageRequest(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks for the feedback page of one student."""

    sent: Sent
    language: str
    entry: dict[str, Any]


class Progress(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """An exercise is begun, or (with a verdict) done; without an exercise: all is read and found."""

    exercise: str | None = None
    verdict: str | None = None


class Warm(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The warm process is needed now."""


class Wanted(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Asks for what is kept under a key; the answer is `Known`. Without any, `Kept` follows."""

    key: bytes


class Known(Struct, frozen=True, forbid_unknown_fields=True):
    """What is kept, and for how many seconds the lane waited for another one to find it out."""

    data: bytes | None
    waited: float = 0.0


class Useless(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What is kept under a key is damaged, or does not answer what is asked now; `Kept` follows."""

    key: bytes


class Kept(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Something to be kept under a key; without data, there is nothing to keep."""

    key: bytes
    data: bytes | None = None


class Graded(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The documents by language, and the report that was asked for.

    Attributes:
        readable: whether any file could be read.
        encoding: how the report is to be written.
        memory: the bytes that the lane has in use.
        reading: what was read, if that was wanted.
        kept: all evidence is kept; nothing would have to be run again.
        ran: how many guests were begun.
    """

    documents: dict[str, dict[str, Any]]
    readable: bool
    report: str = ""
    encoding: str = "utf-8"
    html: str = ""
    memory: int = 0
    reading: bytes = b""
    kept: bool = False
    ran: int = 0


class Page(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A feedback page."""

    html: str
    memory: int = 0


class Refused(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What was asked for cannot be done: one of the errors that a user can meet."""

    kind: str
    code: str
    params: dict[str, Any]


class Failed(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """Something went wrong in the lane. `own`: the submission is what it cannot bear."""

    reason: str
    own: bool


Request = GradeRequest | PageRequest
Ended = Graded | Page | Refused | Failed
Told = Progress | Warm | Wanted | Useless | Kept | Ended
