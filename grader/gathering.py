"""Gathers the evidence of one answer: guest and verification are asked, put to the same challenge, and compared."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator

import msgspec

from grader.conversation import Conversation, Guests, Limits
from grader.errors import GraderError
from grader.evidence.claims import (
    STATEMENT_SECONDS,
    AnswerCode,
    Challenge,
    Claim,
    Failure,
    FileCode,
    Formula,
    Frame,
    Inventory,
    NetworkClaim,
    Response,
    TrainStepClaim,
)
from grader.evidence.codec import MAX_CLAIM_BYTES, MAX_RESPONSE_BYTES, CodecError, decode, encode
from grader.evidence.evidence import NOT_RUN, End, Evidence, Trust
from grader.evidence.kept import Recording
from grader.evidence.questions import (
    DescribeNetwork,
    Description,
    NetworkQuestion,
    Reference,
    StepQuestion,
)
from grader.evidence.validation import validate_claim
from grader.facts.network import NetworkReading
from grader.sandbox.workers import WarmProcess, WarmProcessDied, WorkerDied, WorkerTimedOut
from grader.specs.types import ExerciseSpec, TrainStepSpec
from grader.submissions.answers import FoundAnswer
from grader.submissions.canonical import Canonical, canonical
from grader.verification.comparing import behaves_alike, steps_agree
from grader.verification.framing import (
    asked_layers,
    bare,
    bare_step,
    calls_asked_layers,
    network_challenge,
    network_of,
    step_challenge,
)
from grader.verifier import Verifier

FATAL = {"guest_not_started", "isolation_insufficient", "spec_not_buildable"}  # no other answer will fare better
OUT_OF_MEMORY = {"MemoryError", "ResourceExhaustedError"}
OF_THE_MACHINE = {"OSError", "TimeoutError", "BlockingIOError", "InterruptedError"}  # another time it may be otherwise


class Gatherer:
    """Gathers evidence, each answer's in a guest of its own: nothing ran there that could change what it tells."""

    def __init__(self, warm: WarmProcess, verifier: Verifier, limits: Limits | None = None,
                 ends_at: float = math.inf) -> None:
        self.guests = Guests(warm, limits or Limits(), verifier.store)
        self.ends_at = ends_at
        self.verifier = verifier
        self._stages: dict[str, float] = {}

    def gather(self, answer: FoundAnswer, spec: ExerciseSpec) -> Evidence:
        """Returns what is known about an answer, whatever its code does."""
        if answer.code is None:
            return broken_code(answer)
        if time.monotonic() - self.guests.waited > self.ends_at:
            return Evidence(end="timed_out", problem=NOT_RUN, source=answer.source)
        started, self._stages = time.monotonic(), {}
        evidence = self._gather(canonical(answer.code), spec)
        return msgspec.structs.replace(evidence, source=answer.source, seconds=time.monotonic() - started,
                                       stages=self._stages)

    def take_inventory(self, code: FileCode) -> Inventory:
        """Returns what a file makes when it runs as a whole, in a guest of its own; nothing if that fails."""
        if time.monotonic() - self.guests.waited > self.ends_at:
            return Inventory()

        def talk(guest: Conversation) -> Inventory:
            guest.tell(encode(code))
            return decode(guest.hear(MAX_CLAIM_BYTES), Inventory, MAX_CLAIM_BYTES)

        try:
            return self.guests.hold(code, self.verifier.seeds, talk, in_time)
        except (WorkerTimedOut, WorkerDied, CodecError):
            return Inventory()

    def _gather(self, code: Canonical[AnswerCode], spec: ExerciseSpec) -> Evidence:
        """Holds the conversation about an answer; whatever ends it says something."""
        def worth_keeping(evidence: Evidence, recording: Recording) -> bool:
            return says_something(evidence) and (code.code.made is None or in_time(evidence, recording))

        try:
            return self.guests.hold(code.code, self.verifier.seeds, lambda guest: self._question(guest, code, spec),
                                    worth_keeping)
        except WorkerTimedOut:
            return Evidence(end="timed_out")
        except WorkerDied as death:
            own_doing = self.guests.began and not isinstance(death, WarmProcessDied)
            return Evidence(end="crashed" if own_doing else "grader_error", problem=str(death))
        except CodecError as error:
            return Evidence(end="answered", trust="contradicted", problem=str(error))
        except GraderError as error:
            if error.code in FATAL:
                raise
            return Evidence(end="grader_error", problem=str(error))
        except Exception as error:  # a claim that breaks the grader is the grader's fault, and costs nobody else
            return Evidence(end="grader_error", problem=f"{type(error).__name__}: {error}")

    @contextlib.contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        """Adds to the seconds that the answer waits for a stage."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + time.monotonic() - started

    def _question(self, guest: Conversation, code: Canonical[AnswerCode], spec: ExerciseSpec) -> Evidence:
        with self._stage("record"):
            guest.tell(encode(code.code))
            answer = guest.hear(MAX_CLAIM_BYTES)
        claim = decode(answer, Claim, MAX_CLAIM_BYTES)
        validate_claim(claim)
        claim = code.told(claim)
        if claim.failure is not None:
            return failed_evidence(claim, claim.failure)
        if claim.network is not None and spec.network is not None:
            return self._verify_network(guest, code, claim, claim.network, spec)
        if claim.train_step is not None and spec.train_step is not None:
            return self._verify_step(guest, code, claim, claim.train_step, spec.train_step)
        raise CodecError("a claim of another kind than asked for")

    def _verify_network(self, guest: Conversation, code: Canonical[AnswerCode], claim: Claim, network: NetworkClaim,
                        spec: ExerciseSpec) -> Evidence:
        expected = self._expected(NetworkReading(spec, network))
        challenge = network_challenge(network, guest.seed)
        response, reference = self._challenge(guest, challenge, NetworkQuestion(bare(network), challenge))
        if response.failure is not None:
            return failed_response(claim, response, code)
        if reference.response is None:
            evidence = Evidence(end="answered", claim=claim, problem=reference.problem or "", response=response,
                                expected=expected)
            return self._as_spec(evidence, network, spec, challenge) or evidence
        trust: Trust = "verified" if behaves_alike(response, reference.response) else "contradicted"
        return Evidence(end="answered", claim=claim, trust=trust, response=response, reference=reference.response,
                        expected=expected)

    def _as_spec(self, evidence: Evidence, network: NetworkClaim, spec: ExerciseSpec,
                 challenge: Challenge) -> Evidence | None:
        """Puts the spec's own network in place of a record with unexplained ops, if the answer behaves as that."""
        assert evidence.response is not None
        assert spec.network is not None
        if evidence.expected is None or spec.network.is_free or not calls_asked_layers(network, spec):
            return None
        own = network_of(evidence.expected, spec, network)
        reference = self._reference(NetworkQuestion(bare(own), challenge))
        if reference.response is None or not behaves_alike(evidence.response, reference.response):
            return None
        return msgspec.structs.replace(evidence, claim=Claim(network=own), trust="verified", problem="",
                                       reference=reference.response, stands_for_spec=True)

    def _verify_step(self, guest: Conversation, code: Canonical[AnswerCode], claim: Claim, step: TrainStepClaim,
                     asked: TrainStepSpec) -> Evidence:
        if step.network is None or step.optimizer is None:
            return Evidence(end="answered", claim=claim, trust="verified")
        challenge = step_challenge(step.network, guest.seed, guest.weights_seed)
        formulas = self._formulas(guest, challenge) if step.loss is None else ()
        question = StepQuestion(bare_step(step), challenge, formulas, asked.losses)
        response, reference = self._challenge(guest, challenge, question)
        if response.failure is not None:
            return failed_response(claim, response, code)
        if reference.response is not None and not steps_agree(response, reference.response):
            reference = self._reference(msgspec.structs.replace(question, noise=True))
        return Evidence(end="answered", claim=claim, trust="unverified" if reference.problem else "verified",
                        problem=reference.problem or "", response=response, reference=reference.response,
                        loss_fits=reference.loss_fits, noise=reference.noise)

    def _formulas(self, guest: Conversation, challenge: Challenge) -> tuple[Formula, ...]:
        """Asks how a loss is worked out, before the guest hears of the weights it will be put to."""
        guest.tell(encode(msgspec.structs.replace(challenge, weights_seed=0, formula=True)))
        return self._response(guest).formulas

    def _challenge(self, guest: Conversation, challenge: Challenge,
                   question: NetworkQuestion | StepQuestion) -> tuple[Response, Reference]:
        """Puts guest and verification to the same challenge, at the same time."""
        guest.tell(encode(challenge))
        reference = self._reference(question)
        return self._response(guest), reference

    def _response(self, guest: Conversation) -> Response:
        with self._stage("challenge"):
            answer = guest.hear(MAX_RESPONSE_BYTES)
        return decode(answer, Response, MAX_RESPONSE_BYTES)

    def _reference(self, question: NetworkQuestion | StepQuestion) -> Reference:
        with self._stage("verification"):
            answer = self.verifier.ask(question)
        return answer if isinstance(answer, Reference) else Reference(problem="no reference")

    def _expected(self, reading: NetworkReading) -> Description | None:
        if reading.network.is_free:
            answer = self.verifier.ask(reading.described_alone())
            return answer if isinstance(answer, Description) else None
        layers = asked_layers(reading.network, reading.chosen_layers())
        answer = self.verifier.ask(DescribeNetwork(input_shapes=reading.asked_input_shapes, layers=layers))
        if isinstance(answer, Reference):
            raise GraderError("spec_not_buildable", exercise=reading.spec.id, reason=answer.problem)
        return answer


