"""What a kernel ran, as a submission; and the answer in it that made a variable."""

from __future__ import annotations

from dataclasses import replace

from grader.errors import InputError
from grader.submissions.answers import FoundAnswers, Told
from grader.submissions.matching import MARKER
from grader.submissions.python import blank_magics
from grader.submissions.statements import parse_file
from grader.submissions.types import Cell, SourceFile, Submission


def submission_of_cells(name: str, cells: tuple[str, ...]) -> Submission:
    """Returns what a kernel ran as a submission; cells are numbered as their executions."""
    return Submission(name, (SourceFile(name, tuple(
        Cell(name, blank_magics(source), cell=number) for number, source in enumerate(cells, 1))),))


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


def only_from(number: int, found: FoundAnswers) -> FoundAnswers:
    """Leaves the answers that code of one cell is part of."""
    return FoundAnswers({exercise: [each for each in answers if number in {cell.cell for cell in each.cells}]
                         for exercise, answers in found.answers.items()},
                        absent={exercise: Told("answer_not_found") for exercise in found.answers} | found.absent,
                        skipped=found.skipped)
