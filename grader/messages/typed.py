"""How the grader was called, so that what is to be typed next can be typed as it is shown."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

TYPED, BY_MAKE = "GRADER_TYPED", "GRADER_MAKE"


def remember_call() -> None:
    """Keeps how this process was called for all it starts: reports are made in others."""
    os.environ[TYPED] = called_as(Path(sys.argv[0]), sys.orig_argv)


def remember_course(name: str) -> None:
    """Keeps which course was asked for, which has to be typed again."""
    os.environ[TYPED] = f"{os.environ.get(TYPED, 'grader')} --course {shlex.quote(name)}"


def called_as(program: Path, call: list[str]) -> str:
    """Returns what somebody in the working folder types to call the grader the same way."""
    if program.name == "__main__.py":
        return f"{near(Path(call[0]))} -m grader"
    found = shutil.which(program.name)
    return program.name if found and Path(found).resolve() == program.resolve() else near(program)


def near(path: Path) -> str:
    """Returns a path as it is typed from here."""
    return str(path.relative_to(Path.cwd())) if path.is_absolute() and path.is_relative_to(Path.cwd()) else str(path)


def command() -> str:
    """Returns the beginning of a command line."""
    return os.environ.get(TYPED, "grader").replace("/python -m grader", "/grader" if by_make() else "/python -m grader")


def by_make() -> bool:
    """Whether `make` made the call."""
    return bool(os.environ.get(BY_MAKE))
