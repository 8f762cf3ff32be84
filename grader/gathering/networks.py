"""What a network does under a challenge, beside its twin that was rebuilt from the record."""

from __future__ import annotations

import msgspec

from grader.challenge.drawing import NUMBERS, values_given, vocabularies
from grader.errors import GraderError
from grader.evidence.claims import Challenge, InputValues, NetworkClaim
from grader.evidence.codec import CodecError
from grader.evidence.evidence import Compiled, Evidence
from grader.evidence.questions import CompileQuestion, DescribeNetwork, Description, NetworkQuestion, Reference
from grader.facts.folding import in_order
from grader.facts.network import NetworkReading
from grader.gathering.answering import Answering
from grader.specs.types import NetworkSpec
from grader.verification.comparing import behaves_alike, trains_alike
from grader.verification.framing import (
    asked_layers,
    bare,
    bare_compiled,
    calls_asked_layers,
    compile_challenge,
    network_challenge,
    network_of,
)
from grader.verifier import Verifier


def gather_network(answering: Answering) -> Evidence:
    """Puts a network and its twin to the same challenge: where both behave alike, the record is verified.

    Raises:
        CodecError: the answer has told that it is something else.
        GraderError: Keras cannot build what the spec asks for.
    """
    network = answering.claim.network
    if network is None:
        raise CodecError("a claim of another kind than asked for")
    expected = describe(NetworkReading(answering.spec, network), answering.verifier)
    challenge = network_challenge(network, answering.guest.seed, values_of(answering.spec.network, network))
    response, reference = answering.both(challenge, NetworkQuestion(bare(network), challenge))
    if failed := answering.failed(response):
        return failed
    evidence = answering.evidence(response=response, reference=reference.response, expected=expected)
    if reference.response is None:
        unverified = msgspec.structs.replace(evidence, problem=reference.problem or "")
        own = as_spec(answering, unverified, network, challenge)
        return unverified if own is None else trained(answering, own)
    if not behaves_alike(response, reference.response):
        return msgspec.structs.replace(evidence, trust="contradicted")
    return trained(answering, msgspec.structs.replace(evidence, trust="verified"))


def values_of(asked: NetworkSpec, network: NetworkClaim) -> tuple[InputValues, ...]:
    """Returns what the answer's inputs are given, in its own order; nothing where that is numbers everywhere.

    An asked layer that knows too few words is told by its argument; any other one has to take all of them.
    """
    values, looked_up = asked.input_values, vocabularies(network.layers, network.calls, len(network.input_shapes))
    if len(values) == len(looked_up):
        order = in_order(asked.input_names, network.input_names) or range(len(values))
        values = tuple(values[number] for number in order)
    given = values_given(values, looked_up, all_words=asked.is_free)
    return given if any(each != NUMBERS for each in given) else ()


def trained(answering: Answering, evidence: Evidence) -> Evidence:
    """Lets a network that is verified train as it was compiled, and its twin as that is told."""
    assert evidence.claim is not None
    compiled, network = evidence.claim.compiled, evidence.claim.network
    if compiled is None or compiled.optimizer is None or network is None:
        return evidence
    challenge = compile_challenge(network, answering.guest.seed, values_of(answering.spec.network, network))
    question = CompileQuestion(bare(network), bare_compiled(compiled), challenge)
    response, reference = answering.both(challenge, question)
    found = Compiled("unverified", reference.problem or "", answering.code.failure(response.failure))
    if response.failure is None and reference.response is not None:
        if not trains_alike(response, reference.response):
            reference = answering.reference(msgspec.structs.replace(question, noise=True))
        alike = reference.response is not None and trains_alike(response, reference.response, reference.noise)
        found = Compiled("verified" if alike else "contradicted")
    return msgspec.structs.replace(evidence, compiled=found)


def as_spec(answering: Answering, evidence: Evidence, network: NetworkClaim, challenge: Challenge) -> Evidence | None:
    """Puts the spec's own network in place of a record with unexplained ops, if the answer behaves as that."""
    assert evidence.response is not None
    spec = answering.spec
    if evidence.expected is None or spec.network.is_free or not calls_asked_layers(network, spec):
        return None
    own = network_of(evidence.expected, spec, network)
    if not holds_asked_objects(network, own):
        return None
    reference = answering.reference(NetworkQuestion(bare(own), challenge))
    if reference.response is None or not behaves_alike(evidence.response, reference.response):
        return None
    claim = msgspec.structs.replace(answering.claim, network=own)
    return msgspec.structs.replace(evidence, claim=claim, trust="verified", problem="",
                                   reference=reference.response, stands_for_spec=True)


def holds_asked_objects(network: NetworkClaim, own: NetworkClaim) -> bool:
    """Whether each object that a layer is told to hold, such as a regularizer, is one that the spec's own network has.

    Behaviour does not tell: a regularizer may be too weak to show in it.
    """
    asked = [value for layer in own.layers for value in layer.config.values()]
    return all(value in asked for layer in network.layers for value in layer.config.values() if isinstance(value, dict))


def describe(reading: NetworkReading, verifier: Verifier) -> Description | None:
    """Returns the asked layers as Keras makes them; None for those of a free network that it cannot make alone.

    Raises:
        GraderError: Keras cannot build what the spec asks for.
    """
    if reading.network.is_free:
        answer = verifier.ask(reading.described_alone())
        return answer if isinstance(answer, Description) else None
    layers = asked_layers(reading.network, reading.chosen_layers())
    answer = verifier.ask(DescribeNetwork(input_shapes=reading.asked_input_shapes, layers=layers))
    if isinstance(answer, Reference):
        raise GraderError("spec_not_buildable", exercise=reading.spec.id, reason=answer.problem)
    return answer
