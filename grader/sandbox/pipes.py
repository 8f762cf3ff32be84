"""A private pipe to another process of ours: whole messages, and never a wait without an end."""

from __future__ import annotations

import contextlib
import socket
import struct
import time

CHUNK = 2**20


class Pipe:
    """One end of a pipe; the other may be one, too, or a `multiprocessing.connection.Connection`."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def send(self, message: bytes, seconds: float | None = None) -> None:
        """Sends a message.

        Raises:
            TimeoutError: the other side did not take it in time.
            OSError: there is no other side.
        """
        self._end.settimeout(seconds)
        self._end.sendall(struct.pack("!i", len(message)) + message)

    def receive(self, seconds: float | None, max_bytes: int) -> bytes:
        """Waits for a message.

        Raises:
            TimeoutError: it was not all there in time, whatever came of it.
            EOFError: there is no other side, or it sends too much.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        (size,) = struct.unpack("!i", self._read(4, deadline))
        if not 0 <= size <= max_bytes:
            raise EOFError
        return self._read(size, deadline)

    def shut(self) -> None:
        """Wakes up whoever waits at this end, from any thread."""
        with contextlib.suppress(OSError):
            self._end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Lets go of the pipe."""
        self._end.close()

    def _read(self, size: int, deadline: float | None) -> bytes:
        data = bytearray()
        while len(data) < size:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError
            self._end.settimeout(left)
            chunk = self._end.recv(min(CHUNK, size - len(data)))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)
