"""`python -m grader`, and the `grader` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Runs the command line; returns its exit code."""
    from grader.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
