"""The warm process: imports TensorFlow, then makes a child for each request. It is executed, with nothing to hide.

It knows its children's ends at once, and they are its own until it has looked at them, so no number of a process is
ever used twice. A child whose leash is let go is killed, with all that it left behind; one whose client ended, too.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from grader.sandbox.entry import run_guest, run_verification
from grader.sandbox.launching import STREAM, launch, take_channel

MAX_REQUEST_BYTES = 4096
PR_SET_CHILD_SUBREAPER = 36
FORKS = sys.platform == "linux"  # elsewhere a child of a process that has imported TensorFlow may hang
Entry = Callable[[Connection, str, bool], None]
ENTRIES: dict[str, Entry] = {"guest": run_guest, "verification": run_verification}


@dataclass(frozen=True)
class Child:
    """A child, the leash its client holds, and whose it is."""

    pid: int
    leash: socket.socket
    client: socket.socket
    scratch: str


class WarmServer:
    """Makes children for its clients, and ends with the last of them."""

    def __init__(self, first: socket.socket) -> None:
        self.children: dict[int, Child] = {}
        self.clients: set[socket.socket] = set()
        self.selector = selectors.DefaultSelector()
        self.signals = listen_to_signals()
        self.selector.register(self.signals, selectors.EVENT_READ, self._take_signals)
        self._add_client(first)

    def serve(self) -> None:
        """Takes requests until there is no client left."""
        while self.clients:
            for key, _ in self.selector.select():
                if key.fd in self.selector.get_map():  # it was not let go of meanwhile
                    key.data(key.fileobj)
        self._end()

    def _add_client(self, client: socket.socket) -> None:
        self.clients.add(client)
        self.selector.register(client, selectors.EVENT_READ, self._take_request)

    def _take_request(self, client: socket.socket) -> None:
        message, descriptors = receive_request(client)
        if not message:
            self._lose_client(client)
            return
        request = json.loads(message)
        if request["entry"] == "client":
            self._add_client(socket.socket(socket.AF_UNIX, STREAM, fileno=descriptors[0]))
            return
        data, leash = descriptors[0], socket.socket(fileno=descriptors[1])
        try:
            os.mkdir(request["scratch"], mode=0o700)
            pid = make_child(request, data)
        except OSError:  # no space, no memory, no more processes
            tell(leash, 0)
            tell(leash, 1)
            leash.close()
            return
        finally:
            os.close(data)
        self.children[pid] = child = Child(pid, leash, client, request["scratch"])
        self.selector.register(leash, selectors.EVENT_READ, lambda _: self._kill(child))
        tell(leash, pid)

    def _lose_client(self, client: socket.socket) -> None:
        """Ends what a client leaves behind."""
        self.selector.unregister(client)
        self.clients.discard(client)
        client.close()
        for child in self.children.values():
            if child.client is client:
                self._kill(child)

    def _kill(self, child: Child) -> None:
        with contextlib.suppress(KeyError):
            self.selector.unregister(child.leash)
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(child.pid, signal.SIGKILL)

    def _take_signals(self, signals: socket.socket) -> None:
        if signal.SIGTERM in signals.recv(4096):
            self._end()
            os._exit(0)
        self._reap(os.WNOHANG)

    def _reap(self, options: int) -> None:
        """Tells of each child that ended, and ends what it left behind: that is a child of this process now."""
        while (ended := reap_one(options)) is not None:
            pid, exit_code = ended
            if (child := self.children.pop(pid, None)) is not None:
                with contextlib.suppress(KeyError):
                    self.selector.unregister(child.leash)
                tell(child.leash, exit_code)
                child.leash.close()
                shutil.rmtree(child.scratch, ignore_errors=True)
            kill_orphans(set(self.children))

    def _end(self) -> None:
        for child in self.children.values():
            self._kill(child)
        self._reap(0)


def listen_to_signals() -> socket.socket:
    """Returns a socket that tells of children that ended, and of the wish that this process ends."""
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    ours.setblocking(True)
    signal.set_wakeup_fd(theirs.detach(), warn_on_full_buffer=False)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    return ours


def receive_request(client: socket.socket) -> tuple[bytes, list[int]]:
    """Receives a request with its descriptors; nothing from a client that has ended."""
    try:
        message, descriptors, _, _ = socket.recv_fds(client, MAX_REQUEST_BYTES, 2)
    except OSError:
        return b"", []
    return message, descriptors


def tell(leash: socket.socket, number: int) -> None:
    """Tells a client a number of its child: first the process, last how it ended."""
    with contextlib.suppress(OSError):
        leash.send(struct.pack("!i", number), socket.MSG_DONTWAIT)


def make_child(request: dict[str, Any], data: int) -> int:
    """Forks a child, or executes one where forks cannot be; returns its number."""
    if not FORKS:
        return execute_child(request, data)
    pid = os.fork()
    if pid == 0:
        try:
            signal.set_wakeup_fd(-1)
            become(request, data)
        finally:
            os._exit(1)
    return pid


def become(request: dict[str, Any], data: int) -> None:
    """Becomes what is asked for."""
    ENTRIES[request["entry"]](Connection(data), request["scratch"], request["rehearsed"])


def execute_child(request: dict[str, Any], data: int) -> int:
    """Executes this program anew for a single child, which imports TensorFlow itself."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        socket.send_fds(ours, [json.dumps(request).encode()], [data])
        process = launch("grader.sandbox.spawned", theirs, dict(os.environ))
    process.returncode = 0  # it is this server that looks at how its children ended
    return process.pid


def reap_one(options: int) -> tuple[int, int] | None:
    """Returns a child that ended, and how; None if there is none."""
    try:
        pid, status = os.waitpid(-1, options)
    except ChildProcessError:
        return None
    return (pid, os.waitstatus_to_exitcode(status)) if pid else None


def adopt_orphans() -> None:
    """Asks the kernel to give this process the children of its children, when those end."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def kill_orphans(known: set[int]) -> None:
    """Kills the children of this process that it did not make itself."""
    for pid in own_children():
        if pid not in known:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def own_children() -> Iterator[int]:
    """Yields the children of this process, as far as the system tells."""
    for name in os.listdir("/proc") if sys.platform == "linux" else ():
        with contextlib.suppress(OSError, ValueError):
            pid = int(name)
            if parent_of(pid) == os.getpid():
                yield pid


def parent_of(pid: int) -> int:
    """Returns the parent of a process: the second word behind its name, which may hold anything."""
    return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])


def main() -> None:
    """Imports TensorFlow, and serves; a machine without it is told by the children that fail."""
    control = take_channel()
    adopt_orphans()
    with contextlib.suppress(ImportError):
        if FORKS:
            import grader.sandbox.preload  # noqa: F401
    WarmServer(control).serve()


if __name__ == "__main__":
    main()
