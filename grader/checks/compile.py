"""The checks of what a network was compiled with."""

from __future__ import annotations

from functools import partial
from typing import Any

from grader.challenge.labels import fitting_accuracy
from grader.checks.answers import gist
from grader.checks.check import SKIPPED, Check, Finding, failed, passed
from grader.evidence.claims import CompileClaim, CompiledPart
from grader.facts.network import NetworkFacts, is_free
from grader.specs.activations import SQUASHED
from grader.specs.compiling import (
    Choice,
    Kind,
    asked_losses,
    asked_metrics,
    asked_settings,
    by_output,
    choices,
    default_settings,
    takes_logits,
)
from grader.specs.types import CompileSpec, NetworkSpec
from grader.specs.values import fits

SHARE = "compile"
LOGITS = "from_logits"


def compile_checks(network: NetworkSpec, asked: CompileSpec) -> list[Check]:
    """Returns the checks of what `compile` was given; each rests on how the network then trains."""
    checks = [Check("compile.called", SHARE, ("answer.runs",), is_compiled),
              Check("compile.trains", SHARE, ("compile.called",), trains_as_told),
              Check("compile.optimizer", SHARE, ("compile.trains",), optimizer_is_asked)]
    checks += [Check(f"compile.{name}", SHARE, ("compile.optimizer",), partial(setting_is_asked, name=name))
               for name in asked_settings(asked)]
    checks.append(Check("compile.loss", SHARE, ("compile.trains",), losses_are_asked))
    if takes_logits(network, asked):
        checks.append(Check("compile.from_logits", SHARE, ("compile.loss",), logits_fit))
    if asked.metrics:
        checks.append(Check("compile.metrics", SHARE, ("compile.trains",), metrics_are_asked))
    checks.append(Check("compile.defaults", SHARE, ("compile.optimizer", "compile.loss"), others_are_default))
    return checks


def told(facts: NetworkFacts) -> tuple[NetworkSpec, CompileSpec, CompileClaim]:
    """Returns the network, and what its `compile` is to be given and was."""
    assert facts.network.compile is not None
    return facts.network, facts.network.compile, claimed(facts) or CompileClaim()


def claimed(facts: NetworkFacts) -> CompileClaim | None:
    """Returns what `compile` was given; None if it was not called."""
    return facts.evidence.claim.compiled if facts.evidence.claim is not None else None


def is_compiled(facts: NetworkFacts) -> Finding:
    """The model is compiled, and nothing in that raises."""
    compiled = claimed(facts)
    if compiled is None:
        return failed("compile_missing", "compile", None)
    if compiled.failure is not None and compiled.optimizer is None:
        failure, frames = compiled.failure, compiled.failure.frames
        return failed("compile_raised", "no error", f"{failure.type}: {failure.message}",
                      (frames[-1].cell, frames[-1].line) if frames else compiled.place,
                      type=failure.type, text=gist(failure.message))
    return passed()


def trains_as_told(facts: NetworkFacts) -> Finding:
    """Trained on drawn batches, the model does what its twin does with the same optimizer, losses and metrics."""
    compiled, evidence = told(facts)[2], facts.evidence.compiled
    if compiled.strays:
        names = ", ".join(facts.claim.output_names) or "–"
        return failed("compile_name_unknown", names, ", ".join(compiled.strays), compiled.place)
    if compiled.trained_by:
        return failed("compile_trained_by", "keras.Model.train_step", compiled.trained_by, compiled.place)
    own = [each.type for each in (compiled.optimizer, *compiled.losses) if each is not None and each.own]
    if own:
        return failed("compile_own", "Keras", ", ".join(own), compiled.place)
    if evidence is None:
        return SKIPPED  # the network itself could not be verified
    if evidence.failure is not None:
        failure = evidence.failure
        return failed("compile_training_raised", "no error", f"{failure.type}: {failure.message}", compiled.place,
                      type=failure.type, text=gist(failure.message))
    if evidence.trust != "verified":
        return failed("compile_not_verifiable", "keras", evidence.problem or evidence.trust, compiled.place)
    return passed()


