"""Reads the fenced code blocks of Markdown pages."""

from __future__ import annotations

from grader.submissions.python import blank_magics
from grader.submissions.types import Cell, SourceFile

PYTHON_INFO = {"", "python", "python3", "py", "ipython", "ipython3", "python-repl"}


def read_markdown(name: str, text: str) -> SourceFile:
    """Reads each fenced block marked as Python, or not marked, as a cell."""
    from markdown_it import MarkdownIt

    cells: list[Cell] = []
    context = ""
    for token in MarkdownIt("commonmark").disable("inline").parse(text):  # what stands in a line is text to us
        if token.type == "inline":
            context += token.content + "\n"
        if token.type != "fence" or token.map is None:
            continue
        info = token.info.strip().split(" ")[0].lower().strip("{}.")
        if info in PYTHON_INFO:
            cells.append(Cell(name, blank_magics(token.content), block=len(cells) + 1,
                              line_offset=token.map[0] + 1, context=context))
        context = ""
    return SourceFile(name, tuple(cells))
