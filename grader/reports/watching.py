"""The screen of a watch: all exercises in short, one of them in full, and the keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress_bar import ProgressBar
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.reports.marks import MARKS
from grader.reports.terminal import TerminalReport, labelled, place_to_write
from grader.reports.wording import Wording
from grader.results import ExerciseResult, Grading
from grader.specs.texts import LANGUAGES, said
from grader.verdicts import Verdict

KEYS = ("n", "h", "l", "f", "r", "q")


@dataclass
class View:
    """What is to be seen.

    Attributes:
        focus: the exercise shown in full.
        hints: how many of its hints are shown.
        status: makes words on what happened last, in the language asked for by then.
        by_hand: nothing tells about saved files: Enter grades again.
    """

    name: str
    total: int
    grading: Grading | None = None
    focus: str | None = None
    hints: int = 0
    full: bool = False
    status: Callable[[Texts], str] = lambda _: ""
    by_hand: bool = False


class WatchScreen:
    """Draws a view over the last one; where there is no terminal, below it."""

    def __init__(self, console: Console, language: str) -> None:
        self.console = console
        self.language = language
        self.texts = Texts(language)

    def switch_language(self) -> None:
        """Goes on in the next language."""
        languages = list(dict.fromkeys((self.language, *LANGUAGES)))
        number = languages.index(self.texts.language) + 1
        self.texts = Texts(languages[number % len(languages)])

    def draw(self, view: View) -> None:
        """Draws."""
        if self.console.is_terminal:
            self.console.clear()
        if view.full and view.grading is not None:
            TerminalReport(view.grading, self.texts).print_to(self.console)
        else:
            self.console.print(Group(*self._parts(view)))
        self.console.print(self._footer(view))

    def _parts(self, view: View) -> list[RenderableType]:
        parts = [self._heading(view)]
        if view.grading is None:
            return parts
        parts.append(TerminalReport(view.grading, self.texts).overview())
        result = next((each for each in view.grading.results if each.spec.id == view.focus), None)
        if result is not None:
            parts.append(self._focus(result, view))
        return parts

    def _heading(self, view: View) -> RenderableType:
        results = view.grading.results if view.grading is not None else ()
        passed = sum(result.judgement.verdict is Verdict.PASSED for result in results)
        line = Table.grid(padding=(0, 2))
        line.add_row(Text(f"grader watch {plain(view.name)}", style="bold"),
                     ProgressBar(total=view.total, completed=passed, width=3 * view.total),
                     self.texts.word("passed_of", passed=passed, total=view.total))
        return line

    def _focus(self, result: ExerciseResult, view: View) -> RenderableType:
        assert view.grading is not None
        mark, style = MARKS[result.judgement.verdict]
        title = said(result.spec.title, self.texts.language)
        parts: list[RenderableType] = [Rule(Text(f"{mark} {title}", style=f"bold {style}"), align="left", style="dim")]
        wording = Wording(self.texts)
        if result.judgement.verdict is Verdict.NOT_ATTEMPTED:
            parts.append(Padding(Text(said(result.spec.task, self.texts.language)), (0, 1)))
            file, there = place_to_write(result.spec.stub_name, view.grading.submission)
            word = self.texts.word("watch_open", file=file) if there else self.texts.word(
                "watch_make", file=file, exercise=result.spec.id, folder=str(Path(file).parent))
            parts.append(labelled("→", "cyan", word))
        else:
            if (layers := TerminalReport(view.grading, self.texts).layers(result)) is not None:
                parts.append(Padding(layers, (0, 0, 1, 1)))
            if (summary := wording.summary(result)) is not None:
                parts.append(labelled(mark, style, summary[0]))
            parts += [labelled("i", "blue", advice) for advice in wording.advice(result)]
        parts += [labelled("?", "cyan", hint) for hint in hints_for(result, wording)[:view.hints]]
        return Padding(Group(*parts), (0, 0, 1, 0))

    def _footer(self, view: View) -> RenderableType:
        keys = Text(style="dim")
        for key in KEYS:
            keys.append(f" {key} ", style="reverse")
            keys.append(f" {self.texts.word(f'watch_key_{key}')}  ")
        told = [Text(view.status(self.texts), style="bold")]
        if view.by_hand:
            told.append(Text(self.texts.word("watch_by_hand")))
        return Group(Rule(style="dim"), *told, keys)


def hints_for(result: ExerciseResult, wording: Wording) -> list[str]:
    """Returns the hints of an exercise, the gentlest first; none where it passed."""
    if result.judgement.verdict is Verdict.PASSED:
        return []
    first = wording.first_failure(result)
    steps = wording.hints(result, first) if first is not None else []
    return [each for each in (*steps, said(result.spec.hint, wording.texts.language)) if each]
