"""`grader merge`: gradebooks that were written apart, made into one."""

from __future__ import annotations

import argparse

from grader.commands.options import PASSED, check_output, given_path
from grader.messages.texts import Texts

NAME = "merge"
HELP = "join gradebooks that were written apart (grader batch --shard); the newest result of a student counts"
EXAMPLE = "grader merge part1.db part2.db --into course.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes the gradebooks, and the one they go into."""
    parser.add_argument("sources", metavar="FILE.db", type=given_path, nargs="+", help="a gradebook to read")
    parser.add_argument("--into", metavar="FILE.db", type=given_path, required=True,
                        help="the gradebook to add to; made if it is not there")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Merges, and says what came of it."""
    from rich.console import Console

    from grader.gradebook.merging import merge
    from grader.gradebook.store import Gradebook

    check_output(options.into, options.sources)
    with Gradebook.open_for_grading(options.into) as gradebook:
        added = merge(options.sources, gradebook)
        students = gradebook.standing().students
    Console(highlight=False, markup=False, emoji=False).print(
        texts.word("merge_closing", added=added, count=len(options.sources), path=options.into, students=students),
        soft_wrap=True)
    return PASSED
