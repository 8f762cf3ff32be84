"""The floor: the grader's own stages in one process that has TensorFlow, without fork, sandbox, pipes or trust.

    python -m peers.floor FILE.json NOTEBOOK …        writes {student: [exercises that passed]}

The guest's and the verification's work is done by the same functions on the same requests; student code could do here
what it likes, which is why this is no grader but a measure of what isolation costs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import grader.sandbox.preload  # noqa: F401 - TensorFlow, with the settings that guests have
from grader.evidence.claims import AnswerCode, Challenge, CompileChallenge, FileCode
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.evidence.questions import Question
from grader.guest import main as guest_main
from grader.guest.main import Guest, take_inventory
from grader.pipeline import Grader
from grader.specs.course import load_course
from grader.submissions.reading import read_submission
from grader.verification.service import answer_question


class GuestHere:
    """Stands for a forked guest: answers requests at once, where it is called."""

    def __init__(self) -> None:
        self.guest: Guest | None = None
        self.answer = b""

    def refused_measures(self, seconds: float) -> list[str]:
        """There is nothing that shuts it in."""
        return ["namespaces"]

    def send(self, message: bytes, seconds: float) -> None:
        """Works a request out."""
        if self.guest is not None:
            self.answer = encode(self.guest.respond(decode(message, Challenge | CompileChallenge, MAX_RESPONSE_BYTES)))
            return
        code = decode(message, AnswerCode | FileCode, MAX_RESPONSE_BYTES)
        if isinstance(code, FileCode):
            self.answer = encode(take_inventory(code))
            return
        self.guest = Guest(code)
        guest_main.prepare_surroundings = lambda modules: None  # type: ignore[attr-defined] # once: nothing here ends
        self.answer = encode(self.guest.claim())

    def receive(self, seconds: float, max_bytes: int) -> bytes:
        """Returns the answer to the latest request."""
        return self.answer

    def ask(self, message: bytes, seconds: float, max_bytes: int) -> bytes:
        """Works a request out and returns the answer."""
        self.send(message, seconds)
        return self.answer

    def close(self) -> None:
        """Lets go of the models made, as the end of a fork does."""
        if self.guest is not None:
            self.guest.answer = None
            self.guest.birthplaces.layers.clear()


class VerificationHere:
    """Stands for the forked verification process."""

    def ask(self, message: bytes, seconds: float, max_bytes: int) -> bytes:
        """Works a question out."""
        return encode(answer_question(decode(message, Question, MAX_RESPONSE_BYTES)))

    def close(self) -> None:
        """Nothing was started."""


class NoIsolation:
    """Stands for the warm process: one guest for all submissions."""

    def guest(self) -> GuestHere:
        """Returns the guest that is here."""
        return GuestHere()

    def verification(self) -> VerificationHere:
        """Returns the verification that is here."""
        return VerificationHere()


def main() -> None:
    """Grades all notebooks one after another."""
    passed = {}
    with Grader(load_course(), lanes=1, warm=NoIsolation()) as grader:  # type: ignore[arg-type]
        for path in map(Path, sys.argv[2:]):
            results = grader.grade(read_submission([path])).results
            passed[path.parent.name] = [each.spec.id for each in results if each.judgement.verdict == "passed"]
    Path(sys.argv[1]).write_text(json.dumps(passed))


if __name__ == "__main__":
    main()
