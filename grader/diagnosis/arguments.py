"""Why an argument of a layer has another value than the spec names: what else in the course has that value."""

from __future__ import annotations

from grader.checks.check import Finding
from grader.diagnosis.case import Case, Cause, titled
from grader.diagnosis.layers import call_of
from grader.diagnosis.source import argument_of, is_by_position
from grader.facts.network import NetworkFacts
from grader.specs.keras_names import keras_names
from grader.specs.types import LayerSpec, NetworkSpec
from grader.specs.values import fits, parameter_of, whole

PROBABILITIES = "softmax"


def asked_position(facts: NetworkFacts, finding: Finding) -> int:
    """Returns which asked layer (from 0) a finding is about."""
    return facts.network.labels.index(finding.params["label"])


def is_output(network: NetworkSpec, position: int) -> bool:
    """Whether the network returns what this layer gives."""
    return network.labels[position] in (network.outputs or network.labels[-1:])


def of_its_type(network: NetworkSpec, position: int) -> int:
    """Returns how many layers of its type stand before a layer."""
    return sum(layer.type == network.layers[position].type for layer in network.layers[:position])


def parameter_ignored(case: Case, finding: Finding) -> Cause | None:
    """A value that calls of the function decide is the same in another call, which decided otherwise."""
    if case.whole is None:
        return None
    position, name = asked_position(case.network, finding), finding.params["argument"]
    parameter = parameter_of(case.whole.spec.subject.layers[position].arguments.get(name))
    for spec, evidence in zip(case.whole.spec.cases, case.whole.evidence.cases, strict=False):
        facts = NetworkFacts(spec, evidence)
        other = facts.found(position) if evidence.claim is not None and evidence.claim.network is not None else None
        if parameter is not None and spec.call != case.spec.call and other is not None \
                and spec.network.layers[position].arguments[name] != finding.expected \
                and fits(finding.found, whole(other.config.get(name))):
            return Cause("parameter_ignored", {"parameter": parameter, "other_call": spec.call})
    return None


def base_trained(case: Case, finding: Finding) -> Cause | None:
    """A pretrained network that should stay as it is takes part in the training."""
    if finding.params["type"] not in keras_names().applications or finding.params["argument"] != "trainable":
        return None
    found = case.network.found(asked_position(case.network, finding))
    return Cause("base_trained", {"count": found.config["trainable_layers"]}) if found and finding.found else None


def one_word_short(case: Case, finding: Finding) -> Cause | None:
    """A vocabulary has no place for its last word: numbers begin at 0."""
    wanted = finding.expected.get("min") if isinstance(finding.expected, dict) else finding.expected
    if finding.params["type"] != "Embedding" or finding.params["argument"] != "input_dim" \
            or not isinstance(wanted, int) or finding.found != wanted - 1:
        return None
    return Cause("one_word_short", {})


def sequence_left_on(case: Case, finding: Finding) -> Cause | None:
    """A recurrent layer gives what it has after each step, where its last output is asked for."""
    wrong = finding.params["argument"] == "return_sequences" and finding.found is True
    return Cause("sequence_left_on", {}) if wrong else None


def arguments_changed_places(case: Case, finding: Finding) -> Cause | None:
    """Two arguments of the layer have each other's value."""
    facts, name = case.network, finding.params["argument"]
    position = asked_position(facts, finding)
    asked, found = facts.network.layers[position].arguments, facts.found(position)
    for other, wanted in asked.items():
        if found is not None and wanted != asked[name] and fits(wanted, finding.found) \
                and fits(asked[name], found.config.get(other)):
            return Cause("arguments_changed_places", {"other_argument": other})
    return None


def layers_changed_places(case: Case, finding: Finding) -> Cause | None:
    """Two layers of a type have each other's value."""
    facts, name = case.network, finding.params["argument"]
    position = asked_position(facts, finding)
    for other, layer in alike_layers(facts, position):
        theirs = facts.found(other)
        if theirs is not None and layer.arguments.get(name) == finding.found \
                and fits(finding.expected, theirs.config.get(name)):
            return Cause("layers_changed_places", {"other_label": facts.network.labels[other]})
    return None


def line_copied(case: Case, finding: Finding) -> Cause | None:
    """An earlier layer of the type rightly has this value: its line was copied."""
    facts, name = case.network, finding.params["argument"]
    position = asked_position(facts, finding)
    for other, layer in alike_layers(facts, position):
        theirs = facts.found(other)
        if other < position and theirs is not None and finding.found is not None \
                and layer.arguments.get(name) == finding.found \
                and fits(finding.found, theirs.config.get(name)):
            return Cause("line_copied", {"other_label": facts.network.labels[other]})
    return None


