"""Judges training steps under many seeds: a verdict that depends on the seed is worse than either.

    nice python benchmarks/step_seeds.py --seeds 50 [--first 0] [--only focal,batch_norm] [PATH …]

Without a path: every accept and reject case of the corpus. Each answer is run and recorded once, in a guest of its own,
and then put to a challenge for every seed. Prints the cases that have more than one outcome, or another than their
folder says, and what the machine spent; ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from msgspec.structs import replace

from grader.evidence.evidence import Evidence
from grader.gathering.answering import Answering
from grader.gathering.endings import failed_evidence
from grader.gathering.gatherer import Gatherer
from grader.gathering.training_steps import gather_step
from grader.pipeline import Grader
from grader.specs.course import load_course
from grader.submissions.reading import read_submission
from grader.verdicts import Judgement, judge

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "gradient_tape"


class ManySeeds(Gatherer):
    """Puts an answer to the challenge of every seed."""

    def __init__(self, grader: Grader, seeds: range) -> None:
        super().__init__(grader.warm, grader.verifier)
        self.drawn = seeds
        self.seen: list[Evidence] = []

    def _question(self, answering: Answering) -> Evidence:
        claim = answering.tell_claim()
        if claim.failure is not None:
            return failed_evidence(claim, claim.failure)
        for seed in self.drawn:
            answering.guest.seed, answering.guest.weights_seed = seed, seed + 2**30
            self.seen.append(gather_step(answering))
        return self.seen[-1]


def outcomes(grader: Grader, path: Path, seeds: range) -> Counter[str]:
    """Counts, over the seeds, which checks failed, or the verdict where none did."""
    spec = grader.course.exercise("gradient_tape")
    found: Counter[str] = Counter()
    best = grader.grade(read_submission([path]), [spec]).results[0]
    if best.answer is None or best.answer.code is None:
        return Counter({failed_checks(best.judgement): len(seeds)})
    gatherer = ManySeeds(grader, seeds)
    last = gatherer.gather(best.answer, spec).evidence
    for evidence in gatherer.seen or [last] * len(seeds):
        found[failed_checks(judge(spec, replace(evidence, source=last.source)))] += 1
    return found


def failed_checks(judgement: Judgement) -> str:
    """Names the checks that failed, or the verdict where none did."""
    return ", ".join(check.id for check in judgement.checks if check.outcome in ("failed", "broken")) \
        or str(judgement.verdict)


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
    started, seeds = time.monotonic(), range(options.first, options.first + options.seeds)
    with Grader(load_course()) as grader:
        seen = {path: outcomes(grader, path, seeds) for path in chosen}
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
