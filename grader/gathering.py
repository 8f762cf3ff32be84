"""Gathers the evidence of one answer: guest and verification are asked, put to the same challenge, and compared."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from grader.checks.network import NetworkFacts, free_arguments
from grader.errors import GraderError
from grader.evidence.claims import (
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
from grader.evidence.evidence import NOT_RUN, Evidence
from grader.evidence.validation import validate_claim
from grader.sandbox.workers import Guest, WarmProcess, WarmProcessDied, WorkerDied, WorkerTimedOut
from grader.specs.types import ExerciseSpec, TrainStepSpec
from grader.submissions.answers import FoundAnswer
from grader.verification.comparing import behaves_alike, steps_agree
from grader.verification.framing import (
    bare,
    bare_step,
    calls_asked_layers,
    network_challenge,
    network_of,
    step_challenge,
)
from grader.verification.questions import (
    AskedLayer,
    DescribeNetwork,
    Description,
    NetworkQuestion,
    Reference,
    StepQuestion,
)
from grader.verifier import Verifier

WHOLE = 8  # times the seconds of an answer: seven slow ones that are right
START_SECONDS = 120.0  # a guest may have to wait for the warm process' import
Isolation = Literal["process", "partial", "full"]
LEVELS: tuple[Isolation, ...] = ("process", "partial", "full")
FATAL = {"guest_not_started", "isolation_insufficient", "spec_not_buildable"}  # no other answer will fare better
OUT_OF_MEMORY = {"MemoryError", "ResourceExhaustedError"}


@dataclass(frozen=True)
class Limits:
    """What one answer may take, and how far it has to be shut in.

    `seconds` counts for each request to the guest; `isolation` is the least level that will do.
    """

    seconds: float = 30.0
    isolation: Isolation = "process"

    @property
    def whole_seconds(self) -> float:
        """When a submission has taken so long, no further answer of it is run."""
        return WHOLE * self.seconds


class Gatherer:
    """Gathers evidence, each answer's in a guest of its own: nothing ran there that could change what it tells."""

    def __init__(self, warm: WarmProcess, verifier: Verifier, limits: Limits | None = None,
                 ends_at: float = math.inf) -> None:
        self.warm = warm
        self.ends_at = ends_at
        self.verifier = verifier
        self.limits = limits or Limits()
        self.isolation: Isolation = "full"
        self.aborted = False
        self._guest: Guest | None = None
        self._stages: dict[str, float] = {}

    def gather(self, answer: FoundAnswer, spec: ExerciseSpec) -> Evidence:
        """Returns what is known about an answer, whatever its code does."""
        if answer.code is None:
            return broken_code(answer)
        if time.monotonic() > self.ends_at:
            return Evidence(end="timed_out", problem=NOT_RUN, source=answer.source)
        try:
            return self._gather(answer, spec)
        finally:
            self.close()

    def take_inventory(self, code: FileCode) -> Inventory:
        """Returns what a file makes when it runs as a whole, in a guest of its own; nothing if that fails."""
        if time.monotonic() > self.ends_at:
            return Inventory()
        try:
            self._guest = self._new_guest()
            return decode(self._guest.ask(encode(code), self.limits.seconds, MAX_CLAIM_BYTES), Inventory,
                          MAX_CLAIM_BYTES)
        except (WorkerTimedOut, WorkerDied, CodecError):
            return Inventory()
        finally:
            self.close()

    def abort(self) -> None:
        """Ends the guest from another thread; nothing more is gathered."""
        self.aborted = True
        if (guest := self._guest) is not None:
            guest.kill()

    def close(self) -> None:
        """Ends the guest."""
        if self._guest is not None:
            self._guest.close()
        self._guest = None

    def _gather(self, answer: FoundAnswer, spec: ExerciseSpec) -> Evidence:
        started, self._stages = time.monotonic(), {}
        try:
            evidence = self._question_again_if_killed(answer.code, spec)  # type: ignore[arg-type]
        except WorkerTimedOut:
            evidence = Evidence(end="timed_out")
        except WorkerDied as death:
            own_doing = self._guest is not None and not isinstance(death, WarmProcessDied)
            evidence = Evidence(end="crashed" if own_doing else "grader_error", problem=str(death))
        except CodecError as error:
            evidence = Evidence(end="answered", trust="contradicted", problem=str(error))
        except GraderError as error:
            if error.code in FATAL:
                raise
            evidence = Evidence(end="grader_error", problem=str(error))
        except Exception as error:  # a claim that breaks the grader is the grader's fault, and costs nobody else
            evidence = Evidence(end="grader_error", problem=f"{type(error).__name__}: {error}")
        return msgspec.structs.replace(evidence, source=answer.source, seconds=time.monotonic() - started,
                                       stages=self._stages)

    @contextlib.contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        """Adds to the seconds that the answer waits for a stage."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + time.monotonic() - started

    def _question_again_if_killed(self, code: AnswerCode, spec: ExerciseSpec) -> Evidence:
        """Runs an answer, and once more if its process was killed from outside: that says nothing about the answer."""
        try:
            return self._question(code, spec)
        except WorkerDied as death:
            if self.aborted or not death.killed:
                raise
            self.close()
            return self._question(code, spec)

    def _question(self, code: AnswerCode, spec: ExerciseSpec) -> Evidence:
        with self._stage("start"):
            self._guest = self._new_guest()
        with self._stage("record"):
            answer = self._guest.ask(encode(code), self.limits.seconds, MAX_CLAIM_BYTES)
        claim = decode(answer, Claim, MAX_CLAIM_BYTES)
        validate_claim(claim)
        if claim.failure is not None:
            return failed_evidence(claim, claim.failure)
        if claim.network is not None and spec.network is not None:
            return self._verify_network(claim, claim.network, spec)
        if claim.train_step is not None and spec.train_step is not None:
            return self._verify_step(claim, claim.train_step, spec.train_step)
        raise CodecError("a claim of another kind than asked for")

    def _new_guest(self) -> Guest:
        """Starts a guest.

        Raises:
            GraderError: it cannot be started, or not be shut in as far as asked.
            WorkerDied: it was killed from outside.
        """
        guest = self.warm.guest()
        try:
            refused = guest.refused_measures(START_SECONDS)
        except (WorkerDied, WorkerTimedOut) as error:
            guest.close()
            if isinstance(error, WorkerDied) and error.killed:
                raise
            raise GraderError("guest_not_started") from None
        self.isolation = min(self.isolation, isolation_level(refused), key=LEVELS.index)
        if LEVELS.index(self.isolation) < LEVELS.index(self.limits.isolation):
            guest.close()
            raise GraderError("isolation_insufficient", asked=self.limits.isolation, found=self.isolation,
                              refused=", ".join(refused))
        return guest

    def _verify_network(self, claim: Claim, network: NetworkClaim, spec: ExerciseSpec) -> Evidence:
        expected = self._expected(spec, Evidence(end="answered", claim=claim, trust="verified"))
        challenge = network_challenge(network, self.verifier.seed)
        response, reference = self._challenge(challenge, NetworkQuestion(bare(network), challenge))
        if response.failure is not None:
            return failed_evidence(msgspec.structs.replace(claim, output=response.output), response.failure)
        if reference.response is None:
            evidence = Evidence(end="answered", claim=claim, problem=reference.problem or "", response=response,
                                expected=expected)
            return self._as_spec(evidence, network, spec, challenge) or evidence
        trust = "verified" if behaves_alike(response, reference.response) else "contradicted"
        return Evidence(end="answered", claim=claim, trust=trust, response=response, reference=reference.response,
                        expected=expected)

    def _as_spec(self, evidence: Evidence, network: NetworkClaim, spec: ExerciseSpec,
                 challenge: Challenge) -> Evidence | None:
        """Puts the spec's own network in place of a record with unexplained ops, if the answer behaves as that."""
        assert evidence.expected is not None
        assert evidence.response is not None
        if not calls_asked_layers(network, spec):
            return None
        own = network_of(evidence.expected, spec, network)
        reference = self._reference(NetworkQuestion(bare(own), challenge))
        if reference.response is None or not behaves_alike(evidence.response, reference.response):
            return None
        return msgspec.structs.replace(evidence, claim=Claim(network=own), trust="verified", problem="",
                                       reference=reference.response, stands_for_spec=True)

    def _verify_step(self, claim: Claim, step: TrainStepClaim, asked: TrainStepSpec) -> Evidence:
        if step.network is None or step.optimizer is None:
            return Evidence(end="answered", claim=claim, trust="verified")
        challenge = step_challenge(step.network, self.verifier.seed, self.verifier.weights_seed)
        formulas = self._formulas(challenge) if step.loss is None else ()
        question = StepQuestion(bare_step(step), challenge, formulas, asked.losses)
        response, reference = self._challenge(challenge, question)
        if response.failure is not None:
            return failed_evidence(msgspec.structs.replace(claim, output=response.output), response.failure)
        if reference.response is not None and not steps_agree(response, reference.response):
            reference = self._reference(msgspec.structs.replace(question, noise=True))
        return Evidence(end="answered", claim=claim, trust="unverified" if reference.problem else "verified",
                        problem=reference.problem or "", response=response, reference=reference.response,
                        loss_fits=reference.loss_fits, noise=reference.noise)

    def _formulas(self, challenge: Challenge) -> tuple[Formula, ...]:
        """Asks how a loss is worked out, before the guest hears of the weights it will be put to."""
        assert self._guest is not None
        asking = msgspec.structs.replace(challenge, weights_seed=0, formula=True)
        self._guest.send(encode(asking), self.limits.seconds)
        return self._receive_response().formulas

    def _challenge(self, challenge: Challenge, question: NetworkQuestion | StepQuestion) -> tuple[Response, Reference]:
        """Puts guest and verification to the same challenge, at the same time."""
        assert self._guest is not None
        self._guest.send(encode(challenge), self.limits.seconds)
        reference = self._reference(question)
        return self._receive_response(), reference

    def _receive_response(self) -> Response:
        assert self._guest is not None
        with self._stage("challenge"):
            answer = self._guest.receive(self.limits.seconds, MAX_RESPONSE_BYTES)
        return decode(answer, Response, MAX_RESPONSE_BYTES)

    def _reference(self, question: NetworkQuestion | StepQuestion) -> Reference:
        with self._stage("verification"):
            answer = self.verifier.ask(question)
        return answer if isinstance(answer, Reference) else Reference(problem="no reference")

    def _expected(self, spec: ExerciseSpec, evidence: Evidence) -> Description:
        assert spec.network is not None
        chosen = free_arguments(NetworkFacts(spec, evidence))
        layers = tuple(
            AskedLayer(type=layer.type, arguments=layer.arguments | free, inputs=inputs)
            for layer, free, inputs in zip(spec.network.layers, chosen, spec.network.resolved_inputs, strict=True))
        answer = self.verifier.ask(DescribeNetwork(input_shapes=spec.network.input_shapes, layers=layers))
        if isinstance(answer, Reference):
            raise GraderError("spec_not_buildable", exercise=spec.id, reason=answer.problem)
        return answer


def isolation_level(refused: list[str]) -> Isolation:
    """Returns the level that is left without the refused measures."""
    if not refused:
        return "full"
    return "process" if "namespaces" in refused else "partial"


def broken_code(answer: FoundAnswer) -> Evidence:
    """Returns the evidence of an answer that is not Python."""
    assert answer.broken is not None
    frame = Frame(cell=0, line=answer.broken.line, function="")
    return Evidence(end="crashed", failure=Failure(type="SyntaxError", message=answer.broken.reason,
                                                   frames=(frame,), stage="code"))


def failed_evidence(claim: Claim, failure: Failure) -> Evidence:
    """Returns the evidence of an answer that raised."""
    end = "out_of_memory" if failure.type in OUT_OF_MEMORY else "answered"
    return Evidence(end=end, claim=claim, failure=failure)
