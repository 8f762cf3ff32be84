"""How long the command line takes where nothing is graded: help, lists, usage errors. Goal: at most 0.3 s.

    python benchmarks/command_line_start.py [RUNS]

Prints medians, beside `python -c pass`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS: tuple[list[str], ...] = (
    [], ["--help"], ["list"], ["watch", "--help"], ["grade", "no_such_file.py"], ["gradee"], ["explain", "update"])


def seconds(command: list[str]) -> float:
    """Returns how long a command takes, whatever its exit code."""
    started = time.perf_counter()
    subprocess.run(command, check=False, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Measures and prints."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    lines = {"python -c pass": [sys.executable, "-c", "pass"]}
    lines |= {f"grader {' '.join(each)}": [sys.executable, "-m", "grader", *each] for each in COMMANDS}
    for name, command in lines.items():
        print(f"{name:32}{statistics.median(seconds(command) for _ in range(runs)):6.2f} s")


if __name__ == "__main__":
    main()
