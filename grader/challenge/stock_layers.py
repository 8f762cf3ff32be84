"""Writes what Keras calls its layers and their arguments, so that specs are checked without importing TensorFlow.

Run `python -m grader.challenge.stock_layers` after a Keras upgrade; a test fails while the file is stale.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parents[1] / "specs" / "keras_layers.json"

# They run code or read files that their config names, or are no layers on their own.
EXCLUDED = {"Layer", "Wrapper", "InputLayer", "Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer",
            "StackedRNNCells", "RNN", "IntegerLookup", "StringLookup", "TextVectorization"}
OF_EVERY_LAYER = ("dtype", "name", "trainable")


def stock_layers() -> dict[str, Any]:
    """Maps each public name in `keras.layers`, aliases included, to its class."""
    import keras

    return {
        name: value
        for name, value in vars(keras.layers).items()
        if inspect.isclass(value) and issubclass(value, keras.layers.Layer)
        and value.__name__ not in EXCLUDED
    }


def argument_names(layer_class: Any) -> list[str]:
    """Names what `layer_class(...)` accepts by keyword, in the order it takes them without."""
    parameters = list(inspect.signature(layer_class.__init__).parameters.values())[1:]
    named = [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    return list(dict.fromkeys([*named, *OF_EVERY_LAYER]))


def activation_names() -> list[str]:
    """Names what `activation=` takes."""
    import keras

    return sorted(name for name, value in vars(keras.activations).items() if inspect.isfunction(value)
                  and name not in ("deserialize", "get", "serialize"))


def loss_names() -> list[str]:
    """Names Keras' loss classes."""
    import keras

    return sorted(name for name, value in vars(keras.losses).items() if inspect.isclass(value)
                  and issubclass(value, keras.losses.Loss) and value is not keras.losses.Loss)


def render_catalogue() -> str:
    """Returns the text of the file: layers with their arguments, aliases with their class, activations, losses."""
    classes = stock_layers()
    aliases = {name: each.__name__ for name, each in classes.items() if name != each.__name__}
    layers = {each.__name__: argument_names(each) for each in classes.values()}
    catalogue = {"activations": activation_names(), "aliases": aliases, "layers": layers, "losses": loss_names()}
    return json.dumps(catalogue, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    CATALOGUE.write_text(render_catalogue(), encoding="utf-8")
