"""`grader batch`: a class, graded into a gradebook."""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.options import (
    INTERRUPTED,
    NOT_PASSED,
    PASSED,
    add_cluster,
    add_limits,
    check_folder,
    given_path,
    jobs,
    shard,
    tell_course,
)
from grader.errors import GraderError
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from grader.clustering.cluster import Workers
    from grader.gradebook.downloads import Download
    from grader.gradebook.entries import Entry
    from grader.gradebook.planning import Place, Plan
    from grader.gradebook.store import Gradebook
    from grader.lanes.pool import Lanes
    from grader.submissions.stored import StoredFile

NAME = "batch"
HELP = "grade a class into a gradebook; run again, it goes on where it was"
EXAMPLE = "grader batch submissions.zip --gradebook course.db"
SHOWN_FILES = 3
LAYOUT_NAMES = ("gradescope", "moodle", "blackboard", "brightspace", "canvas", "folders", "files")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what was handed in, and where the results go."""
    parser.add_argument("path", metavar="DIR|ZIP", type=given_path,
                        help="the download of Canvas, Moodle, Blackboard, Brightspace or Gradescope, or a folder or "
                             "file per student")
    parser.add_argument("--layout", metavar="PATTERN",
                        help='how the files are named where that is none of these, such as "{name}_{id}_{file}"; or '
                             "the name of the layout: " + ", ".join(LAYOUT_NAMES))
    parser.add_argument("--gradebook", type=given_path, required=True, metavar="FILE.db",
                        help="where the results go; made if it is not there")
    parser.add_argument("--roster", type=given_path, metavar="FILE.csv",
                        help="the class, with the columns name, id, email, or the gradebook file that the LMS exports: "
                             "who handed in nothing gets a line, too")
    parser.add_argument("--feedback", type=given_path, metavar="DIR",
                        help="write a page for each student to hand back: the own work with the verdicts beside it")
    parser.add_argument("--jobs", type=jobs, default=os.cpu_count() or 1, metavar="N",
                        help="how many are graded at the same time (default: the number of cores)")
    parser.add_argument("--retry", action="store_true",
                        help="grade again what came to a grader error, a time-out or the end of memory")
    parser.add_argument("--shard", type=shard, metavar="I/N",
                        help="grade only part I of N, as one of N jobs that know nothing of each other; see merge")
    add_limits(parser)
    add_cluster(parser)
    parser.set_defaults(require_isolation=None)


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Grades a class, and goes on where an earlier run of the same command ended."""
    from rich.console import Console

    from grader.conversation import Limits
    from grader.gradebook.downloads import read_download
    from grader.gradebook.joining import join_roster
    from grader.gradebook.planning import in_shard, make_plan, run_batch
    from grader.gradebook.roster import Roster, read_roster
    from grader.gradebook.store import Gradebook
    from grader.lanes.pool import Lanes
    from grader.reports.class_progress import show_batch
    from grader.specs.course import course_folder, load_course

    course = load_course()
    tell_course(course, texts)
    roster = read_roster(options.roster) if options.roster else Roster()
    check_folder(options.feedback)
    download = read_download(options.path, [spec.id for spec in course.exercises], options.feedback, options.layout)
    console = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)
    tell_download(download, texts, console)
    with Gradebook.open_for_grading(options.gradebook) as gradebook:
        joined = join_roster(download.handed_in, roster, gradebook.students())
        everyone = joined.everyone
        gradebook.add_students([each.student for each in everyone], names_known=bool(roster.lines))
        gradebook.replace_students(joined.replaced)
        mine = [each for each in everyone if in_shard(each.student, options.shard)]
        plan = make_plan(mine, gradebook, retry=options.retry)
        for notice in (*download.notices, *joined.notices):
            console.print(texts.error(notice.code, **notice.params))
        if joined.absent:
            console.print(texts.word("batch_absent", count=joined.absent))
        console.print(texts.word("batch_to_do", done=plan.done, todo=plan.total))
        limits = Limits(options.timeout, options.require_isolation or ("full" if options.cluster else "process"))
        with Lanes(course_folder(), limits, store=gradebook.evidence, at_once=False) as lanes:
            progress = None
            try:
                with place_for(plan, lanes, gradebook, options, texts, console) as place, \
                        show_batch(texts, plan.total) as progress:
                    place.changed = progress.workers_changed
                    run_batch(plan, gradebook, place, progress)
            except KeyboardInterrupt:
                graded = progress.graded if progress is not None else 0
                console.print(texts.word("batch_interrupted", graded=graded, path=gradebook.path))
                return INTERRUPTED
            if options.feedback is not None:
                files = {each.student.key: each.files for each in mine}
                write_feedback(gradebook, files, lanes, options.feedback, texts, console)
        return close(gradebook, progress.graded, texts, console)


