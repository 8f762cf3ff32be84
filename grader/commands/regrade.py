"""`grader regrade`: a gradebook, judged again by today's course without anybody's files."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from typing import TYPE_CHECKING

from grader.commands.options import INTERRUPTED, PASSED, add_limits, given_path, jobs
from grader.errors import CourseError
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from rich.console import Console

    from grader.gradebook.regrading import Change, Standing

NAME = "regrade"
HELP = "judge a gradebook again by today's course: changed points, texts, layers; runs only what no evidence is kept of"
EXAMPLE = "grader regrade course.db --dry-run"
SHOWN_CHECKS = 3  # the first is the cause, others follow from it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes the gradebook, and whether it is to be written."""
    parser.add_argument("gradebook", metavar="FILE.db", type=given_path, help="the gradebook that `grader batch` wrote")
    parser.add_argument("--dry-run", action="store_true", help="only tell whose grades would change")
    parser.add_argument("--jobs", type=jobs, default=os.cpu_count() or 1, metavar="N",
                        help="how many are judged at the same time (default: the number of cores)")
    add_limits(parser)


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Judges all again, and tells who changes, from what to what, by which check."""
    from rich.console import Console

    from grader.conversation import Limits
    from grader.gradebook.planning import Here, run_batch
    from grader.gradebook.regrading import changes, plan_again, standings
    from grader.gradebook.store import Gradebook
    from grader.lanes.pool import Lanes
    from grader.reports.class_progress import show_batch
    from grader.specs.course import course_folder, load_course

    course = load_course()
    if course.problems:  # who judges by half a course takes points for the other half
        raise CourseError(course.problems[0][0], **course.problems[0][1])
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    limits = Limits(seconds=options.timeout, isolation=options.require_isolation)
    opened = Gradebook.open_copy if options.dry_run else Gradebook.open_for_grading
    with opened(options.gradebook) as gradebook:
        entries = gradebook.entries()
        plan, unread = plan_again(entries, gradebook)
        with Lanes(course_folder(), limits, store=gradebook.evidence, at_once=False) as lanes:
            try:
                with show_batch(texts, plan.total, lines=False) as progress:
                    run_batch(plan, gradebook, Here(lanes, options.jobs), progress)
            except KeyboardInterrupt:
                return INTERRUPTED
        found = list(changes(standings(entries), standings(gradebook.entries())))
        tell(found, texts, console)
        if unread:
            console.print(texts.word("regrade_unread", count=len(unread)))
        word = "regrade_dry" if options.dry_run else "regrade_closing"
        console.print(texts.word(word, students=len({each.student.key for each in found}), judged=plan.total,
                                 ran=lanes.ran, path=options.gradebook))
    return PASSED


def tell(found: list[Change], texts: Texts, console: Console) -> None:
    """Prints a line for each change."""
    from grader.reports.escaping import plain

    for each in found:
        who = plain(each.student.name) + (f" ({each.student.shown_id})" if each.student.shown_id else "")
        others = f" … +{len(each.checks) - SHOWN_CHECKS}" if len(each.checks) > SHOWN_CHECKS else ""
        why = f"  {', '.join(each.checks[:SHOWN_CHECKS])}{others}" if each.checks else ""
        console.print(f"{who}  {each.exercise}: {shown(each.before, texts)} → {shown(each.after, texts)}{why}")
    counts = Counter((each.exercise, check) for each in found for check in each.checks[:1])
    for (exercise, check), count in counts.most_common():
        console.print(texts.word("regrade_by_check", exercise=exercise, check=check, count=count))


def shown(standing: Standing, texts: Texts) -> str:
    """Returns verdict and score."""
    from grader.verdicts import Verdict

    if not standing.verdict:
        return "–"
    score = "–" if standing.score is None else f"{standing.score:.2f}"
    return f"{texts.verdict(Verdict(standing.verdict))} {score}"
