"""`grader explain`: what a check asserts, why, and an example of right and wrong."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from grader.commands.options import PASSED, chosen_exercises
from grader.errors import InputError
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from grader.specs.types import ExerciseSpec

NAME = "explain"
HELP = "tell what a check asserts and why, with an example"
EXAMPLE = "grader explain layer_2.filters --exercise ID"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes which check, and of which exercise."""
    parser.add_argument("check", nargs="?", metavar="CHECK", help="the id of a check (default: list all)")
    parser.add_argument("--exercise", action="append", metavar="ID",
                        help="the exercise it belongs to (default: the first that has such a check)")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Explains one check, or lists all."""
    from rich.console import Console

    from grader.reports.explaining import explain_check, list_checks
    from grader.specs.course import load_course

    specs = chosen_exercises(load_course(), options.exercise)
    console = Console(highlight=False, markup=False, emoji=False)
    if options.check is None:
        console.print(list_checks(specs, texts))
    else:
        check_id = options.check.rpartition("::")[2]  # pytest's name of an item is understood too
        console.print(explain_check(check_id, exercise_with(check_id, specs), texts))
    return PASSED


def exercise_with(check_id: str, specs: list[ExerciseSpec]) -> ExerciseSpec:
    """Returns the first exercise that has the check.

    Raises:
        InputError: none has.
    """
    from grader.specs.lint import nearest
    from grader.verdicts import checks_of

    for spec in specs:
        if any(check.id == check_id for check in checks_of(spec)):
            return spec
    known = sorted({check.id for spec in specs for check in checks_of(spec)})
    raise InputError("check_unknown", check=check_id, nearest=nearest(check_id, known))
