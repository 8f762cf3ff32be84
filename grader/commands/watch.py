"""`grader watch`: grades again whenever a file is saved."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack, closing

from grader.commands.options import PASSED, add_limits, chosen_exercises, given_path, paths_to_grade, tell_course
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
    from grader.sandbox.workers import WarmProcess
    from grader.specs.course import course_folder, load_course

    course = load_course()
    tell_course(course, texts)
    specs = chosen_exercises(course, options.exercise)
    paths = paths_to_grade(options.paths, course)
    warm = WarmProcess()
    warm.start()
    from rich.console import Console

    from grader.keeping.cache import cache_file
    from grader.reports.watching import WatchScreen
    from grader.watching.events import FileEvents
    from grader.watching.keyboard import entered_lines, pressed_keys
    from grader.watching.messages import Opening
    from grader.watching.supervisor import Supervisor, size_told

    seen = sys.stdin.isatty() and sys.stdout.isatty()
    console = Console(highlight=False, markup=False, emoji=False)
    screen = WatchScreen(console, texts.language)
    opening = Opening(
        str(course_folder().resolve()), tuple(spec.id for spec in specs), tuple(map(os.fsencode, paths)),
        ", ".join(map(str, paths)), texts.language, options.timeout, options.require_isolation, not seen,
        console.is_terminal, console.color_system, console.width, console.height, str(cache_file()))
    with closing(warm), ExitStack() as stack:
        watch = Supervisor(opening, warm, screen)
        stack.enter_context(pressed_keys(watch.events.put) if seen else entered_lines(watch.events.put))
        if seen:
            stack.enter_context(FileEvents(paths, watch.events.put))
            stack.enter_context(size_told(screen, watch.events.put))
        watch.run()
    return PASSED
