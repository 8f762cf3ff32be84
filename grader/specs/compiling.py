"""What a spec can say of `compile`: pure, and without Keras.

optimizer = "Adam"                                            with Keras' defaults
optimizer = { type = ["Adam", "RMSprop"], learning_rate = { max = 0.01 } }
loss = { one_of = ["MeanSquaredError", "Huber"] }             of every output
loss = { quality = "mse", kind = { type = "BinaryCrossentropy", label_smoothing = 0.1 } }      of each, by its layer
metrics = ["accuracy"]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from grader.specs.keras_names import keras_names
from grader.specs.types import CompileSpec, NetworkSpec
from grader.specs.values import example

Kind = Literal["optimizer", "loss", "metric"]
ACCURACY = {"accuracy", "acc"}  # of metrics, which of Keras' accuracies that is, labels and outputs decide
OF_ONE = ({"one_of"}, {"any"})


@dataclass(frozen=True)
class Choice:
    """One optimizer, loss or metric that will do.

    Attributes:
        name: Keras' class; `accuracy` for whichever fits.
        settings: the arguments that are named, as in `specs.values`.
    """

    name: str
    settings: dict[str, Any] = field(default_factory=dict)


def choices(kind: Kind, wanted: Any) -> list[Choice] | None:
    """Returns all that will do for a value of a spec, each with those of its settings that Keras knows for it.

    None where anything of Keras' own will do.
    """
    if isinstance(wanted, str):
        return [Choice(class_name(kind, wanted))]
    if wanted is None:
        return None
    if set(wanted) in OF_ONE:
        return None if "any" in wanted else [each for one in wanted["one_of"] for each in choices(kind, one) or ()]
    settings = {name: value for name, value in wanted.items() if name != "type"}
    types = wanted["type"] if isinstance(wanted["type"], list) else [wanted["type"]]
    names = [class_name(kind, name) for name in types]
    known = {each: default_settings(kind, each) for each in names}
    if len(names) == 1:
        return [Choice(names[0], settings)]
    unknown = set(settings).difference(*known.values())
    return [Choice(each, {name: value for name, value in settings.items() if name in known[each] or name in unknown})
            for each in names]


def class_name(kind: Kind, name: str) -> str:
    """Returns the class that a name stands for: `mse` is MeanSquaredError; one that is not known as it is."""
    if kind == "metric" and name in ACCURACY:
        return "accuracy"
    known = keras_names().compiled[kind].get(name)
    return known["class_name"] if known else name


def default_settings(kind: Kind, name: str) -> dict[str, Any]:
    """Returns the settings that Keras gives an optimizer, loss or metric of this class which was told none."""
    known = keras_names().compiled[kind].get(name)
    return known["config"] if known else {}


def by_output(network: NetworkSpec, wanted: Any) -> list[Any]:
    """Returns what is asked of each output: what a table has under its layer's name, or the same of all."""
    labels = [network.labels[position] for position, _ in network.resolved_outputs]
    if isinstance(wanted, dict) and wanted and set(wanted) <= set(labels):
        return [wanted.get(label) for label in labels]
    return [wanted] * len(labels)


def asked_losses(network: NetworkSpec, asked: CompileSpec) -> list[list[Choice] | None]:
    """Returns the losses that will do for each output."""
    return [choices("loss", each) for each in by_output(network, asked.loss)]


def asked_metrics(network: NetworkSpec, asked: CompileSpec) -> list[list[list[Choice] | None]]:
    """Returns the metrics of each output, for each of them those that will do."""
    return [[choices("metric", each) for each in wanted or ()] for wanted in by_output(network, asked.metrics)]


def asked_settings(asked: CompileSpec) -> dict[str, Any]:
    """Returns the settings of the optimizer that are named."""
    wanted = choices("optimizer", asked.optimizer) or ()
    return {name: value for each in wanted for name, value in each.settings.items()}


def takes_logits(network: NetworkSpec, asked: CompileSpec) -> bool:
    """Whether a loss that is asked for can be told that it gets numbers before the last activation."""
    return any("from_logits" in default_settings("loss", each.name)
               for losses in asked_losses(network, asked) for each in losses or ())


def chosen(wanted: list[Choice] | None, otherwise: str) -> Choice:
    """Returns what is written where a right answer is to be shown: the first that will do."""
    return Choice(wanted[0].name, {name: example(name, value) for name, value in wanted[0].settings.items()
                                   if example(name, value) is not None}) if wanted else Choice(otherwise)
