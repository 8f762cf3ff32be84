"""How many results a second one client takes from a cluster whose lanes do nothing, and what each costs where.

    python benchmarks/cluster_client.py [--submissions 5000] [--workers 2] [--evidence 0] [--in-task 64]

Submissions of 20 kB go out, results of real size (4.4 kB of documents, 1.2 kB of what was read) come back and are
written to a gradebook. `--evidence N`: each asks besides for N keys that nobody has, and keeps 5 kB under each. Goal:
300 results a second. Printed besides: processor milliseconds of client, scheduler and workers for a result, and the
client's memory at a quarter, half and the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
from cluster_faults import cluster
from msgspec.structs import replace

from grader.clustering import cluster as clustering
from grader.clustering.connecting import connect
from grader.clustering.wire import MAX_PACK_BYTES, Done, Hello, Pack
from grader.clustering.worker import LanesOnWorker
from grader.conversation import Limits
from grader.evidence.codec import decode, encode
from grader.gradebook.entries import Result, Student
from grader.gradebook.planning import Plan, Task, run_batch
from grader.gradebook.store import Gradebook, Work
from grader.lanes.messages import Sent, SentFile
from grader.specs.course import course_folder

SENT, DOCUMENTS, READING, EVIDENCE = 20_000, 4_400, 1_200, 5_000  # bytes, as measured in the course's own classes
EXERCISES = tuple((f"exercise_{number}", "passed", 1.0) for number in range(7))


class NoLanes(LanesOnWorker):
    """Says at once that all is right."""

    def examined(self, hello: Hello) -> Hello:
        """Is fit."""
        return replace(hello, isolation="full")

    def grade(self, pack: bytes) -> bytes:
        """Looks at nothing."""
        began, results = time.monotonic(), []
        for request in decode(pack, Pack, MAX_PACK_BYTES).requests:
            for number in range(int(request.sent.files[0].name.removesuffix(".py"))):
                key = f"{request.sent.name} {number}".encode()
                self.evidence.get(key)
                self.evidence.keep(key, os.urandom(EVIDENCE))
            results.append(Result(os.urandom(DOCUMENTS), 7.0, 7.0, True, EXERCISES, {"en": "", "ko": ""},
                                  os.urandom(READING)))
        return encode(Done(tuple(results), time.monotonic() - began))


class Counted:
    """Looks at the memory now and then."""

    def __init__(self, total: int) -> None:
        self.total, self.graded = total, 0
        self.resident: list[float] = []

    def begun(self, name: str) -> None:
        """Says nothing."""

    def finished(self, name: str, result: Result) -> None:
        """Counts."""
        self.graded += 1
        if self.graded in (self.total // 4, self.total // 2, self.total):
            self.resident.append(psutil.Process().memory_info().rss / 2**20)


def tasks(number: int, evidence: int) -> Iterator[Task]:
    """Yields submissions, no two equal."""
    data = os.urandom(SENT)
    for student in range(number):
        name = f"s{student}"
        files = (SentFile(f"{evidence}.py", data=data),)
        yield Task(Student(name, name), name, Work(name, "course", "1"), partial(Sent, name, files))


def main() -> None:
    """Measures and prints; exit code 1 where it is slower than the goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=5000, help="default: 5000")
    parser.add_argument("--workers", type=int, default=2, help="default: 2")
    parser.add_argument("--evidence", type=int, default=0, help="keys each submission asks for (default: 0)")
    parser.add_argument("--in-task", type=int, default=clustering.MOST_IN_PACK, help="submissions a task, at most")
    options = parser.parse_args()
    clustering.MOST_IN_PACK = options.in_task
    clustering.LanesOnWorker = NoLanes  # type: ignore[attr-defined] # in place of what grades
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name, \
            cluster(Path(name), options.workers) as (address, scheduler):
        time.sleep(5)
        with connect(address) as client, Gradebook.open_for_grading(Path(name, "g.db")) as gradebook:
            place = clustering.Cluster(client, course_folder(), Limits(isolation="full"), gradebook.evidence)
            place.open()
            workers = [psutil.Process(pid) for pid in client.run(os.getpid).values()]
            processes = {"client": [psutil.Process()], "scheduler": [psutil.Process(scheduler.pid)],
                         "workers": workers}
            plan, counted = Plan(), Counted(options.submissions)
            for task in tasks(options.submissions, options.evidence):
                plan.add(task)
            gradebook.add_students([task.student for task in plan.first])
            before = {which: processor_seconds(each) for which, each in processes.items()}
            began = time.perf_counter()
            run_batch(plan, gradebook, place, counted)
            seconds = time.perf_counter() - began
            rate = options.submissions / seconds
            load = os.getloadavg()[0]
            print(f"{options.submissions} results in {seconds:.1f} s: {rate:.0f} a second, load {load:.0f}")
            for which, each in processes.items():
                spent = 1000 * (processor_seconds(each) - before[which]) / options.submissions
                print(f"  {which:10s} {spent:6.2f} ms of the processor a result")
            print("  memory of the client:", ", ".join(f"{mib:.0f}" for mib in counted.resident), "MiB")
    sys.exit(rate < 300 and not options.evidence)


def processor_seconds(processes: list[psutil.Process]) -> float:
    """Returns what processes have computed so far."""
    return float(sum(each.cpu_times().user + each.cpu_times().system for each in processes))


if __name__ == "__main__":
    main()
