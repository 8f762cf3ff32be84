"""What a submission costs in classes of 10 to 10,000, and whether the memory of `grader batch` stays flat.

    python benchmarks/batch_at_scale.py [SIZE …] [--distinct 0.1] [--jobs 2]

Of each class a share is distinct; the others handed in the same bytes as one of these. Memory is that of the command's
own process, read from /proc twice a second, when a quarter, half and all of the time was over.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from peers.contenders import Command, own_environment, prepare_grader
from peers.notebooks import write_class

SIZES = (10, 100, 1_000, 10_000)
SAMPLE_SECONDS = 0.5


@dataclass(frozen=True)
class Measurement:
    """One batch: how long it took, and the process' resident memory in MiB over time."""

    seconds: float
    resident_mib: list[float]

    def resident_after(self, share: float) -> float:
        """Returns the median memory around the moment when so much of the time was over."""
        middle = round(share * (len(self.resident_mib) - 1))
        return statistics.median(self.resident_mib[max(0, middle - 5):middle + 6])


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), help="classes (default: %(default)s)")
    parser.add_argument("--distinct", type=float, default=0.1, help="share of distinct submissions (default: 0.1)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="default: the number of cores")
    options = parser.parse_args()
    print(f"{'submissions':>11s} {'distinct':>9s} {'seconds':>9s} {'s / submission':>15s} {'s / distinct':>13s}"
          f"   {'MiB at 1/4':>10s} {'1/2':>7s} {'end':>7s} {'most':>7s}")
    for size in options.sizes:
        distinct = max(1, round(options.distinct * size))
        with tempfile.TemporaryDirectory(prefix="benchmark-", ignore_cleanup_errors=True) as folder:
            measured = measure(prepare(Path(folder), size, distinct, options.jobs))
        memory = [measured.resident_after(share) for share in (0.25, 0.5, 1.0)]
        print(f"{size:11d} {distinct:9d} {measured.seconds:9.1f} {measured.seconds / size:15.4f} "
              f"{measured.seconds / distinct:13.3f}   {memory[0]:10.0f} {memory[1]:7.0f} {memory[2]:7.0f} "
              f"{max(measured.resident_mib):7.0f}", flush=True)


def prepare(folder: Path, size: int, distinct: int, jobs: int) -> Command:
    """Writes a class in which `distinct` students did their own work, and each other one handed in one of theirs."""
    [[command]] = prepare_grader(folder, write_class(distinct), jobs)
    originals = sorted((folder / "class").iterdir())
    for number in range(distinct, size):
        shutil.copytree(originals[number % distinct], folder / "class" / f"student_{number:05d}")
    return command


def measure(command: Command) -> Measurement:
    """Runs a batch and watches its memory."""
    started = time.perf_counter()
    resident: list[float] = []
    with subprocess.Popen(command.arguments, cwd=command.folder, env=own_environment(), stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            resident.append(resident_mib(process.pid))
            try:
                _, said = process.communicate(timeout=SAMPLE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            if process.returncode not in command.exit_codes:
                sys.exit(f"grader batch ended with {process.returncode}:\n{said[-3000:]}")
    return Measurement(time.perf_counter() - started, resident)


def resident_mib(pid: int) -> float:
    """Returns the resident memory of a process; 0 once it is over."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
