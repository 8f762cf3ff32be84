"""Grades by the command that everybody runs, with an instructor's settings and a clock over all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.packaging.bundle import Settings

ENDING_SECONDS = 10.0


def grade(submission: Path, settings: Settings) -> subprocess.CompletedProcess[str]:
    """Runs the command; its standard output is the JSON document, if there is one.

    Raises:
        TimeoutExpired: it took longer than the instructor allows.
    """
    chosen = [part for exercise in settings.exercises for part in ("--exercise", exercise)]
    command = [sys.executable, "-P", "-m", "grader", "grade", "--format", "json", "--lang", settings.language,
               "--timeout", f"{settings.answer_seconds:g}", *chosen, str(submission)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,  # noqa: S603 - our own
                               encoding="utf-8", cwd=submission.parent)
    try:
        printed, said = process.communicate(timeout=settings.submission_seconds)
    except subprocess.TimeoutExpired:
        end(process)
        raise
    return subprocess.CompletedProcess(command, process.returncode, printed, said.removeprefix("grader: ").strip())


def end(process: subprocess.Popen[str]) -> None:
    """Ends the command: gently first, so that it can end the processes of the answers itself."""
    process.terminate()
    try:
        process.communicate(timeout=ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def write(path: Path, text: str) -> None:
    """Puts a file in place, complete or not at all."""
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
