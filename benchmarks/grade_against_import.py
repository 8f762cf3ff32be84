"""How long `grader grade` takes for a notebook with all seven exercises, against `import tensorflow` alone.

    python benchmarks/grade_against_import.py [RUNS]

For the first time (nothing is kept), once more with nothing changed, and with one of the seven answers changed. All run
in turn, each as a process of its own, so that what slows the machine slows all. Prints medians of seconds and of
processor seconds, and the medians of the ratios to the import of the same turn.
Goals: at most 1.4 times; at most 0.4 s; at most 1.2 times.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from peers.processor_time import adopt_orphans, spent_by_children

SOLUTIONS = Path(__file__).parents[1] / "solutions" / "tf2_api.ipynb"
IMPORT = [sys.executable, "-c", "import tensorflow"]


@dataclass(frozen=True)
class Cost:
    """Seconds that passed, and seconds of processors."""

    seconds: float
    processor_seconds: float


def cost(command: list[str], cache: Path) -> Cost:
    """Returns what a command costs."""
    spent, started = spent_by_children(), time.perf_counter()
    subprocess.run(command, capture_output=True, check=True, env=os.environ | {"XDG_CACHE_HOME": str(cache)})
    took = time.perf_counter() - started
    return Cost(took, spent_by_children() - spent)


def one_turn(folder: Path, number: int) -> dict[str, Cost]:
    """Measures each once."""
    notebook, text = folder / f"homework_{number}.ipynb", SOLUTIONS.read_text(encoding="utf-8")
    cache, grade = folder / f"cache_{number}", [sys.executable, "-m", "grader", "grade", str(notebook)]
    notebook.write_text(text, encoding="utf-8")
    measured = {"import tensorflow": cost(IMPORT, cache), "grade, first time": cost(grade, cache),
                "grade again": cost(grade, cache)}
    changed = text.replace("keras.layers.Dense(256,", f"keras.layers.Dense(units=256, name='mine_{number}',", 1)
    assert changed != text
    notebook.write_text(changed, encoding="utf-8")
    return measured | {"one of seven changed": cost(grade, cache)}


def main() -> None:
    """Measures and prints."""
    adopt_orphans()
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory(prefix="benchmark-") as place:
        one_turn(Path(place), 0)  # warm the disk
        turns = [one_turn(Path(place), number) for number in range(1, runs + 1)]
    print(f"{runs} runs, medians       seconds  × import   processor s  × import")
    for name in turns[0]:
        costs, alone = [turn[name] for turn in turns], [turn["import tensorflow"] for turn in turns]
        times = [one.seconds / other.seconds for one, other in zip(costs, alone, strict=True)]
        spent = [one.processor_seconds / other.processor_seconds for one, other in zip(costs, alone, strict=True)]
        print(f"{name:24s} {statistics.median(each.seconds for each in costs):7.2f} {statistics.median(times):9.2f} "
              f"{statistics.median(each.processor_seconds for each in costs):13.2f} {statistics.median(spent):9.2f}")


if __name__ == "__main__":
    main()
