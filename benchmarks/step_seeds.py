"""Judges training steps under many seeds: a verdict that depends on the seed is worse than either.

    nice python benchmarks/step_seeds.py --seeds 50 [--first 0] [--only focal,batch_norm] [PATH …]

Without a path: every accept and reject case of the corpus. Prints the cases that have more than one outcome, or another
than their folder says, and what the machine spent; ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from grader.pipeline import Grader
from grader.specs.course import load_course
from grader.submissions.reading import read_submission

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "gradient_tape"


def outcome(grader: Grader, path: Path, seed: int) -> str:
    """Returns the checks that failed, or the verdict where none did."""
    grader.verifier.seed, grader.verifier.weights_seed = seed, seed + 2**30
    result = grader.grade(read_submission([path]), [grader.course.exercise("gradient_tape")]).results[0]
    failed = [check.id for check in result.judgement.checks if check.outcome in ("failed", "broken")]
    return ", ".join(failed) or str(result.judgement.verdict)


def expected(path: Path) -> str | None:
    """Returns the outcome that the folder of a case says."""
    if CORPUS not in path.parents:
        return None
    return "passed" if path.parent.name == "accept" else path.parent.name


def main() -> int:
    """Runs all cases, one seed after another."""
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    cases = options.paths or [*sorted(CORPUS.glob("accept/*")), *sorted(CORPUS.glob("reject/*/*"))]
    chosen = [path for path in cases if any(part in str(path) for part in options.only.split(","))]
    seen: dict[Path, Counter[str]] = {path: Counter() for path in chosen}
    started = time.monotonic()
    with Grader(load_course()) as grader:
        for seed in range(options.first, options.first + options.seeds):
            for path in chosen:
                seen[path][outcome(grader, path, seed)] += 1
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    wrong = {path: found for path, found in seen.items()
             if len(found) > 1 or (expected(path) is not None and set(found) != {expected(path)})}
    for path, found in (wrong if not options.paths else seen).items():
        print(path.name, dict(found))
    cost = sum(each.ru_utime + each.ru_stime for each in spent)
    print(f"{len(chosen)} cases, {options.seeds} seeds: {len(wrong)} not as they should be; "
          f"{time.monotonic() - started:.0f} s, {cost:.0f} processor seconds")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
