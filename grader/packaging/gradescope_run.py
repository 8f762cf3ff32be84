"""Grades what Gradescope has laid out for one submission: `python -m grader.packaging.gradescope_run /autograder`.

Results are written last, when all processes that student code could have run in have ended, and always: a submission
without a file that can be graded gets 0 and is told why, our own failure gets no score.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import NothingGradable
from grader.exports.gradescope import results
from grader.gradebook.entries import Entry, Student
from grader.messages.texts import Texts
from grader.packaging.gradescope_zip import SETTINGS, Settings

ENDING_SECONDS = 10.0


def main(root: Path) -> int:
    """Grades the submission below `root` and writes its results."""
    settings = msgspec.json.decode((root / "source" / SETTINGS).read_bytes(), type=Settings)
    texts = Texts(settings.language)
    try:
        document = told(grade(root / "submission", settings), settings, texts)
    except subprocess.TimeoutExpired:
        document = {"output": texts.word("gradescope_too_long", seconds=f"{settings.submission_seconds:g}")}
    write(root / "results" / "results.json", document)
    return 0


def grade(submission: Path, settings: Settings) -> subprocess.CompletedProcess[str]:
    """Runs the command that everybody runs.

    Raises:
        TimeoutExpired: it took longer than the instructor allows.
    """
    chosen = [part for exercise in settings.exercises for part in ("--exercise", exercise)]
    command = [sys.executable, "-P", "-m", "grader", "grade", str(submission), "--format", "json",
               "--lang", settings.language, "--timeout", f"{settings.answer_seconds:g}", *chosen]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,  # noqa: S603 - our own
                               encoding="utf-8", cwd=submission.parent)
    try:
        printed, said = process.communicate(timeout=settings.submission_seconds)
    except subprocess.TimeoutExpired:
        end(process)
        raise
    return subprocess.CompletedProcess(command, process.returncode, printed, said)


def end(process: subprocess.Popen[str]) -> None:
    """Ends the command: gently first, so that it can end the processes of the answers itself."""
    process.terminate()
    try:
        process.communicate(timeout=ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def told(done: subprocess.CompletedProcess[str], settings: Settings, texts: Texts) -> dict[str, Any]:
    """Returns what Gradescope shows of a grading."""
    if done.stdout:
        document = json.loads(done.stdout)
        name = document["submission"]["name"]
        return results(Entry(Student(key=name, name=name), document), texts, hints=settings.hints,
                       visibility=settings.visibility)
    said = done.stderr.removeprefix("grader: ").strip()
    if done.returncode == NothingGradable.exit_code:
        return {"score": 0.0, "output": said}
    return {"output": "\n".join(filter(None, (texts.text("grader_error"), said)))}


def write(path: Path, document: dict[str, Any]) -> None:
    """Puts results in place, complete or not at all."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    os.replace(part, path)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
