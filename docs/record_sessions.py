"""Makes the pictures of sessions in the README: real runs in a terminal of 80 and of 120 columns.

python docs/record_sessions.py
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pexpect
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

DOCS = Path(__file__).parent
EXERCISES, SOLUTIONS = DOCS.parent / "exercises", DOCS.parent / "solutions"
CLEARED, LINE_ERASED = "\x1b[2J\x1b[H", "\x1b[2K"  # what was drawn before is no longer to be seen
WIDTHS = (80, 120)
STEP = "mnist_sequential.py"


class Session:
    """A command in a terminal of its own, in a folder with fresh exercises."""

    def __init__(self, folder: Path, columns: int, arguments: list[str]) -> None:
        self.columns = columns
        self.title = " ".join(["grader", *arguments])
        self.seen = io.StringIO()
        self.child = pexpect.spawn(sys.executable, ["-m", "grader", *arguments], dimensions=(50, columns), timeout=120,
                                   encoding="utf-8", cwd=str(folder), env=os.environ | {
                                       "TERM": "xterm-256color", "PYTHONPATH": str(DOCS.parent), "LC_ALL": "C.UTF-8"})
        self.child.logfile_read = self.seen

    def screen_with(self, words: str) -> str:
        """Waits for words, and until the screen they stand on is drawn; returns what it shows."""
        self.child.expect_exact(words)
        self.child.expect([r"(quit|끝내기)[^\n]*\n", pexpect.EOF])
        return self.seen.getvalue().rpartition(CLEARED)[2].rpartition(LINE_ERASED)[2]

    def draw(self, screen: str, name: str) -> None:
        """Writes a screen as a picture."""
        console = Console(record=True, width=self.columns, file=io.StringIO(), force_terminal=True, highlight=False)
        console.print(Text.from_ansi(screen.replace("\r", "").rstrip()))
        svg = console.export_svg(title=self.title, theme=MONOKAI, unique_id="session")
        # The font is the reader's own: a picture in a repository fetches nothing.
        svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
        (DOCS / f"{name}-{self.columns}.svg").write_text(svg, encoding="utf-8")


def scenes(folder: Path, columns: int) -> Iterator[tuple[Session, str, str]]:
    """Plays a first run and a watch; yields the screens worth a picture."""
    first = Session(folder, columns, ["grade", "--lang", "en"])
    yield first, first.screen_with("Nothing is filled in yet"), "first-run"
    watch = Session(folder, columns, ["watch", "--lang", "en"])
    watch.screen_with("0 of 7 passed")
    watch.screen_with("Exercises graded: 7")
    solution = (SOLUTIONS / STEP).read_text(encoding="utf-8")
    (folder / "exercises" / STEP).write_text(solution.replace("Conv2D(64", "Conv2D(32"), encoding="utf-8")
    yield watch, watch.screen_with("Exercises graded: 1"), "watch"
    watch.child.send("h")
    yield watch, watch.screen_with("Hint 1"), "watch-hint"
    watch.child.send("l")
    yield watch, watch.screen_with("힌트"), "watch-ko"
    watch.child.send("q")
    watch.child.expect(pexpect.EOF)


def main() -> None:
    """Plays and draws everything at both widths."""
    for columns in WIDTHS:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(EXERCISES, Path(folder, "exercises"))
            for session, screen, name in scenes(Path(folder), columns):
                session.draw(screen, name)


if __name__ == "__main__":
    main()
