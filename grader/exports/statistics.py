"""What a class as a whole did: distribution of totals, pass rates, and the checks that fail most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil
from statistics import mean, median
from typing import Any

from grader.exports.scores import exercise_ids, exercises, failures, max_total, total
from grader.gradebook.entries import Entry
from grader.messages.texts import show
from grader.reports.escaping import plain

FEW_POINTS = 12  # up to here a bar is a point wide, above a tenth of all points
BARS = 10


@dataclass(frozen=True)
class Summary:
    """The class in numbers; totals that stay open are left out of mean and median."""

    students: int
    passed: int
    mean: float | None
    median: float | None
    max_score: float


@dataclass(frozen=True)
class ExerciseRate:
    """How many passed an exercise, of all students it was graded for, and all verdicts."""

    exercise: str
    graded: int
    passed: int
    verdicts: Counter[str]

    @property
    def share(self) -> float:
        """The share that passed."""
        return self.passed / self.graded if self.graded else 0.0


@dataclass
class FailedCheck:
    """A check with the students who failed it, by their positions, and what was found in place of what was expected."""

    exercise: str
    check: str
    students: list[int] = field(default_factory=list)
    expected: str = ""
    found: Counter[str] = field(default_factory=Counter)

    def add(self, student: int, check: dict[str, Any]) -> None:
        """Counts one student."""
        self.students.append(student)
        if is_value(check["expected"]) and is_value(check["found"]):
            self.expected = plain(show(check["expected"]))
            self.found[plain(show(check["found"]))] += 1


def is_value(value: Any) -> bool:
    """Whether a value is short enough to be counted: a number, a word, a shape."""
    return value is not None and not isinstance(value, dict) and len(show(value)) <= 24


def summarise(entries: Sequence[Entry]) -> Summary:
    """Returns the class in numbers."""
    totals = [score for score in map(total, entries) if score is not None]
    return Summary(students=len(entries), passed=sum(bool(entry.document["passed"]) for entry in entries),
                   mean=mean(totals) if totals else None, median=median(totals) if totals else None,
                   max_score=max(map(max_total, entries), default=0.0))


def totals_by_bar(entries: Sequence[Entry]) -> tuple[list[str], list[int]]:
    """Returns labels and counts of the distribution; the last bar holds the full score, too."""
    top = max(map(max_total, entries), default=0.0) or 1.0
    number = ceil(top) if top <= FEW_POINTS else BARS
    width = top / number
    counts = Counter(min(number - 1, int(score / width)) for score in map(total, entries) if score is not None)
    labels = [f"{bar * width:g}–{(bar + 1) * width:g}" for bar in range(number)]
    return labels, [counts[bar] for bar in range(number)]


def exercise_rates(entries: Sequence[Entry]) -> list[ExerciseRate]:
    """Returns the pass rate of each exercise."""
    verdicts: dict[str, Counter[str]] = {exercise: Counter() for exercise in exercise_ids(entries)}
    for entry in entries:
        for exercise in exercises(entry):
            verdicts[exercise["id"]][exercise["verdict"]] += 1
    return [ExerciseRate(exercise, counts.total(), counts["passed"], counts) for exercise, counts in verdicts.items()]


def failed_checks(entries: Sequence[Entry]) -> list[FailedCheck]:
    """Returns the checks that somebody failed, most often failed first; exercises nobody began are no failures."""
    failed: dict[tuple[str, str], FailedCheck] = {}
    for student, entry in enumerate(entries):
        for exercise in exercises(entry):
            if exercise["answer"] is not None:
                for check in failures(exercise):
                    key = exercise["id"], check["id"]
                    failed.setdefault(key, FailedCheck(*key)).add(student, check)
    return sorted(failed.values(), key=lambda each: (-len(each.students), each.exercise, each.check))
