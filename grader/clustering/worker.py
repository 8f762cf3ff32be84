"""What runs in Dask's own processes: lanes on each worker, and the way between them and the client over the scheduler.

Nothing of a submission is looked into here. It goes to a lane, a program of its own that this process executes, as it
does on the client's machine; what comes back has passed the same strict decoding.
"""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from distributed import get_worker
from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin
from msgspec.structs import replace

from grader.clustering.sameness import code_hash, versions_with_dask
from grader.clustering.wire import (
    MAX_NEWS_BYTES,
    MAX_PACK_BYTES,
    Accepted,
    Answer,
    Done,
    FromWorker,
    Hello,
    News,
    Pack,
    Ready,
    ToWorker,
)
from grader.conversation import START_SECONDS, Limits, isolation_level
from grader.errors import GraderError
from grader.evidence.codec import decode, encode
from grader.gradebook.entries import Result
from grader.gradebook.store import result_of
from grader.lanes.evidence import WAITING_SECONDS
from grader.lanes.messages import Kept, Useless, Wanted
from grader.lanes.pool import Lanes
from grader.lanes.refusing import refusal
from grader.memory import usable_mib
from grader.sandbox.workers import WorkerDied, WorkerTimedOut
from grader.verifier import Memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Scheduler, Worker

KEPT_SECONDS = 0.25  # how long others may wait for what was found out


def grade(pack: bytes, name: str) -> bytes:
    """The task: has the submissions of a pack graded by the lanes of the worker that it is given to."""
    plugin: LanesOnWorker = get_worker().plugins[name]
    done = plugin.grade(pack)
    plugin.worker.loop.add_callback(plugin.say)  # so that evidence is there before the results that it belongs to
    return done


class LanesOnWorker(WorkerPlugin):  # type: ignore[misc] # Dask's types are not looked at
    """Holds lanes on a worker, as many as that has threads: from when it is put there until the client has gone."""

    def __init__(self, name: str, course: str, files: dict[str, bytes], limits: Limits) -> None:
        """Takes what the client knows.

        Args:
            name: of this batch, on this cluster.
            course, files: the name of the course's folder, and what is in it.
        """
        self.name = name
        self.course = course
        self.files = files
        self.limits = limits
        self.lanes: Lanes | None = None

    def setup(self, worker: Worker) -> None:
        """Returns at once: a worker whose plugin is slow hears nothing meanwhile."""
        self.worker = worker
        self.ended = False
        self.unsaid: list[FromWorker] = []
        self.evidence = ClientsEvidence(self.send)
        worker.stream_handlers[self.name] = self.hear
        threading.Thread(target=self.introduce, name=self.name, daemon=True).start()

    def introduce(self) -> None:
        """Makes ready, and tells the client what this worker is."""
        hello = self.examined(Hello(self.worker.state.nthreads, versions_with_dask(), code_hash(), memory=usable_mib()))
        if self.ended:
            self.end_lanes()
        else:
            self.send(hello)

    def examined(self, hello: Hello) -> Hello:
        """Returns what is told when the lanes are there and a guest has been started."""
        try:
            self.lanes = Lanes(self.write_course(), self.limits, store=self.evidence)
            guest = self.lanes.warm.guest()
            try:
                refused = guest.refused_measures(START_SECONDS)
            finally:
                guest.close()
        except GraderError as error:
            return replace(hello, problem=refusal(error))
        except (WorkerDied, WorkerTimedOut, OSError):
            return replace(hello, problem=refusal(GraderError("guest_not_started")))
        return replace(hello, isolation=isolation_level(refused), refused=tuple(refused))

    def write_course(self) -> Path:
        """Writes the course where Dask removes it with the worker."""
        folder = Path(self.worker.local_directory, self.name, self.course)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        return folder

    def send(self, news: FromWorker) -> None:
        """Tells the client something, from any thread; what nobody waits for goes with what is said next."""
        self.worker.loop.add_callback(self.note, news)

    def note(self, news: FromWorker) -> None:
        """Notes what is to be said, in the thread of the worker's loop."""
        self.unsaid.append(news)
        if not isinstance(news, Kept):
            self.say()
        elif len(self.unsaid) == 1:
            self.worker.loop.call_later(KEPT_SECONDS, self.say)

    def say(self) -> None:
        """Says all that is unsaid."""
        if self.unsaid:
            news, self.unsaid = News(tuple(self.unsaid)), []
            self.worker.batched_send({"op": self.name, "body": encode(news)})

    def hear(self, body: bytes) -> None:
        """Hears what the client says."""
        told: ToWorker = decode(body, ToWorker, MAX_NEWS_BYTES)
        if isinstance(told, Answer):
            self.evidence.hear(told)
        elif isinstance(told, Accepted):
            self.worker.loop.add_callback(self.accept)

    async def accept(self) -> None:
        """Has the scheduler know that this worker may be given submissions: what is asked for before waits for ever."""
        await self.worker.set_resources(**{self.name: self.worker.state.nthreads})
        self.send(Ready())

    def grade(self, pack: bytes) -> bytes:
        """Has submissions graded one after another."""
        assert self.lanes is not None
        began = time.monotonic()
        results: list[Result] = []
        for request in decode(pack, Pack, MAX_PACK_BYTES).requests:
            try:
                graded = self.lanes.grade(request)
            except GraderError as error:
                return encode(Done(tuple(results), time.monotonic() - began, refusal(error)))
            results.append(result_of(graded.documents, graded.reading))
        return encode(Done(tuple(results), time.monotonic() - began))

    def teardown(self, worker: Worker) -> None:
        """Ends the lanes, with all that they started."""
        self.ended = True
        worker.stream_handlers.pop(self.name, None)
        self.evidence.close()
        threading.Thread(target=self.end_lanes, name=self.name).start()

    def end_lanes(self) -> None:
        """Ends the lanes; whoever waits for one is told."""
        if self.lanes is not None:
            self.lanes.abort()
            self.lanes.close()


