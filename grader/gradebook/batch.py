"""Grades a class into a gradebook: what is there already is not graded again, equal work is graded once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from grader.gradebook.layouts import HandedIn
from grader.gradebook.store import WORTH_RETRYING, Gradebook, Work
from grader.lanes.messages import GradeRequest, Sent
from grader.lanes.pool import Lanes, sent_files
from grader.messages.texts import LANGUAGES
from grader.specs.course import course_files, course_folder
from grader.submissions.stored import StoredFile
from grader.versions import machine

Documents = dict[str, Any]  # language → the JSON document


@dataclass(frozen=True)
class Task:
    """One student's work that has to be graded."""

    handed_in: HandedIn
    work: Work


@dataclass
class Plan:
    """What a batch has to do: tasks that are graded, those that wait for an equal one, and how many are done."""

    first: list[Task] = field(default_factory=list)
    equal: dict[Work, list[Task]] = field(default_factory=dict)
    done: int = 0

    @property
    def total(self) -> int:
        """How many students have to be graded."""
        return len(self.first) + sum(map(len, self.equal.values()))


class Progress(Protocol):
    """Who is told what happens."""

    def begun(self, name: str) -> None:
        """A student's work is begun; called from the thread that grades it."""

    def finished(self, name: str, documents: Documents) -> None:
        """A student's result is in the gradebook."""


def make_plan(handed_in: Iterable[HandedIn], gradebook: Gradebook, *, retry: bool = False) -> Plan:
    """Tells what is to do.

    Args:
        retry: grade again what came to a grader error, a time-out or the end of memory.
    """
    plan, newest, course = Plan(), gradebook.newest_work(), hash_of_course(course_folder())
    for each in handed_in:
        task = Task(each, Work(hash_of_files(each.files), course, machine()))
        known, verdicts = newest.get(each.student.key, (None, set()))
        if known == task.work and not (retry and verdicts & WORTH_RETRYING):
            plan.done += 1
        elif task.work in plan.equal:
            plan.equal[task.work].append(task)
        else:
            plan.first.append(task)
            plan.equal[task.work] = []
    return plan


def run_batch(plan: Plan, gradebook: Gradebook, lanes: Lanes, jobs: int, progress: Progress) -> None:
    """Grades all that is planned, `jobs` at a time, and writes each result as it comes.

    Interrupted, it ends what runs; what is written stays.
    """
    def keep(task: Task, documents: Documents, same_as: str | None = None) -> None:
        gradebook.add(task.handed_in.student, task.work, documents, same_as)
        progress.finished(task.handed_in.student.name, documents)

    def grade(task: Task) -> tuple[Task, Documents]:
        progress.begun(task.handed_in.student.name)
        return task, grade_one(task.handed_in, lanes)

    def still_to_grade(tasks: Iterable[Task]) -> Iterator[Task]:
        for task in tasks:
            known = gradebook.documents_of(task.work)
            if known is None or known[0] == task.handed_in.student.key:
                yield task
            else:
                keep(task, renamed(known[1], task.handed_in.name), known[0])

    with ThreadPoolExecutor(jobs) as pool:
        try:
            for stage in (plan.first, [task for tasks in plan.equal.values() for task in tasks]):
                for future in in_window(pool, grade, still_to_grade(stage), 2 * jobs):
                    keep(*future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            lanes.abort()
            raise


def in_window(pool: ThreadPoolExecutor, work: Callable[[Task], Any], tasks: Iterator[Task],
              size: int) -> Iterator[Future]:
    """Yields futures as they end; never more than `size` are under way, so that memory stays flat."""
    pending: set[Future] = set()
    for task in tasks:
        pending.add(pool.submit(work, task))
        if len(pending) >= size:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            yield from done
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        yield from done


def grade_one(handed_in: HandedIn, lanes: Lanes) -> Documents:
    """Grades what one student handed in; returns the document in each language."""
    sent = Sent(name=handed_in.name, files=sent_files(handed_in.files))
    return lanes.grade(GradeRequest(sent, lanes.limits.seconds, LANGUAGES, lanes.limits.isolation)).documents


def renamed(documents: Documents, name: str) -> Documents:
    """Returns the documents of an equal submission under another name."""
    return {language: each | {"submission": each["submission"] | {"name": name}}
            for language, each in documents.items()}


def hash_of_files(files: Iterable[StoredFile]) -> str:
    """Returns a hash of all names and bytes; of a file that cannot be read, of its problem."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        whole.update(hashlib.sha256(file.name.encode("utf-8", "surrogatepass")).digest())
        whole.update(hash_of_file(file))
    return whole.hexdigest()


def hash_of_file(file: StoredFile) -> bytes:
    """Returns a hash of the bytes; one of another kind where they cannot be read, that no bytes can have."""
    try:
        return hashlib.sha256(file.read()).digest()
    except Exception as problem:  # whatever is wrong with it, it is the lane that tells
        reason = problem.errno if isinstance(problem, OSError) else problem
        return hashlib.blake2s(f"{type(problem).__name__} {reason}".encode("utf-8", "replace")).digest()


def hash_of_course(folder: Path) -> str:
    """Returns a hash of the specs and of the stubs as they were sealed."""
    whole = hashlib.sha256()
    for path in course_files(folder):
        whole.update(path.name.encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
