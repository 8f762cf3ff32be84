"""What one hostile submission costs the class it is handed in with.

    python benchmarks/batch_beside_attacks.py [FOLDER …] [--good 10] [--answers 1] [--timeout 5] [--together N]

Each file of the folders (default: `tests/hostile/timed_out/attacks`) is handed in beside so many good notebooks. Their
results have to be those of a batch without it, and the batch may take 1.3 times as long, and the budget of that one
submission besides (eight times `--timeout`). `--together N`: all files in one batch with N good notebooks, instead.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from peers.contenders import BENCHMARKS, prepare_grader
from peers.notebooks import Student, write_class

ATTACKS = BENCHMARKS.parent / "tests" / "hostile" / "timed_out" / "attacks"
ALLOWED, BUDGETS = 1.3, 8
RESULTS = """SELECT students.name, exercise, verdict, results.score FROM students
JOIN attempts ON attempts.student = students.key JOIN results ON results.attempt = attempts.id"""
Results = dict[str, list[tuple[str, str, float | None]]]


def main() -> None:
    """Measures and prints; exit code 1 if a result of a good one changed, or one is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[ATTACKS], help="of hostile files")
    parser.add_argument("--good", type=int, default=10, help="default: 10")
    parser.add_argument("--answers", type=int, default=1, help="in each of them (default: 1)")
    parser.add_argument("--timeout", type=float, default=5.0, help="of an answer, in seconds (default: 5)")
    parser.add_argument("--jobs", type=int, default=2, help="default: 2")
    parser.add_argument("--together", type=int, default=0, metavar="N", help="one batch of all files and N good ones")
    options = parser.parse_args()
    attacks = sorted(path for folder in options.folders for path in folder.iterdir() if path.is_file())
    students = [Student(each.name, dict(list(each.answers.items())[:options.answers]))
                for each in write_class(options.together or options.good)]
    alone, seconds = grade(students, [], options.timeout, options.jobs)
    print(f"{len(students)} good ones alone: {seconds:.1f} s")
    fine = True
    for beside in [attacks] if options.together else [[each] for each in attacks]:
        found, took = grade(students, beside, options.timeout, options.jobs)
        same = all(found.get(name) == results for name, results in alone.items())
        complete = len(found) == len(students) + len(beside)
        in_time = took <= ALLOWED * seconds + BUDGETS * options.timeout * len(beside)
        verdicts = sorted({verdict for name in found.keys() - alone.keys() for _, verdict, _ in found[name]})
        told = ("same" if same else "NOT THE SAME", "complete" if complete else "NOT COMPLETE",
                "in time" if in_time else "TOO LONG", *verdicts)
        title = beside[0].name if len(beside) == 1 else f"{len(beside)} together"
        print(f"{title:28s} {took:6.1f} s {took / seconds:6.2f} times  {', '.join(told)}", flush=True)
        fine &= same and complete and in_time
    sys.exit(not fine)


def grade(students: list[Student], beside: list[Path], timeout: float, jobs: int) -> tuple[Results, float]:
    """Grades a class with what is handed in beside it; returns each student's results, and the seconds it took."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        [[command]] = prepare_grader(folder, students, jobs)
        for number, path in enumerate(beside):
            (folder / "class" / f"a_hostile_{number:03d}").mkdir()
            shutil.copy(path, folder / "class" / f"a_hostile_{number:03d}" / path.name)
        command.arguments.extend(["--timeout", f"{timeout:g}"])
        started = time.perf_counter()
        command.run()
        seconds = time.perf_counter() - started
        found: Results = {}
        with sqlite3.connect(next(folder.glob("*.db"))) as gradebook:
            for student, *result in sorted(gradebook.execute(RESULTS)):
                found.setdefault(student, []).append(tuple(result))
        gradebook.close()
        return found, seconds


if __name__ == "__main__":
    main()
