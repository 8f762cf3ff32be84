"""`python -m grader`, and the `grader` command."""

import os
import sys


def main() -> int:
    """Runs the command line; returns its exit code."""
    # `python -m` puts the working folder first: a student's json.py there must not stand for Python's.
    if sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]
    open_standard_files()
    from grader.cli import run
    from grader.messages.typed import remember_call

    remember_call()
    return run(sys.argv[1:])


def open_standard_files() -> None:
    """Opens what the shell closed: else the next file opened would take the place of standard output."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < 3:
        name = ("stdin", "stdout", "stderr")[descriptor]
        setattr(sys, name, os.fdopen(descriptor, "r" if descriptor == 0 else "w", closefd=False))
    os.close(descriptor)


if __name__ == "__main__":
    sys.exit(main())
