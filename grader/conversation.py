"""What is said between the grader and the guest of one answer: to a live guest, or as it is on record."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

from grader.errors import GraderError
from grader.evidence.claims import AnswerCode, FileCode
from grader.evidence.codec import CodecError, encode
from grader.evidence.evidence import LEVELS, Isolation, least
from grader.evidence.kept import Recording, Store, digest, key_of, packed, unpacked
from grader.sandbox.workers import Guest, WarmProcess, WorkerDied, WorkerTimedOut

T = TypeVar("T")
START_SECONDS = 120.0  # a guest may have to wait for the warm process' import
WHOLE = 8  # times the seconds of an answer: seven slow ones that are right


@dataclass(frozen=True)
class Limits:
    """What one answer may take, and how far it has to be shut in.

    `seconds` counts for each request to the guest; `isolation` is the least level that will do.
    """

    seconds: float = 30.0
    isolation: Isolation = "process"

    @property
    def whole_seconds(self) -> float:
        """When a submission has taken so long, no further answer of it is run."""
        return WHOLE * self.seconds


class Unrecorded(Exception):
    """The guest on record was never asked that."""


class Conversation(Protocol):
    """One answer's guest. `seed` and `weights_seed`: what its challenges are drawn from."""

    seed: int
    weights_seed: int

    def tell(self, message: bytes) -> None:
        """Says something to the guest."""

    def hear(self, max_bytes: int) -> bytes:
        """Returns what it answers."""
        ...


class Live:
    """A conversation with a guest, which is put on record."""

    def __init__(self, guest: Guest, seconds: float, seeds: tuple[int, int]) -> None:
        self.seed, self.weights_seed = seeds
        self._guest = guest
        self._seconds = seconds
        self._asked = b""
        self._exchanges: list[tuple[bytes, bytes]] = []
        self._began = time.monotonic()

    def tell(self, message: bytes) -> None:
        """Sends a message, which the guest may work on while others do something else."""
        self._guest.send(message, self._seconds)
        self._asked = message

    def hear(self, max_bytes: int) -> bytes:
        """Waits for the answer.

        Raises:
            WorkerTimedOut, WorkerDied: there is none.
        """
        answer = self._guest.receive(self._seconds, max_bytes)
        self._exchanges.append((digest(self._asked), answer))
        return answer

    def recording(self, isolation: Isolation) -> Recording:
        """Returns what was said, and how long it took."""
        return Recording(self.seed, self.weights_seed, isolation, tuple(self._exchanges),
                         time.monotonic() - self._began)


class Recorded:
    """A conversation of before, held again."""

    def __init__(self, recording: Recording) -> None:
        self.seed, self.weights_seed = recording.seed, recording.weights_seed
        self._exchanges: Iterator[tuple[bytes, bytes]] = iter(recording.exchanges)
        self._answer = b""

    def tell(self, message: bytes) -> None:
        """Says what was said then.

        Raises:
            Unrecorded: it was not.
        """
        asked, self._answer = next(self._exchanges, (b"", b""))
        if asked != digest(message):
            raise Unrecorded

    def hear(self, max_bytes: int) -> bytes:
        """Returns what was answered then."""
        return self._answer


class Guests:
    """Holds one conversation after another, each with a guest of its own, unless it is on record.

    Attributes:
        isolation: how far the guests were shut in, the least of them.
        aborted: nobody waits any more.
        began: a guest was at work when the last conversation ended.
        kept: whatever they were asked is kept.
        ran: how many guests were begun.
        waited: for how many seconds, until others had found out what was wanted.
        on_record: the last conversation, if it was on record.
    """

    def __init__(self, warm: WarmProcess, limits: Limits, store: Store) -> None:
        self.warm = warm
        self.limits = limits
        self.store = store
        self.isolation: Isolation = "full"
        self.aborted = self.began = False
        self.kept = True
        self.ran = 0
        self.waited = 0.0
        self.on_record: Recording | None = None
        self._guest: Guest | None = None

    def hold(self, code: AnswerCode | FileCode, seeds: tuple[int, int], talk: Callable[[Conversation], T],
             worth_keeping: Callable[[T, Recording], bool]) -> T:
        """Holds a conversation about code, and keeps it.

        Args:
            seeds: what the challenges of a new conversation are drawn from.
            talk: what is said, and what comes of it.
            worth_keeping: whether that says something about the code, and not about this machine or moment.

        Raises:
            WorkerTimedOut, WorkerDied, CodecError, GraderError: there was no guest, or none that answers.
        """
        self.began, self.on_record = False, None
        key = key_of("guest", encode(code), self.limits.seconds)
        asked_at = time.monotonic()
        kept = self.store.get(key)
        recording = unpacked(kept, Recording)
        self.waited += time.monotonic() - asked_at
        if recording is not None and self._shut_in(recording.isolation):
            with contextlib.suppress(Unrecorded, CodecError):
                found = talk(Recorded(recording))
                self.isolation = least((self.isolation, recording.isolation))
                self.on_record = recording
                return found
        if kept is not None:
            self.store.renew(key)
        try:
            found, recording = self._again_if_killed(code, seeds, talk)
        except BaseException:
            self.kept = False
            self.store.leave(key)
            raise
        if worth_keeping(found, recording):
            self.store.keep(key, packed(recording))
        else:
            self.kept = False
            self.store.leave(key)
        return found

    def abort(self) -> None:
        """Ends the guest from another thread; no other is begun."""
        self.aborted = True
        if (guest := self._guest) is not None:
            guest.kill()

    def _again_if_killed(self, code: AnswerCode | FileCode, seeds: tuple[int, int],
                         talk: Callable[[Conversation], T]) -> tuple[T, Recording]:
        """Talks to a guest, and to another if that was killed from outside: it says nothing about the code."""
        try:
            return self._live(code, seeds, talk)
        except WorkerDied as death:
            if self.aborted or not death.killed:
                raise
            return self._live(code, seeds, talk)

    def _live(self, code: AnswerCode | FileCode, seeds: tuple[int, int],
              talk: Callable[[Conversation], T]) -> tuple[T, Recording]:
        self.began = False
        guest, isolation = self.begin()
        self._guest, self.began = guest, True
        try:
            conversation = Live(guest, self.limits.seconds, seeds)
            found = talk(conversation)
            return found, conversation.recording(isolation)
        finally:
            self._guest = None
            guest.close()

    def begin(self) -> tuple[Guest, Isolation]:
        """Starts a guest; returns how far it is shut in, too.

        Raises:
            GraderError: it cannot be started, or not be shut in as far as asked.
            WorkerDied: it was killed from outside.
        """
        guest = self.warm.guest()
        try:
            refused = guest.refused_measures(START_SECONDS)
        except (WorkerDied, WorkerTimedOut) as error:
            guest.close()
            if isinstance(error, WorkerDied) and error.killed:
                raise
            raise GraderError("guest_not_started") from None
        isolation = isolation_level(refused)
        self.isolation = least((self.isolation, isolation))
        self.ran += 1
        if not self._shut_in(isolation):
            guest.close()
            raise GraderError("isolation_insufficient", asked=self.limits.isolation, found=isolation,
                              refused=", ".join(refused))
        return guest, isolation

    def _shut_in(self, isolation: Isolation) -> bool:
        return LEVELS.index(isolation) >= LEVELS.index(self.limits.isolation)


def isolation_level(refused: list[str]) -> Isolation:
    """Returns the level that is left without the refused measures."""
    if not refused:
        return "full"
    return "process" if "namespaces" in refused else "partial"
