"""A pytest plugin that makes the machine busy: a test that passes by luck fails beside it. `-p under_load`.

Every processor is kept computing by another process, and a thread of this one parses without a pause.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from grader.submissions.python import parse

SOURCE = "x = [" + "(1 + 2) * 3, " * 500 + "]\n"
burners: list[subprocess.Popen] = []
over = threading.Event()


def parse_on() -> None:
    while not over.is_set():
        parse(SOURCE)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begins when the tests are imported: pytest's own parsing of them takes no lock of ours."""
    burners.extend(subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1))
    threading.Thread(target=parse_on, daemon=True).start()


def pytest_sessionfinish(session: pytest.Session) -> None:
    over.set()
    for each in burners:
        each.kill()
        each.wait()
