"""`grader export`: a gradebook's grades, in the form that somebody else reads."""

from __future__ import annotations

import argparse
import sys

from grader.commands.options import PASSED, check_output, given_path
from grader.exports.formats import FOLDERS, FORMATS
from grader.messages.texts import Texts

NAME = "export"
HELP = "write the grades of a gradebook for an LMS, a spreadsheet or a browser"
EXAMPLE = "grader export course.db --format canvas --template from_canvas.csv --output to_canvas.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what to export, as what, and where to."""
    parser.add_argument("gradebook", metavar="FILE.db", type=given_path, help="the gradebook that `grader batch` wrote")
    parser.add_argument("--format", choices=FORMATS, required=True, help="what to write")
    parser.add_argument("--output", type=given_path, metavar="PATH", required=True,
                        help="the file to write; the folder for gradescope, prairielearn and check50")
    parser.add_argument("--template", type=given_path, metavar="FILE",
                        help="the file that Canvas, Moodle, Blackboard or Brightspace exported, to be filled")
    parser.add_argument("--assignment", metavar="NAME|ID",
                        help="which column of the file to fill, not for Moodle (default: the only one there is)")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Writes the export, and says on standard error whom it could not take in."""
    from grader.exports.export import Options
    from grader.exports.formats import exporter, write
    from grader.gradebook.store import Gradebook

    if options.format not in FOLDERS:
        check_output(options.output, [options.gradebook])
    with Gradebook.open(options.gradebook) as book:
        entries = book.entries(texts.own)
    export = exporter(options.format)(entries, Options(texts, options.template, options.assignment))
    write(export, options.output)
    for notice in export.notices:
        print(f"grader: {texts.error(notice.code, **notice.params)}", file=sys.stderr)
    return PASSED
