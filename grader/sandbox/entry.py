"""Where the forked children start. Imports nothing heavy: the warm process has TensorFlow, the grader itself never."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from multiprocessing.connection import Connection

VERIFICATION_BYTES = 4 * 2**30


def run_guest(connection: Connection, scratch: str, rehearsed: bool = False) -> None:
    """Becomes the guest: a process that student code may do with as it likes.

    First of all tells, as a JSON list, which measures of isolation this machine refused. One that is `rehearsed` uses
    the time before the first request to make TensorFlow ready.
    """
    from grader.guest.main import serve_guest

    detach(connection, scratch)
    connection.send_bytes(json.dumps(shut_in(connection, scratch)).encode())
    close_package()
    serve_guest(connection, rehearsed=rehearsed)
    os._exit(0)


def run_verification(connection: Connection, scratch: str, rehearsed: bool = False) -> None:
    """Becomes the verification process, in which student code never runs; a claim may still ask for too much memory."""
    detach(connection, scratch)
    if sys.platform == "linux":
        from grader.sandbox.isolation import limit_memory

        limit_memory(VERIFICATION_BYTES)
    from grader.verification.service import serve_verification

    serve_verification(connection, rehearsed=rehearsed)
    os._exit(0)


def close_package() -> None:
    """Leaves no import a way to the rest of the grader; without a file system of its own it is no more than a hint."""
    import grader

    grader.__path__ = []


def shut_in(connection: Connection, scratch: str) -> list[str]:
    """Isolates the process; returns the names of the measures that could not be taken."""
    if sys.platform != "linux":
        return ["namespaces", "file system", "limits", "privileges", "file access", "system calls"]
    from grader.sandbox.isolation import isolate

    return isolate(scratch, connection.fileno())


def detach(connection: Connection, scratch: str) -> None:
    """Leaves everything of the parent's behind but the pipe: its session, descriptors and working folder.

    The parent was executed with standard files that lead nowhere and an environment of ours: `sandbox/launching.py`.
    """
    os.setsid()
    if sys.platform == "linux":
        from grader.sandbox.isolation import die_with_parent

        die_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    keep = connection.fileno()
    os.closerange(3, keep)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
    os.chdir(scratch)
    os.environ.update(HOME=scratch, TMPDIR=scratch)
    tempfile.tempdir = scratch
