"""What a class on a cluster comes to when workers and the scheduler are killed, against the same class without one.

    python benchmarks/cluster_faults.py [--submissions 200] [--stop 20] [--folder DIR]

A mixed class (right, wrong, broken, hostile: the tests' files, no two equal) is graded three times: by `--jobs 2`; on
a cluster of two workers of which, in the middle, one is killed and the other stopped for a while; and on one whose
scheduler is killed in the middle, after which all is started again, and the same command. The gradebooks have to be
equal row for row: every student once, every verdict, score and check.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil

from grader.gradebook.store import Gradebook

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
HOSTILE = ("os_exit_0", "patches_the_judge", "abort", "sys_exit_0", "execv", "closes_every_descriptor",
           "empties_modules", "names_with_markup", "stdout_that_lies", "equal_to_everything", "prints_many_lines",
           "fork_bomb")
EXERCISES = ("mnist_functional", "cifar100_sequential", "gradient_tape", "mnist_subclassing")


def main() -> None:
    """Grades three times and compares; exit code 1 where a row differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=200, help="default: 200")
    parser.add_argument("--stop", type=float, default=20.0, help="seconds a worker stands still (default: 20)")
    parser.add_argument("--folder", type=Path, help="where the gradebooks stay (default: nowhere)")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        write_class(folder / "class", options.submissions)
        local = folder / "local.db"
        told("--jobs 2", batch(folder, local, "--jobs", "2"))
        faulty = folder / "workers.db"
        told("a worker killed, one stopped", batch(folder, faulty, "--cluster", "local:2",
                                                   meanwhile=lambda process: hurt_workers(process, faulty, options)))
        lost = folder / "scheduler.db"
        with cluster(folder) as (address, scheduler):
            told("scheduler killed", batch(folder, lost, "--cluster", address,
                                           meanwhile=lambda _: kill(scheduler, lost, options.submissions)))
            print(f"  {len(rows(lost))} results kept")
        with cluster(folder) as (address, _):
            told("the same command again", batch(folder, lost, "--cluster", address))
        expected, fine = rows(local), True
        for path in (faulty, lost):
            found = rows(path)
            differing = sorted(key for key in expected.keys() | found.keys() if expected.get(key) != found.get(key))
            fine &= not differing and attempts(path) == len(found) == options.submissions
            print(f"{path.name}: {len(found)} rows, {len(differing)} differ, {attempts(path)} attempts", *differing[:8])
        sys.exit(not fine)


def write_class(folder: Path, number: int) -> None:
    """Writes a folder a student; equal answers differ by a remark, so that no two files are equal."""
    corpus = TESTS / "corpus"
    kinds = [(name, sorted((corpus / name / kind).rglob("*.py"))[:8])
             for name in EXERCISES for kind in ("accept", "reject")]
    answers = [(name, path) for number in range(8) for name, paths in kinds for path in paths[number:number + 1]]
    attacks = [("mnist_sequential", next((TESTS / "hostile").rglob(f"{name}.py"))) for name in HOSTILE]
    mixed = [each for pair in zip(answers, attacks, strict=False) for each in pair]
    sources = mixed + answers[len(attacks):]
    for student in range(number):
        exercise, source = sources[student % len(sources)]
        place = folder / f"s{student:03d}_{source.stem}"
        place.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8") if (student + 1) % 17 else "def broken(:\n"
        (place / f"{exercise}.py").write_text(f"{text}\n# student {student}\n", encoding="utf-8")


def batch(folder: Path, gradebook: Path, *arguments: str,
          meanwhile: Callable[[subprocess.Popen[bytes]], None] = lambda _: None) -> tuple[int, float]:
    """Runs a batch; returns its exit code and how long it took."""
    began = time.monotonic()
    command = [sys.executable, "-m", "grader", "batch", str(folder / "class"), "--gradebook", str(gradebook)]
    command.extend(arguments)
    process = subprocess.Popen(command, stderr=(folder / f"{gradebook.stem}.log").open("ab"))
    meanwhile(process)
    return process.wait(), time.monotonic() - began


def hurt_workers(process: subprocess.Popen[bytes], gradebook: Path, options: Any) -> None:
    """Kills a worker and stops the other for a while, in the middle of a batch."""
    until_graded(gradebook, options.submissions // 4)
    everything = psutil.Process(process.pid).children(recursive=True)
    lanes = [each for each in everything if "grader.lanes.program" in each.cmdline()]
    workers = list({each.ppid(): psutil.Process(each.ppid()) for each in lanes}.values())
    print(f"  killed: {workers[0].pid}, stopped: {workers[1].pid}, after {attempts(gradebook)} results", flush=True)
    workers[0].kill()
    workers[1].suspend()
    time.sleep(options.stop)
    workers[1].resume()


def kill(scheduler: subprocess.Popen[bytes], gradebook: Path, submissions: int) -> None:
    """Kills the scheduler when some results are there."""
    until_graded(gradebook, submissions // 4)
    scheduler.kill()


def until_graded(gradebook: Path, number: int) -> None:
    """Waits until a gradebook holds so many results."""
    while not gradebook.exists() or attempts(gradebook) < number:
        time.sleep(0.1)


@contextmanager
def cluster(folder: Path, workers: int = 2, threads: int = 1) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Starts a scheduler and workers as an operator would; gives the address, and the scheduler."""
    started: list[subprocess.Popen[bytes]] = []
    port = 20_000 + os.getpid() % 20_000 + int(time.time()) % 1000
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False",
        "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__LOG_LENGTH": "500",
        "PYTHONPATH": str(ROOT / "benchmarks")}

    def start(module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        start_new_session=True))

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        time.sleep(2)
        for _ in range(workers):
            start("dask_worker", address, "--host", "127.0.0.1", "--nthreads", str(threads), "--memory-limit", "0",
                  "--no-dashboard", "--local-directory", str(folder / "dask"))
        yield address, started[0]
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
        for process in started:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def attempts(gradebook: Path) -> int:
    """Returns how many results there are, each attempt counted."""
    try:
        with sqlite3.connect(f"file:{gradebook}?mode=ro", uri=True) as connection:
            return int(connection.execute("SELECT count(*) FROM attempts").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def rows(gradebook: Path) -> dict[str, Any]:
    """Returns what each student's work came to: all that does not hang on the clock or the drawn challenge."""
    with Gradebook.open(gradebook) as book:
        return {entry.student.key: (entry.document["isolation"], entry.document["submission"], [
            (each["id"], each["verdict"], each["score"], each["answer"], each["advice"],
             [(check["id"], check["outcome"], check["points"], check["code"]) for check in each["checks"]])
            for each in entry.document["exercises"]]) for entry in book.entries()}


def told(what: str, ended: tuple[int, float]) -> None:
    """Prints how a batch ended."""
    print(f"{what}: exit code {ended[0]}, {ended[1]:.0f} s", flush=True)


if __name__ == "__main__":
    main()
