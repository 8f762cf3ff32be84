"""Entries of a small class, as `reports/json.py` makes their documents; `test_exports.py` holds that the two agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grader.gradebook.entries import Entry, Student
from grader.reports.escaping import plain

SAMPLES = Path(__file__).parent / "exports" / "samples"
HOSTILE_NAMES = ["=cmd('calc')", "+1+1", "-2", "@SUM(A1)", "\t=1", "＝1", "[red]bold[/red]", "<script>alert(1)</script>",
                 "a\x1b[31mred\x1b[0m", 'quo"te, and; semi', "two\nlines", "김민수", "../../etc/passwd", "]]>&amp;",
                 "\ufffe\x00null", "{{ 7*7 }}", "\u202egnp.exe"]


def check(check_id: str, outcome: str = "passed", **more: Any) -> dict[str, Any]:
    """Returns the document of one check."""
    document = {"id": check_id, "outcome": outcome, "points": 0.1, "expected": None, "found": None, "code": "",
             "params": {}, "place": None, "message": "", "hint": "", "hints": [], "because": []}
    return document | more


def wrong_filters() -> dict[str, Any]:
    """Returns the check that the course page itself fails."""
    return check("layer_2.filters", "failed", expected=64, found=32, code="argument_differs",
                 params={"label": "layer_2", "argument": "filters", "type": "Conv2D"},
                 place={"file": "hw.py", "cell": None, "block": None, "line": 3},
                 message="hw.py, line 3: layer 2: filters is 32, but the spec asks for 64.",
                 hint="Set filters of this Conv2D to 64.")


def raised(text: str) -> dict[str, Any]:
    """Returns the check of an answer that raised an error with a text of the student's own."""
    return check("answer.runs", "failed", code="raised_in_code", params={"type": "ValueError", "text": text},
                 message=f"The code stops with ValueError: {plain(text)}", hint="Run this code yourself.")


def layer(number: str, found: int = 64) -> dict[str, Any]:
    """Returns a Conv2D that should have 64 filters, beside the one that was found."""
    return {"number": number, "asked": {"type": "Conv2D", "arguments": {"filters": 64, "kernel_size": 3}},
            "found": {"type": "Conv2D", "arguments": {"filters": found, "kernel_size": 3}}, "same": found == 64}


def exercise(exercise_id: str, verdict: str = "passed", score: float | None = 1.0, **more: Any) -> dict[str, Any]:
    """Returns the document of one exercise."""
    answered = verdict not in ("not_attempted", "unreadable")
    document = {"id": exercise_id, "verdict": verdict, "score": score, "max_score": 1.0,
             "answer": {"file": "hw.py", "cell": None, "line": 2, "candidates": 1} if answered else None,
             "checks": [check("answer.found"), check("layer_2.filters")], "advice": [], "message": "", "hint": "", "output": None,
             "layers": [layer("1"), layer("2")] if answered else [],
             "losses": [2.3, 1.7, 1.2] if answered else [], "seconds": 0.25, "stages": {}}
    return document | more


def failed_exercise(exercise_id: str = "mnist_sequential", **more: Any) -> dict[str, Any]:
    """Returns an exercise with a wrong number of filters."""
    wrong = wrong_filters()
    return exercise(exercise_id, "failed", 0.8, message=wrong["message"],
                    checks=[check("answer.found"), wrong, check("layer_2.output_shape", "skipped")],
                    layers=[layer("1"), layer("2", 32)]) | more


def entry(name: str, exercises: list[dict[str, Any]] | None = None, lms_id: str = "", **student: Any) -> Entry:
    """Returns a student's line."""
    exercises = exercises or [exercise("mnist_sequential"), exercise("gradient_tape", layers=[])]
    score = round(sum(each["score"] or 0.0 for each in exercises), 4)
    document = {"format": 1, "grader_version": "0.1.0", "versions": {"keras": "3.15.1"}, "message": "", "passed": all(each["verdict"] == "passed" for each in exercises),
                "score": score, "max_score": float(len(exercises)), "submission": {"name": name, "files": ["hw.py"]},
                "isolation": "full", "exercises": exercises}
    return Entry(Student(**({"key": name, "name": name, "lms_id": lms_id} | student)), document, graded_at="2026-11-23T10:00:00")


def small_class() -> list[Entry]:
    """Returns a right, a wrong, an ungraded and an absent student."""
    error = exercise("gradient_tape", "grader_error", None, message="The grader failed.", checks=[], layers=[])
    nothing = [exercise("mnist_sequential", "not_attempted", 0.0), exercise("gradient_tape", "not_attempted", 0.0)]
    return [
        entry("Kim, Minsu", lms_id="1001", email="minsu@example.edu"),
        entry("홍길동", [failed_exercise(), exercise("gradient_tape", layers=[])], lms_id="1002", late=True),
        entry("Lee, Late", [exercise("mnist_sequential"), error], lms_id="1003"),
        entry("Nobody, Known", nothing, lms_id="7777"),
    ]
