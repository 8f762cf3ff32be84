"""What a class costs on a cluster of one worker with two lanes, against `--jobs 2` on the same machine.

    python benchmarks/cluster_overhead.py [--notebooks 64] [--few 2] [--repeats 1]

In processor seconds of all processes together: scheduler, nanny, worker, lanes, guests and client. Starting
TensorFlow and the cluster comes once, so a second, tiny class is taken off. Goal: at most 1.15 times a notebook.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cluster_faults import cluster
from peers.contenders import own_environment, write_plain
from peers.notebooks import write_class
from peers.processor_time import adopt_orphans, spent_by_children

GOAL = 1.15


def main() -> None:
    """Measures both ways in turns; exit code 1 where the cluster costs more than the goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notebooks", type=int, default=64, help="no two answers equal (default: 64)")
    parser.add_argument("--few", type=int, default=2, help="of the class that is taken off (default: 2)")
    parser.add_argument("--repeats", type=int, default=1, help="default: 1")
    options = parser.parse_args()
    adopt_orphans()
    marginal: dict[str, list[float]] = {"--jobs 2": [], "cluster": []}
    for _ in range(options.repeats):
        for way, found in marginal.items():
            sizes = (options.few, options.notebooks)
            few, many = (grade(number, cluster_too=way == "cluster") for number in sizes)
            found.append((many[0] - few[0]) / (options.notebooks - options.few))
            print(f"{way:9s} {sizes[0]}: {few[0]:.1f} processor s, {few[1]:.1f} s; {sizes[1]}: {many[0]:.1f},"
                  f" {many[1]:.1f} s; a notebook: {found[-1]:.2f}; load {os.getloadavg()[0]:.0f}", flush=True)
    times = statistics.median(marginal["cluster"]) / statistics.median(marginal["--jobs 2"])
    print(f"{times:.2f} times the processor seconds of a notebook")
    sys.exit(times > GOAL)


def grade(number: int, *, cluster_too: bool) -> tuple[float, float]:
    """Grades a class; returns processor seconds and seconds."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        write_plain(folder, write_class(number))
        before, began = spent_by_children(), time.perf_counter()
        if cluster_too:
            with cluster(folder, workers=1, threads=2) as (address, _):
                batch(folder, "--cluster", address)
        else:
            batch(folder, "--jobs", "2")
        seconds = time.perf_counter() - began
        return spent_by_children() - before, seconds


def batch(folder: Path, *arguments: str) -> None:
    """Grades the folder's class."""
    command = [sys.executable, "-m", "grader", "batch", "class", "--gradebook", "class.db", *arguments]
    done = subprocess.run(command, cwd=folder, env=own_environment(), capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(done.stderr[-3000:])


if __name__ == "__main__":
    main()
