"""Grades for Classroom 50: `python -m grader.packaging.classroom50_run BUNDLE CHECKOUT` writes `result.json`.

Points are whole there, so an exercise is worth 100. What the grader itself fails at leaves no result: Classroom 50
takes an exit code other than 0 for a failure of its machinery, and collects no score.

Source: Classroom 50's wiki, "Advanced Autograding", `classroom50/result/v1`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import GraderError, NothingGradable
from grader.exports.scores import failures
from grader.messages.texts import Texts
from grader.packaging.bundle import SETTINGS, Settings
from grader.packaging.grading import grade, write
from grader.specs.course import load_course

WORTH = 100
# Ours by name → theirs.
FROM_ENVIRONMENT = {"classroom": "CLASSROOM", "assignment": "ASSIGNMENT", "submission": "SUBMISSION_TAG",
                    "commit": "COMMIT_URL", "release": "RELEASE_URL", "review": "REVIEW_URL"}


def main(bundle: Path, checkout: Path) -> int:
    """Grades, and writes the result into the checkout; returns the exit code."""
    settings = msgspec.json.decode((bundle / SETTINGS).read_bytes(), type=Settings)
    texts = Texts(settings.language)
    (checkout / "result.json").unlink(missing_ok=True)  # what a student put there is no result
    try:
        tests = tests_of(grade(checkout, settings), settings)
    except subprocess.TimeoutExpired:
        tests = texts.word("grading_too_long", seconds=f"{settings.submission_seconds:g}")
    if isinstance(tests, str):
        print(f"{texts.text('grader_error')} {tests}", file=sys.stderr)
        return GraderError.exit_code
    write(checkout / "result.json", json.dumps(result(tests), ensure_ascii=False, indent=2))
    return 0


def tests_of(done: subprocess.CompletedProcess[str], settings: Settings) -> list[dict[str, Any]] | str:
    """Returns a test for each exercise; or why there is no grade."""
    if done.stdout:
        exercises = json.loads(done.stdout)["exercises"]
        ours = [each["message"] for each in exercises if each["score"] is None]
        return ours[0] if ours else [test(each, settings.hints) for each in exercises]
    if done.returncode == NothingGradable.exit_code:
        graded = settings.exercises or [spec.id for spec in load_course().exercises]
        return [{"test-name": each, "passed": False, "score": 0, "max-score": WORTH, "output": done.stderr}
                for each in graded]
    return done.stderr


def test(exercise: dict[str, Any], hints: int) -> dict[str, Any]:
    """Returns what is told of one exercise."""
    lines = [line for check in failures(exercise) for line in (check["message"], *check["hints"][:hints])]
    return {"test-name": exercise["id"], "passed": exercise["verdict"] == "passed",
            "score": round(WORTH * exercise["score"] / exercise["max_score"]), "max-score": WORTH,
            "output": "\n".join(lines or [exercise["message"]])}


def result(tests: list[dict[str, Any]]) -> dict[str, Any]:
    """Returns the document; the runner adds whose it is."""
    told = {key: os.environ.get(name, "") for key, name in FROM_ENVIRONMENT.items()}
    return {"schema": "classroom50/result/v1", **told, "review": told["review"] or told["commit"],
            "datetime": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "score": sum(each["score"] for each in tests), "max-score": sum(each["max-score"] for each in tests),
            "tests": tests}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
