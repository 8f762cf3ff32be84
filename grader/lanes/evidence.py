"""Evidence between lanes and the process that holds the results: each answer of a class is run by one lane alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from grader.evidence.codec import decode, encode
from grader.evidence.kept import Store
from grader.lanes.messages import Kept, Known, Wanted
from grader.sandbox.pipes import Pipe

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


class SharedStore:
    """The parent's store, of which lanes ask: who gets nothing works it out, and others who ask meanwhile wait."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._at_work: dict[bytes, object] = {}
        self._closed = False
        self._changed = threading.Condition()

    def get(self, key: bytes, owner: object) -> Known:
        """Returns what is kept; waits while another lane is about to keep it."""
        began = time.monotonic()
        with self._changed:
            waits = self._at_work.get(key, owner) is not owner
            if waits:
                self._changed.wait_for(lambda: self._closed or key not in self._at_work, WAITING_SECONDS)
            data = self.store.get(key)
            if data is None and not waits:  # who waited in vain works it out beside others that did
                self._at_work[key] = owner
        return Known(data, time.monotonic() - began if waits else 0.0)

    def take(self, kept: Kept, owner: object) -> None:
        """Keeps what a lane that had asked for it found out, and tells those who wait."""
        with self._changed:
            if self._at_work.get(kept.key) is not owner:
                return
            if kept.data is not None and len(kept.data) <= MAX_KEPT_BYTES:
                self.store.keep(kept.key, kept.data)
            del self._at_work[kept.key]
            self._changed.notify_all()

    def forget(self, owner: object) -> None:
        """Lets those wait no longer who wait for a lane that has ended."""
        with self._changed:
            self._at_work = {key: each for key, each in self._at_work.items() if each is not owner}
            self._changed.notify_all()

    def close(self) -> None:
        """Lets nobody wait any longer."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
