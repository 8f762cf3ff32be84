"""`grader watch`: grades again whenever a file is saved."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack

from grader.commands.arguments import PASSED, add_limits, chosen_exercises, given_path, paths_to_grade, tell_unsealed
from grader.messages.texts import Texts

NAME = "watch"
HELP = "grade again whenever a file is saved"
EXAMPLE = "grader watch my_notebook.ipynb"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what to watch."""
    parser.add_argument("paths", nargs="*", metavar="PATH", type=given_path,
                        help="a .py, .ipynb or .md file, or a folder of them (default: exercises/, else the working "
                             "folder)")
    parser.add_argument("--exercise", action="append", metavar="ID",
                        help="watch only this exercise of `grader list` (may be repeated)")
    add_limits(parser)


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Watches until told to quit; returns whether everything passed last."""
    from grader.sandbox.ready import ReadyProcess
    from grader.specs.course import load_course

    course = load_course()
    specs = chosen_exercises(course, options.exercise)
    tell_unsealed(course, texts)
    paths = paths_to_grade(options.paths, course)
    warm = ReadyProcess()
    warm.start()
    from rich.console import Console

    from grader.gathering import Limits
    from grader.pipeline import Grader
    from grader.reports.watching import View, WatchScreen
    from grader.watching.events import FileEvents
    from grader.watching.keyboard import entered_lines, pressed_keys
    from grader.watching.loop import WatchLoop
    from grader.watching.session import Session

    limits = Limits(seconds=options.timeout, isolation=options.require_isolation)
    seen = sys.stdin.isatty() and sys.stdout.isatty()
    view = View(", ".join(map(str, paths)), len(specs), by_hand=not seen)
    screen = WatchScreen(Console(highlight=False, markup=False, emoji=False), texts.language)
    with Grader(course, limits, warm=warm) as grader, warm, ExitStack() as stack:
        loop = WatchLoop(Session(grader, warm, paths, tuple(specs)), screen, view)
        stack.enter_context(pressed_keys(loop.events.put) if seen else entered_lines(loop.events.put))
        if seen:
            stack.enter_context(FileEvents(paths, loop.events.put))
        loop.run()
    return PASSED
