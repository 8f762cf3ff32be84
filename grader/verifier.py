"""The verification process of a run, from the side that asks."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from typing import Generic, TypeVar

from grader.errors import GraderError
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.evidence.kept import NothingKept, Store, key_of, packed, unpacked
from grader.evidence.questions import Description, Question, Reference
from grader.sandbox.workers import WarmProcess, Worker, WorkerDied, WorkerTimedOut

K = TypeVar("K")
V = TypeVar("V")
VERIFICATION_SECONDS = 60.0
REMEMBERED_BYTES = 64 * 2**20


class Memory(Generic[K, V]):
    """What was worked out latest, within a number of bytes."""

    def __init__(self) -> None:
        self._known: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: K) -> V | None:
        """Returns what is remembered."""
        value, _ = self._known.get(key, (None, 0))
        return value

    def keep(self, key: K, value: V, size: int) -> None:
        """Remembers a value of so many bytes, and forgets those of before, oldest first."""
        _, before = self._known.pop(key, (value, 0))
        self._known[key] = value, size
        self._bytes += size - before
        while self._bytes > REMEMBERED_BYTES:
            self._bytes -= self._known.popitem(last=False)[1][1]


class Verifier:
    """The verification process of one lane: what one answer makes it do holds up nobody else."""

    def __init__(self, warm: WarmProcess, store: Store | None = None) -> None:
        self.warm = warm
        self.store = NothingKept() if store is None else store
        self.draw_seed()
        self._known: Memory[bytes, bytes] = Memory()
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Forks the process, so that the first question finds it waiting."""
        with self._lock:
            self._worker = self._worker or self.warm.verification()

    def draw_seed(self) -> None:
        """Draws another challenge: what an answer saw of the last one helps it no more."""
        self.seeds = secrets.randbits(31), secrets.randbits(31)

    def ask(self, question: Question) -> Reference | Description:
        """Returns the answer to a question; what is kept or was asked in this run is not worked out again.

        Raises:
            GraderError: verification failed twice, in a process made anew for the second time.
        """
        message = encode(question)
        with self._lock:
            known = self._known.get(message)
            if known is None:
                return self._look_up(message)
        return decode(known, Reference | Description, MAX_RESPONSE_BYTES)

    def _look_up(self, message: bytes) -> Reference | Description:
        key = key_of("verification", message)
        kept = self.store.get(key)
        told = unpacked(kept, Reference | Description)
        if told is None:
            if kept is not None:
                self.store.renew(key)
            try:
                answer = self._work_out(message)
            except BaseException:
                self.store.leave(key)
                raise
            self.store.keep(key, packed(answer))
            told = decode(answer, Reference | Description, MAX_RESPONSE_BYTES)
        answer = encode(told)
        self._known.keep(message, answer, len(message) + len(answer))
        return told

    def _work_out(self, message: bytes) -> bytes:
        reason = ""
        for _ in range(2):
            try:
                self._worker = self._worker or self.warm.verification()
                answer = self._worker.ask(message, VERIFICATION_SECONDS, MAX_RESPONSE_BYTES)
                told = decode(answer, Reference | Description, MAX_RESPONSE_BYTES)
                if not isinstance(told, Reference) or told.failure is None:
                    return answer
                reason = told.failure
            except WorkerTimedOut:
                reason = f"{VERIFICATION_SECONDS:g} s"
            except WorkerDied:
                reason = "died"
            self.close()
        raise GraderError("verification_failed", reason=reason)

    def close(self) -> None:
        """Ends the process."""
        if self._worker is not None:
            self._worker.close()
        self._worker = None
