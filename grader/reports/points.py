"""Why a score is what it is: which checks gave points, which took them, and which could not even be asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.messages.texts import Texts

SHOWN = 6
WORTH_TELLING = 5e-5  # points are told to four places


@dataclass(frozen=True)
class Points:
    """One check: what it is worth, what became of it, and because of which others it was skipped."""

    check: str
    outcome: str
    points: float
    because: tuple[str, ...] = ()


def point_lines(checks: Iterable[Points], texts: Texts) -> list[tuple[str, str]]:
    """Returns (outcome, words) for each reason of the score: together they account for every point."""
    groups: dict[tuple[str, tuple[str, ...]], list[Points]] = {}
    for each in checks:
        if each.points > WORTH_TELLING:
            # What passed is told together, and so is what waits for the same; a mistake is told by itself.
            key = (each.check,) if each.outcome in ("failed", "broken") else each.because
            groups.setdefault((each.outcome, key), []).append(each)
    order = ("passed", "failed", "broken", "skipped")
    lines = sorted(groups.items(), key=lambda item: order.index(item[0][0]))
    return [(outcome, texts.word("points_absent" if outcome == "skipped" and not because else f"points_{outcome}",
                                 points=f"{sum(each.points for each in members):.2f}", count=len(members),
                                 checks=listed([each.check for each in members]), because=listed(list(because))))
            for (outcome, because), members in lines]


def listed(names: list[str]) -> str:
    """Returns names as a list, of a long one the beginning."""
    return ", ".join(names[:SHOWN]) + f", … ({len(names)})" * (len(names) > SHOWN)
