"""How long `grader grade` takes for a notebook with all seven exercises, against `import tensorflow` alone.

    python benchmarks/grade_against_import.py [RUNS]

Both run in turn, each as a process of its own, so that what slows the machine slows both. Prints medians and the
median of the ratios of neighbouring runs. Goal: at most 1.5.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

NOTEBOOK = Path(__file__).parents[1] / "solutions" / "tf2_api.ipynb"
IMPORT = [sys.executable, "-c", "import tensorflow"]
GRADE = [sys.executable, "-m", "grader", "grade", str(NOTEBOOK)]


def seconds(command: list[str]) -> float:
    """Returns how long a command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Measures and prints."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    seconds(IMPORT), seconds(GRADE)  # warm the disk
    pairs = [(seconds(IMPORT), seconds(GRADE)) for _ in range(runs)]
    imports, grades = zip(*pairs, strict=True)
    print(f"runs                  {runs}")
    print(f"import tensorflow     {statistics.median(imports):6.2f} s (median)")
    print(f"grader grade          {statistics.median(grades):6.2f} s (median)")
    print(f"ratio                 {statistics.median(grade / alone for alone, grade in pairs):6.2f} (median of pairs)")


if __name__ == "__main__":
    main()
