"""`grader package`: the grader with its course, packed for a place where students hand in."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.commands.options import PASSED, check_output, chosen_exercises, given_path, seconds
from grader.errors import InputError
from grader.messages.texts import Texts

NAME = "package"
HELP = "pack the grader with its course for a place where students hand in"
EXAMPLE = "grader package gradescope --output autograder.zip --hint 2"
PLACES = ("gradescope", "classroom50", "kernel")
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")
FILES = {"kernel": "grader_kernel.py"}  # all others are archives
MANY_HINTS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes the place, the file, and what students see there."""
    parser.add_argument("place", choices=PLACES, help="gradescope: the zip file of an assignment's autograder; "
                        "classroom50: the files of an assignment's autograder; kernel: %%grade for notebooks of an "
                        "older Python, graded by the one that runs this")
    parser.add_argument("--output", type=given_path, metavar="FILE",
                        help="where to write it (default: autograder.zip; grader_kernel.py)")
    parser.add_argument("--exercise", action="append", metavar="ID",
                        help="grade only this exercise of `grader list` (may be repeated)")
    parser.add_argument("--hint", type=int, choices=range(MANY_HINTS + 1), default=1, metavar="LEVEL",
                        help="how far students are helped: 0 the message alone, 1 a nudge (default), 2 the place too, "
                             "3 the form of the change too")
    parser.add_argument("--visibility", choices=VISIBILITIES, default="visible",
                        help="when students see what is below the score, on Gradescope (default: visible)")
    parser.add_argument("--timeout", type=seconds, default=30.0, metavar="SECONDS",
                        help="how long an answer may take for each thing asked of it (default: 30)")
    parser.add_argument("--total-timeout", type=seconds, default=540.0, metavar="SECONDS",
                        help="how long a submission may take; below the place's own limit (default: 540)")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Writes the archive."""
    from grader.packaging.bundle import Settings, make_bundle, make_kernel
    from grader.specs.course import load_course

    specs = chosen_exercises(load_course(), options.exercise)
    output = options.output or Path(FILES.get(options.place, "autograder.zip"))
    check_output(output)
    archive = make_kernel() if options.place == "kernel" else make_bundle(options.place, Settings(
        language=texts.language, exercises=tuple(spec.id for spec in specs) if options.exercise else (),
        hints=options.hint, visibility=options.visibility, answer_seconds=options.timeout,
        submission_seconds=options.total_timeout))
    try:
        output.write_bytes(archive)
    except OSError as error:
        raise InputError("output_unwritable", path=str(output), reason=error.strerror or "") from None
    from grader.reports.escaping import told_path

    print(texts.word(f"package_{options.place}", path=told_path(output), count=len(specs),
                     mib=f"{len(archive) / 2**20:.1f}"))
    return PASSED
