"""The terminal report: one line per exercise, then what to mend, most important first."""

from __future__ import annotations

from pathlib import Path, PurePath

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from grader.checks.check import Outcome
from grader.messages.texts import Texts
from grader.messages.typed import by_make
from grader.reports.escaping import plain, told_path
from grader.reports.layers import layer_cells, layer_pairs
from grader.reports.marks import MARKS, POINT_MARKS
from grader.reports.points import Points, point_lines
from grader.reports.wording import TOLD_BY_VERDICT, Wording
from grader.results import ExerciseResult, Grading
from grader.specs.texts import said
from grader.submissions.types import SourceFile, Submission
from grader.verdicts import Verdict

MAX_PLACES = 8
WITH_THE_FORM = 3  # from this step of help on the exercise's own hint is told, which is about all of it
WANT_HINT = {"answer.runs", "style", "layers", "tape", "variables"}
OF_CANDIDATES = {"best": "of_candidates", "last": "last_of_candidates"}
BARS = "▁▂▃▄▅▆▇█"


class TerminalReport:
    """Renders one grading for a terminal of any width."""

    def __init__(self, grading: Grading, texts: Texts, *, hints: int = 1, everything: bool = False) -> None:
        """Prepares the report.

        Args:
            hints: how many steps of help to show with the first message of each exercise, from 1.
            everything: tell every finding, not only the first of each exercise.
        """
        self.grading = grading
        self.hints = hints
        self.everything = everything
        self.texts = texts
        self.wording = Wording(texts)

    def print_to(self, console: Console) -> None:
        """Prints the whole report."""
        if not self.grading.submission.readable:
            for file in self.grading.submission.files:
                console.print(Text(self._problem(file)), soft_wrap=True)
            return
        console.print(self._heading())
        console.print(self.overview())
        for result in self.grading.results:
            if result.judgement.verdict not in (Verdict.PASSED, Verdict.NOT_ATTEMPTED):
                console.print(self.details(result))
        for line in [*self._advice_on_passed(), *self._asides()]:
            console.print(line)
        console.print(self._closing())

    def _problem(self, file: SourceFile) -> str:
        return self.texts.error(file.problem or "file_unreadable", path=plain(file.name), reason=plain(file.reason))

    def _heading(self) -> RenderableType:
        return Rule(Text(plain(self.grading.submission.name).replace("\n", " "), style="bold"), style="dim")

    def overview(self) -> RenderableType:
        """Returns a line per exercise."""
        table = Table.grid(padding=(0, 2), expand=False)
        table.add_column(width=1)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        for result in self.grading.results:
            mark, style = MARKS[result.judgement.verdict]
            score = "-" if result.judgement.score is None else f"{result.judgement.score:.2f}"
            table.add_row(Text(mark, style=style), result.spec.id,
                          Text(self.texts.verdict(result.judgement.verdict.value), style=style), score,
                          Text(self._where(result), style="dim"))
        return Padding(table, (1, 0, 1, 1))

    def _where(self, result: ExerciseResult) -> str:
        place = self.wording.place_of(result)
        if place is None:
            return ""
        where = self.wording.place(place, with_file=self._several_files())
        if result.candidates > 1:
            where += f" ({self.texts.word(OF_CANDIDATES[result.spec.candidates], count=result.candidates)})"
        return where

    def _several_files(self) -> bool:
        return len(self.grading.submission.files) > 1

    def details(self, result: ExerciseResult) -> RenderableType:
        """Returns all there is to say of one exercise."""
        mark, style = MARKS[result.judgement.verdict]
        title = said(result.spec.title, self.texts.language)
        parts: list[RenderableType] = [Rule(Text(f"{mark} {title}", style=f"bold {style}"), align="left", style="dim")]
        if (layers := self.layers(result)) is not None:
            parts.append(Padding(layers, (0, 0, 1, 1)))
        if (summary := self.wording.summary(result)) is not None:
            message, hint = summary
            parts.append(labelled(mark, style, message))
            first = self.wording.first_failure(result)
            steps = self.wording.hints(result, first)[:self.hints] if first is not None else [hint]
            parts += [labelled("→", "cyan", step) for step in filter(None, steps)]
            words = said(result.spec.hint, self.texts.language)
            if self.hints >= WITH_THE_FORM and words and self._wants_hint(result):
                parts.append(labelled("?", "dim", f"{self.texts.word('hint')}: {words}"))
        parts += self._others(result)
        if self.everything:
            parts += self._points(result)
        parts += [labelled("i", "blue", advice) for advice in self.wording.advice(result)]
        if (losses := self._losses(result)) is not None:
            parts.append(losses)
        if result.evidence is not None and (output := result.evidence.output) is not None:
            parts.append(Padding(Text("\n".join(self.wording.printed(output)), style="dim"), (0, 0, 0, 3)))
        return Group(*parts, Text())

    def _wants_hint(self, result: ExerciseResult) -> bool:
        """The exercise's own hint is about the way to build it: no help where a single argument is off."""
        failed = {check.id for check in result.judgement.checks if check.outcome is Outcome.FAILED}
        return result.judgement.verdict in (Verdict.FAILED, Verdict.CRASHED) and (
            len(failed) > 2 or bool(failed & WANT_HINT))

    def _others(self, result: ExerciseResult) -> list[RenderableType]:
        """The findings after the first: often they follow from it, so they are only named unless asked for."""
        others = [check for check in result.judgement.checks if check.outcome is Outcome.FAILED][1:]
        if self.everything:
            return [part for check in others for part in (
                labelled("·", "dim", self.wording.message(result, check)),
                *(labelled("→", "cyan", step) for step in self.wording.hints(result, check)[:self.hints]))]
        if not others:
            return []
        names = ", ".join(check.id for check in others)
        return [labelled("·", "dim", self.texts.word("more_findings", count=len(others), checks=names))]

    def _points(self, result: ExerciseResult) -> list[RenderableType]:
        """Which checks gave points, which took them, and which were skipped because of which."""
        checks = (Points(each.id, each.outcome.value, each.points, each.because) for each in result.judgement.checks)
        if result.judgement.verdict in TOLD_BY_VERDICT:
            return []
        told = self.texts.word("points_of", score=f"{result.judgement.score or 0.0:.2f}")
        return [labelled("", "dim", told), *(labelled(POINT_MARKS[outcome], "dim", words)
                                            for outcome, words in point_lines(checks, self.texts))]

    def layers(self, result: ExerciseResult) -> RenderableType | None:
        """The asked layers beside the found ones, differing cells marked."""
        if not (pairs := layer_pairs(result)):
            return None
        table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
        call = result.shown[0].call
        table.add_column("", justify="right", style="dim")
        table.add_column("\n".join(filter(None, (call, self.texts.word("asked_layers")))), overflow="fold")
        table.add_column("", width=1)
        table.add_column(self.texts.word("found_layers"))
        for pair in pairs:
            left, right = layer_cells(pair, self.texts.word("nothing"))
            table.add_row(pair.number, left, Text("" if pair.same else "≠", style="bold red"), right)
        return table

    def _losses(self, result: ExerciseResult) -> RenderableType | None:
        response = result.evidence.response if result.evidence is not None else None
        losses = tuple(loss for loss in response.losses if loss is not None) if response is not None else ()
        if result.spec.subject.function or len(losses) < 2:
            return None
        first, last = losses[0], losses[-1]
        return Text.assemble(("   " + self.texts.word("loss") + " ", "dim"), sparkline(losses),
                             (f"  {first:.2f} → {last:.2f}", "dim"))

    def _advice_on_passed(self) -> list[RenderableType]:
        """What could be better in exercises that are right: a line each, since nothing has to be mended."""
        return [labelled("i", "blue", f"{said(result.spec.title, self.texts.language)}: {advice}")
                for result in self.grading.results if result.judgement.verdict is Verdict.PASSED
                for advice in self.wording.advice(result)]

    def _asides(self) -> list[RenderableType]:
        places = [self.wording.place(each.cell.place(each.line), with_file=self._several_files())
                  for each in self.grading.skipped]
        told = [labelled("?", "magenta", self._problem(file)) for file in self.grading.submission.files if file.problem]
        if not places:
            return told
        return [*told, labelled("·", "dim", self.texts.word("skipped_code", places="; ".join(places[:MAX_PLACES]) + (
            f"; … ({len(places)})" if len(places) > MAX_PLACES else "")))]

    def _closing(self) -> RenderableType:
        results = self.grading.results
        passed = sum(result.judgement.verdict is Verdict.PASSED for result in results)
        score = Text.assemble(
            (self.texts.word("passed_of", passed=passed, total=len(results)), "bold"), " · ",
            self.texts.word("points", score=f"{self.grading.score:.2f}", max_score=f"{len(results):.2f}"))
        lines = [score, Text(self._next_step())]
        if self.hints == 1 and any(self.wording.first_failure(result) is not None and result.answer is not None
                                   for result in self.grading.results):
            lines.append(Text(self.texts.word("more_help_by_make" if by_make() else "more_help"), style="dim"))
        return Group(Rule(style="dim"), *lines)

    def _next_step(self) -> str:
        results = self.grading.results
        if self.grading.passed:
            return self.texts.word("all_passed")
        if all(result.judgement.verdict is Verdict.NOT_ATTEMPTED for result in results):
            return self._nothing_there(results)
        first = next(result for result in results if result.judgement.verdict is not Verdict.PASSED)
        word = "next_exercise" if first.judgement.verdict is Verdict.NOT_ATTEMPTED else "mend_first"
        return self.texts.word(word, title=said(first.spec.title, self.texts.language))


    def _nothing_there(self, results: tuple[ExerciseResult, ...]) -> str:
        """Whether nothing is filled in, or something is that is no answer, are two things to do next."""
        told = {result.judgement.checks[0].finding.code: result for result in reversed(results)}
        if other := told.get("commented_out"):
            return self.wording.summary(other)[0]  # type: ignore[index] # there is one of what is not passed
        if {"stub_untouched", "hand_in_empty"} & set(told):
            file, _ = place_to_write(results[0].spec.stub_name, self.grading.submission)
            return self.texts.word("open_first", file=file)
        return self.texts.word("no_answers", exercise=results[0].spec.id)


def place_to_write(name: str, submission: Submission) -> tuple[str, bool]:
    """Returns the file of a submission in which an exercise is to be filled in, and whether it is there already.

    That is its stub, else a notebook, else the only file there is; else the stub that is not there yet.
    """
    files = submission.files
    chosen = [each for each in files if PurePath(each.name).name == name] or [
        each for each in files if each.name.endswith(".ipynb")] or [each for each in files if len(files) == 1]
    if chosen:
        return told_path(Path(chosen[0].path)) if chosen[0].path else plain(chosen[0].name), True
    folders = [Path(each.path).parent for each in files if each.path]
    return told_path(min(folders, key=lambda each: len(each.parts), default=Path()) / name), False


def labelled(label: str, style: str, text: str) -> RenderableType:
    """Returns a text that wraps beside its label."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=2, justify="right")
    table.add_column(overflow="fold")
    table.add_row(Text(label, style=f"bold {style}"), Text(text))
    return table


def sparkline(values: tuple[float, ...]) -> str:
    """Draws numbers as bars, the largest full."""
    top = max(values) or 1.0
    return "".join(BARS[max(0, min(7, int(value / top * 7.999)))] for value in values)