def optimizer_is_asked(facts: NetworkFacts) -> Finding:
    """The optimizer is of a class that the spec names."""
    _, asked, compiled = told(facts)
    wanted, found = choices("optimizer", asked.optimizer), compiled.optimizer
    assert found is not None
    if wanted is None or any(each.name == found.type for each in wanted):
        return passed(in_words(wanted), found.type)
    return failed("compile_optimizer_differs", in_words(wanted), found.type, compiled.place)


def setting_is_asked(facts: NetworkFacts, *, name: str) -> Finding:
    """A setting of the optimizer has the value that the spec names."""
    _, asked, compiled = told(facts)
    wanted = asked_settings(asked)[name]
    value = compiled.optimizer.config.get(name) if compiled.optimizer else None
    is_another = compiled.optimizer is not None and name not in default_settings("optimizer", compiled.optimizer.type)
    if is_another or fits(wanted, value):  # a setting of another optimizer that will do
        return passed(wanted, value)
    return failed("compile_setting_differs", wanted, value, compiled.place, argument=name,
                  type=compiled.optimizer.type if compiled.optimizer else "")


def losses_are_asked(facts: NetworkFacts) -> Finding:
    """Each output has a loss that the spec names for it."""
    network, asked, compiled = told(facts)
    found = in_asked_order(facts, compiled.losses)
    wanted = asked_losses(network, asked)
    wrong = [number for number, (some, loss) in enumerate(zip(wanted, found, strict=True)) if not is_one(some, loss)]
    if not wrong:
        return passed(*both_in_words(network, wanted, found))
    turned = [*found[-1:], *found[:-1]]
    if len(found) == 2 and all(map(is_one, wanted, turned)):
        return failed("compile_losses_swapped", *both_in_words(network, wanted, found), compiled.place)
    number = wrong[0]
    code = "compile_loss_differs" if found[number] is not None else "compile_loss_missing"
    return failed(code, in_words(wanted[number]), name_of(found[number]), compiled.place,
                  output=output_name(network, number))


def is_one(wanted: list[Choice] | None, found: CompiledPart | None) -> bool:
    """Whether a loss is one of those that will do; None: any of Keras' own."""
    if found is None or wanted is None:
        return found is not None and not found.own
    return any(fits_choice(each, found) for each in wanted)


def fits_choice(wanted: Choice, found: CompiledPart, accuracy: str = "") -> bool:
    """Whether class and named settings are those asked for; `accuracy`: the class that is the accuracy here."""
    name = accuracy if wanted.name == "accuracy" else wanted.name
    return name == found.type and not found.own \
        and all(fits(value, found.config.get(key)) for key, value in wanted.settings.items() if key != LOGITS)


def logits_fit(facts: NetworkFacts) -> Finding:
    """A loss is told `from_logits=True` just where the last activation gives no shares of one."""
    network, _, compiled = told(facts)
    for number, loss in enumerate(in_asked_order(facts, compiled.losses)):
        if loss is None or LOGITS not in loss.config:
            continue
        activation = last_activation(facts, number)
        wanted, found = activation not in SQUASHED, bool(loss.config[LOGITS])
        if wanted != found:
            return failed("compile_logits_missing" if wanted else "compile_logits_twice", wanted, found,
                          compiled.place, type=loss.type, activation=activation or "linear",
                          output=output_name(network, number))
    return passed()


def metrics_are_asked(facts: NetworkFacts) -> Finding:
    """Each output has the metrics that the spec names for it, and no others where the spec says so."""
    network, asked, compiled = told(facts)
    losses, found = in_asked_order(facts, compiled.losses), in_asked_order(facts, compiled.metrics)
    for number, (wanted, given) in enumerate(zip(asked_metrics(network, asked), found, strict=True)):
        accuracy = accuracy_of(facts, number, losses[number])
        output, spare = output_name(network, number), list(given or ())
        for each in wanted:
            fitting = next((one for one in spare if each is None or any(fits_choice(choice, one, accuracy)
                                                                          for choice in each)), None)
            if fitting is None:
                return metric_missing(each or [], list(given or ()), accuracy, output, compiled.place)
            spare.remove(fitting)
        if spare and not asked.extra_metrics:
            return failed("compile_metric_extra", ", ".join(map(in_words, wanted)) or "–", spare[0].type,
                          compiled.place, output=output)
    return passed()


