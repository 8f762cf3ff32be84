"""Renders pieces of a submission by nbconvert. What students wrote can show, and can neither run nor load anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import nh3
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grader.exports.pieces import Piece

TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "u", "ul"}
ATTRIBUTES = {"a": {"href", "title"}, "span": {"class"}}
CLASSES = {"div": {"highlight"}}  # Pygments': what colours code is in it


def render_pieces(pieces: Sequence[Piece], notes: Iterable[Markup]) -> Markup:
    """Returns the pieces as HTML, each with its note (what is to be said of its answers) beside it."""
    cells = [cell_of(piece, note) for piece, note in zip(pieces, notes, strict=True)]
    body, _ = exporter().from_notebook_node(new_notebook(cells=cells))
    return Markup(body)  # noqa: S704 — sanitised and escaped piece by piece


def cell_of(piece: Piece, note: Markup) -> Any:
    """Returns a cell made anew, so that nothing but its source comes from the student."""
    ours = {"label": piece.label, "note": str(note), "kind": piece.kind, "first_line": piece.first_line,
            "marked": [answer.line - piece.first_line + 1 for answer in piece.answers]}
    make: Callable[..., Any] = new_markdown_cell if piece.kind == "markdown" else new_code_cell
    return make(source=piece.source, metadata={"grader": ours})


@cache
def exporter() -> HTMLExporter:
    """Returns the exporter; its template writes cells and nothing around them, so there is nothing to be fetched."""
    return HTMLExporter(extra_template_basedirs=[str(files("grader.exports") / "templates")], template_name="cells",
                        exclude_anchor_links=True,
                        filters={"highlight_code": highlight_code, "sanitise": sanitise})


def highlight_code(source: str, metadata: dict[str, Any]) -> str:
    """Returns code in colours with its line numbers; Pygments escapes it."""
    ours = metadata["grader"]
    formatter = HtmlFormatter(linenos="inline", linenostart=ours["first_line"], hl_lines=ours["marked"])
    return str(highlight(source, PythonLexer(stripnl=False), formatter))


def sanitise(html: str) -> str:
    """Returns the HTML of a Markdown cell with harmless elements only; pictures are left out, they would be fetched."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES,
                     url_schemes={"http", "https", "mailto"})
