"""A warm process for somebody who waits: guests are forked and made ready before they are asked for."""

from __future__ import annotations

import socket
import threading

from grader.sandbox.workers import Guest, WarmProcess, Worker


class ReadyProcess(WarmProcess):
    """Keeps one guest ready. It serves a single grading like any other, so nothing is carried from one to the next."""

    def __init__(self, control: socket.socket | None = None) -> None:
        super().__init__(control)
        self._ready: Guest | None = None
        self._ready_lock = threading.Lock()

    def prepare(self) -> None:
        """Forks the next guest, if none is ready; TensorFlow's first calls then run while nobody waits."""
        with self._ready_lock:
            self._ready = self._ready or Guest(self, "guest", rehearsed=True)

    def guest(self) -> Guest:
        """Returns the guest that is ready; without one, forks it as any warm process does."""
        with self._ready_lock:
            ready, self._ready = self._ready, None
        if ready is not None and not ready.alive:
            ready.close()
            ready = None
        return ready or super().guest()

    def verification(self) -> Worker:
        """Forks a verification process that makes itself ready."""
        return Worker(self, "verification", rehearsed=True)

    def __enter__(self) -> ReadyProcess:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the guest that is ready, and the process."""
        with self._ready_lock:
            if self._ready is not None:
                self._ready.close()
            self._ready = None
        self.close()
