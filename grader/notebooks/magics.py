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

from grader.errors import CourseError
from grader.messages.texts import Texts, chosen_language, language_tag
from grader.notebooks.history import names_of
from grader.notebooks.process import GradingProcess, TookTooLong
from grader.notebooks.requests import GradeRequest, Shown
from grader.specs.course import choose_course

SECONDS, ANSWER_SECONDS = 120.0, 30.0
FILE_KINDS = (".ipynb", ".py", ".md")


class Report:
    """A report that each front end shows as well as it can; `passed` and `score` say what it came to."""

    def __init__(self, shown: Shown, shell: Any) -> None:
        self.shown = shown
        self.passed = shown.passed
        self.score = shown.score
        self._shell = shell
        self._told_in: int | None = None

    def __repr__(self) -> str:
        return self.shown.text

    def tell(self) -> Report:
        """Shows the report at once, so that it is seen in a cell that goes on; returns it."""
        self._told_in = self._shell.execution_count
        if hasattr(self._shell, "kernel"):
            display(self._repr_mimebundle_(), raw=True)
        else:
            print(self)
        return self

    def _ipython_display_(self) -> None:
        """Shows it, but not twice in one cell."""
        if self._told_in != self._shell.execution_count:
            self.tell()

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": self.shown.text, "text/html": self.shown.html}


@magics_class
class GraderMagics(Magics):
    """The magics of one kernel."""

    shell: Any  # IPython's own type is one that may be None

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self.process = GradingProcess()
        self.cell_ids: dict[int, str] = {}
        shell.events.register("pre_run_cell", self._note_cell)

    @magic_arguments()
    @argument("what", nargs="*", help="exercises to grade (default: all), or files in place of this notebook's cells")
    @argument("--lang", type=language_tag, help="language of the report (default: that of the locale)")
    @argument("--course", metavar="DIR|NAME",
              help="from now on this course: its folder, or the name it is installed under")
    @argument("--timeout", type=float, default=SECONDS, help="seconds after which the kernel is free again (120)")
    @argument("--hint", nargs="?", type=int, choices=(1, 2, 3), default=1, const=2,
              help="how far to help: 1 a nudge, 2 (--hint alone) the place in your source, 3 the form of the change")
    @line_magic
    def grade(self, line: str) -> None:
        """Grade what this notebook has run, in a process apart."""
        try:
            options = parse_argstring(self.grade, line)
        except argparse.ArgumentError as error:
            raise UsageError(str(error)) from None
        if options.course is not None:
            self._choose_course(options.course, options.lang)
        paths = tuple(each for each in options.what if each.endswith(FILE_KINDS))
        self._tell(GradeRequest(
            paths=paths, history=() if paths else self._history(), cell_ids=self.cell_ids,
            exercises=tuple(each for each in options.what if each not in paths), hints=options.hint,
        ), options.lang, options.timeout)

    def check(self, exercise: str, answer: object, language: str | None, seconds: float, hints: int) -> Report:
        """Grades the code that made one object of the kernel."""
        names = names_of(answer, self.shell.user_ns)
        if not names:
            raise UsageError(Texts(chosen_language(language)).error("notebook_unnamed"))
        request = GradeRequest(history=self._history(), cell_ids=self.cell_ids, exercises=(exercise,),
                               names=tuple(names), hints=hints)
        return self._report(request, language, seconds).tell()

    def _choose_course(self, name: str, language: str | None) -> None:
        try:
            choose_course(name)
        except CourseError as error:
            raise UsageError(Texts(chosen_language(language)).error(error.code, **error.params)) from None

    def _tell(self, request: GradeRequest, language: str | None, seconds: float) -> None:
        self._report(request, language, seconds).tell()

    def _report(self, request: GradeRequest, language: str | None, seconds: float) -> Report:
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
        return Report(shown, self.shell)

    def _history(self) -> tuple[str, ...]:
        return tuple(self.shell.history_manager.input_hist_raw)

    def _note_cell(self, info: Any) -> None:
        if getattr(info, "cell_id", None) and info.store_history:
            self.cell_ids[self.shell.execution_count] = info.cell_id
