"""Evidence between lanes and the process that holds the results: each answer of a class is run by one lane alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from grader.evidence.codec import decode, encode
from grader.evidence.kept import Store
from grader.lanes.messages import Kept, Known, Useless, Wanted
from grader.sandbox.pipes import Pipe

Answer = Callable[[bytes | None], object]
MAX_KNOWN_BYTES = 128 * 2**20
WAITING_SECONDS = 120.0  # for another lane; more than any answer takes
MAX_KEPT_BYTES = 2 * 2**20  # of one entry; an answer of the course has 2,000 to 50,000


class AskedStore:
    """A lane's store: the parent's. One answer at a time, since the lane waits where another one works on the same."""

    def __init__(self, pipe: Pipe, send: Callable[[bytes], None]) -> None:
        """Takes the pipe to the parent; `send` sends there, whatever other threads do."""
        self.pipe = pipe
        self.send = send

    def get(self, key: bytes) -> bytes | None:
        """Returns what is kept under a key."""
        self.send(encode(Wanted(key)))
        return decode(self.pipe.receive(None, MAX_KNOWN_BYTES), Known, MAX_KNOWN_BYTES).data

    def keep(self, key: bytes, data: bytes) -> None:
        """Has something kept."""
        self.send(encode(Kept(key, data)))

    def leave(self, key: bytes) -> None:
        """Says that there is nothing to keep."""
        self.send(encode(Kept(key)))

    def renew(self, key: bytes) -> None:
        """Says that what is kept is of no use."""
        self.send(encode(Useless(key)))


class SharedStore:
    """A store that several owners ask, lanes or workers: who gets nothing works it out, and others meanwhile wait."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._at_work: dict[bytes, object] = {}
        self._waiting: dict[bytes, list[Answer]] = {}
        self._closed = False
        self._lock = threading.Lock()

    def get(self, key: bytes, owner: object) -> Known:
        """Returns what is kept; waits while another owner is about to keep it."""
        began, told = time.monotonic(), SimpleQueue[bytes | None]()
        self.ask(key, owner, told.put)
        try:
            return Known(told.get(timeout=WAITING_SECONDS), time.monotonic() - began)
        except Empty:
            return Known(None, time.monotonic() - began)

    def ask(self, key: bytes, owner: object, answer: Answer) -> None:
        """Has what is kept answered, at once or when another owner has kept it.

        Who waited in vain is answered None, as all who did, and works it out beside them.
        """
        with self._lock:
            if not self._closed and self._at_work.setdefault(key, owner) is not owner:
                self._waiting.setdefault(key, []).append(answer)
                return
        data = self.store.get(key)
        if data is not None:
            self._answer_others(key, owner, data)
        answer(data)

    def renew(self, key: bytes, owner: object) -> None:
        """Lets an owner replace what was of no use to it, unless another one is at that already."""
        with self._lock:
            if self._at_work.setdefault(key, owner) is not owner:
                return
        self.store.renew(key)

    def take(self, kept: Kept, owner: object) -> None:
        """Keeps what an owner that had asked for it found out, and tells those who wait."""
        data = kept.data if kept.data is not None and len(kept.data) <= MAX_KEPT_BYTES else None
        with self._lock:
            if self._at_work.get(kept.key) is not owner:
                return
        if data is None:
            self.store.leave(kept.key)
        else:
            self.store.keep(kept.key, data)
        self._answer_others(kept.key, owner, data)

    def forget(self, owner: object) -> None:
        """Lets those wait no longer who wait for an owner that has ended."""
        with self._lock:
            keys = [key for key, each in self._at_work.items() if each is owner]
        for key in keys:
            self.take(Kept(key), owner)

    def close(self) -> None:
        """Lets nobody wait any longer."""
        with self._lock:
            self._closed = True
            at_work = dict(self._at_work)
        for key, owner in at_work.items():
            self._answer_others(key, owner, None)

    def _answer_others(self, key: bytes, owner: object, data: bytes | None) -> None:
        with self._lock:
            if self._at_work.get(key) is owner:
                del self._at_work[key]
            waiting = self._waiting.pop(key, [])
        for answer in waiting:
            answer(data)
