"""The warm process of `isolation_overhead.py`, whose guests are forks and nothing more."""

from __future__ import annotations

import json
import os
from multiprocessing.connection import Connection

from grader.sandbox import warm
from grader.sandbox.entry import detach


def run_plain_guest(connection: Connection, scratch: str, rehearsed: bool) -> None:
    """Becomes a guest that is not shut in."""
    detach(connection, scratch)
    connection.send_bytes(json.dumps(["namespaces"]).encode())
    from grader.guest.main import serve_guest

    serve_guest(connection, rehearsed=rehearsed)
    os._exit(0)


if __name__ == "__main__":
    warm.ENTRIES["guest"] = run_plain_guest
    warm.main()
