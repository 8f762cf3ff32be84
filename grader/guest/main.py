"""The guest: takes requests over a private pipe and answers with claims. The only place student code runs.

One answer after another: `AnswerCode` → `Claim`, then, if the grader wants to, `Challenge` → `Response`.
"""

from __future__ import annotations

from multiprocessing.connection import Connection

from msgspec.structs import replace

from grader.challenge.rehearsal import rehearse
from grader.challenge.training import use_one_thread
from grader.evidence.claims import AnswerCode, Challenge, Claim, Response
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.guest.execution import AnswerFailed, describe_failure, run_answer
from grader.guest.networks import NetworkAnswer
from grader.guest.printing import PrintRecorder
from grader.guest.recording import Birthplaces
from grader.guest.surroundings import NOTES, SERVED, prepare_surroundings, restore_keras
from grader.guest.training_steps import TrainStepAnswer

ANSWERS = {"network": NetworkAnswer.made_by, "train_step": TrainStepAnswer}


class Guest:
    """The state of one guest: the answer that runs now, and where its layers were made."""

    def __init__(self, modules: dict[str, str]) -> None:
        prepare_surroundings(modules)
        self.birthplaces = Birthplaces()
        self.birthplaces.install()
        self.answer: NetworkAnswer | TrainStepAnswer | None = None
        self.prints = PrintRecorder()

    def claim(self, code: AnswerCode) -> Claim:
        """Runs an answer and tells what it is, and what it printed."""
        restore_keras()
        SERVED.few = not code.all_rows
        NOTES.clear()
        self.answer = None
        self.birthplaces.forget()
        self.prints = PrintRecorder()
        self.prints.install()
        return replace(self._claim(code), output=self.prints.output(), notes=tuple(dict.fromkeys(NOTES)))

    def respond(self, challenge: Challenge) -> Response:
        """Puts the answer claimed last to a challenge."""
        return replace(self._respond(challenge), output=self.prints.output())

    def _claim(self, code: AnswerCode) -> Claim:
        try:
            answer = ANSWERS[code.kind](code, run_answer(code), self.birthplaces)
            claim = Claim(**{code.kind: answer.record()})
        except AnswerFailed as error:
            return Claim(failure=error.failure)
        except BaseException as error:  # a student's own get_config, repr or descriptor
            return Claim(failure=describe_failure(error, "call"))
        self.answer = answer
        return claim

    def _respond(self, challenge: Challenge) -> Response:
        assert self.answer is not None
        try:
            return self.answer.respond(challenge)
        except BaseException as error:  # a student's own from_config, or variables that cannot be assigned
            return Response(failure=describe_failure(error, "train"))


def serve_guest(connection: Connection, *, rehearsed: bool = False) -> None:
    """Answers requests until the grader closes the pipe."""
    guest: Guest | None = None
    use_one_thread()
    if rehearsed:
        rehearse()
    while True:
        try:
            request = decode(connection.recv_bytes(MAX_RESPONSE_BYTES), AnswerCode | Challenge, MAX_RESPONSE_BYTES)
        except (EOFError, OSError):
            return
        if isinstance(request, AnswerCode):
            guest = guest or Guest(request.modules)
            connection.send_bytes(encode(guest.claim(request)))
        else:
            assert guest is not None
            connection.send_bytes(encode(guest.respond(request)))
