"""What was handed in, as text: files, their cells, and code that could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where something stands in a submission.

    Attributes:
        cell: position among all cells of a notebook, from 1; None elsewhere.
        block: position among the code blocks of a Markdown page, from 1; None elsewhere.
        line: from 1, within the cell of a notebook, else within the file.
    """

    file: str
    line: int
    cell: int | None = None
    block: int | None = None


@dataclass(frozen=True)
class Cell:
    """One piece of Python that is parsed alone: a notebook cell, a code block, or a whole `.py` file.

    Attributes:
        source: the code, with IPython's own syntax blanked; line N of it is line N + `line_offset` of its place.
        context: the text a reader sees just before it (headings, task text), for telling answers apart.
        tags: the notebook's cell tags.
        execution: which of the kernel's executions ran it last, if the notebook says so.
    """

    file: str
    source: str
    cell: int | None = None
    block: int | None = None
    line_offset: int = 0
    context: str = ""
    tags: tuple[str, ...] = ()
    execution: int | None = None

    def place(self, line: int) -> Place:
        """Returns where line `line` (from 1) of this cell's source stands."""
        return Place(self.file, line + self.line_offset, self.cell, self.block)


@dataclass(frozen=True)
class BrokenCode:
    """Code that is not Python: it is skipped, and said so."""

    cell: Cell
    source: str
    line: int
    reason: str


@dataclass(frozen=True)
class SourceFile:
    """One file of a submission.

    Attributes:
        problem: the message code of why it could not be read, or not beyond `cells`; None if it could.
        path: where it lies on this machine, unless it lies in an archive.
    """

    name: str
    cells: tuple[Cell, ...] = ()
    problem: str | None = None
    reason: str = ""
    path: str | None = None


@dataclass(frozen=True)
class Submission:
    """What one student handed in: one file, or several."""

    name: str
    files: tuple[SourceFile, ...] = field(default=())

    @property
    def readable(self) -> bool:
        """Whether any file could be read."""
        return any(file.problem is None or file.cells for file in self.files)