def metric_missing(wanted: list[Choice], given: list[CompiledPart], accuracy: str, output: str,
                   place: tuple[int, int] | None) -> Finding:
    """Returns the finding of a metric that is not there; another accuracy in its place is worth other words."""
    names = ", ".join(each.type for each in given) or "–"
    other = next((each.type for each in given if each.type.endswith("Accuracy") and each.type != accuracy), None)
    if other is not None and "accuracy" in [each.name for each in wanted]:
        return failed("compile_accuracy_differs", accuracy, other, place, output=output)
    return failed("compile_metric_missing", in_words(wanted), names, place, output=output)


def others_are_default(facts: NetworkFacts) -> Finding:
    """Settings of optimizer and losses that the spec does not name are Keras' own, and so are the losses' weights."""
    network, asked, compiled = told(facts)
    parts: list[tuple[Kind, CompiledPart | None, set[str]]] = [
        ("optimizer", compiled.optimizer, set(asked_settings(asked)))]
    losses = in_asked_order(facts, compiled.losses)
    for wanted, loss in zip(asked_losses(network, asked), losses, strict=True):
        parts.append(("loss", loss, {name for each in wanted or () for name in each.settings} | {LOGITS}))
    for kind, part, named in parts:
        if part is None or (kind == "optimizer" and choices("optimizer", asked.optimizer) is None):
            continue
        for name, default in default_settings(kind, part.type).items():
            value = part.config.get(name)
            if name not in named and not is_free(name, facts.spec) and not fits(default, value):
                return failed("compile_setting_differs", default, value, compiled.place, argument=name, type=part.type)
    wanted_weights = [1.0 if each is None else float(each) for each in by_output(network, asked.loss_weights or None)]
    weights = [float(each) for each in in_asked_order(facts, compiled.loss_weights)]
    if not all(map(fits, wanted_weights, weights)):
        return failed("compile_setting_differs", wanted_weights, weights, compiled.place, argument="loss_weights",
                      type="compile")
    return passed()


def in_asked_order(facts: NetworkFacts, told_of_each: tuple[Any, ...]) -> list[Any]:
    """Returns what is told of the outputs in the spec's order; in the answer's, if they are others."""
    outputs = [facts.source_found(source) for source in facts.structure.outputs]
    wanted = [facts.source_asked(position) for position, _ in facts.network.resolved_outputs]
    if sorted(wanted) == sorted(outputs) and len(told_of_each) == len(outputs) == len(set(outputs)):
        return [told_of_each[outputs.index(source)] for source in wanted]
    return [*told_of_each, *[None] * len(wanted)][:len(wanted)]


def last_activation(facts: NetworkFacts, number: int) -> Any:
    """Returns the activation through which an output comes."""
    position = facts.source_asked(facts.network.resolved_outputs[number][0])
    return None if position < 0 else facts.structure.layers[position].activated


def accuracy_of(facts: NetworkFacts, number: int, loss: CompiledPart | None) -> str:
    """Returns which of Keras' accuracies fits an output."""
    position = facts.source_asked(facts.network.resolved_outputs[number][0])
    shape = facts.structure.layers[position].output_shape if position >= 0 else ()
    return fitting_accuracy(loss.type if loss is not None else "", shape[-1] if shape else 1)


def output_name(network: NetworkSpec, number: int) -> str:
    """Names an output by its layer."""
    return network.labels[network.resolved_outputs[number][0]]


def in_words(wanted: list[Choice] | None) -> str:
    """Names all that will do."""
    return "…" if wanted is None else " / ".join(dict.fromkeys(each.name for each in wanted))


def name_of(found: CompiledPart | None) -> str:
    """Names what was found."""
    return "–" if found is None else found.type


def both_in_words(network: NetworkSpec, wanted: list[list[Choice] | None],
                  found: list[CompiledPart | None]) -> tuple[str, str]:
    """Tells what is asked of each output and what was found, under its name."""
    names = [output_name(network, number) for number in range(len(wanted))]
    return (", ".join(f"{name}: {in_words(each)}" for name, each in zip(names, wanted, strict=True)),
            ", ".join(f"{name}: {name_of(each)}" for name, each in zip(names, found, strict=True)))
