"""The wrong and right ways of compiling a network, made from its spec."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from grader.audit.written import WrittenCompile, WrittenNetwork
from grader.challenge.labels import fitting_accuracy
from grader.specs.activations import SQUASHED
from grader.specs.compiling import (
    Choice,
    asked_losses,
    asked_metrics,
    choices,
    chosen,
    default_settings,
    takes_logits,
)
from grader.specs.types import CompileSpec, NetworkSpec
from grader.specs.values import example, is_open

OTHER_OPTIMIZERS = ("SGD", "Adagrad", "Adam", "Adamax")
OTHER_LOSSES = ("MeanAbsoluteError", "Poisson", "MeanSquaredError")
OTHER_METRIC = "MeanAbsolutePercentageError"
Wrong = tuple[str, WrittenNetwork, set[str]]


def asked_compile(network: NetworkSpec, asked: CompileSpec) -> WrittenCompile:
    """Returns the call of `compile` that a spec asks for, to be written plainly."""
    losses = [chosen(each, "MeanSquaredError") for each in asked_losses(network, asked)]
    weights = [asked.loss_weights.get(network.labels[position], 1.0) for position, _ in network.resolved_outputs]
    metrics = [[chosen(each, OTHER_METRIC) for each in some] for some in asked_metrics(network, asked)]
    return WrittenCompile(
        optimizer=chosen(choices("optimizer", asked.optimizer), "Adam"),
        losses=tuple(with_logits(loss, logits=wants_logits(network, number)) for number, loss in enumerate(losses)),
        metrics=tuple(tuple(each) for each in metrics), loss_weights=tuple(weights) if asked.loss_weights else (),
        accuracies=tuple(fitting_accuracy(loss.name, last_size(network, number)) for number, loss in enumerate(losses)))


def with_losses(network: NetworkSpec, written: WrittenCompile, losses: tuple[Choice | None, ...]) -> WrittenCompile:
    """Returns a call with other losses, and the accuracies that fit them."""
    return replace(written, losses=losses, accuracies=tuple(
        fitting_accuracy(loss.name if loss else "", last_size(network, number)) for number, loss in enumerate(losses)))


def fitted(written: WrittenNetwork) -> WrittenNetwork:
    """Returns a network whose losses are told which kind of numbers its last layers give."""
    if written.compile is None or len(written.given) != len(written.compile.losses):
        return written
    last = [written.layers[position] for position, _ in written.given]
    losses = tuple(loss and with_logits(loss, logits=layer.type != "Softmax" and layer.arguments.get(
        "activation") not in SQUASHED) for loss, layer in zip(written.compile.losses, last, strict=True))
    return replace(written, compile=replace(written.compile, losses=losses))


def another_metric(loss: Choice | None) -> Choice:
    """Returns a metric that takes the labels of a loss, and that no spec asks for."""
    return Choice("SparseTopKCategoricalAccuracy" if loss and loss.name.startswith("Sparse") else OTHER_METRIC)


def wants_logits(network: NetworkSpec, number: int) -> bool:
    """Whether an output, as it is written plainly, is no share of one."""
    layer = network.layers[network.resolved_outputs[number][0]]
    activation = "softmax" if layer.type == "Softmax" else example("activation", layer.arguments.get("activation"))
    return activation not in SQUASHED


def last_size(network: NetworkSpec, number: int) -> int | None:
    """Returns the size of an output's last axis as far as its layer names it."""
    size = example("units", network.layers[network.resolved_outputs[number][0]].arguments.get("units"))
    return size if isinstance(size, int) else None


def with_logits(loss: Choice, *, logits: bool) -> Choice:
    """Returns a loss that is told which kind of numbers it gets, where it can be."""
    takes = "from_logits" in default_settings("loss", loss.name)
    settings = {name: value for name, value in loss.settings.items() if name != "from_logits"}
    return Choice(loss.name, settings | ({"from_logits": True} if takes and logits else {}))


def wrong_compiles(network: NetworkSpec, asked: CompileSpec, plain: WrittenNetwork) -> Iterator[Wrong]:
    """No `compile`; another optimizer, setting, loss; from_logits flipped; losses exchanged; a metric left out."""
    written = plain.compile
    assert written is not None
    yield "not compiled", replace(plain, compile=None), {"compile.called"}
    for name, other, meant in (*wrong_optimizers(asked, written), *wrong_losses(network, asked, written),
                               *wrong_metrics(network, asked, written)):
        yield name, replace(plain, compile=other), meant


def wrong_optimizers(asked: CompileSpec, written: WrittenCompile) -> Iterator[tuple[str, WrittenCompile, set[str]]]:
    """Another optimizer, another value of each setting that is named, and one that is not."""
    wanted = choices("optimizer", asked.optimizer)
    if wanted is None:
        return
    other = next(each for each in OTHER_OPTIMIZERS if each not in [one.name for one in wanted])
    yield f"optimizer {other}", replace(written, optimizer=Choice(other)), {"compile.optimizer"}
    plain = written.optimizer
    for name, value in wanted[0].settings.items():
        for beside in beside_values(value):
            changed = replace(plain, settings=plain.settings | {name: beside})
            yield f"{name}={beside}", replace(written, optimizer=changed), {f"compile.{name}"}
    if "clipnorm" not in plain.settings:
        clipped = replace(plain, settings=plain.settings | {"clipnorm": 0.5})
        yield "clipnorm=0.5", replace(written, optimizer=clipped), {"compile.defaults"}


