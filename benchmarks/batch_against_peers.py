"""How fast `grader batch` grades a class, beside nbgrader, otter-grader and one warm loop without isolation.

    python benchmarks/batch_against_peers.py [--notebooks 64] [--peer-notebooks 8] [--jobs 2] [--repeats 3]

All contenders get the same students' answers, as many jobs, and in each repeat run in turn, start-up included. The
peers take some 10 seconds a notebook, so they may be given the first few students only; all is told per notebook.
Their checks ask for the same facts (`peers/checks.py`); whether all come to the same verdicts is printed.

Goals on 64 notebooks: at least 20 times nbgrader, at least 25 times otter-grader, at most 1.3 times the warm loop.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from peers.contenders import Contender, Passed, contenders, run_side_by_side
from peers.environments import PEERS, SHARED
from peers.notebooks import EXERCISES, Student, write_class

ENVIRONMENTS = Path(__file__).parent / ".environments"


def parse_arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notebooks", type=int, default=64, help="for this grader and the warm loop (default: 64)")
    parser.add_argument("--peer-notebooks", type=int, default=8, help="for nbgrader and otter-grader (default: 8)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="default: the number of cores")
    parser.add_argument("--repeats", type=int, default=3, help="default: 3")
    parser.add_argument("--skip", action="append", default=[], choices=["grader", "floor", "nbgrader", "otter"])
    parser.add_argument("--training", choices=["fit", "tape"], default="fit",
                        help="how the peers' checks train: compile and fit, or the cheaper eager tape (default: fit)")
    parser.add_argument("--environments", type=Path, default=ENVIRONMENTS, metavar="DIR",
                        help="where the peers' virtual environments are kept (default: benchmarks/.environments)")
    return parser.parse_args()


def main() -> None:
    """Measures and prints."""
    options = parse_arguments()
    students = write_class(options.notebooks)
    chosen = [each for each in contenders(options.environments.absolute(), options.training)
              if each.name not in options.skip]
    given = {each.name: students[:options.peer_notebooks] if each.name in PEERS else students for each in chosen}
    print_facts(options, students)
    seconds: dict[str, list[float]] = defaultdict(list)
    passed: dict[str, Passed] = {}
    for repeat in range(options.repeats):
        for each in chosen:
            took, passed[each.name] = measure(each, given[each.name], options.jobs)
            seconds[each.name].append(took)
            print(f"run {repeat + 1}: {each.name:9s} {len(given[each.name]):4d} notebooks {took:8.1f} s   "
                  f"load {os.getloadavg()[0]:.1f}", flush=True)
    print_table(chosen, {name: [took / len(given[name]) for took in times] for name, times in seconds.items()})
    print_verdicts(passed, given)


def measure(contender: Contender, students: list[Student], jobs: int) -> tuple[float, Passed]:
    """Returns how long a contender takes for these students, and what it lets pass."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        prepared = contender.prepare(Path(folder), students, jobs)
        started = time.perf_counter()
        run_side_by_side(prepared)
        took = time.perf_counter() - started
        return took, contender.passed(Path(folder))


def print_facts(options: argparse.Namespace, students: list[Student]) -> None:
    """Prints what the figures depend on."""
    distinct = len({tuple(student.answers.values()) for student in students})
    answers = len({answer for student in students for answer in student.answers.values()})
    print(f"machine     {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
          + ", ".join(f"{name} {version(name)}" for name in SHARED))
    print(f"peers       {', '.join(PEERS.values())}; their checks train by {options.training}")
    print(f"class       {len(students)} notebooks, {distinct} distinct; {len(EXERCISES) * len(students)} answers, "
          f"{answers} distinct; peers get {options.peer_notebooks}")
    print(f"jobs        {options.jobs}\n")


def print_table(chosen: list[Contender], per_notebook: dict[str, list[float]]) -> None:
    """Prints the medians, and how many times as long as this grader each contender takes for a notebook."""
    print(f"\n{'medians':40s} {'s / notebook':>13s} {'notebooks / min':>16s} {'× this grader':>14s}")
    own = per_notebook.get("grader")
    for each in chosen:
        median = statistics.median(per_notebook[each.name])
        ratio = f"{median / statistics.median(own):14.2f}" if own else f"{'-':>14s}"
        print(f"{each.title:40s} {median:13.3f} {60 / median:16.1f} {ratio}")
    if own and "floor" in per_notebook:
        ratios = [ours / floor for ours, floor in zip(own, per_notebook["floor"], strict=True)]
        print(f"\nthis grader takes {statistics.median(ratios):.2f} times as long as the warm loop (median of runs)")


def print_verdicts(passed: dict[str, Passed], given: dict[str, list[Student]]) -> None:
    """Prints how many answers each lets pass, and those of which it thinks otherwise than the first contender."""
    first = next(iter(passed))
    print()
    for name, found in passed.items():
        names = {student.name for student in given[name]} & {student.name for student in given[first]}
        differing = sorted(answer for answer in found ^ passed[first] if answer[0] in names)
        print(f"{name:9s} lets pass {len(found)} of {len(given[name]) * len(EXERCISES)} answers; "
              f"otherwise than {first}: {differing or 'none'}")


if __name__ == "__main__":
    main()
