"""A cluster as a place where submissions are graded, from the side of the process that has the gradebook.

Dask promises each task at least once; what is written here is written once, by the one process that writes.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from distributed import as_completed

from grader.clustering.connecting import private
from grader.clustering.sameness import code_hash, versions_with_dask
from grader.clustering.under_way import Asked, UnderWay
from grader.clustering.wire import (
    MAX_DONE_BYTES,
    MAX_NEWS_BYTES,
    Accepted,
    Answer,
    Done,
    Hello,
    News,
    Pack,
    Ready,
    ToWorker,
)
from grader.clustering.worker import LanesOnWorker, Relay, grade
from grader.conversation import Limits
from grader.errors import GraderError
from grader.evidence.codec import CodecError, decode, encode
from grader.evidence.evidence import LEVELS
from grader.evidence.kept import Store
from grader.gradebook.entries import Result
from grader.gradebook.notices import Notice
from grader.gradebook.planning import Task, request_of
from grader.gradebook.store import result_of
from grader.lanes.evidence import SharedStore
from grader.lanes.failing import failed_grading
from grader.lanes.messages import GradeRequest, Useless, Wanted
from grader.lanes.pool import sent_files
from grader.lanes.program import stored_files
from grader.lanes.refusing import error_of
from grader.lanes.rendering import rendered
from grader.specs.course import course_files, load_course
from grader.submissions.reading import KINDS
from grader.submissions.stored import StoredFile
from grader.threads import let_interrupt

if TYPE_CHECKING:
    from distributed import Client, Future

INTRODUCING_SECONDS = 180.0  # until every worker has imported TensorFlow and started a guest
COMING_SECONDS = 60  # until there is a worker at all
WAITING_SECONDS = 0.02
PACK_SECONDS = 4.0  # what a task should take: long beside Dask's own milliseconds, short beside a class
LANES_A_SECOND = 50  # so many lanes give the client a task a second at most: half a core of it, and of the scheduler
MOST_IN_PACK = 64
PACK_BYTES = 4 * 2**20


@dataclass
class Workers:
    """The workers, by address: who may be given work, what is wrong with others, and of whom no word came."""

    fit: dict[str, Hello] = field(default_factory=dict)
    unfit: dict[str, Notice] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)

    @property
    def lanes(self) -> int:
        """How many submissions are graded at the same time."""
        return sum(hello.lanes for hello in self.fit.values())


class Cluster:
    """Lanes on all workers of a Dask cluster that can be relied on to come to the same verdicts as this machine."""

    def __init__(self, client: Client, course: Path, limits: Limits, store: Store, *,
                 without_tls: bool = False) -> None:
        """Takes a connected client.

        Args:
            course: its folder; it travels.
            store: where evidence is kept.
            without_tls: workers that are reached without TLS will do.
        """
        self.changed: Callable[[int, int], None] = lambda *_: None
        self.client = client
        self.course = course
        self.limits = limits
        self.workers = Workers()
        self.each_seconds = 0.0  # what a submission took of late
        self._store = SharedStore(store)
        self._without_tls = without_tls
        self._name = f"grader-{secrets.token_hex(8)}"
        self._accepted: dict[str, Hello] = {}
        self._owners: dict[str, object] = {}
        self._heard = threading.Condition()
        self._again = False

    def open(self) -> None:
        """Puts lanes on the workers and waits until each has told what it is.

        Raises:
            GraderError: the grader is not installed there, or there are no workers.
        """
        try:
            self.client.wait_for_workers(1, timeout=COMING_SECONDS)
        except TimeoutError:
            address = self.client.scheduler_info()["address"]
            raise GraderError("cluster_without_workers", address=address) from None
        self._check_installed()
        self.client.subscribe_topic(self._name, self._hear)
        self.client.register_plugin(Relay(self._name, self.client.id))
        self.workers.silent = set(self.client.scheduler_info()["workers"])
        files = copy_of_course(self.course)
        with contextlib.suppress(OSError):  # of a worker that has gone meanwhile
            self.client.register_plugin(LanesOnWorker(self._name, self.course.name, files, self.limits))
        with self._heard:
            self._heard.wait_for(lambda: not self.workers.silent, INTRODUCING_SECONDS)

    def grade_all(self, tasks: Iterator[Task], begun: Callable[[str], None]) -> Iterator[list[tuple[Task, Result]]]:
        """Yields what each pack of submissions came to; never more are under way than all lanes do twice.

        Raises:
            GraderError: the scheduler is lost, or something was asked for that no lane can do.
        """
        finished = as_completed(loop=self.client.loop, with_results=True, raise_errors=False)
        under_way = UnderWay(self._packs(tasks, begun), partial(self._submit, finished))
        self._again = False
        try:
            while under_way.fill(2 * max(1, self.workers.lanes)):
                lost: list[tuple[list[Asked], int, str]] = []
                for future, outcome in self._next(finished):
                    pack = under_way.ended(future)
                    if not pack:
                        continue  # it was asked again under another name
                    if isinstance(outcome, bytes):
                        yield self._results(outcome, pack)
                    elif isinstance(outcome, tuple):  # two workers died under it, or our own code failed there
                        lost.append((pack, 2, repr(outcome[1])))
                    else:
                        raise GraderError("cluster_lost")
                if self._again:  # all workers were gone; Dask never looks again at what waits for one that could do it
                    self._again = False
                    lost += [(pack, 1, "worker died") for pack in self._cancelled(under_way)]
                for pack, deaths, reason in lost:
                    if (aside := under_way.ask_again(pack, deaths)) is not None:
                        yield [(aside.task, self._set_aside(aside, reason))]
        finally:
            self._cancelled(under_way)

    def abort(self) -> None:
        """Lets no worker wait for another any longer; the lanes end with the client."""
        self._store.close()

    def _next(self, finished: as_completed) -> list[tuple[Future, Any]]:
        """Returns what has ended, as soon as something has; a lost scheduler leaves Dask's own iterator waiting."""
        while True:
            let_interrupt()
            batch: list[tuple[Future, Any]] = finished.next_batch(block=False)
            if batch or self._again:
                return batch
            if self.client.status != "running":
                raise GraderError("cluster_lost")
            time.sleep(WAITING_SECONDS)

    def _packs(self, tasks: Iterator[Task], begun: Callable[[str], None]) -> Iterator[list[Asked]]:
        pack: list[Asked] = []
        for task in tasks:
            request = by_bytes(request_of(task, self.limits))
            begun(task.student.name)
            pack.append(Asked(task, request, 1000 + sum(len(file.data) for file in request.sent.files)))
            if len(pack) >= self._pack_size() or sum(each.size for each in pack) >= PACK_BYTES:
                yield pack
                pack = []
        if pack:
            yield pack

    def _pack_size(self) -> int:
        """Returns how many submissions one task holds: one, until it is known how long they take."""
        if not self.each_seconds:
            return 1
        wanted = max(PACK_SECONDS, self.workers.lanes / LANES_A_SECOND)
        return max(1, min(MOST_IN_PACK, int(wanted / self.each_seconds)))

    def _results(self, outcome: bytes, pack: list[Asked]) -> list[tuple[Task, Result]]:
        done = decode(outcome, Done, MAX_DONE_BYTES)
        if done.refused is not None:
            raise error_of(done.refused)
        if len(done.results) != len(pack):
            raise CodecError(f"{len(done.results)} results of {len(pack)} submissions")
        each = done.seconds / len(pack)
        self.each_seconds = 0.8 * self.each_seconds + 0.2 * each if self.each_seconds else each
        return [(each.task, result) for each, result in zip(pack, done.results, strict=True)]

    def _set_aside(self, asked: Asked, reason: str) -> Result:
        return result_of(rendered(failed_grading(asked.request, self.course, reason), asked.request).documents)

    def _submit(self, finished: as_completed, pack: list[Asked]) -> Future:
        message = encode(Pack(tuple(each.request for each in pack)))
        key = f"grade-{secrets.token_hex(16)}"
        future: Future = self.client.submit(grade, message, self._name, key=key, pure=False, resources={self._name: 1})
        finished.add(future)
        return future

    def _cancelled(self, under_way: UnderWay) -> list[list[Asked]]:
        """Takes from the workers what they have, and returns it."""
        given = under_way.give_up()
        if given and self.client.status == "running":
            self.client.cancel(list(given))
        return list(given.values())

    def _check_installed(self) -> None:
        """Makes sure that Dask's processes can import the grader, which they need to before they can tell anything."""
        try:
            self.client.run_on_scheduler(code_hash)
        except ImportError as error:
            raise GraderError("cluster_lacks_grader", who="scheduler", reason=str(error)) from None
        for address, told in self.client.run(code_hash, on_error="return").items():
            if isinstance(told, ImportError):  # else it has gone meanwhile
                raise GraderError("cluster_lacks_grader", who=address, reason=str(told))

    def _hear(self, event: tuple[str, bytes]) -> None:
        """Hears what a worker says, in the client's own thread for that; nothing: it has gone."""
        worker, body = event
        owner = self._owners.setdefault(worker, object())
        if not body:
            self._store.forget(owner)
            self._note(worker, None)
            return
        for told in decode(body, News, MAX_NEWS_BYTES).items:
            if isinstance(told, (Hello, Ready)):
                self._note(worker, told)
            elif isinstance(told, Wanted):
                self._store.ask(told.key, owner, partial(self._answer, worker, told.key))
            elif isinstance(told, Useless):
                self._store.renew(told.key, owner)
            else:
                self._store.take(told, owner)

    def _answer(self, worker: str, key: bytes, data: bytes | None) -> None:
        self._tell(worker, Answer(key, data))

    def _tell(self, worker: str, what: ToWorker) -> None:
        """Tells a worker something, from any thread."""
        def send() -> None:
            if self.client.scheduler_comm is not None:
                self.client.scheduler_comm.send({"op": f"{self._name}-to", "to": worker, "body": encode(what)})

        self.client.loop.add_callback(send)

    def _note(self, worker: str, told: Hello | Ready | None) -> None:
        with self._heard:
            if isinstance(told, Hello):
                problem = self.problem_of(worker, told)
                if problem is None:
                    self._accepted[worker] = told
                    self._tell(worker, Accepted())
                else:
                    self.workers.unfit[worker] = problem
                    self.workers.silent.discard(worker)
            elif isinstance(told, Ready):
                self._again |= not self.workers.fit
                self.workers.fit[worker] = self._accepted[worker]
                self.workers.silent.discard(worker)
            else:
                self.workers.fit.pop(worker, None)
                self.workers.silent.discard(worker)
            self._heard.notify_all()
        self.changed(len(self.workers.fit), self.workers.lanes)

    def problem_of(self, worker: str, hello: Hello) -> Notice | None:
        """Returns why a worker cannot be relied on; None where it can."""
        if not self._without_tls and not private(worker):
            return Notice("cluster_without_tls", {"address": worker})
        if hello.problem is not None:
            return Notice(hello.problem.code, hello.problem.params)
        ours = versions_with_dask()
        differing = [f"{name} {hello.versions.get(name, '-')} ≠ {version}" for name, version in ours.items()
                     if hello.versions.get(name) != version]
        if differing or hello.code != code_hash():
            return Notice("cluster_differs", {"differing": ", ".join(differing) or "grader"})
        if hello.isolation is None or LEVELS.index(hello.isolation) < LEVELS.index(self.limits.isolation):
            return Notice("isolation_insufficient", {"asked": self.limits.isolation, "found": hello.isolation or "-",
                                                     "refused": ", ".join(hello.refused)})
        return None


def by_bytes(request: GradeRequest) -> GradeRequest:
    """Returns a request that says the same on another machine: by bytes, and only those that can hold answers."""
    files = (StoredFile(file.name, file.read if file.suffix in KINDS and not file.skipped else bytes)
             for file in stored_files(request.sent.files))
    return msgspec.structs.replace(request, sent=msgspec.structs.replace(request.sent, files=sent_files(files)))


def copy_of_course(folder: Path) -> dict[str, bytes]:
    """Returns what a course is, by file; of a stub only that there is one."""
    stubs = [spec.stub_name for spec in load_course(folder).exercises if (folder / spec.stub_name).exists()]
    return {path.name: path.read_bytes() for path in course_files(folder)} | dict.fromkeys(stubs, b"")
