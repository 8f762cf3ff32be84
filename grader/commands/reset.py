"""`grader reset`: takes an answer back to its stub, and keeps what was there."""

from __future__ import annotations

import argparse

from grader.commands.options import PASSED, chosen_exercises, given_path
from grader.messages.texts import Texts

NAME = "reset"
HELP = "start an exercise anew; the old file is kept beside it"
EXAMPLE = "grader reset ID"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes which exercise, and where it lies."""
    parser.add_argument("exercise", metavar="ID", help="an exercise of `grader list`")
    parser.add_argument("folder", nargs="?", metavar="DIR", type=given_path,
                        help="the folder with the file (default: exercises/, else the working folder)")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Keeps the old file under another name and writes the stub."""
    from grader.specs.course import load_course
    from grader.specs.handing_out import reset

    course = load_course()
    [spec] = chosen_exercises(course, [options.exercise])
    path, kept = reset(course, spec, options.folder)
    print(texts.word("reset_done" if kept else "reset_made", file=str(path), kept=str(kept)))
    return PASSED
