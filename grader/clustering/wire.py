"""What goes between the client, which has the gradebook, and the lanes on workers. Dask carries these as bytes."""

from __future__ import annotations

from msgspec import Struct

from grader.evidence.evidence import Isolation
from grader.gradebook.entries import Result
from grader.lanes.messages import GradeRequest, Kept, Refused, Useless, Wanted

MAX_PACK_BYTES = 2**30
MAX_DONE_BYTES = 2**30
MAX_NEWS_BYTES = 2**28


class Pack(Struct, frozen=True, forbid_unknown_fields=True):
    """Submissions that are graded by one task, one after another."""

    requests: tuple[GradeRequest, ...]


class Done(Struct, frozen=True, forbid_unknown_fields=True):
    """What the submissions of a pack came to, in their order.

    Attributes:
        seconds: how long that took.
        refused: why the rest of them cannot be graded by any lane.
    """

    results: tuple[Result, ...]
    seconds: float
    refused: Refused | None = None


class Hello(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """A worker tells what it is.

    Attributes:
        lanes: how many it holds.
        versions: of Python and of each package that a verdict can depend on, and of Dask.
        code: a hash of the grader itself.
        isolation: how far its guests are shut in; None where none could be started.
        refused: the measures that its machine refuses.
        memory: how much it may use, in MiB; None where the machine does not tell.
        problem: the error that keeps it from grading at all.
    """

    lanes: int
    versions: dict[str, str]
    code: str
    isolation: Isolation | None = None
    refused: tuple[str, ...] = ()
    memory: int | None = None
    problem: Refused | None = None


class Accepted(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """The client is going to give this worker submissions."""


class Ready(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """An accepted worker is known to the scheduler as one that may be given submissions."""


class Answer(Struct, frozen=True, forbid_unknown_fields=True, tag=True):
    """What is kept under a key that was wanted."""

    key: bytes
    data: bytes | None


class News(Struct, frozen=True, forbid_unknown_fields=True):
    """What a worker says at a time."""

    items: tuple[Hello | Ready | Wanted | Useless | Kept, ...]


FromWorker = Hello | Ready | Wanted | Useless | Kept
ToWorker = Accepted | Answer
