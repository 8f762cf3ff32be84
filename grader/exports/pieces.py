"""What a student handed in, cut into pieces that verdicts can stand beside: cells, or stretches of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.submissions.notebook import cells_without_outputs, source_of
from grader.submissions.reading import decode_text, read_bytes

MAX_CHARACTERS = 100_000  # of a piece: what is longer was not typed by a student


@dataclass(frozen=True)
class Answer:
    """Where the answer to an exercise begins: `line` in the cell, or in the file where `cell` is None."""

    exercise: str
    line: int
    cell: int | None


@dataclass(frozen=True)
class Piece:
    """A cell of a notebook, or some lines of a file, with the answers that begin in it.

    Attributes:
        first_line: the number of its first line, as places are told.
    """

    source: str
    kind: Literal["python", "markdown", "page"]
    label: str = ""
    first_line: int = 1
    answers: tuple[Answer, ...] = ()


def read_pieces(path: Path, answers: Sequence[Answer], texts: Texts) -> list[Piece]:
    """Returns the pieces of a file; none where it cannot be read, which the verdicts say."""
    try:
        text = decode_text(read_bytes(path))
        if path.suffix.lower() == ".ipynb":
            return cell_pieces(cells_without_outputs(text), answers, texts)
    except Exception:  # a student's file may be broken in any way
        return []
    return line_pieces(text, answers, "python" if path.suffix.lower() == ".py" else "page")


def cell_pieces(cells: list[dict], answers: Sequence[Answer], texts: Texts) -> list[Piece]:
    """Returns the cells of a notebook."""
    return [Piece(shown(source_of(cell)), "markdown" if cell.get("cell_type") == "markdown" else "python",
                  texts.word("cell", cell=number), answers=tuple(each for each in answers if each.cell == number))
            for number, cell in enumerate(cells, 1)]


def line_pieces(text: str, answers: Sequence[Answer], kind: Literal["python", "page"]) -> list[Piece]:
    """Cuts a file where answers begin."""
    lines = text.split("\n")
    starts = sorted({1, *(each.line for each in answers if each.cell is None and 1 <= each.line <= len(lines))})
    return [Piece(shown("\n".join(lines[start - 1:end - 1])), kind, first_line=start,
                  answers=tuple(each for each in answers if each.cell is None and each.line == start))
            for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True)]


def shown(source: str) -> str:
    """Returns a source as it can be shown: characters that turn or hide text replaced, its end cut off if endless."""
    text = "\n".join(map(plain, source[:MAX_CHARACTERS].split("\n")))
    return text if len(source) <= MAX_CHARACTERS else f"{text}\n…"
