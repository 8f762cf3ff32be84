"""Counts how often the second way is needed, where a file is run as a whole, and what it costs.

    nice python benchmarks/second_way.py --every 10 [PATH …]

Without a path: every Nth case of the corpus, each asked for its own exercise. One is graded after another, so that
seconds are those of one answer alone. Prints what share of the cases had a file run as a whole, what share is answered
by it, what that took beside the cases that needed none, and its share of all seconds.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.candidates import SecondWay
from grader.evidence.claims import FileCode, Inventory
from grader.gathering.gatherer import Gatherer
from grader.pipeline import Exercise, Grader, grade_slices, grade_whole_files
from grader.specs.course import load_course
from grader.specs.types import ExerciseSpec
from grader.submissions.reading import read_submission

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"


class Counting(Gatherer):
    """Counts the files that it runs as a whole."""

    files = 0

    def take_inventory(self, code: FileCode) -> Inventory:
        """Runs a file."""
        self.files += 1
        return super().take_inventory(code)


@dataclass(frozen=True)
class Graded:
    """How one case was graded.

    Attributes:
        files: how many were run as a whole.
        answered: whether what counts is what such a file made.
        slices, whole: seconds spent on what reading found, and on files as a whole and what they made.
    """

    path: Path
    files: int
    answered: bool
    slices: float
    whole: float


def grade(grader: Grader, path: Path, specs: list[ExerciseSpec]) -> Iterator[Graded]:
    """Grades the exercises of one submission, and looks at the clock between the two ways."""
    found = grader.find_answers(read_submission([path]))
    second_way = SecondWay(found.whole_files, grader.course)
    for spec in specs:
        gatherer = Counting(grader.warm, grader.verifier)
        begun = time.perf_counter()
        read = grade_slices(Exercise(spec, grader.course, found.answers[spec.id], gatherer, second_way))
        between = time.perf_counter()
        best = grade_whole_files(read).best
        ended = time.perf_counter()
        code = best.answer.code if best is not None and best.answer is not None else None
        yield Graded(path, gatherer.files, code is not None and code.made is not None, between - begun, ended - between)


def main() -> None:
    """Grades all cases of the sample."""
    parser = argparse.ArgumentParser()
    parser.add_argument("paths", nargs="*", type=Path, help="submissions to be graded for all exercises")
    parser.add_argument("--every", type=int, default=10, help="of the corpus, every Nth case")
    options = parser.parse_args()
    with Grader(load_course()) as grader:
        specs = list(grader.course.exercises)
        cases = [(path, specs) for path in options.paths] or [
            (path, [grader.course.exercise(path.relative_to(CORPUS).parts[0])])
            for path in sorted([*CORPUS.glob("*/accept/*"), *CORPUS.glob("*/reject/*/*")])][::options.every]
        graded = [each for path, asked in cases for each in grade(grader, path, asked)]
    ran = [each for each in graded if each.files or each.answered]  # a file is run once for all its exercises
    answered = [each for each in ran if each.answered]
    total = sum(each.slices + each.whole for each in graded)
    for each in ran:
        print(f"{each.whole:6.2f} s after {each.slices:5.2f} s", "answered" if each.answered else "-", each.path.name)
    print(f"{len(graded)} answers; a file run as a whole for {len(ran)} ({share(len(ran), len(graded))}), "
          f"answered by it {len(answered)} ({share(len(answered), len(graded))})")
    print(f"median seconds: {median([each.whole for each in ran])} for the second way, where it was gone, "
          f"{median([each.slices for each in graded if each not in ran])} for an answer without it")
    print(f"share of all grading seconds: {share(sum(each.whole for each in ran), total)} of {total:.0f} s")


def share(part: float, whole: float) -> str:
    """Returns a part as a percentage."""
    return f"{part / whole:.1%}" if whole else "-"


def median(values: list[float]) -> str:
    """Returns the middle value, as seconds."""
    return f"{statistics.median(values):.2f}" if values else "-"


if __name__ == "__main__":
    main()
