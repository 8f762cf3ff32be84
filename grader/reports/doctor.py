"""What the doctor found, and what to do about it."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.machine import Finding
from grader.messages.texts import Texts


def render_findings(findings: list[Finding], texts: Texts) -> RenderableType:
    """Returns a line per finding; below what is wrong, the command that mends it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(overflow="fold")
    for finding in findings:
        mark, style = ("✗", "red") if not finding.fine else ("!", "yellow") if finding.doubtful else ("✓", "green")
        table.add_row(Text(mark, style=style), Text(texts.doctor(finding.code, **finding.params)))
        if not finding.fine and finding.mend:
            table.add_row("", Text(f"→ {finding.mend}", style="cyan"))
    wrong = sum(not finding.fine for finding in findings)
    closing = texts.word("doctor_wrong", count=wrong) if wrong else texts.word("doctor_fine")
    return Group(table, Padding(Text(closing, style="bold"), (1, 0, 0, 0)))
