"""`python -m grader`, and the `grader` command."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Runs the command line; returns its exit code."""
    # `python -m` puts the working folder first: a student's json.py there must not stand for Python's.
    if sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]
    from grader.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
