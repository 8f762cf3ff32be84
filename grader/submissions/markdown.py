"""Reads the fenced code blocks of Markdown pages."""

from __future__ import annotations

import re

from grader.submissions.python import blank_magics
from grader.submissions.types import Cell, SourceFile

# `python`, `py3`, `python=` (HackMD, with numbered lines), `{python}` (R Markdown), `{.python .numberLines}` (Pandoc).
PYTHON_INFO = re.compile(r"[{.\s]*(i?python|py)[\d.]*(-repl)?(?![-\w])|$", re.IGNORECASE)


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
        if PYTHON_INFO.match(token.info.strip()):
            cells.append(Cell(name, blank_magics(token.content), block=len(cells) + 1,
                              line_offset=token.map[0] + 1, context=context))
        context = ""
    return SourceFile(name, tuple(cells))
