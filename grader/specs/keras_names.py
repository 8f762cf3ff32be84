"""The names of Keras' layers and their arguments, by version of Keras, known without importing it.

`specs/keras/` has a file for each minor version: all of the oldest, and of each later one what differs from the one
before it, with what is `gone`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from grader.versions import installed, numbers

FOLDER = Path(__file__).parent / "keras"


class KerasNames(Struct, frozen=True):
    """What Keras calls things.

    Attributes:
        layers: the arguments each class takes, in their order.
        defaults: of these, what they are when nothing is said, as far as JSON can say it.
        aliases: other spellings, with the class they stand for.
        activations: what `activation=` takes.
        losses: its classes in `keras.losses`.
        calls: the arguments by which some classes take several tensors one by one.
        objects: by name, class and config of the regularizers and constraints that a name stands for.
        optimizers, losses_by_name, metrics: by every name `compile` takes, their class and config.
        applications: the pretrained networks, with the arguments of their constructors.
        datasets: the modules of `keras.datasets`.
    """

    layers: dict[str, list[str]]
    defaults: dict[str, dict[str, Any]]
    aliases: dict[str, str]
    activations: list[str]
    losses: list[str]
    calls: dict[str, list[str]]
    objects: dict[str, dict[str, Any]]
    optimizers: dict[str, dict[str, Any]]
    losses_by_name: dict[str, dict[str, Any]]
    metrics: dict[str, dict[str, Any]]
    applications: dict[str, list[str]]
    datasets: list[str]

    @property
    def compiled(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What `compile` takes by name, by its kind."""
        return {"optimizer": self.optimizers, "loss": self.losses_by_name, "metric": self.metrics}

    def canonical(self, name: str) -> str | None:
        """Returns the class a name stands for (`MaxPool2D` is `MaxPooling2D`), or None if Keras has no such layer."""
        name = self.aliases.get(name, name)
        return name if name in self.layers else None


@cache
def keras_names(version: str | None = None) -> KerasNames:
    """Returns what a version of Keras calls things; by default the installed one, and the newest where there is none.

    One that nobody wrote down is taken for the newest before it.
    """
    version = version or installed("keras")
    known = known_versions()
    before = [each for each in known if version is None or numbers(each) <= numbers(version)]
    return KerasNames(**catalogue((before or known)[-1 if before else 0]))


@cache
def known_versions() -> tuple[str, ...]:
    """Returns the minor versions that are written down, oldest first."""
    return tuple(sorted((path.stem for path in FOLDER.glob("*.json")), key=numbers))


def newest() -> KerasNames:
    """Returns what the newest Keras that is written down calls things, whichever is installed."""
    return keras_names(known_versions()[-1])


def since(layer: str, argument: str | None = None) -> str | None:
    """Returns the first version that has a layer, or one that takes an argument; None if none does."""
    for version in known_versions():
        taken = keras_names(version).layers.get(layer)
        if taken is not None and (argument is None or argument in taken):
            return version
    return None


def catalogue(version: str) -> dict[str, Any]:
    """Returns all that is written down of a version: the files up to it, one put upon the other."""
    told: dict[str, Any] = {}
    for each in known_versions()[:known_versions().index(version) + 1]:
        told = changed(told, json.loads((FOLDER / f"{each}.json").read_text(encoding="utf-8")))
    return told


def changed(told: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """Returns what a change makes of a catalogue: entries take the place of old ones, those that are `gone` go."""
    gone: dict[str, list[str]] = change.get("gone", {})
    sections = {key: told.get(key, {}) | value if isinstance(value, dict) else value
                for key, value in change.items() if key != "gone"}
    return told | {key: {name: value for name, value in entries.items() if name not in gone.get(key, ())}
                   if isinstance(entries, dict) else entries for key, entries in (told | sections).items()}


def difference(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Returns the change that leads from one catalogue to the other."""
    told: dict[str, Any] = {}
    gone: dict[str, list[str]] = {}
    for key, section in new.items():
        before = old.get(key, type(section)())
        if isinstance(section, dict):
            told[key] = {name: value for name, value in section.items() if name not in before or before[name] != value}
            gone[key] = sorted(before.keys() - section.keys())
        elif section != before:
            told[key] = section
    lost = {"gone": {key: names for key, names in gone.items() if names}}
    return {key: section for key, section in (told | lost).items() if section}
