"""`grader list`: the exercises and what they ask."""

from __future__ import annotations

import argparse

from grader.commands.options import PASSED
from grader.messages.texts import Texts

NAME = "list"
HELP = "show the exercises and what they ask"
EXAMPLE = "grader list --lang ko"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none of its own."""


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Shows the exercises."""
    from rich.console import Console

    from grader.reports.course_list import render_course
    from grader.specs.course import load_course

    Console(highlight=False).print(render_course(load_course(), texts.language))
    return PASSED
