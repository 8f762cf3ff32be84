"""`grader grade`: one submission, graded and reported."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.arguments import (
    NOT_PASSED,
    PASSED,
    add_limits,
    check_output,
    chosen_exercises,
    given_path,
    tell_unsealed,
)
from grader.errors import GraderError, InputError, NothingGradable
from grader.exports.formats import SINGLE_FORMATS
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from grader.pipeline import Grading

NAME = "grade"
HELP = "grade one submission: files, or a folder of them"
EXAMPLE = "grader grade my_notebook.ipynb --exercise mnist_sequential"
FORMATS = ("rich", "json", *SINGLE_FORMATS)
HINT_LEVELS = ("1", "2", "3")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what to grade, how, and where to report it."""
    parser.add_argument("paths", nargs="*", metavar="PATH", type=given_path,
                        help="a .py, .ipynb, .md or .zip file, or a folder of one student (default: exercises/)")
    parser.add_argument("--exercise", action="append", metavar="ID",
                        help="grade only this exercise of `grader list` (may be repeated)")
    parser.add_argument("--hint", nargs="?", type=hint_level, default=1, const=2, metavar="LEVEL",
                        help="how far to help with the first mistake of each exercise: 1 a nudge (default), 2 (--hint "
                             "alone) the place in your source too, 3 the form of the change too")
    parser.add_argument("--all", action="store_true", help="tell every mistake, not only the first of each exercise")
    parser.add_argument("--format", choices=FORMATS, default="rich", help="how to report (default: rich)")
    parser.add_argument("--output", type=given_path, metavar="FILE", help="write the report to a file")
    add_limits(parser)


def hint_level(text: str) -> int:
    """Reads how many steps of help are wanted.

    Raises:
        ArgumentTypeError: it is no such number, but perhaps the path that should stand before the option.
    """
    if text not in HINT_LEVELS:
        raise argparse.ArgumentTypeError(f"{text} is none of {', '.join(HINT_LEVELS)}; a path stands before --hint")
    return int(text)


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Grades one submission and reports it. TensorFlow is slow to import: that starts first."""
    from grader.sandbox.workers import WarmProcess
    from grader.specs.course import exercises_folder, load_course

    course = load_course()
    specs = chosen_exercises(course, options.exercise)
    tell_unsealed(course, texts)
    paths = options.paths or [exercises_folder()]
    check_output(options.output, paths)
    for path in paths:
        if not path.exists():
            raise InputError("path_missing", path=str(path))
    warm = WarmProcess()
    warm.start()
    from grader.gathering import Limits
    from grader.pipeline import Grader
    from grader.reports.progress import show_progress
    from grader.submissions.reading import read_submission

    limits = Limits(seconds=options.timeout, isolation=options.require_isolation)
    with Grader(course, limits, warm=warm) as grader, show_progress(texts, len(specs)) as progress:
        refuse_classes(paths, texts)
        submission = read_submission(paths)
        grading = grader.grade(submission, specs, progress)
    write = write_export if options.format in SINGLE_FORMATS else write_report
    write(grading, texts, options)
    if not submission.readable:
        return NothingGradable.exit_code
    if any(result.judgement.verdict == "grader_error" for result in grading.results):
        return GraderError.exit_code
    return PASSED if grading.passed else NOT_PASSED


def refuse_classes(paths: Iterable[Path], texts: Texts) -> None:
    """Makes sure that nobody takes a class for one student.

    Raises:
        InputError: a path is what an LMS gives for a whole class.
    """
    from grader.gradebook.layouts import class_in

    for path in paths:
        if found := class_in(path):
            raise InputError("grade_is_class", path=str(path), count=len(found.handed_in),
                             layout=texts.word(f"layout_{found.layout}"),
                             command=f"grader batch {shlex.quote(str(path))} --gradebook course.db")


def write_report(grading: Grading, texts: Texts, options: argparse.Namespace) -> None:
    """Writes the report to a file or to standard output."""
    output = options.output
    try:
        stream = output.open("w", encoding="utf-8") if output else sys.stdout
        if options.format == "json":
            from grader.reports.json import render_json

            stream.write(render_json(grading, texts) + "\n")
        else:
            from rich.console import Console

            from grader.reports.terminal import TerminalReport

            report = TerminalReport(grading, texts, hints=options.hint, everything=options.all)
            report.print_to(Console(file=stream, highlight=False, markup=False, emoji=False))
        stream.flush()
        if output:
            stream.close()
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError("output_unwritable", path=str(output or "-"), reason=error.strerror or "") from None


def write_export(grading: Grading, texts: Texts, options: argparse.Namespace) -> None:
    """Writes the submission as a gradebook of one."""
    from grader.exports.formats import write
    from grader.exports.single import export_single

    export = export_single(grading, texts, options.format)
    if options.output:
        write(export, options.output)
    else:
        sys.stdout.write(export.only_text)
        sys.stdout.flush()
