"""The process that grades for a kernel: reads requests from standard input until that is closed."""

from __future__ import annotations

import io
import signal
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
from rich.console import Console

from grader.commands.arguments import chosen_exercises
from grader.errors import GraderError, InputError
from grader.gathering import Limits
from grader.messages.texts import Texts
from grader.notebooks.requests import GradeRequest, Shown
from grader.pipeline import Grader, Grading
from grader.reports.cell_html import render_cell_html
from grader.reports.terminal import TerminalReport
from grader.sandbox.ready import ReadyProcess
from grader.specs.course import load_course
from grader.submissions.answers import FoundAnswers, Told
from grader.submissions.matching import MARKER
from grader.submissions.python import blank_magics
from grader.submissions.reading import read_submission
from grader.submissions.statements import parse_file
from grader.submissions.types import Cell, SourceFile, Submission

NAME = "notebook"


def serve() -> None:
    """Answers one request after another; the next guest is made ready while nobody waits."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        warm = ReadyProcess()
    except GraderError as error:  # nothing can be graded on this machine, which each request is told
        for line in sys.stdin.buffer:
            send(told(error, Texts(msgspec.json.decode(line, type=GradeRequest).language)))
        return
    warm.start()
    with Grader(load_course(), warm=warm) as grader, warm:
        for line in sys.stdin.buffer:
            send(answer(grader, msgspec.json.decode(line, type=GradeRequest)))
            grader.verifier.start()
            warm.prepare()


def send(shown: Shown) -> None:
    """Sends what a request is answered with, as a line."""
    sys.stdout.buffer.write(msgspec.json.encode(shown) + b"\n")
    sys.stdout.buffer.flush()


def told(error: GraderError, texts: Texts) -> Shown:
    """Returns an error in its one line."""
    return Shown(error=texts.error(error.code, **error.params))


def answer(grader: Grader, request: GradeRequest) -> Shown:
    """Grades what is asked for and reports it; what cannot be done is told in one line."""
    texts = Texts(request.language)
    try:
        grading = grade(grader, request)
    except GraderError as error:
        return told(error, texts)
    except Exception as error:
        return Shown(error=texts.error("internal_error", reason=type(error).__name__))
    stream = io.StringIO()
    console = Console(file=stream, width=request.width, force_terminal=request.ansi, highlight=False, markup=False,
                      emoji=False, color_system="standard" if request.ansi else None)
    TerminalReport(grading, texts, hints=request.hints).print_to(console)
    return Shown(html=render_cell_html(grading, texts, request.hints), text=stream.getvalue(), passed=grading.passed,
                 score=grading.score)


def grade(grader: Grader, request: GradeRequest) -> Grading:
    """Grades a request by a challenge of its own."""
    specs = tuple(chosen_exercises(grader.course, list(request.exercises)))
    submission = read_submission(list(map(Path, request.paths))) if request.paths else submission_of(request.cells)
    if request.names:
        made_in = cell_that_made(submission, request.names)
        submission = with_tag(submission, made_in, specs[0].id)
        found = only_from(made_in, grader.find_answers(submission))
    else:
        found = grader.find_answers(submission)
    grader.limits = Limits(seconds=request.seconds)
    grader.verifier.draw_seed()
    return grader.grade_answers(submission, found, specs)


def only_from(number: int, found: FoundAnswers) -> FoundAnswers:
    """Leaves the answers that code of one cell is part of."""
    return FoundAnswers({exercise: [each for each in answers if number in {cell.cell for cell in each.cells}]
                         for exercise, answers in found.answers.items()},
                        absent={exercise: Told("answer_not_found") for exercise in found.answers} | found.absent,
                        skipped=found.skipped)


def submission_of(cells: tuple[str, ...]) -> Submission:
    """Returns what a kernel ran as a submission; cells are numbered as their executions."""
    return Submission(NAME, (SourceFile(NAME, tuple(
        Cell(NAME, blank_magics(source), cell=number) for number, source in enumerate(cells, 1))),))


def cell_that_made(submission: Submission, names: tuple[str, ...]) -> int:
    """Returns the number of the cell that bound one of the names last.

    Raises:
        InputError: none did: what a variable holds is no evidence, only the code that made it.
    """
    statements = [each for file in submission.files for each in parse_file(file).statements]
    made = [each.cell.cell for each in statements if each.binds & set(names) and each.cell.cell is not None]
    if not made:
        raise InputError("notebook_source_missing", name=", ".join(names))
    return made[-1]


def with_tag(submission: Submission, number: int, exercise: str) -> Submission:
    """Returns the submission with one cell tagged as the answer to an exercise, whatever markers it holds."""
    def tagged(cell: Cell) -> Cell:
        if cell.cell != number:
            return cell
        return replace(cell, source=MARKER.sub("#", cell.source), tags=(exercise,))

    [file] = submission.files
    return replace(submission, files=(replace(file, cells=tuple(map(tagged, file.cells))),))


if __name__ == "__main__":
    serve()
