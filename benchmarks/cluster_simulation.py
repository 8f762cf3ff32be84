"""A million submissions on 10 to 1,000 workers, worked out from what was measured: where the bottleneck is, and when.

    python benchmarks/cluster_simulation.py [--submissions 1000000] [--plot FILE.svg]

A lane takes a task of so many submissions, as `grader/clustering/cluster.py` makes them; the scheduler, and then the
client, each one processor, serve what ends in its order. A worker that is lost takes its tasks along, and is back after
two minutes. What each thing costs is in `Costs`, measured by `cluster_client.py` and in batches.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
from dataclasses import dataclass, replace
from pathlib import Path

from grader.clustering.cluster import LANES_A_SECOND, MOST_IN_PACK, PACK_SECONDS

FOUND_AGAIN, BACK = 0.15, 120.0  # seconds: a submission of which all is known; until a lost worker is there again


@dataclass(frozen=True)
class Costs:
    """Seconds of the one processor of client and scheduler, and of a lane."""

    client_task: float = 0.0030
    client_result: float = 0.0002
    client_evidence: float = 0.0005
    scheduler_task: float = 0.0036
    scheduler_evidence: float = 0.0008
    fresh: float = 1.6
    exchanges: int = 15  # of evidence, for a submission of seven new answers


@dataclass(frozen=True)
class Case:
    """One class on one cluster."""

    workers: int
    submissions: int = 1_000_000
    equal: float = 0.5
    losses: float = 0.0
    lanes: int = 4
    in_task: int | None = None
    costs: Costs = Costs()

    @property
    def lane_seconds(self) -> float:
        """What a lane takes for a submission in the mean."""
        return self.equal * FOUND_AGAIN + (1 - self.equal) * self.costs.fresh

    @property
    def pack(self) -> int:
        """How many submissions a task holds."""
        wanted = max(PACK_SECONDS, self.workers * self.lanes / LANES_A_SECOND)
        return self.in_task or max(1, min(MOST_IN_PACK, int(wanted / self.lane_seconds)))


@dataclass(frozen=True)
class Outcome:
    """How long it takes, and how busy each part is in that time."""

    hours: float
    client: float
    scheduler: float
    lanes: float

    @property
    def bottleneck(self) -> str:
        """Which part is busiest."""
        shares = {"lanes": self.lanes, "client": self.client, "scheduler": self.scheduler}
        return max(shares, key=shares.__getitem__)


def simulate(case: Case) -> Outcome:
    """Plays a class through, event by event; losses are so many an hour for each worker."""
    dice, costs = random.Random(1), case.costs
    pack, fresh = case.pack, 1 - case.equal
    tasks = -(-case.submissions // pack)
    serve_scheduler = costs.scheduler_task + pack * fresh * costs.exchanges * costs.scheduler_evidence
    serve_client = costs.client_task + pack * (costs.client_result + fresh * costs.exchanges * costs.client_evidence)
    free = [(0.0, lane) for lane in range(case.workers * case.lanes)]
    heapq.heapify(free)
    scheduler_free = client_free = worked = last = 0.0
    window = 2 * len(free)
    written: list[float] = []  # when the result of each task was written, as a heap of those under way
    done = 0
    while done < tasks:
        ready, lane = heapq.heappop(free)
        if len(written) >= window:  # the client sends a task when another one has come back
            ready = max(ready, heapq.heappop(written))
        seconds = dice.gauss(pack * case.lane_seconds, 0.3 * case.lane_seconds * pack**0.5)
        seconds = max(0.1 * pack * case.lane_seconds, seconds)
        if case.losses and dice.random() < 1 - math.exp(-case.losses * seconds / 3600):
            worked += seconds / 2
            heapq.heappush(free, (ready + seconds / 2 + BACK, lane))
            continue
        ended = ready + seconds
        worked += seconds
        scheduler_free = max(scheduler_free, ended) + serve_scheduler
        client_free = max(client_free, scheduler_free) + serve_client
        heapq.heappush(written, client_free)
        heapq.heappush(free, (ended, lane))
        last = max(last, client_free)
        done += 1
    return Outcome(last / 3600, tasks * serve_client / last, tasks * serve_scheduler / last,
                   worked / (last * case.workers * case.lanes))


def main() -> None:
    """Prints tables and draws the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=1_000_000, help="default: 1,000,000")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="where the plot goes")
    options = parser.parse_args()
    base = Case(10, options.submissions)
    sizes = (10, 30, 100, 300, 1000)
    lines: dict[str, list[float]] = {}

    def table(title: str, base: Case) -> None:
        print(f"{title}\n  workers  in a task    hours   lanes  client  scheduler  bottleneck")
        for workers in sizes:
            case = replace(base, workers=workers)
            found = simulate(case)
            lines.setdefault(title, []).append(found.hours)
            print(f"  {workers:7d} {case.pack:10d} {found.hours:8.2f} {found.lanes:7.0%} {found.client:7.0%}"
                  f" {found.scheduler:10.0%}  {found.bottleneck}")

    for equal in (0.0, 0.5, 0.9):
        table(f"{equal:.0%} equal answers", replace(base, equal=equal))
    table("50% equal, one submission a task", replace(base, in_task=1))
    table("50% equal, each worker lost once in four hours", replace(base, losses=0.25))
    print("100 workers, 50% equal: hours by submissions a task")
    for size in (1, 4, 16, 64, 256):
        print(f"  {size:4d}: {simulate(replace(base, workers=100, in_task=size)).hours:.2f}", end="")
    print()
    if options.plot:
        draw(lines, sizes, options.plot)


def draw(lines: dict[str, list[float]], sizes: tuple[int, ...], path: Path) -> None:
    """Draws hours over workers, both by their logarithm."""
    import pygal  # pip install pygal: nothing else here draws

    chart = pygal.XY(logarithmic=True, xrange=(8, 1200), x_title="workers with 4 lanes", y_title="hours", dots_size=3,
                     title="1,000,000 submissions", legend_at_bottom=True, legend_at_bottom_columns=1, height=560,
                     js=())
    chart.config.x_labels = list(sizes)
    for title, hours in lines.items():
        chart.add(title, list(zip(sizes, hours, strict=True)))
    path.write_bytes(chart.render(is_unicode=False))


if __name__ == "__main__":
    main()
