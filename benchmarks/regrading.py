"""What it costs to judge a class again after the points have changed, beside grading it.

    python benchmarks/regrading.py [--students 1000] [--pool 18] [--jobs 2]

The class is made like a real one: each answer is drawn from a pool, under remarks and in an order of the student's own,
so that no two submissions have the same bytes. It is graded, judged again by a course with other points, and graded
anew by that course into a fresh gradebook; the verdicts and scores of both are compared row for row.
Goal: at most 15 s for 1,000 students, and no guest.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peers.contenders import own_environment, prepare_grader
from peers.notebooks import write_class
from peers.processor_time import adopt_orphans, spent_by_children

COURSE = Path(__file__).parents[1] / "exercises"
ROWS = """
SELECT student, exercise, verdict, results.score FROM attempts JOIN results ON attempt = id
WHERE number = (SELECT max(number) FROM attempts AS others WHERE others.student = attempts.student) ORDER BY 1, 2
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--pool", type=int, default=18, help="programs an exercise (default: 18)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        [[batch]] = prepare_grader(folder, write_class(options.students, pool=options.pool), options.jobs)
        changed = other_points(folder / "course")
        print(f"{options.students} students, --jobs {options.jobs}          seconds  processor s")
        run("grader batch", batch.arguments, folder, None)
        gradebook = folder / "class.db"
        tell_sizes(gradebook, options.students)
        said = run("grader regrade", [sys.executable, "-m", "grader", "regrade", "class.db", "--lang", "en", "--jobs",
                                      str(options.jobs)], folder, changed)
        print("   " + said.strip().split("\n")[-1])
        anew = [("fresh.db" if each == "class.db" else each) for each in batch.arguments]
        run("grader batch, fresh", anew, folder, changed)
        print("equal, row for row:", rows(gradebook) == rows(folder / "fresh.db"))


def other_points(folder: Path) -> Path:
    """Returns the course with other points."""
    shutil.copytree(COURSE, folder)
    text = (folder / "course.toml").read_text(encoding="utf-8")
    text = re.sub("arguments = 0.35", "arguments = 0.30", text).replace("defaults = 0.05", "defaults = 0.10")
    (folder / "course.toml").write_text(text, encoding="utf-8")
    return folder


def run(name: str, command: Sequence[str | Path], folder: Path, course: Path | None) -> str:
    """Runs a command, prints what it cost, and returns what it said."""
    environment = own_environment() | ({"GRADER_COURSE": str(course)} if course else {})
    spent, started = spent_by_children(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    took = time.perf_counter() - started
    print(f"{name:30s} {took:12.1f} {spent_by_children() - spent:12.1f}", flush=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr[-3000:])
    return done.stdout


def tell_sizes(path: Path, students: int) -> None:
    """Prints what a student takes in the gradebook."""
    with sqlite3.connect(path) as book:
        for name, query in (("documents", "SELECT count(*), sum(length(document)) FROM attempts"),
                            ("readings", "SELECT count(*), sum(length(data)) FROM readings"),
                            ("evidence", "SELECT count(*), sum(length(data)) FROM evidence")):
            count, size = book.execute(query).fetchone()
            print(f"   {name:10s} {count:6d} entries, {(size or 0) / students:9.0f} bytes a student")


def rows(path: Path) -> list[tuple[Any, ...]]:
    """Returns what everybody came to."""
    with sqlite3.connect(path) as book:
        return book.execute(ROWS).fetchall()


if __name__ == "__main__":
    main()
