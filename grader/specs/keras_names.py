"""The names of Keras' layers and their arguments, known without importing Keras."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct


class KerasNames(Struct, frozen=True):
    """What Keras calls things.

    Attributes:
        layers: the arguments each class takes, in their order.
        aliases: other spellings, with the class they stand for.
        activations: what `activation=` takes.
        losses: its classes in `keras.losses`.
        calls: the arguments by which some classes take several tensors one by one.
        objects: by name, class and config of the regularizers and constraints that a name stands for.
        applications: the pretrained networks, with the arguments of their constructors.
    """

    layers: dict[str, list[str]]
    aliases: dict[str, str]
    activations: list[str]
    losses: list[str]
    calls: dict[str, list[str]]
    objects: dict[str, dict[str, Any]]
    applications: dict[str, list[str]]

    def canonical(self, name: str) -> str | None:
        """Returns the class a name stands for (`MaxPool2D` is `MaxPooling2D`), or None if Keras has no such layer."""
        name = self.aliases.get(name, name)
        return name if name in self.layers else None


@cache
def keras_names() -> KerasNames:
    """Reads the catalogue that `grader.challenge.stock_layers` wrote."""
    return KerasNames(**json.loads((Path(__file__).parent / "keras_layers.json").read_text(encoding="utf-8")))
