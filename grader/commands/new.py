"""`grader new`: hands out fresh exercises."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.commands.options import PASSED, given_path
from grader.messages.texts import Texts

NAME = "new"
HELP = "make a folder with fresh exercises, or one exercise in the working folder"
EXAMPLE = "grader new homework"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes where to, or which one."""
    parser.add_argument("what", metavar="DIR|ID",
                        help="a folder to make, for all exercises and their notebook; or an exercise of `grader list`")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Writes stubs, never over a file."""
    from grader.specs.course import load_course
    from grader.specs.handing_out import hand_out_all, hand_out_one

    course = load_course()
    spec = next((each for each in course.exercises if each.id == options.what), None)
    if spec is not None:
        written = [hand_out_one(course, spec, Path())]
    else:
        written = hand_out_all(course, given_path(options.what))
    for path in written:
        print(path)
    print(texts.word("new_next", file=str(written[0]), folder=str(written[0].parent)))
    return PASSED
