"""Grades what Gradescope has laid out for one submission: `python -m grader.packaging.gradescope_run /autograder`.

Results are written last, when all processes that student code could have run in have ended, and always: a submission
without a file that can be graded gets 0 and is told why, our own failure gets no score.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import NothingGradable
from grader.exports.gradescope import results
from grader.gradebook.entries import Entry, Student
from grader.messages.texts import Texts
from grader.packaging.bundle import SETTINGS, Settings
from grader.packaging.grading import grade, write


def main(root: Path) -> int:
    """Grades the submission below `root` and writes its results."""
    settings = msgspec.json.decode((root / "source" / SETTINGS).read_bytes(), type=Settings)
    texts = Texts(settings.language)
    try:
        document = told(grade(root / "submission", settings), settings, texts)
    except subprocess.TimeoutExpired:
        document = {"output": texts.word("grading_too_long", seconds=f"{settings.submission_seconds:g}")}
    write(root / "results" / "results.json", json.dumps(document, ensure_ascii=False, indent=2))
    return 0


def told(done: subprocess.CompletedProcess[str], settings: Settings, texts: Texts) -> dict[str, Any]:
    """Returns what Gradescope shows of a grading."""
    if done.stdout:
        document = json.loads(done.stdout)
        name = document["submission"]["name"]
        return results(Entry(Student(key=name, name=name), document), texts, hints=settings.hints,
                       visibility=settings.visibility)
    if done.returncode == NothingGradable.exit_code:
        return {"score": 0.0, "output": done.stderr}
    return {"output": "\n".join(filter(None, (texts.text("grader_error"), done.stderr)))}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
