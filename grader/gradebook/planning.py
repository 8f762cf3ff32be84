"""Grades a class into a gradebook: what is there already is not graded again, equal work is graded once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from grader.conversation import Limits
from grader.gradebook.downloads import HandedIn
from grader.gradebook.entries import Result, Student
from grader.gradebook.store import WORTH_RETRYING, Gradebook, Work, result_of
from grader.lanes.messages import GradeRequest, Sent
from grader.lanes.pool import Lanes, sent_files
from grader.specs.course import course_folder, hash_of_course
from grader.specs.texts import LANGUAGES
from grader.submissions.stored import hash_of_files
from grader.threads import in_window, interruptions_held
from grader.versions import machine

Documents = dict[str, Any]  # language → the JSON document


@dataclass(frozen=True)
class Task:
    """One student's work that has to be graded; `name` is that of the submission, `sent` what a lane is given."""

    student: Student
    name: str
    work: Work
    sent: Callable[[], Sent] = field(compare=False)


@dataclass
class Plan:
    """What a batch has to do: tasks that are graded, those that wait for an equal one, and how many are done."""

    first: list[Task] = field(default_factory=list)
    equal: dict[Work, list[Task]] = field(default_factory=dict)
    done: int = 0

    def add(self, task: Task) -> None:
        """Adds a task: of equal ones, the first is graded."""
        if task.work in self.equal:
            self.equal[task.work].append(task)
        else:
            self.first.append(task)
            self.equal[task.work] = []

    @property
    def total(self) -> int:
        """How many students have to be graded."""
        return len(self.first) + sum(map(len, self.equal.values()))


class Progress(Protocol):
    """Who is told what happens."""

    def begun(self, name: str) -> None:
        """A student's work is begun; called from the thread that grades it."""

    def finished(self, name: str, result: Result) -> None:
        """A student's result is in the gradebook."""


def make_plan(handed_in: Iterable[HandedIn], gradebook: Gradebook, *, retry: bool = False) -> Plan:
    """Tells what is to do.

    Args:
        retry: grade again what came to a grader error, a time-out or the end of memory.
    """
    plan, newest, course = Plan(), gradebook.newest_work(), hash_of_course(course_folder())
    for each in handed_in:
        task = Task(each.student, each.name, Work(hash_of_files(each.files), course, machine()),
                    lambda each=each: Sent(name=each.name, files=sent_files(each.files)))  # type: ignore[misc] # defaults tell no type
        known, verdicts = newest.get(each.student.key, (None, set()))
        if known == task.work and not (retry and verdicts & WORTH_RETRYING):
            plan.done += 1
        else:
            plan.add(task)
    return plan


def in_shard(student: Student, shard: tuple[int, int] | None) -> bool:
    """Whether a student is in part I of N: told by the key alone, so that parts need know nothing of each other."""
    return shard is None or zlib.crc32(student.key.encode("utf-8", "surrogatepass")) % shard[1] == shard[0] - 1


class Place(Protocol):
    """Where submissions are graded: in lanes of this machine, or of others.

    `changed` is called with how many workers and lanes there are, when that changes; from any thread.
    """

    changed: Callable[[int, int], None]

    def grade_all(self, tasks: Iterator[Task], begun: Callable[[str], None]) -> Iterator[list[tuple[Task, Result]]]:
        """Yields results as they come, those together that are to be written together.

        Args:
            tasks: taken as there is room, and no faster.
            begun: called with the name of each student whose work is begun, from any thread.
        """
        ...

    def abort(self) -> None:
        """Ends all that is under way."""


class Here:
    """The lanes of this machine, `jobs` at a time."""

    def __init__(self, lanes: Lanes, jobs: int) -> None:
        self.lanes = lanes
        self.jobs = jobs
        self.changed: Callable[[int, int], None] = lambda *_: None

    def grade_all(self, tasks: Iterator[Task], begun: Callable[[str], None]) -> Iterator[list[tuple[Task, Result]]]:
        """Yields each result by itself."""
        def grade(task: Task) -> tuple[Task, Result]:
            begun(task.student.name)
            return task, grade_one(task, self.lanes)

        for done in in_window(tasks, self.jobs, 2 * self.jobs, grade, self.abort):
            yield [done]

    def abort(self) -> None:
        """Ends the lanes."""
        self.lanes.abort()


def run_batch(plan: Plan, gradebook: Gradebook, place: Place, progress: Progress) -> None:
    """Grades all that is planned and writes the results as they come.

    Interrupted, it ends what runs; what is written stays.
    """
    def keep(results: list[tuple[Task, Result]], same_as: str | None = None) -> None:
        gradebook.add([(task.student, task.work, result) for task, result in results], same_as)
        for task, result in results:
            progress.finished(task.student.name, result)

    def still_to_grade(tasks: Iterable[Task]) -> Iterator[Task]:
        for task in tasks:
            known = gradebook.documents_of(task.work)
            if known is None or known[0] == task.student.key:
                yield task
            else:
                keep([(task, result_of(renamed(known[1], task.name)))], same_as=known[0])

    try:
        with interruptions_held():
            for stage in (plan.first, [task for tasks in plan.equal.values() for task in tasks]):
                for results in place.grade_all(still_to_grade(stage), progress.begun):
                    keep(results)
    except BaseException:
        place.abort()
        raise


def grade_one(task: Task, lanes: Lanes) -> Result:
    """Grades what one student handed in."""
    graded = lanes.grade(request_of(task, lanes.limits))
    return result_of(graded.documents, graded.reading)


def request_of(task: Task, limits: Limits) -> GradeRequest:
    """Returns what a lane is asked."""
    return GradeRequest(task.sent(), limits.seconds, LANGUAGES, limits.isolation, reading=True)


def renamed(documents: Documents, name: str) -> Documents:
    """Returns the documents of an equal submission under another name."""
    return {language: each | {"submission": each["submission"] | {"name": name}}
            for language, each in documents.items()}