def broken_code(answer: FoundAnswer) -> Evidence:
    """Returns the evidence of an answer that is not Python."""
    assert answer.broken is not None
    frame = Frame(cell=0, line=answer.broken.line, function="")
    return Evidence(end="crashed", failure=Failure(type="SyntaxError", message=answer.broken.reason,
                                                   frames=(frame,), stage="code"))


def failed_evidence(claim: Claim, failure: Failure) -> Evidence:
    """Returns the evidence of an answer that raised."""
    end: End = "out_of_memory" if failure.type in OUT_OF_MEMORY else "answered"
    return Evidence(end=end, claim=claim, failure=failure)


def failed_response(claim: Claim, response: Response, code: Canonical[AnswerCode]) -> Evidence:
    """Returns the evidence of an answer that raised under the challenge."""
    failure = code.failure(response.failure)
    assert failure is not None
    return failed_evidence(msgspec.structs.replace(claim, output=response.output), failure)


def says_something(evidence: Evidence) -> bool:
    """Whether what came of a conversation says something about the answer, and would come of it again."""
    failure = evidence.failure.type if evidence.failure is not None else ""
    return evidence.end == "answered" and evidence.trust != "contradicted" and failure not in OF_THE_MACHINE


def in_time(found: object, recording: Recording) -> bool:
    """Whether no statement of a file can have been ended by its clock."""
    return recording.seconds < STATEMENT_SECONDS
