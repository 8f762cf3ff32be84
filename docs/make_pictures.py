"""Makes the pictures of the README: the program's own report, drawn by the program.

python docs/make_pictures.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.reports.terminal import TerminalReport
from grader.specs.course import load_course
from grader.submissions.reading import read_submission

DOCS = Path(__file__).parent
PAGE = DOCS.parent / "tests" / "e2e" / "course_page.md"


def main() -> None:
    """Grades the course page once and draws the report in both languages."""
    course = load_course()
    with Grader(course) as grader:
        grading = grader.grade(read_submission([PAGE]))
    for language in ("en", "ko"):
        console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, highlight=False)
        TerminalReport(grading, Texts(language)).print_to(console)
        svg = console.export_svg(title=f"grader grade {PAGE.name}", theme=MONOKAI, unique_id="report")
        # The font is the reader's own: a picture in a repository fetches nothing.
        svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
        (DOCS / f"report-{language}.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
