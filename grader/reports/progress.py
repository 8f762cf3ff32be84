"""What is shown while grading: on standard error, and only if that is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from grader.messages.texts import Texts
from grader.specs.types import ExerciseSpec


def progress_bar() -> Progress:
    """Returns a bar that vanishes when done, and never shows where nobody watches."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=20), MofNCompleteColumn(),
               TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


@contextmanager
def show_steps(description: str, total: int) -> Iterator[Callable[[object], None]]:
    """Shows a bar over equal steps; yields the function to call after each."""
    with progress_bar() as bar:
        task = bar.add_task(description, total=total)
        yield lambda _: bar.advance(task)


@contextmanager
def show_progress(texts: Texts, total: int) -> Iterator[Callable[[ExerciseSpec, str | None], None]]:
    """Shows a bar over the exercises; yields the function that moves it."""
    with progress_bar() as bar:
        task = bar.add_task(texts.word("warming"), total=total)

        def progress(spec: ExerciseSpec, verdict: str | None) -> None:
            if verdict is None:
                bar.update(task, description=f"{texts.word('grading')}: {spec.id}")
            else:
                bar.advance(task)

        yield progress
