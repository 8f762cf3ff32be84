"""The command line. It imports no TensorFlow, and nothing heavy before it knows what to do."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from grader.errors import GraderError, InputError, NothingGradable
from grader.messages.texts import LANGUAGES, Texts, chosen_language

FORMATS = ("rich", "json")
PASSED, NOT_PASSED, USAGE, INTERRUPTED = 0, 1, 4, 2


class Parser(argparse.ArgumentParser):
    """A parser that ends with the exit code of the contract."""

    def error(self, message: str) -> NoReturn:
        """Prints usage and the message, and ends with code 4."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def run(arguments: Sequence[str]) -> int:
    """Runs one command; returns 0, 1, 3, 4 or 5 as the contract says, and 2, as pytest does, when interrupted."""
    options = build_parser().parse_args(arguments)
    texts = Texts(chosen_language(options.lang))
    command: Callable[[argparse.Namespace, Texts], int] = options.command
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that no process stays behind
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        return command(options, texts)
    except GraderError as error:
        print(f"grader: {texts.error(error.code, **error.params)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_PASSED
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        print(f"grader: {texts.error('internal_error', reason=type(error).__name__)}", file=sys.stderr)
        return GraderError.exit_code


def build_parser() -> Parser:
    """Returns the parser with all commands."""
    parser = Parser(
        prog="grader", description="Grades Keras exercises.",
        epilog="example: grader grade my_notebook.ipynb. Exit codes: 0 all passed, 1 some did not, 3 grader error, "
               "4 usage or no such path, 5 nothing gradable")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--lang", choices=LANGUAGES, help="language of the texts (default: that of the locale)")

    add = commands.add_parser("list", parents=[common], help="show the exercises and what they ask",
                              epilog="example: grader list --lang ko")
    add.set_defaults(command=list_command)

    add = commands.add_parser("grade", parents=[common], help="grade one submission: files, or a folder of them",
                              epilog="example: grader grade my_notebook.ipynb --exercise mnist_sequential")
    add.add_argument("paths", nargs="*", metavar="PATH", type=given_path,
                     help="a .py, .ipynb or .md file, or a folder of one student's files (default: exercises/)")
    add.add_argument("--exercise", action="append", metavar="ID",
                     help="grade only this exercise of `grader list` (may be repeated)")
    add.add_argument("--format", choices=FORMATS, default="rich", help="how to report (default: rich)")
    add.add_argument("--output", type=given_path, metavar="FILE", help="write the report to a file")
    add.add_argument("--timeout", type=seconds, default=30.0, metavar="SECONDS",
                     help="how long an answer may take for each thing asked of it (default: 30)")
    add.add_argument("--require-isolation", choices=("process", "partial", "full"), default="process",
                     help="refuse to run student code with less than this (default: process)")
    add.set_defaults(command=grade_command)

    add = commands.add_parser("audit", parents=[common], help="prove that the checks of each exercise are sharp",
                              epilog="example: grader audit mnist_sequential")
    add.add_argument("exercise", nargs="*", metavar="ID", help="audit only these exercises (default: all)")
    add.set_defaults(command=audit_command)
    return parser


def given_path(text: str) -> Path:
    """Reads a path; `~` is the home folder even where the shell left it."""
    return Path(text).expanduser()


def seconds(text: str) -> float:
    """Reads a time limit: more than nothing, at most a day."""
    value = float(text)
    if not 0 < value <= 86_400:
        raise ValueError(text)
    return value


def list_command(options: argparse.Namespace, texts: Texts) -> int:
    """Shows the exercises."""
    from rich.console import Console

    from grader.reports.course_list import render_course
    from grader.specs.course import load_course

    Console(highlight=False).print(render_course(load_course(), texts.language))
    return PASSED


def grade_command(options: argparse.Namespace, texts: Texts) -> int:
    """Grades one submission and reports it. TensorFlow is slow to import: that starts first."""
    from grader.sandbox.workers import WarmProcess
    from grader.specs.course import exercises_folder, load_course

    course = load_course()
    specs = chosen_exercises(course, options.exercise)
    check_output(options.output)
    paths = options.paths or [exercises_folder()]
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
        submission = read_submission(paths)
        grading = grader.grade(submission, specs, progress)
    write_report(grading, texts, options.format, options.output)
    if not submission.readable:
        return NothingGradable.exit_code
    if any(result.judgement.verdict == "grader_error" for result in grading.results):
        return GraderError.exit_code
    return PASSED if grading.passed else NOT_PASSED


def audit_command(options: argparse.Namespace, texts: Texts) -> int:
    """Judges every variant of the exercises and prints which checks caught it."""
    from rich.console import Console

    from grader.audit.running import audit, variants_of
    from grader.pipeline import Grader
    from grader.reports.audit import print_matrix
    from grader.reports.progress import show_steps
    from grader.specs.course import load_course

    course = load_course()
    specs = chosen_exercises(course, options.exercise)
    total = sum(1 for spec in specs for _ in variants_of(spec))
    with Grader(course) as grader, show_steps(texts.word("auditing"), total) as progress:
        audited = audit(grader, specs, progress)
    print_matrix(audited, texts, Console(highlight=False, markup=False, emoji=False))
    return PASSED if all(each.holds for each in audited) else NOT_PASSED


def chosen_exercises(course, ids: list[str] | None) -> list:
    """Returns the exercises asked for, all by default.

    Raises:
        InputError: an id is unknown.
    """
    from grader.specs.lint import nearest

    known = [spec.id for spec in course.exercises]
    for wanted in ids or ():
        if wanted not in known:
            raise InputError("exercise_unknown", exercise=wanted, nearest=nearest(wanted, known),
                             known=", ".join(known))
    return [spec for spec in course.exercises if not ids or spec.id in ids]


def check_output(path: Path | None) -> None:
    """Makes sure, before any work, that the report can be written."""
    if path is not None and (path.is_dir() or not path.absolute().parent.is_dir()):
        raise InputError("output_unwritable", path=str(path), reason="/")


def write_report(grading, texts: Texts, report_format: str, output: Path | None) -> None:
    """Writes the report to a file or to standard output."""
    try:
        stream = output.open("w", encoding="utf-8") if output else sys.stdout
        if report_format == "json":
            from grader.reports.json import render_json

            stream.write(render_json(grading, texts) + "\n")
        else:
            from rich.console import Console

            from grader.reports.terminal import TerminalReport

            TerminalReport(grading, texts).print_to(Console(file=stream, highlight=False, markup=False, emoji=False))
        stream.flush()
        if output:
            stream.close()
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise InputError("output_unwritable", path=str(output or "-"), reason=error.strerror or "") from None
