"""How fast `grader batch` grades a class, beside nbgrader, otter-grader and one warm loop without isolation.

    python benchmarks/batch_against_peers.py [--notebooks 64] [--peer-notebooks 8] [--jobs 2] [--repeats 3] [--pool 18]

All contenders get the same students' answers, as many jobs, and in each repeat run in turn, start-up included. The
peers take some 10 seconds a notebook, so they may be given the first few students only; all is told per notebook, in
seconds that passed and in seconds of processors, which other load on the machine disturbs less.
Their checks ask for the same facts (`peers/checks.py`); whether all come to the same verdicts is printed.

Goals on 64 notebooks: with `--pool 18` at least 25 times nbgrader's and 28 times otter-grader's throughput; without two
equal answers at least 12 times nbgrader's, and at most the warm loop's time.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from peers.checks import TRAININGS, Training
from peers.contenders import Contender, Passed, contenders, run_side_by_side
from peers.environments import PEERS, SHARED
from peers.notebooks import EXERCISES, Student, write_class
from peers.processor_time import adopt_orphans, spent_by_children

ENVIRONMENTS = Path(__file__).parent / ".environments"


@dataclass(frozen=True)
class Cost:
    """What one run cost a notebook: seconds that passed, and seconds of processors."""

    seconds: float
    processor_seconds: float


def parse_arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notebooks", type=int, default=64, help="for this grader and the warm loop (default: 64)")
    parser.add_argument("--peer-notebooks", type=int, default=8, help="for nbgrader and otter-grader (default: 8)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="default: the number of cores")
    parser.add_argument("--repeats", type=int, default=3, help="default: 3")
    parser.add_argument("--pool", type=int, metavar="N",
                        help="answers are drawn from N programs an exercise, as in a real class, where they repeat: 18 "
                             "give 64 notebooks some 120 distinct answers (default: no two students write the same)")
    parser.add_argument("--skip", action="append", default=[], choices=["grader", "floor", "nbgrader", "otter"])
    parser.add_argument("--training", choices=list(TRAININGS), default="fit",
                        help="how the peers' checks train: compile and fit, or the cheaper eager tape (default: fit)")
    parser.add_argument("--images", type=int, default=16,
                        help="that they train on (default: 16; this grader: 4 to 136)")
    parser.add_argument("--steps", type=int, default=5, help="that they train for (default: 5; this grader: 1 and 3)")
    parser.add_argument("--environments", type=Path, default=ENVIRONMENTS, metavar="DIR",
                        help="where the peers' virtual environments are kept (default: benchmarks/.environments)")
    return parser.parse_args()


def main() -> None:
    """Measures and prints."""
    options = parse_arguments()
    students = write_class(options.notebooks, pool=options.pool)
    training = Training(options.training, options.images, options.steps)
    chosen = [each for each in contenders(options.environments.absolute(), training) if each.name not in options.skip]
    given = {each.name: students[:options.peer_notebooks] if each.name in PEERS else students for each in chosen}
    print_facts(options, students, training)
    adopt_orphans()
    costs: dict[str, list[Cost]] = defaultdict(list)
    passed: dict[str, Passed] = {}
    for repeat in range(options.repeats):
        for each in chosen:
            cost, passed[each.name] = measure(each, given[each.name], options.jobs)
            costs[each.name].append(cost)
            print(f"run {repeat + 1}: {each.name:9s} {len(given[each.name]):4d} notebooks   {cost.seconds:7.3f} s each"
                  f"   load {os.getloadavg()[0]:.1f}", flush=True)
    print_table(chosen, costs)
    print_verdicts(passed, given)


def measure(contender: Contender, students: list[Student], jobs: int) -> tuple[Cost, Passed]:
    """Returns what these students' notebooks cost a contender, and what it lets pass."""
    with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
        prepared = contender.prepare(Path(folder), students, jobs)
        spent, started = spent_by_children(), time.perf_counter()
        run_side_by_side(prepared)
        took = time.perf_counter() - started
        cost = Cost(took / len(students), (spent_by_children() - spent) / len(students))
        return cost, contender.passed(Path(folder))


def print_facts(options: argparse.Namespace, students: list[Student], training: Training) -> None:
    """Prints what the figures depend on."""
    distinct = len({tuple(student.answers.values()) for student in students})
    answers = len({answer.split("\n", 2)[2] for student in students for answer in student.answers.values()})
    print(f"machine     {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
          + ", ".join(f"{name} {version(name)}" for name in SHARED))
    print(f"peers       {', '.join(PEERS.values())}; their checks train by {training}")
    print(f"class       {len(students)} notebooks, {distinct} distinct; {len(EXERCISES) * len(students)} answers, "
          f"{answers} distinct; peers get {options.peer_notebooks}")
    print(f"jobs        {options.jobs}\n")


def print_table(chosen: list[Contender], costs: dict[str, list[Cost]]) -> None:
    """Prints the medians, and how many times the cost of this grader, run by run, each contender has."""
    print(f"\n{'medians, per notebook':38s} {'seconds':>9s} {'× grader':>9s} {'processor s':>12s} {'× grader':>9s} "
          f"{'a minute':>9s}")
    for each in chosen:
        own = costs.get("grader", costs[each.name])
        seconds = statistics.median(cost.seconds for cost in costs[each.name])
        processor = statistics.median(cost.processor_seconds for cost in costs[each.name])
        pairs = list(zip(costs[each.name], own, strict=True))
        times = statistics.median(cost.seconds / ours.seconds for cost, ours in pairs)
        processor_times = statistics.median(cost.processor_seconds / ours.processor_seconds for cost, ours in pairs)
        print(f"{each.title:38s} {seconds:9.3f} {times:9.2f} {processor:12.3f} {processor_times:9.2f} "
              f"{60 / seconds:9.1f}")


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
