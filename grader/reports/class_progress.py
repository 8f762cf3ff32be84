"""What is shown while a class is graded: bars on a terminal, elsewhere a line for each result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from grader.gradebook.entries import Result
from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.reports.marks import MARKS
from grader.verdicts import Verdict

SHOWN_NAMES = 3


class BatchProgress:
    """Counts what was graded, and tells it line by line."""

    def __init__(self, texts: Texts, total: int, console: Console) -> None:
        self.texts = texts
        self.total = total
        self.console = console
        self.graded = 0
        self.passed = 0
        self.verdicts: Counter[str] = Counter()
        self.running: list[str] = []
        self.workers = ""

    def workers_changed(self, workers: int, lanes: int) -> None:
        """Remembers on how many machines it is graded."""
        self.workers = self.texts.word("cluster_workers", workers=workers, lanes=lanes)

    def begun(self, name: str) -> None:
        """Remembers who is being graded."""
        self.running.append(one_line(name))

    def finished(self, name: str, result: Result) -> None:
        """Counts a result and tells it."""
        self.graded += 1
        self.passed += result.passed
        self.verdicts.update(verdict for _, verdict, _ in result.exercises)
        if one_line(name) in self.running:
            self.running.remove(one_line(name))
        self.tell(one_line(name), result)

    def tell(self, name: str, result: Result) -> None:
        """Prints one line: how many are done, points, the mark of each exercise, and who."""
        marks = " ".join(MARKS[Verdict(verdict)][0] for _, verdict, _ in result.exercises)
        why = f": {message}" if (message := result.messages[self.texts.own]) else ""
        self.console.print(f"{self.graded}/{self.total}  {result.score:.2f}/{result.max_score:.2f}  "
                           f"{marks}  {name}{why}", soft_wrap=True)


class CountedSilently(BatchProgress):
    """Tells nothing of its own."""

    def tell(self, name: str, result: Result) -> None:
        """Says nothing."""


class BatchBars(BatchProgress):
    """Shows a bar with rate and time left, the verdicts so far, and who is being graded."""

    def __init__(self, texts: Texts, total: int, console: Console) -> None:
        super().__init__(texts, total, console)
        columns = (TextColumn(" "), BarColumn(bar_width=24), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=console)
        self.task = self.bar.add_task("", total=total)
        self.live = Live(self, console=console, transient=True, refresh_per_second=4)

    def __rich__(self) -> Group:
        counts = Text("  ").join(Text(f"{mark} {self.verdicts[verdict]} {self.texts.verdict(verdict)}", style=style)
                                 for verdict, (mark, style) in MARKS.items() if self.verdicts[verdict])
        last = self.workers or ", ".join(self.running[:SHOWN_NAMES])
        return Group(self.bar, Text("  ") + counts, Text(f"  {last}", style="dim", no_wrap=True, overflow="ellipsis"))

    def tell(self, name: str, result: Result) -> None:
        """Moves the bar."""
        self.bar.update(self.task, completed=self.graded)


class RateColumn(ProgressColumn):
    """How many are graded in a minute."""

    def render(self, task: Task) -> Text:
        """Returns the rate; nothing before there is one."""
        return Text(f"{task.speed * 60:.0f}/min" if task.speed else "", style="dim")


@contextmanager
def show_batch(texts: Texts, total: int, *, lines: bool = True) -> Iterator[BatchProgress]:
    """Shows a batch on standard error; `lines`: where that is no terminal, each result, else nothing."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield (BatchProgress if lines else CountedSilently)(texts, total, console)
        return
    bars = BatchBars(texts, total, console)
    with bars.live:
        yield bars


def one_line(name: str) -> str:
    """Returns a name that cannot leave its line."""
    return plain(name).replace("\n", " ")
