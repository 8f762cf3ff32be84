"""Lays the found layers beside the asked ones so that one extra layer is one finding. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from grader.facts.folding import FoundLayer
from grader.specs.activations import STANDING, asked_activation
from grader.specs.keras_names import keras_names
from grader.specs.types import LayerSpec, NetworkSpec
from grader.specs.values import fits

GAP = 1.0
LEFT_OPEN = 0.1  # a gap that the spec allows
OTHER_TYPE = 1.5
RELATED_TYPE = 0.9
OTHER_ARGUMENTS = 0.4
OTHER_INPUTS = 0.5
OTHER_OUTPUT = 0.05  # decides only between what is alike
NEVER = 100.0
FAMILIES = ("Pooling", "Conv", "Dropout", "Normalization")
# How many alignments of a graph are followed at a time, and at least.
FOLLOWED, FOLLOWED_AT_LEAST = 4000, 12
# Layers to which it matters which input is which.
ORDERED = {"Subtract", "Attention", "AdditiveAttention", *keras_names().calls}


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


def align(network: NetworkSpec, found: list[FoundLayer], outputs: Sequence[int] = ()) -> Alignment:
    """Lays found layers beside asked ones in the cheapest way: chains as sequences, other networks by their wiring too.

    Args:
        network: what is asked; its layers are numbered from 0 in their order.
        found: the layers of the answer, each behind those it takes its inputs from.
        outputs: the found layers that give what the network returns.

    Returns:
        A pair for each asked and each found layer. Costs have no unit: a layer without one beside it costs 1, two
        named layers beside each other at most 1.5, so that what is exchanged is one pair and not two gaps.
    """
    return align_chain(network, found) if network.is_chain else Graphs(network, found, outputs).align()


def align_chain(network: NetworkSpec, found: list[FoundLayer]) -> Alignment:
    """Aligns two sequences at the least cost, in time and memory of their product.

    Source: Needleman and Wunsch, A general method applicable to the search for similarities in the amino acid sequence
    of two proteins, J. Mol. Biol. 48 (1970) 443–453.
    """
    asked = network.layers
    costs = [[0.0] * (len(found) + 1) for _ in range(len(asked) + 1)]
    for row in range(len(asked) + 1):
        for column in range(len(found) + 1):
            ways = [costs[row - 1][column - 1] + difference(asked[row - 1], found[column - 1])] \
                if row and column else []
            ways += [costs[row - 1][column] + gap(asked[row - 1])] if row else []
            ways += [costs[row][column - 1] + extra(network, found[column - 1])] if column else []
            costs[row][column] = min(ways, default=0.0)
    pairs: list[tuple[int | None, int | None]] = []
    row, column = len(asked), len(found)
    while row or column:
        here = costs[row][column]
        if row and asked[row - 1].optional and here == costs[row - 1][column] + LEFT_OPEN:
            row -= 1  # of what may come again, the first ones stand for what is there
            pairs.append((row, None))
        elif row and column and here == costs[row - 1][column - 1] + difference(asked[row - 1], found[column - 1]):
            row, column = row - 1, column - 1
            pairs.append((row, column))
        elif column and here == costs[row][column - 1] + extra(network, found[column - 1]):
            column -= 1
            pairs.append((None, column))
        else:
            row -= 1
            pairs.append((row, None))
    return Alignment(tuple(reversed(pairs)))


@dataclass(frozen=True)
class Partial:
    """The beginning of an alignment of graphs: its cost, its pairs, the next asked layer and the found ones taken."""

    cost: float = 0.0
    pairs: tuple[tuple[int | None, int | None], ...] = ()
    asked: int = 0
    taken: frozenset[int] = frozenset()


class Graphs:
    """An asked and a found network, of which neither is a list.

    Asked layers are taken in their order, found ones in any in which each comes after those it takes its inputs from:
    where neither of two needs the other, their arguments and what they are called on tell which is meant. All orders
    are too many to try: at each length only the cheapest beginnings are followed (beam search).
    """

    def __init__(self, network: NetworkSpec, found: list[FoundLayer], outputs: Sequence[int]) -> None:
        self.network = network
        self.found = found
        self.outputs = outputs
        self.wiring = network.resolved_inputs
        self.wanted_outputs = [position for position, _ in network.resolved_outputs]

    def align(self) -> Alignment:
        """Follows the cheapest beginnings, as many at a time as can be borne, to the cheapest end."""
        total = len(self.wiring) + len(self.found)
        followed = max(FOLLOWED_AT_LEAST, FOLLOWED // max(1, total))
        stages: list[dict[frozenset[tuple[int | None, int | None]], Partial]] = [{} for _ in range(total + 1)]
        stages[0][frozenset()] = Partial()
        for stage in stages[:-1]:
            for state in sorted(stage.values(), key=lambda each: each.cost)[:followed]:
                for after in self._continuations(state):
                    stages[after.asked + len(after.taken)].setdefault(frozenset(after.pairs), after)
        return Alignment(min(stages[-1].values(), key=self._whole_cost).pairs)

    def _whole_cost(self, state: Partial) -> float:
        outputs = zip(self.wanted_outputs, self.outputs, strict=False)
        return state.cost + OTHER_OUTPUT * sum(self._beside(state, wanted) != given for wanted, given in outputs)

    def _continuations(self, state: Partial) -> Iterator[Partial]:
        """Yields the alignments that go one step further."""
        asked = self.network.layers[state.asked] if state.asked < len(self.wiring) else None
        ready = [position for position, layer in enumerate(self.found) if position not in state.taken
                 and all(source < 0 or source in state.taken for source in layer.inputs)]
        if asked is not None:
            for position in ready:
                cost = difference(asked, self.found[position]) + OTHER_INPUTS * self._unlike_inputs(state, position)
                yield Partial(state.cost + cost, (*state.pairs, (state.asked, position)), state.asked + 1,
                              state.taken | {position})
            yield Partial(state.cost + gap(asked), (*state.pairs, (state.asked, None)), state.asked + 1, state.taken)
        for position in ready:
            yield Partial(state.cost + extra(self.network, self.found[position]), (*state.pairs, (None, position)),
                          state.asked, state.taken | {position})

    def _beside(self, state: Partial, source: int) -> int:
        """Returns what stands beside an asked source; for one that was left out, what stands beside its own."""
        beside = {asked: found for asked, found in state.pairs if asked is not None and found is not None}
        while source >= 0 and source not in beside:
            source = self.wiring[source][0]
        return beside.get(source, source)

    def _unlike_inputs(self, state: Partial, position: int) -> float:
        """Returns the share of the inputs of the next asked layer that a found one does not take."""
        wanted = [self._beside(state, source) for source in self.wiring[state.asked]]
        extras = {layer for asked, layer in state.pairs if asked is None and layer is not None}
        given = [through(self.found, source, extras) for source in self.found[position].inputs]
        if self.found[position].type in ORDERED:
            shared = sum(left == right for left, right in zip(wanted, given, strict=False))
        else:
            shared = sum(min(wanted.count(each), given.count(each)) for each in set(given))
        return 1.0 - shared / max(len(wanted), len(given))


def through(found: list[FoundLayer], source: int, extras: set[int]) -> int:
    """Returns where what an extra layer gives comes from."""
    while source in extras and found[source].inputs:
        source = found[source].inputs[0]
    return source


def gap(asked: LayerSpec) -> float:
    """Returns what it costs that nothing stands beside an asked layer."""
    return LEFT_OPEN if asked.optional else GAP


def extra(network: NetworkSpec, found: FoundLayer) -> float:
    """Returns what it costs that a found layer is not asked for."""
    return LEFT_OPEN if is_tolerated(network, found) else GAP


def is_tolerated(network: NetworkSpec, found: FoundLayer) -> bool:
    """Whether a layer may stand where nothing asks for one.

    A pretrained network that is not trained is part of how the data is prepared, where the spec names none.
    """
    if found.type in keras_names().applications:
        return is_preparation(network, found)
    return any(fnmatchcase(found.type, kind) for kind in network.allowed_anywhere)


def is_preparation(network: NetworkSpec, found: FoundLayer) -> bool:
    """Whether a layer is a pretrained network before the asked ones, which training leaves as it is."""
    return comes_first(network, found) and not found.config["trainable"]


def comes_first(network: NetworkSpec, found: FoundLayer) -> bool:
    """Whether a layer is a pretrained network before the asked ones, of which none is one."""
    pretrained = keras_names().applications
    asked = {kind for layer in network.layers for kind in layer.choices}
    return found.type in pretrained and not asked & set(pretrained) and all(source < 0 for source in found.inputs)


def difference(asked: LayerSpec, found: FoundLayer) -> float:
    """Returns how unlike two layers are: 0 for the same, below two gaps for any pair."""
    if not same_type(asked, found):
        if not asked.numbered and not asked.arguments:
            return NEVER  # a layer the text does not name: nothing was written in its place
        related = any(family in asked.type and family in found.type for family in FAMILIES)
        return RELATED_TYPE if related else OTHER_TYPE
    if not asked.arguments:
        return 0.0
    wrong = sum(not fits(value, found.config.get(name)) for name, value in asked.arguments.items())
    return OTHER_ARGUMENTS * wrong / len(asked.arguments)


def same_type(asked: LayerSpec, found: FoundLayer) -> bool:
    """Whether the found layer is of an asked type; any exact flattening is a Flatten, and a ReLU an Activation."""
    if found.type in asked.choices:
        return True
    if "Flatten" in asked.choices:
        return found.type == "Reshape" and len(found.output_shape) == 1
    if found.type not in STANDING or found.activated is None:
        return False
    return "Activation" in asked.choices or (
        not asked.arguments and found.activated in [asked_activation(kind, {}) for kind in asked.choices])
