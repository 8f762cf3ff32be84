"""`%grade` and `grader.check` inside a kernel."""

from __future__ import annotations

import argparse
import shutil
from typing import Any

import msgspec
from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from IPython.display import display

from grader.messages.texts import LANGUAGES, Texts, chosen_language
from grader.notebooks.history import cells_that_count, names_of
from grader.notebooks.process import GradingProcess, TookTooLong
from grader.notebooks.requests import GradeRequest, Shown

SECONDS, ANSWER_SECONDS = 120.0, 30.0
FILE_KINDS = (".ipynb", ".py", ".md")


class Report:
    """A report that each front end shows as well as it can."""

    def __init__(self, shown: Shown) -> None:
        self.shown = shown

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": self.shown.text, "text/html": self.shown.html}


@magics_class
class GraderMagics(Magics):
    """The magics of one kernel."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.process = GradingProcess()
        self.cell_ids: dict[int, str] = {}
        shell.events.register("pre_run_cell", self._note_cell)

    @magic_arguments()
    @argument("what", nargs="*", help="exercises to grade (default: all), or files in place of this notebook's cells")
    @argument("--lang", choices=LANGUAGES, help="language of the report (default: that of the locale)")
    @argument("--timeout", type=float, default=SECONDS, help="seconds after which the kernel is free again (120)")
    @line_magic
    def grade(self, line: str) -> None:
        """Grade what this notebook has run, in a process apart."""
        try:
            options = parse_argstring(self.grade, line)
        except argparse.ArgumentError as error:
            raise UsageError(str(error)) from None
        paths = tuple(each for each in options.what if each.endswith(FILE_KINDS))
        self._show(GradeRequest(
            paths=paths, cells=() if paths else self._cells(),
            exercises=tuple(each for each in options.what if each not in paths),
        ), options.lang, options.timeout)

    def check(self, exercise: str, answer: object, language: str | None, seconds: float) -> None:
        """Grades the code that made one object of the kernel."""
        names = names_of(answer, self.shell.user_ns)
        if not names:
            raise UsageError(Texts(chosen_language(language)).error("notebook_unnamed"))
        self._show(GradeRequest(cells=self._cells(), exercises=(exercise,), names=tuple(names)), language, seconds)

    def _show(self, request: GradeRequest, language: str | None, seconds: float) -> None:
        texts = Texts(chosen_language(language))
        in_terminal = not hasattr(self.shell, "kernel")
        request = msgspec.structs.replace(
            request, language=texts.language, ansi=in_terminal, seconds=min(ANSWER_SECONDS, seconds),
            width=min(shutil.get_terminal_size().columns, 120) if in_terminal else 80)
        try:
            shown = self.process.ask(request, seconds)
        except TookTooLong:
            raise UsageError(texts.error("notebook_took_too_long", seconds=f"{seconds:g}")) from None
        except ConnectionError:
            raise UsageError(texts.error("notebook_process_ended")) from None
        if shown.error:
            raise UsageError(shown.error)
        if in_terminal:
            print(shown.text)
        else:
            display(Report(shown))

    def _cells(self) -> tuple[str, ...]:
        return tuple(cells_that_count(self.shell.history_manager.input_hist_raw, self.cell_ids))

    def _note_cell(self, info: Any) -> None:
        if getattr(info, "cell_id", None) and info.store_history:
            self.cell_ids[self.shell.execution_count] = info.cell_id
