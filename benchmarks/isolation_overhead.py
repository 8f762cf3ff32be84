"""What the sandbox costs a graded submission: the same notebook in shut-in guests and in plain forks.

    python benchmarks/isolation_overhead.py [RUNS]

Both in turn, from one warm process, in changing order, so that what slows the machine slows both. The verification
process knows the answers after the first run, so the submission costs little beside its guests: that makes the ratio
worse than a first grading would. Prints medians and the median of the ratios of neighbouring runs. Goal: at most 1.05.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from grader.pipeline import Grader
from grader.sandbox.launching import launch, pinned_environment
from grader.sandbox.workers import WarmProcess
from grader.specs.course import load_course
from grader.submissions.reading import read_submission
from grader.submissions.types import Submission

NOTEBOOK = Path(__file__).parents[1] / "solutions" / "tf2_api.ipynb"


class PlainWarmProcess(WarmProcess):
    """Shuts nobody in."""

    def launch(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        """Executes a warm process whose guests are plain forks."""
        return launch("plain_guests", channel, pinned_environment(PYTHONPATH=str(Path(__file__).parent)))


def seconds(grader: Grader, submission: Submission) -> float:
    """Returns how long a submission takes that passes."""
    started = time.perf_counter()
    grading = grader.grade(submission)
    taken = time.perf_counter() - started
    assert grading.passed
    return taken


def main() -> None:
    """Measures and prints."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    course, submission = load_course(), read_submission([NOTEBOOK])
    pairs = []
    with Grader(course) as shut_in, Grader(course, warm=PlainWarmProcess()) as plain:
        isolation = shut_in.grade(submission).isolation
        plain.grade(submission)
        for run in range(runs):
            order = (shut_in, plain) if run % 2 else (plain, shut_in)
            taken = {grader: seconds(grader, submission) for grader in order}
            pairs.append((taken[shut_in], taken[plain]))
    shut_in_seconds, plain_seconds = zip(*pairs, strict=True)
    print(f"runs                  {runs}")
    print(f"isolation             {isolation}")
    print(f"shut in               {statistics.median(shut_in_seconds):6.3f} s (median)")
    print(f"plain fork            {statistics.median(plain_seconds):6.3f} s (median)")
    print(f"ratio                 {statistics.median(one / other for one, other in pairs):6.3f} (median of pairs)")


if __name__ == "__main__":
    main()
