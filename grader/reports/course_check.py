"""What a check of a course found, told to its author."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from grader.authoring.checking import Checked
from grader.messages.texts import Texts
from grader.reports.audit import rows
from grader.reports.escaping import told_path
from grader.reports.terminal import TerminalReport
from grader.results import Grading


def print_checked(checked: Sequence[Checked], solved: Grading | None, solutions: Path, texts: Texts,
                  console: Console) -> None:
    """Prints a line for each exercise, below it what does not hold, and at the end how the course stands."""
    for each in checked:
        console.print(line_of(each, texts), soft_wrap=True)
        if each.solution is None:
            place = told_path(solutions / each.spec.stub_name)
            console.print(told(texts.word("check_no_solutions", file=place)))
        elif not each.solves and solved is not None:
            console.print(TerminalReport(solved, texts, hints=2).details(each.solution))
        if not each.is_untouched:
            verdict = texts.verdict(each.stub.judgement.verdict.value)
            console.print(told(texts.word("check_stub_counts", verdict=verdict)))
        if each.stub_passes:
            console.print(told(texts.word("check_stub_passes")))
        if wrong := [one for one in each.audited if not one.holds]:
            console.print(told(texts.word("survivors", count=len(wrong), total=len(each.audited))))
            console.print(rows(wrong, texts))
    failed = [each.spec.id for each in checked if not each.holds]
    if failed:
        told_ids = ", ".join(failed)
        console.print(Text(texts.word("check_fails", count=len(failed), total=len(checked), exercises=told_ids),
                           style="bold red"))
    else:
        console.print(Text(texts.word("check_holds", count=len(checked)), style="bold green"))


def line_of(each: Checked, texts: Texts) -> Text:
    """Returns how an exercise stands in one line."""
    held = sum(one.holds for one in each.audited)
    facts = [texts.word("check_solution", mark=mark(each.solves)),
             texts.word("check_stub", mark=mark(each.is_untouched and not each.stub_passes))]
    if each.audited:
        total = len(each.audited)
        facts.append(texts.word("check_audit", mark=mark(held == total), held=held, total=total))
    return Text.assemble((f"{mark(each.holds)} {each.spec.id}", "bold green" if each.holds else "bold red"), "  ",
                         "  ".join(facts))


def mark(holds: bool) -> str:
    """Returns the sign of what holds or not."""
    return "✓" if holds else "✗"


def told(line: str) -> Text:
    """Returns a line below an exercise's."""
    return Text(f"  → {line}")
