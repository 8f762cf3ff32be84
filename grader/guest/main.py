"""The guest: takes requests over a private pipe and answers with claims. The only place student code runs.

One answer a process: `AnswerCode` → `Claim`, then, if the grader wants to, `Challenge` → `Response`. Or one file a
process: `FileCode` → `Inventory`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from msgspec.structs import replace

from grader.challenge.rehearsal import rehearse
from grader.challenge.training import use_one_thread
from grader.evidence.claims import (
    AnswerCode,
    BuilderCode,
    Challenge,
    Claim,
    CompileChallenge,
    Failure,
    FileCode,
    Inventory,
    Response,
)
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.guest.compiled import Compilations
from grader.guest.execution import AnswerFailed, describe_failure, run_answer
from grader.guest.networks import NetworkAnswer
from grader.guest.printing import PrintRecorder
from grader.guest.recording import Birthplaces
from grader.guest.surroundings import NOTES, SERVED, prepare_surroundings
from grader.guest.training_steps import TrainStepAnswer
from grader.guest.whole_files import WholeFile

ANSWERS: dict[str, Callable[[AnswerCode, dict[str, Any], Birthplaces], Any]] = {
    "network": NetworkAnswer.made_by, "compiled": NetworkAnswer.made_by, "train_step": TrainStepAnswer}


class Guest:
    """The one answer of this process, what it prints, and where its layers are made."""

    def __init__(self, code: AnswerCode) -> None:
        prepare_surroundings(code.modules)
        self.code = code
        self.birthplaces = Birthplaces()
        self.birthplaces.install()
        self.compilations = Compilations()
        if code.kind == "compiled":
            self.compilations.install()
        self.answer: NetworkAnswer | TrainStepAnswer | None = None
        self.prints = PrintRecorder()
        self.prints.install()
        SERVED.few = not code.all_rows

    def claim(self) -> Claim:
        """Runs the answer and tells what it is, and what it printed."""
        return replace(self._claim(self.code), output=self.prints.output(), notes=tuple(dict.fromkeys(NOTES)))

    def respond(self, challenge: Challenge | CompileChallenge) -> Response:
        """Puts the answer to a challenge."""
        return replace(self._respond(challenge), output=self.prints.output())

    def _namespace(self, code: AnswerCode) -> dict[str, Any]:
        """Runs the code of an answer; what a whole file made for it stands under the answer's own name."""
        if code.made is None:
            return run_answer(code, self.compilations.failed)
        file = WholeFile(self.birthplaces, code.functions)
        file.run(code.cells, code.steps, lenient_uses=not code.functions, told=self.compilations.failed)
        made = file.object_made(code.made)
        if made is None:
            raise AnswerFailed(Failure(type="NameError", message="not made again", frames=(), stage="code"))
        return file.namespace | {code.name: made}

    def _claim(self, code: AnswerCode) -> Claim:
        try:
            answer = ANSWERS[code.kind](code, self._namespace(code), self.birthplaces)
            claim: Claim = answer.claim(self.compilations if code.kind == "compiled" else None)
        except AnswerFailed as error:
            return Claim(failure=error.failure)
        except BaseException as error:  # a student's own get_config, repr or descriptor
            return Claim(failure=describe_failure(error, "call"))
        self.answer = answer
        return claim

    def _respond(self, challenge: Challenge | CompileChallenge) -> Response:
        assert self.answer is not None
        try:
            return self.answer.respond(challenge)
        except BaseException as error:  # a student's own from_config, or variables that cannot be assigned
            return Response(failure=describe_failure(error, "train"))


def serve_guest(connection: Connection, *, rehearsed: bool = False) -> None:
    """Runs the one answer it is sent, then meets challenges until the grader closes the pipe."""
    use_one_thread()
    if rehearsed:
        rehearse()
    with contextlib.suppress(EOFError, OSError):
        code = receive(connection, AnswerCode | BuilderCode | FileCode)
        if isinstance(code, FileCode):
            connection.send_bytes(encode(take_inventory(code)))
            return
        guest = Guest(code)
        connection.send_bytes(encode(guest.claim()))
        while True:
            connection.send_bytes(encode(guest.respond(receive(connection, Challenge | CompileChallenge))))


def take_inventory(code: FileCode) -> Inventory:
    """Runs a file as a whole and tells what it makes."""
    prepare_surroundings(code.modules)
    birthplaces = Birthplaces()
    birthplaces.install()
    PrintRecorder().install()
    file = WholeFile(birthplaces, code.functions)
    file.run(code.cells, code.steps, lenient_uses=True)
    return file.inventory()


def receive(connection: Connection, kind: Any) -> Any:
    """Waits for a request.

    Raises:
        EOFError: the grader closed the pipe.
    """
    return decode(connection.recv_bytes(MAX_RESPONSE_BYTES), kind, MAX_RESPONSE_BYTES)
