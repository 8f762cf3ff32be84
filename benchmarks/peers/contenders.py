"""What each contender is given, which commands it runs, and what it found; all start-up is part of the commands."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from nbformat.v4 import new_code_cell

from peers import nbgrader_course, otter_assignment
from peers.checks import Training
from peers.environments import programs_of, surroundings
from peers.notebooks import Student, write_notebook

BENCHMARKS = Path(__file__).parents[1]
PASSED = """SELECT students.name, exercise FROM students JOIN attempts ON attempts.student = students.key
JOIN results ON results.attempt = attempts.id WHERE verdict = 'passed'"""
Passed = set[tuple[str, str]]  # student and exercise


@dataclass(frozen=True)
class Command:
    """One program run in a folder; `exit_codes` are those that say nothing went wrong."""

    arguments: list[str | Path]
    folder: Path
    environment: dict[str, str]
    exit_codes: tuple[int, ...] = (0,)

    def run(self) -> None:
        """Runs it to its end.

        Raises:
            SystemExit: it failed; says what it said.
        """
        done = subprocess.run(self.arguments, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if done.returncode not in self.exit_codes:
            sys.exit(f"{' '.join(map(str, self.arguments[:4]))} ended with {done.returncode}:\n{done.stderr[-3000:]}")


@dataclass(frozen=True)
class Contender:
    """A way to grade a class.

    Attributes:
        prepare: lays out a folder for the students and so many jobs; returns a list of commands for each job, to be
            run one after another, the jobs side by side.
        passed: reads from that folder which exercises passed.
    """

    name: str
    title: str
    prepare: Callable[[Path, list[Student], int], list[list[Command]]]
    passed: Callable[[Path], Passed]


def run_side_by_side(jobs: list[list[Command]]) -> None:
    """Runs all jobs at the same time, the commands of each in order."""
    def run_all(commands: Iterable[Command]) -> None:
        for command in commands:
            command.run()

    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(run_all, jobs))


def contenders(environments: Path, training: Training) -> list[Contender]:
    """Returns all contenders; `training`: how the peers' checks train."""
    def prepare_nbgrader(folder: Path, students: list[Student], jobs: int) -> list[list[Command]]:
        programs = programs_of("nbgrader", environments)
        courses = nbgrader_course.write_courses(folder, students, jobs, training)
        variables = surroundings(programs)
        for course in courses:
            Command([programs / "nbgrader", *nbgrader_course.GENERATE], course, variables).run()
        return [[Command([programs / "nbgrader", *nbgrader_course.AUTOGRADE], course, variables)] for course in courses]

    def passed_nbgrader(folder: Path) -> Passed:
        python = programs_of("nbgrader", environments) / "python"
        return {each for course in nbgrader_course.courses_of(folder)
                for each in nbgrader_course.read_passed(python, course)}

    def prepare_otter(folder: Path, students: list[Student], jobs: int) -> list[list[Command]]:
        programs = programs_of("otter", environments)
        variables = surroundings(programs)
        otter_assignment.write_assignment(folder, students, training)
        Command([programs / "otter", *otter_assignment.GENERATE], folder, variables).run()
        return [[Command([programs / "otter", *otter_assignment.run_arguments(student)], folder, variables)
                 for student in students[job::jobs]] for job in range(jobs)]

    return [Contender("grader", "this grader: grader batch", prepare_grader, passed_grader),
            Contender("floor", "one warm loop, not isolated", prepare_floor, passed_floor),
            Contender("nbgrader", "nbgrader autograde", prepare_nbgrader, passed_nbgrader),
            Contender("otter", "otter run (otter grade needs Docker)", prepare_otter, otter_assignment.read_passed)]


def prepare_grader(folder: Path, students: list[Student], jobs: int) -> list[list[Command]]:
    """A folder for each student, and one command for all of them."""
    write_plain(folder, students)
    arguments: list[str | Path] = [sys.executable, "-m", "grader", "batch", "class", "--gradebook", "class.db",
                                   "--jobs", str(jobs)]
    return [[Command(arguments, folder, own_environment(), exit_codes=(0, 1))]]


def passed_grader(folder: Path) -> Passed:
    """Reads the gradebook."""
    with sqlite3.connect(folder / "class.db") as gradebook:
        return set(gradebook.execute(PASSED))


def prepare_floor(folder: Path, students: list[Student], jobs: int) -> list[list[Command]]:
    """The same notebooks, dealt out to one process for each job."""
    paths = write_plain(folder, students)
    return [[Command([sys.executable, "-m", "peers.floor", f"passed-{job}.json", *paths[job::jobs]], folder,
                     own_environment())] for job in range(jobs) if paths[job::jobs]]


def passed_floor(folder: Path) -> Passed:
    """Reads what each process wrote."""
    results = [json.loads(path.read_text()) for path in folder.glob("passed-*.json")]
    return {(student, exercise) for result in results for student, exercises in result.items()
            for exercise in exercises}


def write_plain(folder: Path, students: list[Student]) -> list[Path]:
    """Writes notebooks that hold the answers and nothing else."""
    paths = [folder / "class" / student.name / "homework.ipynb" for student in students]
    for path, student in zip(paths, students, strict=True):
        write_notebook(path, [new_code_cell(source) for source in student.answers.values()])
    return paths


def own_environment() -> dict[str, str]:
    """Returns the environment in which `grader` and this folder can be imported from anywhere."""
    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join([str(BENCHMARKS.parent), str(BENCHMARKS)])}
