"""Lays the found layers beside the asked ones so that one extra layer is one finding. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.checks.structure import FoundLayer
from grader.specs.types import LayerSpec, NetworkSpec

GAP = 1.0
OTHER_TYPE = 1.5
RELATED_TYPE = 0.9
OTHER_ARGUMENTS = 0.4
NEVER = 100.0
FAMILIES = ("Pooling", "Conv", "Dropout", "Normalization")


@dataclass(frozen=True)
class Alignment:
    """Pairs of (position in the spec, position among the found layers); None stands for a gap."""

    pairs: tuple[tuple[int | None, int | None], ...]

    def found_for(self, asked: int) -> int | None:
        """Returns the found layer beside an asked one."""
        return next((found for position, found in self.pairs if position == asked), None)

    @property
    def missing(self) -> list[int]:
        """The asked layers that nothing stands beside."""
        return [asked for asked, found in self.pairs if asked is not None and found is None]

    @property
    def extra(self) -> list[int]:
        """The found layers that nothing asks for."""
        return [found for asked, found in self.pairs if found is not None and asked is None]


def align(network: NetworkSpec, found: list[FoundLayer]) -> Alignment:
    """Finds the cheapest alignment of two sequences (Needleman and Wunsch, 1970)."""
    asked = network.layers
    costs = [[GAP * (row + column) for column in range(len(found) + 1)] for row in range(len(asked) + 1)]
    for row in range(1, len(asked) + 1):
        for column in range(1, len(found) + 1):
            costs[row][column] = min(
                costs[row - 1][column - 1] + difference(asked[row - 1], found[column - 1]),
                costs[row - 1][column] + GAP,
                costs[row][column - 1] + GAP,
            )
    pairs: list[tuple[int | None, int | None]] = []
    row, column = len(asked), len(found)
    while row or column:
        here = costs[row][column]
        if row and column and here == costs[row - 1][column - 1] + difference(asked[row - 1], found[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif column and here == costs[row][column - 1] + GAP:
            column -= 1
            pairs.append((None, column))
        else:
            row -= 1
            pairs.append((row, None))
    return Alignment(tuple(reversed(pairs)))


def difference(asked: LayerSpec, found: FoundLayer) -> float:
    """Returns how unlike two layers are: 0 for the same, below two gaps for any pair."""
    if not same_type(asked, found):
        if not asked.numbered:
            return NEVER  # a layer the text does not name: nothing was written in its place
        related = any(family in asked.type and family in found.type for family in FAMILIES)
        return RELATED_TYPE if related else OTHER_TYPE
    if not asked.arguments:
        return 0.0
    wrong = sum(not argument_matches(value, found.config.get(name)) for name, value in asked.arguments.items())
    return OTHER_ARGUMENTS * wrong / len(asked.arguments)


def same_type(asked: LayerSpec, found: FoundLayer) -> bool:
    """Whether the found layer is of the asked type; any exact flattening is a Flatten."""
    if asked.type == "Flatten":
        return found.type in ("Flatten", "Reshape") and len(found.output_shape) == 1
    return asked.type == found.type


def argument_matches(expected: Any, found: Any) -> bool:
    """Whether a config value is what the spec names: `3` is `[3, 3]`, and `2` is `2.0`."""
    if isinstance(found, list):
        if isinstance(expected, (list, tuple)):
            return list(expected) == found
        return all(argument_matches(expected, each) for each in found) and bool(found)
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    return bool(expected == found)
