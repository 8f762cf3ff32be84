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

from grader.commands.options import (
    NOT_PASSED,
    PASSED,
    add_limits,
    check_output,
    chosen_exercises,
    given_path,
    paths_to_grade,
    tell_course,
)
from grader.errors import GraderError, InputError, NothingGradable
from grader.exports.formats import SINGLE_FORMATS
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from grader.keeping.cache import Cache
    from grader.lanes.messages import Graded, GradeRequest, Terminal
    from grader.specs.types import ExerciseSpec

NAME = "grade"
HELP = "grade one submission: files, or a folder of them"
EXAMPLE = "grader grade my_notebook.ipynb --exercise ID"
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
    """Grades one submission and reports it."""
    from grader.keeping.cache import open_cache
    from grader.specs.course import load_course

    course = load_course()
    tell_course(course, texts)
    specs = chosen_exercises(course, options.exercise)
    check_output(options.output, options.paths)
    paths = paths_to_grade(options.paths, course)
    with nullcontext() if options.fresh else open_cache() as cache:
        graded = grade(paths, specs, cache, options, texts)
    document = graded.documents[texts.language]
    write(graded, document, options)
    if not graded.readable:
        return NothingGradable.exit_code
    if any(exercise["verdict"] == "grader_error" for exercise in document["exercises"]):
        return GraderError.exit_code
    return PASSED if document["passed"] else NOT_PASSED


def grade(paths: list[Path], specs: Sequence[ExerciseSpec], cache: Cache | None, options: argparse.Namespace,
          texts: Texts) -> Graded:
    """Returns what comes of the files: what came of them before, where nothing has changed, else what a lane says."""
    from grader.conversation import Limits
    from grader.evidence.kept import packed, unpacked
    from grader.lanes.messages import Graded, GradeRequest, Sent

    limits = Limits(seconds=options.timeout, isolation=options.require_isolation)
    request = GradeRequest(
        sent=Sent(paths=tuple(os.fsencode(path.absolute()) for path in paths)), seconds=limits.seconds,
        languages=(texts.language,), isolation=limits.isolation, exercises=tuple(spec.id for spec in specs),
        terminal=terminal(options) if options.format == "rich" else None,
        export=options.format if options.format in SINGLE_FORMATS else None)
    key = key_of_grading(request, paths) if cache is not None else b""
    graded = unpacked(cache.get(key), Graded) if cache is not None else None
    if graded is None:
        graded = grade_anew(request, paths, specs, cache, texts)
        if cache is not None and graded.kept:
            cache.keep(key, packed(graded))
    return graded


def key_of_grading(request: GradeRequest, paths: Iterable[Path]) -> bytes:
    """Returns the key of a whole grading: a hash of the files, of the course, and of all of the grader."""
    from grader.evidence.codec import encode
    from grader.evidence.kept import environment, key_of
    from grader.lanes.messages import VARIABLES
    from grader.specs.course import course_folder, hash_of_course
    from grader.submissions.reading import KINDS, handed_in
    from grader.submissions.stored import hash_of_files

    files = [file for path in paths for file in handed_in(path)]
    conditions = (os.getcwd(), sorted(file.name for file in files), [os.environ.get(name) for name in VARIABLES],
                  hash_of_files(file for file in files if file.suffix in KINDS), hash_of_course(course_folder()))
    return key_of("grading", encode(request), environment(("",)), *conditions)


def grade_anew(request: GradeRequest, paths: list[Path], specs: Sequence[ExerciseSpec], cache: Cache | None,
               texts: Texts) -> Graded:
    """Has a lane grade what lies at the paths. TensorFlow is slow to import: that starts first."""
    from grader.conversation import Limits
    from grader.keeping.cache import cache_file
    from grader.lanes.messages import Progress
    from grader.lanes.pool import Lanes
    from grader.reports.progress import show_progress
    from grader.sandbox.workers import WarmProcess
    from grader.specs.course import course_folder

    warm = WarmProcess()
    warm.start()
    limits = Limits(request.seconds, request.isolation)
    with Lanes(course_folder(), limits, answers=ANSWERS, warm=warm,
               cache=str(cache_file()) if cache is not None else "") as lanes:
        lanes.start()
        refuse_classes(paths, texts)
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
    from grader.gradebook.downloads import class_in

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