@contextmanager
def place_for(plan: Plan, lanes: Lanes, gradebook: Gradebook, options: argparse.Namespace, texts: Texts,
              console: Console) -> Iterator[Place]:
    """Opens where a batch is graded: these lanes, or those of the cluster that is asked for."""
    from grader.gradebook.planning import Here

    if not options.cluster or not plan.total:
        yield Here(lanes, options.jobs)
        return
    from grader.clustering.connecting import connect
    from grader.specs.course import course_folder

    with connect(options.cluster, without_tls=options.cluster_without_tls) as client:
        from grader.clustering.cluster import Cluster

        cluster = Cluster(client, course_folder(), lanes.limits, gradebook.evidence,
                          without_tls=options.cluster_without_tls)
        with console.status(texts.word("cluster_opening")):
            cluster.open()
        tell_unfit(cluster.workers, texts, console)
        console.print(texts.word("cluster_workers", workers=len(cluster.workers.fit), lanes=cluster.workers.lanes))
        yield cluster


def write_feedback(gradebook: Gradebook, files: dict[str, tuple[StoredFile, ...]], lanes: Lanes, folder: Path,
                   texts: Texts, console: Console) -> None:
    """Writes the pages of this class that are missing or out of date."""
    import msgspec

    from grader.exports.feedback import write_missing_feedback
    from grader.lanes.messages import PageRequest, Sent
    from grader.lanes.pool import sent_files

    def render(entry: Entry, files: Sequence[StoredFile]) -> str:
        sent = Sent(name=entry.student.key, files=sent_files(files))
        return lanes.page(PageRequest(sent, texts.language, msgspec.to_builtins(entry)))

    entries = [entry for entry in gradebook.entries(texts.own) if entry.student.key in files]
    with console.status(texts.word("batch_feedback")):
        written = write_missing_feedback(entries, files, folder, render)
    console.print(texts.word("batch_feedback_written", count=written, path=folder))


def tell_download(download: Download, texts: Texts, console: Console) -> None:
    """Says what was found, and what was passed over."""
    from grader.reports.escaping import plain

    layout = texts.word(f"layout_{download.layout}")
    console.print(texts.word("batch_layout", count=len(download.handed_in), layout=layout))
    if download.skipped:
        names = ", ".join(plain(name) for name in download.skipped[:SHOWN_FILES])
        console.print(texts.word("batch_skipped", count=len(download.skipped),
                                 names=names + ", …" * (len(download.skipped) > SHOWN_FILES)))


def close(gradebook: Gradebook, graded: int, texts: Texts, console: Console) -> int:
    """Says how the class stands and what can be done next; returns the exit code."""
    standing = gradebook.standing()
    console.print(texts.word("batch_closing", graded=graded, passed=standing.passed,
                             failed=standing.students - standing.passed, path=gradebook.path,
                             total=standing.students))
    if standing.worth_retrying:
        console.print(texts.word("batch_retry", count=standing.worth_retrying))
    console.print(texts.word("batch_next", path=gradebook.path))
    if standing.grader_errors:
        return GraderError.exit_code
    return PASSED if standing.passed == standing.students else NOT_PASSED


def tell_unfit(workers: Workers, texts: Texts, console: Console) -> None:
    """Says of each worker that cannot be relied on why that is so.

    Raises:
        GraderError: none can be.
    """
    for address, problem in workers.unfit.items():
        why = texts.error(problem.code, **problem.params)
        console.print(texts.word("cluster_unfit", worker=address, why=why))
    for address in workers.silent:
        console.print(texts.word("cluster_silent", worker=address))
    if not workers.fit:
        raise GraderError("cluster_none_fit")
