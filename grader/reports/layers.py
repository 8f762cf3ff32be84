"""The asked layers beside the found ones: what every report shows of a network, and where the two differ."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rich.text import Text

from grader.facts.alignment import ORDERED, same_type
from grader.facts.facts import facts_of
from grader.facts.folding import FoundLayer
from grader.messages.texts import show
from grader.reports.escaping import plain, plain_deep
from grader.results import ExerciseResult
from grader.specs.types import LayerSpec
from grader.specs.values import fits, named_settings


@dataclass(frozen=True)
class LayerPair:
    """An asked layer and the found one that stands beside it; None is a gap.

    Attributes:
        number: the number that the spec's text gives the layer, or its id; empty if it gives none.
        takes: what the asked layer is called on, and what the found one is, where that is more than the one before.
        fine: it is right that one of them is not there.
    """

    number: str
    asked: LayerSpec | None
    found: FoundLayer | None
    takes: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    fine: bool = False

    @property
    def same_type(self) -> bool:
        """Whether both are there, and the found one is of a type that will do."""
        return self.asked is not None and self.found is not None and self.found.type in self.asked.choices

    @property
    def does_as_well(self) -> bool:
        """Whether the found layer is of another type that does the same: a Reshape for a Flatten, a ReLU alone."""
        if self.asked is None or self.found is None or self.same_type or not same_type(self.asked, self.found):
            return False
        wanted = self.asked.arguments.get("activation")
        return wanted is None or fits(wanted, self.found.activated)

    @property
    def same_inputs(self) -> bool:
        """Whether both are called on the same, in the same order where that counts."""
        wanted, given = self.takes
        ordered = self.found is not None and self.found.type in ORDERED
        return wanted == given if ordered else sorted(wanted) == sorted(given)

    @cached_property
    def differing(self) -> set[str]:
        """The asked arguments that the found layer of the same type has otherwise."""
        if not self.same_type:
            return set()
        assert self.asked is not None
        assert self.found is not None
        return {name for name, wanted in self.asked.arguments.items()
                if not fits(wanted, self.found.config.get(name))}

    @property
    def same(self) -> bool:
        """Whether the found layer is what is asked for, or does as well."""
        if self.asked is None or self.found is None:
            return self.fine
        if not self.same_inputs:
            return False
        return self.does_as_well if not self.same_type else not self.differing

    @property
    def found_arguments(self) -> dict[str, Any]:
        """What the found layer has for each asked argument, worded as the spec does where it means the same."""
        if not self.same_type:
            return {}
        assert self.asked is not None
        assert self.found is not None
        return {name: named_settings(wanted, self.found.config.get(name)) if name in self.differing else wanted
                for name, wanted in self.asked.arguments.items()}


def layer_pairs(result: ExerciseResult) -> list[LayerPair]:
    """Returns the network of an exercise, asked beside found; empty where there is none to show."""
    spec, evidence = result.shown
    subject, pairs = spec.subject, []
    known = [each for each in (facts_of(spec, evidence).pairs if evidence is not None else [])
             if not (each.fine and each.found is None and each.asked is not None  # one time more that is not there
                     and subject.layers[each.asked].optional and not subject.layers[each.asked].numbered)]
    named = any(each.takes[0] for each in known)  # one is called by its id where others take what it gives
    for asked, found, takes, fine in known:
        wanted = subject.layers[asked] if asked is not None else None
        number = ""
        if asked is not None and (subject.layers[asked].numbered or named):
            number = subject.labels[asked].removeprefix("layer_")
        pairs.append(LayerPair(number, wanted, found, takes, fine))
    return pairs


def layer_document(pair: LayerPair) -> dict[str, Any]:
    """Returns the pair for the JSON document."""
    asked, found = pair.asked, pair.found
    return {
        "number": pair.number,
        "asked": None if asked is None else {"type": asked.type, "arguments": plain_deep(asked.arguments)},
        "found": None if found is None else {"type": plain(found.type), "arguments": plain_deep(pair.found_arguments)},
        "same": pair.same,
    }


def argument_text(name: str, value: Any) -> str:
    """Returns one argument as code; the names every reader knows by position are left out."""
    text = plain(show(value))
    return text if name in ("filters", "units", "kernel_size", "pool_size", "activation") else f"{name}={text}"


def call_text(layer_type: str, arguments: dict[str, Any]) -> str:
    """Returns a layer as code."""
    return f"{layer_type}({', '.join(argument_text(name, value) for name, value in arguments.items())})"


def layer_cells(pair: LayerPair, nothing: str) -> tuple[Text, Text]:
    """Returns an asked layer, and the found one with its differences marked."""
    asked, found = pair.asked, pair.found
    told = nothing if asked is None else call_text(" / ".join(asked.choices), asked.arguments) + taken(pair.takes[0])
    left = Text(told, style="" if asked else "dim")
    wrong = "dim" if pair.fine else "bold red"
    if found is None:
        return left, Text(nothing, style=wrong)
    wired = Text(taken(pair.takes[1]), style="" if asked is None or pair.same_inputs else wrong)
    if not pair.same_type:
        return left, Text(plain(found.type), style="" if pair.same else wrong).append(wired)
    right = Text(f"{found.type}(")
    for number, (name, value) in enumerate(pair.found_arguments.items()):
        right.append(", " if number else "")
        right.append(argument_text(name, value), style="bold red" if name in pair.differing else "")
    return left, right.append(")").append(wired)


def taken(names: tuple[str, ...]) -> str:
    """Returns what a layer is called on, as it stands behind the layer."""
    return f" ← {', '.join(map(plain, names))}" if names else ""
