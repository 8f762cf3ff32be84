"""One answer that has told what it is, and may be asked more: by its guest, and of verification."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import msgspec

from grader.conversation import Conversation
from grader.evidence.claims import AnswerCode, Challenge, Claim, CompileChallenge, Response
from grader.evidence.codec import MAX_CLAIM_BYTES, MAX_RESPONSE_BYTES, decode, encode
from grader.evidence.evidence import Evidence
from grader.evidence.questions import CompileQuestion, NetworkQuestion, Reference, StepQuestion
from grader.evidence.validation import validate_claim
from grader.gathering.endings import failed_response
from grader.specs.types import ExerciseSpec
from grader.submissions.canonical import Canonical
from grader.verifier import Verifier


@dataclass
class Answering:
    """The guest of one answer, and the verification process beside it.

    Attributes:
        seconds: what was waited for, by stage.
        claim: what the answer is, once it has told it.
    """

    guest: Conversation
    code: Canonical[AnswerCode]
    spec: ExerciseSpec
    verifier: Verifier
    seconds: dict[str, float] = field(default_factory=dict)
    claim: Claim = field(default_factory=Claim)

    def tell_claim(self) -> Claim:
        """Runs the answer and returns what it is.

        Raises:
            CodecError: what came back is no claim, or its parts do not fit together.
        """
        with self._stage("record"):
            self.guest.tell(encode(self.code.code))
            answer = self.guest.hear(MAX_CLAIM_BYTES)
        claim = decode(answer, Claim, MAX_CLAIM_BYTES)
        validate_claim(claim)
        self.claim = self.code.told(claim)
        return self.claim

    def respond(self, challenge: Challenge) -> Response:
        """Puts the answer to a challenge."""
        self.guest.tell(encode(challenge))
        return self._response()

    def reference(self, question: NetworkQuestion | StepQuestion | CompileQuestion) -> Reference:
        """Asks verification."""
        with self._stage("verification"):
            answer = self.verifier.ask(question)
        return answer if isinstance(answer, Reference) else Reference(problem="no reference")

    def both(self, challenge: Challenge | CompileChallenge,
             question: NetworkQuestion | StepQuestion | CompileQuestion) -> tuple[Response, Reference]:
        """Puts guest and verification to the same challenge, at the same time."""
        self.guest.tell(encode(challenge))
        reference = self.reference(question)
        return self._response(), reference

    def failed(self, response: Response) -> Evidence | None:
        """Returns the evidence of an answer that raised under a challenge; None if it did not."""
        failure = self.code.failure(response.failure)
        return failed_response(self.claim, response, failure) if failure is not None else None

    def evidence(self, **known: object) -> Evidence:
        """Returns the evidence of an answer that answered."""
        return msgspec.structs.replace(Evidence(end="answered", claim=self.claim), **known)

    def _response(self) -> Response:
        with self._stage("challenge"):
            answer = self.guest.hear(MAX_RESPONSE_BYTES)
        return decode(answer, Response, MAX_RESPONSE_BYTES)

    @contextlib.contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        """Adds to the seconds that the answer waits for a stage."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.monotonic() - started


# How a kind of exercise goes on once an answer has told what it is.
Gather = Callable[[Answering], Evidence]
