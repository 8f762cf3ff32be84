"""A grading as it leaves a lane: the documents, and the report that was asked for."""

from __future__ import annotations

import io

from grader.lanes.messages import Graded, GradeRequest, Terminal
from grader.messages.texts import Texts
from grader.reports.json import document
from grader.results import Grading


def rendered(grading: Grading, request: GradeRequest) -> Graded:
    """Returns what the request asks for."""
    documents = {language: document(grading, Texts(language)) for language in request.languages}
    report, encoding, html, texts = "", "utf-8", "", Texts(request.languages[0])
    if request.terminal is not None:
        report = terminal_report(grading, texts, request.terminal)
    elif request.export is not None:
        from grader.exports.single import export_single

        export = export_single(grading, texts, request.export)
        report, encoding = export.only_text, export.encoding
    if request.html:
        from grader.reports.cell_html import render_cell_html

        html = render_cell_html(grading, texts, request.terminal.hints if request.terminal is not None else 1)
    return Graded(documents, grading.submission.readable, report, encoding, html, kept=grading.kept, ran=grading.ran)


def terminal_report(grading: Grading, texts: Texts, terminal: Terminal) -> str:
    """Returns the report as text for a terminal."""
    from rich.console import Console

    from grader.reports.terminal import TerminalReport

    stream = io.StringIO()
    console = Console(file=stream, width=terminal.width, force_terminal=terminal.colors is not None, highlight=False,
                      color_system=terminal.colors, markup=False, emoji=False)  # type: ignore[arg-type] # a console's own word
    TerminalReport(grading, texts, hints=terminal.hints, everything=terminal.everything).print_to(console)
    return stream.getvalue()
