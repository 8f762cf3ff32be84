"""Judges a gradebook again, by today's course: from what was read, and from the evidence that is kept.

Nobody's files are needed. What is run again is what no evidence is kept of: answers that took too long or too much
memory, that ended their process or contradicted what they claimed, and all of them where the versions of Python,
TensorFlow or Keras, the grader's own guest, the seconds of an answer or the shape of its inputs are others than before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from grader.gradebook.entries import ABSENT, Entry, Student
from grader.gradebook.planning import Plan, Task
from grader.gradebook.store import Gradebook, Work
from grader.lanes.messages import Sent
from grader.specs.course import course_folder, hash_of_course
from grader.versions import machine


@dataclass(frozen=True)
class Standing:
    """What an exercise came to: verdict, score, and the outcome of each check."""

    verdict: str = ""
    score: float | None = None
    checks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """An exercise of a student that is judged otherwise now, by the checks named."""

    student: Student
    exercise: str
    before: Standing
    after: Standing

    @property
    def checks(self) -> list[str]:
        """The checks that came out otherwise."""
        before, after = self.before.checks, self.after.checks
        return [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]


def plan_again(entries: Iterable[Entry], gradebook: Gradebook) -> tuple[Plan, list[Student]]:
    """Returns what is to be judged again, and of whom nothing that was read is kept."""
    plan, unread, course = Plan(), [], hash_of_course(course_folder())
    readings = gradebook.readings()
    for entry in entries:
        files_hash, reading = readings[entry.student.key]
        if entry.student.key.startswith(ABSENT):
            plan.done += 1
        elif reading is None:
            unread.append(entry.student)
        else:
            name = entry.document["submission"]["name"]
            plan.add(Task(entry.student, name, Work(files_hash, course, machine()),
                          lambda name=name, reading=reading: Sent(name=name, reading=reading)))  # type: ignore[misc] # defaults tell no type
    return plan, unread


def standings(entries: Iterable[Entry]) -> dict[str, tuple[Student, dict[str, Standing]]]:
    """Returns what each student's exercises came to, by the student's key."""
    return {entry.student.key: (entry.student, {each["id"]: standing(each) for each in entry.document["exercises"]})
            for entry in entries}


def standing(exercise: dict[str, Any]) -> Standing:
    """Returns what an exercise of a document came to."""
    outcomes = {each["id"]: each["outcome"] for each in exercise["checks"]}
    return Standing(exercise["verdict"], exercise["score"], outcomes)


def changes(before: dict[str, tuple[Student, dict[str, Standing]]],
            after: dict[str, tuple[Student, dict[str, Standing]]]) -> Iterator[Change]:
    """Yields what is judged otherwise."""
    for key, (student, exercises) in after.items():
        earlier = before[key][1]
        for exercise in dict.fromkeys((*earlier, *exercises)):
            change = Change(student, exercise, earlier.get(exercise, Standing()), exercises.get(exercise, Standing()))
            if (change.before.verdict, change.before.score) != (change.after.verdict, change.after.score):
                yield change
