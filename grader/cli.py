"""The command line. It imports no TensorFlow, and nothing heavy before it knows what to do."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from grader.commands import (
    audit,
    batch,
    course,
    doctor,
    explain,
    export,
    grade,
    listing,
    merge,
    new,
    package,
    regrade,
    reset,
    watch,
)
from grader.commands.options import INTERRUPTED, NOT_PASSED, USAGE, add_common
from grader.errors import GraderError
from grader.messages.texts import Texts, chosen_language
from grader.messages.typed import remember_course

COMMANDS = (listing, grade, watch, explain, new, reset, batch, merge, regrade, export, package, course, doctor, audit)


class Parser(argparse.ArgumentParser):
    """A parser that ends with the exit code of the contract."""

    def error(self, message: str) -> NoReturn:
        """Prints usage and the message, and ends with code 4."""
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def run(arguments: Sequence[str]) -> int:
    """Runs one command; returns 0, 1, 3, 4 or 5 as the contract says, and 2, as pytest does, when interrupted."""
    options = build_parser().parse_args(arguments)
    texts = Texts(chosen_language(getattr(options, "lang", None)))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that no process stays behind
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # __main__ has made sure there is one
    try:
        if "course" in options:
            from grader.specs.course import choose_course

            choose_course(options.course)
            remember_course(options.course)
        exit_code: int = options.command.run(options, texts)
        return exit_code
    except GraderError as error:
        print(f"grader: {texts.error(error.code, **error.params)}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_PASSED
    except OSError as error:
        code, path = ("file_unreadable", error.filename) if error.filename else ("output_unwritable", "-")
        print(f"grader: {texts.error(code, path=str(path), reason=error.strerror or '')}", file=sys.stderr)
        return USAGE
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        if isinstance(error, ModuleNotFoundError) and (name := (error.name or "grader").split(".")[0]) != "grader":
            print(f"grader: {texts.error('package_missing', name=name)}", file=sys.stderr)
            return GraderError.exit_code
        print(f"grader: {texts.error('internal_error', reason=type(error).__name__)}", file=sys.stderr)
        return GraderError.exit_code


def build_parser() -> Parser:
    """Returns the parser with all commands."""
    parser = Parser(
        prog="grader", description="Grades Keras exercises.",
        epilog="example: grader grade my_notebook.ipynb. Exit codes: 0 all passed, 1 some did not, 3 grader error, "
               "4 usage or no such path, 5 nothing gradable")
    add_common(parser)
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser)
    for command in COMMANDS:
        subparser = subparsers.add_parser(command.NAME, help=command.HELP,
                                          description=command.HELP, epilog=f"example: {command.EXAMPLE}")
        add_common(subparser)
        command.add_arguments(subparser)
        subparser.set_defaults(command=command)
    return parser
