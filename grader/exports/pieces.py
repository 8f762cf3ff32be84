"""What a student handed in, cut into pieces that verdicts can stand beside: cells, blocks, stretches of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.submissions.markdown import read_markdown
from grader.submissions.notebook import cells_of, source_of
from grader.submissions.python import blank_magics, parse
from grader.submissions.reading import decode_text
from grader.submissions.stored import StoredFile

# What is longer was not typed by a student, and would keep the renderer busy for minutes.
MAX_CHARACTERS = 20_000
MAX_FILE_CHARACTERS = 80_000


@dataclass(frozen=True)
class Answer:
    """Where the answer to an exercise begins: `line` in the cell, or in the file where `cell` is None."""

    exercise: str
    line: int
    cell: int | None


@dataclass(frozen=True)
class Piece:
    """A cell of a notebook, a block of a page or some lines of a file, with the answers that begin in it.

    Attributes:
        first_line: the number of its first line, as places are told.
    """

    source: str
    kind: Literal["python", "markdown"]
    label: str = ""
    first_line: int = 1
    answers: tuple[Answer, ...] = ()


def read_pieces(file: StoredFile, answers: Sequence[Answer], texts: Texts) -> list[Piece]:
    """Returns the pieces of a file; none where it cannot be read, which the verdicts say."""
    try:
        text = decode_text(file.read())
        match file.suffix:
            case ".ipynb":
                pieces = cell_pieces(cells_of(text), answers, texts)
            case ".py":
                pieces = statement_pieces(text, answers)
            case _:
                pieces = block_pieces(text, answers, texts)
        return list(bounded(pieces))
    except Exception:  # a student's file may be broken in any way
        return []


def cell_pieces(cells: list[dict[str, Any]], answers: Sequence[Answer], texts: Texts) -> list[Piece]:
    """Returns the cells of a notebook."""
    return [Piece(source_of(cell), "markdown" if cell.get("cell_type") == "markdown" else "python",
                  texts.word("cell", cell=number), answers=tuple(each for each in answers if each.cell == number))
            for number, cell in enumerate(cells, 1)]


def statement_pieces(text: str, answers: Sequence[Answer]) -> list[Piece]:
    """Cuts a file of Python after each statement that is an answer, so that what leads to it stands before it."""
    lines = text.rstrip().split("\n")
    ends = sorted({*(statement_end(text, each.line, len(lines)) for each in answers), len(lines)})
    return [lines_piece(lines, start, end, answers) for start, end in zip([0, *ends], ends, strict=False)]


def statement_end(text: str, line: int, last: int) -> int:
    """Returns the last line of the statement at a line; the file's last line where the file is not Python."""
    try:
        statements = parse(blank_magics(text)).body
    except SyntaxError:
        return last
    return next((each.end_lineno or last for each in statements if (each.end_lineno or 0) >= line), last)


def block_pieces(text: str, answers: Sequence[Answer], texts: Texts) -> list[Piece]:
    """Returns the code blocks of a Markdown page, and the text between them."""
    lines, position, pieces = text.rstrip().split("\n"), 0, []
    for cell in read_markdown("", text).cells:
        start, end = cell.line_offset, cell.line_offset + cell.source.count("\n")
        pieces.append(Piece("\n".join(lines[position:start - 1]), "markdown"))
        pieces.append(lines_piece(lines, start, end, answers, texts.word("block", block=cell.block)))
        position = end + 1  # after the line that closes the block
    return [*pieces, Piece("\n".join(lines[position:]), "markdown")]


def lines_piece(lines: list[str], start: int, end: int, answers: Sequence[Answer], label: str = "") -> Piece:
    """Returns the lines after `start` up to `end` as Python."""
    return Piece("\n".join(lines[start:end]), "python", label, start + 1,
                 tuple(each for each in answers if start < each.line <= end))


def bounded(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yields the pieces of a file up to what one may hold; those with answers come in any case, shortened."""
    left = MAX_FILE_CHARACTERS
    for piece in pieces:
        if left > 0 or piece.answers:
            yield replace(piece, source=shown(piece.source, max(0, min(left, MAX_CHARACTERS))))
        left -= len(piece.source)


def shown(source: str, limit: int) -> str:
    """Returns a source as it can be shown: characters that turn or hide text replaced, its end cut off if endless."""
    text = "\n".join(map(plain, source[:limit].split("\n")))
    return text if len(source) <= limit else f"{text}\n…"