def alike_layers(facts: NetworkFacts, position: int) -> list[tuple[int, LayerSpec]]:
    """Returns the other asked layers of the same type, nearest first."""
    kind = facts.network.layers[position].type
    alike = [(number, layer) for number, layer in enumerate(facts.network.layers)
             if number != position and layer.type == kind]
    return sorted(alike, key=lambda pair: abs(pair[0] - position))


def classes_of_other_data(case: Case, finding: Finding) -> Cause | None:
    """The output has a node for each class of the data of another exercise."""
    if counts_classes(case, finding):
        for spec, network in case.others:
            if network.classes == finding.found:
                return Cause("classes_of_other_data", {"other": titled(spec)})
    return None


def classes_miscounted(case: Case, finding: Finding) -> Cause | None:
    """The output has not one node for each class."""
    return Cause("classes_miscounted", {}) if counts_classes(case, finding) else None


def counts_classes(case: Case, finding: Finding) -> bool:
    """Whether the argument is the number of classes."""
    network = case.network.network
    return is_output(network, asked_position(case.network, finding)) and finding.expected == network.classes


def asked_elsewhere(case: Case, finding: Finding) -> Cause | None:
    """Another network of the course asks for this value in the layer of the same type and rank."""
    network, name = case.network.network, finding.params["argument"]
    position = asked_position(case.network, finding)
    kind, rank = network.layers[position].type, of_its_type(network, position)
    for spec, other in case.alike:
        for number, layer in enumerate(other.layers):
            if layer.type == kind and of_its_type(other, number) == rank and name in layer.arguments \
                    and layer.arguments[name] == finding.found:
                return Cause("asked_elsewhere", {"other": titled(spec)})
    return None


def not_square(case: Case, finding: Finding) -> Cause | None:
    """A size differs between the directions where the spec names one number for all."""
    uneven = isinstance(finding.found, list) and isinstance(finding.expected, int)
    return Cause("not_square", {"whole": [finding.expected] * len(finding.found)}) if uneven else None


def default_set_by_position(case: Case, finding: Finding) -> Cause | None:
    """An argument the spec leaves open was set by a value without a name."""
    kind, name = finding.params["type"], finding.params["argument"]
    layer = case.network.found(asked_position(case.network, finding))
    call = call_of(case, layer) if layer is not None else None
    given = argument_of(call, kind, name) if call is not None else None
    if call is None or given is None or not is_by_position(call, given):
        return None
    return Cause("default_set_by_position", {"position": next(
        number for number, each in enumerate(call.args, 1) if each is given)})


def softmax_left_to_the_loss(case: Case, finding: Finding) -> Cause | None:
    """The loss was told to apply softmax itself."""
    told = any("from_logits=True" in cell.source.replace(" ", "") for cell in case.answer.cells)
    return Cause("softmax_left_to_the_loss", {}) if told and finding.expected == PROBABILITIES else None


def softmax_missing(case: Case, finding: Finding) -> Cause | None:
    """The output layer gives no probabilities, for which the loss waits."""
    if finding.expected != PROBABILITIES:
        return None
    return Cause("softmax_missing", {"loss": case.network.network.loss})


def output_activation_missing(case: Case, finding: Finding) -> Cause | None:
    """A layer whose values nothing comes behind gives any numbers."""
    last = is_output(case.network.network, asked_position(case.network, finding))
    return Cause("output_activation_missing", {}) if last else None


def activation_copied(case: Case, finding: Finding) -> Cause | None:
    """The output layer has the activation of the layers before it."""
    facts = case.network
    before = [facts.found(number) for number in range(asked_position(facts, finding))]
    copied = any(layer is not None and layer.config.get("activation") == finding.found for layer in before)
    if finding.expected != PROBABILITIES or not copied:
        return None
    return Cause("activation_copied", {})


def not_probabilities(case: Case, finding: Finding) -> Cause | None:
    """The output layer has an activation whose values do not add up to 1."""
    return Cause("not_probabilities", {}) if finding.expected == PROBABILITIES else None


def softmax_too_early(case: Case, finding: Finding) -> Cause | None:
    """A layer inside the network has the activation of the last one."""
    return Cause("softmax_too_early", {}) if finding.found == PROBABILITIES else None
