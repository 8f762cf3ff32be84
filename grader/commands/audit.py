"""`grader audit`: proves that the checks of each exercise are sharp."""

from __future__ import annotations

import argparse

from grader.commands.options import NOT_PASSED, PASSED, chosen_exercises
from grader.messages.texts import Texts

NAME = "audit"
HELP = "prove that the checks of each exercise are sharp"
EXAMPLE = "grader audit ID"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes which exercises."""
    parser.add_argument("exercise", nargs="*", metavar="ID", help="audit only these exercises (default: all)")
    parser.add_argument("--fresh", action="store_true",
                        help="run every variant, also one whose evidence is kept from before")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Judges every variant of the exercises and prints which checks caught it."""
    from contextlib import nullcontext

    from rich.console import Console

    from grader.audit.running import audit, variants_of
    from grader.keeping.cache import open_cache
    from grader.pipeline import Grader
    from grader.reports.audit import print_matrix
    from grader.reports.progress import show_steps
    from grader.specs.course import load_course

    course = load_course()
    specs = chosen_exercises(course, options.exercise)
    total = sum(1 for spec in specs for _ in variants_of(spec))
    kept = nullcontext() if options.fresh else open_cache()
    with kept as cache, Grader(course, store=cache) as grader, show_steps(texts.word("auditing"), total) as progress:
        audited = audit(grader, specs, progress)
    print_matrix(audited, texts, Console(highlight=False, markup=False, emoji=False))
    return PASSED if all(each.holds for each in audited) else NOT_PASSED
