"""The matrix of an audit: each variant, and the checks that caught it."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.audit.running import Audited
from grader.messages.texts import Texts


def print_matrix(audited: list[Audited], texts: Texts, console: Console) -> None:
    """Prints all variants by exercise, and at the end those that were judged wrong."""
    for exercise, group in groupby(audited, key=lambda each: each.variant.exercise):
        console.print(Text(f"\n{exercise}", style="bold"))
        console.print(rows(list(group), texts))
    wrong = [each for each in audited if not each.holds]
    right_ways = sum(each.variant.is_right for each in audited)
    console.print()
    if wrong:
        console.print(Text(texts.word("survivors", count=len(wrong), total=len(audited)), style="bold red"))
        table = rows(wrong, texts)
        console.print(table)
    else:
        console.print(Text(texts.word("no_survivors", total=len(audited), right=right_ways,
                                      wrong=len(audited) - right_ways), style="bold green"))


def rows(audited: list[Audited], texts: Texts) -> Table:
    """Returns one line per variant: mark, name, the checks that failed, and those that were meant where they differ."""
    table = Table.grid(padding=(0, 1))
    for each in audited:
        caught = ", ".join(each.failed) or texts.word("right")
        meant = ""
        if not each.holds:
            meant = f"≠ {', '.join(sorted(each.variant.meant)) or texts.word('must_pass')}"
        table.add_row(Text("✓" if each.holds else "✗", style="green" if each.holds else "bold red"),
                      each.variant.name, Text("→", style="dim"), Text(caught), Text(meant, style="red"))
    return table