class ClientsEvidence:
    """The store of a worker's lanes: the client's, before which stands what this worker has seen."""

    def __init__(self, send: Callable[[Wanted | Useless | Kept], None]) -> None:
        self.send = send
        self._seen: Memory[bytes, bytes] = Memory()
        self._waiting: dict[bytes, SimpleQueue[bytes | None]] = {}
        self._closed = False
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        """Returns what is kept; waits for the client's answer, which may wait for another worker."""
        with self._lock:
            data = None if self._closed else self._seen.get(key)
            if self._closed or data is not None:
                return data
            answer = self._waiting.setdefault(key, SimpleQueue())
        self.send(Wanted(key))
        try:
            data = answer.get(timeout=WAITING_SECONDS)
        except Empty:
            data = None
        with self._lock:
            self._waiting.pop(key, None)
            if data is not None:
                self._seen.keep(key, data, len(data))
        return data

    def keep(self, key: bytes, data: bytes) -> None:
        """Has the client keep something."""
        with self._lock:
            self._seen.keep(key, data, len(data))
        self.send(Kept(key, data))

    def leave(self, key: bytes) -> None:
        """Tells the client that there is nothing to keep."""
        self.send(Kept(key))

    def renew(self, key: bytes) -> None:
        """Tells the client that what it has is of no use."""
        self.send(Useless(key))

    def hear(self, told: Answer) -> None:
        """Hears what the client has."""
        with self._lock:
            if (waiting := self._waiting.get(told.key)) is not None:
                waiting.put(told.data)

    def close(self) -> None:
        """Lets nobody wait for a client that has gone."""
        with self._lock:
            self._closed = True
            for waiting in self._waiting.values():
                waiting.put(None)


class Relay(SchedulerPlugin):  # type: ignore[misc] # as above
    """Carries bytes between one client and its lanes, and ends the lanes when the client has gone, however it went.

    Dask lets workers talk to a client through the event log alone, which keeps what was said.
    """

    def __init__(self, name: str, client: str) -> None:
        self.name = name
        self.client = client

    async def start(self, scheduler: Scheduler) -> None:
        """Begins."""
        self.scheduler = scheduler
        scheduler.stream_handlers[self.name] = self.from_worker
        scheduler.stream_handlers[f"{self.name}-to"] = self.to_worker

    def from_worker(self, body: bytes, worker: str = "", **_: Any) -> None:
        """Gives the client what a worker says."""
        self.scheduler.client_send(self.client, {"op": "event", "topic": self.name, "event": (worker, body)})

    def to_worker(self, to: str, body: bytes, **_: Any) -> None:
        """Gives a worker what the client says."""
        if to in self.scheduler.stream_comms:
            self.scheduler.worker_send(to, {"op": self.name, "body": body})

    def remove_worker(self, scheduler: Scheduler, worker: str, **_: Any) -> None:
        """Tells the client that a worker has gone: it says nothing."""
        self.from_worker(b"", worker)

    def remove_client(self, scheduler: Scheduler, client: str) -> None:
        """Ends with the client."""
        if client == self.client:
            scheduler.loop.add_callback(self.end)

    async def end(self) -> None:
        """Takes the lanes off all workers."""
        self.scheduler.stream_handlers.pop(self.name, None)
        self.scheduler.stream_handlers.pop(f"{self.name}-to", None)
        with contextlib.suppress(ValueError):
            self.scheduler.remove_plugin(self.name)
        with contextlib.suppress(ValueError, OSError):
            await self.scheduler.unregister_worker_plugin(None, name=self.name)