def beside_values(value: Any) -> list[Any]:
    """Returns values of a setting that will not do."""
    if isinstance(value, bool):
        return [not value]
    if not is_open(value):
        return [value / 2] if isinstance(value, int | float) else []
    return [value[bound] * factor for bound, factor in (("min", 0.5), ("max", 2.0)) if bound in value]


def wrong_losses(network: NetworkSpec, asked: CompileSpec,
                 written: WrittenCompile) -> Iterator[tuple[str, WrittenCompile, set[str]]]:
    """Another loss of each output, none, from_logits flipped, and two outputs' losses exchanged."""
    losses = written.losses

    def other(number: int, loss: Choice | None) -> WrittenCompile:
        return with_losses(network, written, (*losses[:number], loss, *losses[number + 1:]))

    allowed = asked_losses(network, asked)
    for number, (wanted, loss) in enumerate(zip(allowed, losses, strict=True)):
        label = network.labels[network.resolved_outputs[number][0]]
        if wanted is not None:
            name = next(each for each in OTHER_LOSSES if each not in [one.name for one in wanted])
            yield f"loss of {label} {name}", other(number, Choice(name)), {"compile.loss"}
        if len(losses) > 1:
            yield f"loss of {label} left out", other(number, None), {"compile.loss"}
        if loss is not None and takes_logits(network, asked) and "from_logits" in default_settings("loss", loss.name):
            flipped = with_logits(loss, logits="from_logits" not in loss.settings)
            yield f"from_logits of {label} flipped", other(number, flipped), {"compile.from_logits"}
    if len(losses) == 2 and not any(map(allows, allowed, reversed(losses))):
        yield "losses exchanged", with_losses(network, written, losses[::-1]), {"compile.loss"}
    if len(losses) > 1:
        weights = (0.25, *(written.loss_weights or (1.0,) * len(losses))[1:])
        yield "loss_weights", replace(written, loss_weights=weights), {"compile.defaults"}


def allows(wanted: list[Choice] | None, loss: Choice | None) -> bool:
    """Whether a loss is one of those that will do."""
    return wanted is None or (loss is not None and loss.name in [each.name for each in wanted])


def wrong_metrics(network: NetworkSpec, asked: CompileSpec,
                  written: WrittenCompile) -> Iterator[tuple[str, WrittenCompile, set[str]]]:
    """Each metric left out, an accuracy that compares in another way, and one too many where that matters."""
    for number, metrics in enumerate(written.metrics):
        label = network.labels[network.resolved_outputs[number][0]]

        def with_metrics(*given: Choice, at: int = number) -> WrittenCompile:
            return replace(written, metrics=(*written.metrics[:at], given, *written.metrics[at + 1:]))

        for place, metric in enumerate(metrics):
            others = (*metrics[:place], *metrics[place + 1:])
            yield f"{metric.name} of {label} left out", with_metrics(*others), {"compile.metrics"}
            if metric.name == "accuracy":
                meant = {"compile.metrics", "compile.trains"}  # of many classes it takes no labels at all
                yield f"Accuracy of {label}", with_metrics(*others, Choice("Accuracy")), meant
        if asked.metrics and not asked.extra_metrics:
            more = with_metrics(*metrics, another_metric(written.losses[number]))
            yield f"one metric more of {label}", more, {"compile.metrics"}


def right_compiles(network: NetworkSpec, asked: CompileSpec, plain: WrittenNetwork) -> Iterator[
        tuple[str, WrittenNetwork]]:
    """Strings, functions and objects, and whatever the spec leaves open."""
    written = plain.compile
    assert written is not None
    found = [("compiled by names", replace(written, manner="name")),
             ("compiled by functions", replace(written, manner="function"))]
    wanted = choices("optimizer", asked.optimizer) or []
    for each in wanted[1:]:
        found.append((f"optimizer may be {each.name}", replace(written, optimizer=chosen([each], each.name))))
    for name, value in (wanted[0].settings if wanted else {}).items():
        for bound in ("min", "max"):
            if is_open(value) and bound in value:
                settings = written.optimizer.settings | {name: value[bound]}
                found.append((f"{name} may be {value[bound]}",
                              replace(written, optimizer=replace(written.optimizer, settings=settings))))
    for number, losses in enumerate(asked_losses(network, asked)):
        for each in (losses or [])[1:]:
            loss = with_logits(chosen([each], each.name), logits=wants_logits(network, number))
            found.append((f"loss may be {each.name}", with_losses(
                network, written, (*written.losses[:number], loss, *written.losses[number + 1:]))))
    if asked.extra_metrics:
        both = zip(written.metrics, written.losses, strict=True)
        more = tuple((*metrics, another_metric(loss)) for metrics, loss in both)
        found.append(("one metric more", replace(written, metrics=more)))
    yield from ((name, replace(plain, compile=each)) for name, each in found)
