"""`grader grade`: one submission, graded and reported."""

from __future__ import annotations

import argparse
import io
import json
import os
import shlex
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.commands.arguments import (
    NOT_PASSED,
    PASSED,
    add_limits,
    check_output,
    chosen_exercises,
    given_path,
    paths_to_grade,
    tell_unsealed,
)
from grader.errors import GraderError, InputError, NothingGradable
from grader.exports.formats import SINGLE_FORMATS
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from grader.conversation import Limits
    from grader.lanes.messages import Graded, Terminal
    from grader.sandbox.workers import WarmProcess
    from grader.specs.types import ExerciseSpec

NAME = "grade"
HELP = "grade one submission: files, or a folder of them"
EXAMPLE = "grader grade my_notebook.ipynb --exercise mnist_sequential"
FORMATS = ("rich", "json", *SINGLE_FORMATS)
HINT_LEVELS = ("1", "2", "3")
ANSWERS = 2  # of a submission that are run at the same time


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what to grade, how, and where to report it."""
    parser.add_argument("paths", nargs="*", metavar="PATH", type=given_path,
                        help="a .py, .ipynb, .md or .zip file, or a folder of one student (default: exercises/, else "
                             "the working folder)")
    parser.add_argument("--exercise", action="append", metavar="ID",
                        help="grade only this exercise of `grader list` (may be repeated)")
    parser.add_argument("--hint", nargs="?", type=hint_level, default=1, const=2, metavar="LEVEL",
                        help="how far to help with the first mistake of each exercise: 1 a nudge (default), 2 (--hint "
                             "alone) the place in your source too, 3 the form of the change too")
    parser.add_argument("--all", action="store_true", help="tell every mistake, not only the first of each exercise")
    parser.add_argument("--format", choices=FORMATS, default="rich", help="how to report (default: rich)")
    parser.add_argument("--fresh", action="store_true",
                        help="run every answer, also one whose evidence is kept from before")
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
    from grader.conversation import Limits
    from grader.keeping.cache import open_cache
    from grader.keeping.hints import Unchanged
    from grader.sandbox.workers import WarmProcess
    from grader.specs.course import load_course

    course = load_course()
    specs = chosen_exercises(course, options.exercise)
    tell_unsealed(course, texts)
    check_output(options.output, options.paths)
    paths = paths_to_grade(options.paths, course)
    limits = Limits(seconds=options.timeout, isolation=options.require_isolation)
    with nullcontext() if options.fresh else open_cache() as cache:
        unchanged = Unchanged(cache, paths, (options.exercise, limits))
        warm, expected = WarmProcess(), bool(unchanged)
        if not expected:
            warm.start()
        graded = grade(paths, specs, limits, warm, options, texts, at_once=not expected)
        if graded.kept:
            unchanged.note()
    document = graded.documents[texts.language]
    write(graded, document, options)
    if not graded.readable:
        return NothingGradable.exit_code
    if any(exercise["verdict"] == "grader_error" for exercise in document["exercises"]):
        return GraderError.exit_code
    return PASSED if document["passed"] else NOT_PASSED


def grade(paths: list[Path], specs: Sequence[ExerciseSpec], limits: Limits, warm: WarmProcess,
          options: argparse.Namespace, texts: Texts, *, at_once: bool) -> Graded:
    """Has a lane grade what lies at the paths."""
    from grader.keeping.cache import cache_file
    from grader.lanes.messages import GradeRequest, Progress, Sent
    from grader.lanes.pool import Lanes
    from grader.reports.progress import show_progress
    from grader.specs.course import course_folder

    with Lanes(course_folder(), limits, answers=ANSWERS, warm=warm, at_once=at_once,
               cache="" if options.fresh else str(cache_file())) as lanes:
        lanes.start()
        refuse_classes(paths, texts)
        request = GradeRequest(
            sent=Sent(paths=tuple(os.fsencode(path.absolute()) for path in paths)), seconds=limits.seconds,
            languages=(texts.language,), isolation=limits.isolation, exercises=tuple(spec.id for spec in specs),
            terminal=terminal(options) if options.format == "rich" else None,
            export=options.format if options.format in SINGLE_FORMATS else None)
        names = {spec.id: spec for spec in specs}
        with show_progress(texts, len(specs)) as progress:
            def tell(told: Progress) -> None:
                progress(names[told.exercise or ""], told.verdict)

            return lanes.grade(request, tell)


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


def terminal(options: argparse.Namespace) -> Terminal:
    """Returns how the report will be shown."""
    from rich.console import Console

    from grader.lanes.messages import Terminal

    console = Console(file=None if options.output is None else io.StringIO())
    return Terminal(console.width, console.color_system, options.hint, options.all)


def write(graded: Graded, document: dict[str, Any], options: argparse.Namespace) -> None:
    """Writes the report to a file or to standard output.

    Raises:
        InputError: it cannot be written.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n" if options.format == "json" else graded.report
    if options.output and options.format in SINGLE_FORMATS:
        from grader.exports.export import Export
        from grader.exports.formats import write as write_export

        write_export(Export(text, graded.encoding), options.output)
        return
    try:
        if options.output:
            options.output.write_text(text, encoding="utf-8")
        else:
            sys.stdout.write(text)
            sys.stdout.flush()
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError("output_unwritable", path=str(options.output or "-"), reason=error.strerror or "") from None
