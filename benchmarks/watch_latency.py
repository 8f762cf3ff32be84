"""How long from a save to its verdict: `grader watch`, beside `grader grade` from cold.

    python benchmarks/watch_latency.py [SAVES]

Saves right and wrong edits of three exercises in turn into a watched folder, and measures until the redrawn screen
leaves the program. Each edit moves the answer to other lines, so no verdict is remembered. Goal: at most 0.5 s.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from grader.pipeline import Grader
from grader.reports.watching import View, WatchScreen
from grader.sandbox.ready import ReadyProcess
from grader.specs.course import load_course
from grader.watching.events import FileEvents, Graded
from grader.watching.loop import WatchLoop
from grader.watching.session import Session

SOLUTIONS = Path(__file__).parents[1] / "solutions"
# exercise → the text that a wrong edit changes
EDITS = {"mnist_sequential": "128", "cifar100_functional": "256", "gradient_tape": "return loss"}
THINKING_SECONDS = 1.5  # nobody saves faster; the next guest is made ready meanwhile


class TimedLoop(WatchLoop):
    """A loop that tells when it has drawn a verdict."""

    def wait_for_verdict(self) -> float:
        """Takes events until a verdict is drawn; returns the moment."""
        while True:
            event = self.events.get()
            news = self._take(event)
            if news:
                self.screen.draw(self.view)
            if news and isinstance(event, Graded):
                return time.perf_counter()


def edited(exercise: str, number: int, *, right: bool) -> str:
    """Returns the solution with an edit of its own: harmless, or one that breaks a check."""
    source = (SOLUTIONS / f"{exercise}.py").read_text(encoding="utf-8")
    if not right:
        old = EDITS[exercise]
        source = source.replace(old, f"return loss * {number + 2}" if "return" in old else str(int(old) + 1 + number))
    return number * "\n" + source


def cold_seconds(path: Path, exercise: str) -> float:
    """Returns how long `grader grade` takes for the same file."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "grader", "grade", str(path), "--exercise", exercise], check=False,
                   capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Measures and prints."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    course = load_course()
    warm = ReadyProcess()
    warm.start()
    with tempfile.TemporaryDirectory() as folder, Grader(course, warm=warm) as grader, warm:
        for exercise in EDITS:
            Path(folder, f"{exercise}.py").write_text(edited(exercise, 0, right=True), encoding="utf-8")
        screen = WatchScreen(Console(file=io.StringIO(), width=100, force_terminal=True), "en")
        loop = TimedLoop(Session(grader, warm, [Path(folder)], course.exercises), screen, View(folder, 7))
        with FileEvents([Path(folder)], loop.events.put):
            loop._look(settled=True)
            loop.wait_for_verdict()
            print(f"{'exercise':22}{'edit':8}{'watch':>9}{'max':>9}{'cold':>9}   seconds, medians of {saves}")
            for exercise in EDITS:
                for right in (True, False):
                    report(loop, Path(folder, f"{exercise}.py"), exercise, saves, right=right)


def report(loop: TimedLoop, path: Path, exercise: str, saves: int, *, right: bool) -> None:
    """Prints the figures of one exercise and kind of edit."""
    warm_times, cold_times = [], []
    for number in range(1, saves + 1):
        time.sleep(THINKING_SECONDS)
        path.write_text(edited(exercise, number + 10 * right, right=right), encoding="utf-8")
        saved = time.perf_counter()
        warm_times.append(loop.wait_for_verdict() - saved)
        if number <= 3:
            cold_times.append(cold_seconds(path, exercise))
    print(f"{exercise:22}{'right' if right else 'wrong':8}{statistics.median(warm_times):9.2f}{max(warm_times):9.2f}"
          f"{statistics.median(cold_times):9.2f}", flush=True)


if __name__ == "__main__":
    main()
