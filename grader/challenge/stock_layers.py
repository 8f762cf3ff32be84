"""Writes what a version of Keras calls its layers and their arguments, so that nothing of that needs TensorFlow.

Run `python -m grader.challenge.stock_layers` after a Keras upgrade, or with an older Keras in its place: what differs
from the version before it is written down as `specs/keras/MINOR.json`. A test fails while the installed one's is stale.
"""

from __future__ import annotations

import contextlib
import inspect
import json
from collections.abc import Iterable, Iterator
from typing import Any

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


def calls_with_several(classes: Iterable[Any]) -> dict[str, list[str]]:
    """Names the arguments by which layers take several tensors one by one, in order."""
    parameters = {each.__name__: [*inspect.signature(each.call).parameters][1:] for each in classes}
    return {name: [names[0], *(each for each in names if each in ("value", "key", "initial_state"))]
            for name, names in parameters.items() if {"value", "initial_state"} & {*names}}


def objects() -> dict[str, dict[str, Any]]:
    """Tells what Keras makes of the name of a regularizer or constraint: its class and config."""
    import keras

    found = {}
    for module in (keras.regularizers, keras.constraints):
        for name, value in vars(module).items():
            if inspect.isclass(value):
                with contextlib.suppress(TypeError, ValueError, NotImplementedError):
                    made = module.get(name)
                    found[name] = {"module": module.__name__, "class_name": type(made).__name__,
                                   "config": dict(made.get_config())}
    return found


def compiled() -> dict[str, dict[str, dict[str, Any]]]:
    """Tells what `compile` makes of the names of optimizers, losses and metrics: their class and config."""
    import keras
    from keras.src import losses, metrics, optimizers

    found: dict[str, dict[str, dict[str, Any]]] = {}
    for kind, module, names in (("optimizers", keras.optimizers, optimizers.ALL_OBJECTS_DICT),
                                ("losses_by_name", keras.losses, losses.ALL_OBJECTS_DICT),
                                ("metrics", keras.metrics, metrics.ALL_OBJECTS_DICT)):
        made_of = [made for made in map(made_plainly, vars(module).values()) if made is not None]
        classes = {by_function(each): each for each in made_of}
        for name in {*names, *(type(made).__name__ for made in made_of)}:
            with contextlib.suppress(Exception):  # what needs arguments has no plain name
                made = module.get(name)
                made = classes.get(made, made)
                if getattr(module, type(made).__name__, None) is type(made):
                    found.setdefault(kind, {})[name] = {"class_name": type(made).__name__, "config": settings_of(made)}
    return found


def made_plainly(value: Any) -> Any:
    """Returns an object of a class that needs no argument; None for anything else."""
    if not inspect.isclass(value):
        return None
    with contextlib.suppress(Exception):
        return value()
    return None


def by_function(made: Any) -> Any:
    """Returns the function that a loss or metric is made around, else its class."""
    return getattr(made, "fn", None) or getattr(made, "_fn", None) or type(made)


def settings_of(made: Any) -> dict[str, Any]:
    """Returns the config of an optimizer, loss or metric as plain JSON, numbers as they were written."""
    config = {key: value for key, value in made.get_config().items() if key not in ("name", "dtype", "fn")}
    told: dict[str, Any] = json.loads(json.dumps(config, default=lambda value: f"<{type(value).__name__}>"))
    return {key: as_written(value) for key, value in told.items()}


def as_written(value: Any) -> Any:
    """Returns 0.001 for the float32 next to it."""
    if isinstance(value, dict):
        return {key: as_written(each) for key, each in value.items()}
    return float(f"{value:.7g}") if isinstance(value, float) else value


def applications() -> dict[str, Any]:
    """Returns the constructors of pretrained networks in `keras.applications`, by name."""
    import keras

    return {name: value for name, value in vars(keras.applications).items() if inspect.isfunction(value)}


def application_arguments() -> dict[str, list[str]]:
    """Names what each constructor of a pretrained network accepts, and whether the network is frozen."""
    return {name: [*inspect.signature(each).parameters, "trainable"] for name, each in applications().items()}


def defaults(classes: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Tells what each layer is when it is told nothing of it: by argument, as far as JSON can say it."""
    return {each.__name__: dict(plain_defaults(each)) for each in classes}


def plain_defaults(layer_class: Any) -> Iterator[tuple[str, Any]]:
    """Yields the arguments of a class that have a default that JSON can say."""
    for parameter in inspect.signature(layer_class.__init__).parameters.values():
        if isinstance(parameter.default, str | int | float | bool | tuple | list | None):
            yield parameter.name, json.loads(json.dumps(parameter.default))


def dataset_names() -> list[str]:
    """Returns the names of the data sets that Keras loads."""
    import keras

    return sorted(name for name, value in vars(keras.datasets).items()
                  if inspect.ismodule(value) and hasattr(value, "load_data"))


def read_keras() -> dict[str, Any]:
    """Returns what the installed Keras calls things, as `specs.keras_names.KerasNames` has it."""
    classes = stock_layers()
    aliases = {name: each.__name__ for name, each in classes.items() if name != each.__name__}
    layers = {each.__name__: argument_names(each) for each in classes.values()}
    return {"activations": activation_names(), "aliases": aliases, "layers": layers, "losses": loss_names(),
            "calls": calls_with_several(classes.values()), "objects": objects(), "defaults": defaults(classes.values()),
            "applications": application_arguments(), "datasets": dataset_names(), **compiled()}


def write_changes(version: str) -> None:
    """Writes down what the installed Keras has other than the version before it, and what the next one has then."""
    from grader.specs.keras_names import FOLDER, catalogue, difference, known_versions  # of no use in a guest
    from grader.versions import numbers

    known = sorted({*known_versions(), version}, key=numbers)
    told = {each: catalogue(each) for each in known_versions()} | {version: read_keras()}
    FOLDER.mkdir(exist_ok=True)
    for before, each in zip(["", *known], known, strict=False):
        text = json.dumps(difference(told.get(before, {}), told[each]), indent=1, sort_keys=True, ensure_ascii=False)
        (FOLDER / f"{each}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    import keras

    from grader.versions import minor

    write_changes(minor(keras.__version__))
