"""The verification process of a run, from the side that asks."""

from __future__ import annotations

import secrets
import threading

from grader.errors import GraderError
from grader.evidence.codec import MAX_RESPONSE_BYTES, decode, encode
from grader.sandbox.workers import WarmProcess, Worker, WorkerDied, WorkerTimedOut
from grader.verification.questions import DescribeNetwork, Description, NetworkQuestion, Reference, StepQuestion

VERIFICATION_SECONDS = 60.0


class Verifier:
    """The verification process of a run, shared by all its answers."""

    def __init__(self, warm: WarmProcess) -> None:
        self.warm = warm
        self.seed = secrets.randbits(31)
        self._worker: Worker | None = None
        self._lock = threading.Lock()

    def ask(self, question: NetworkQuestion | StepQuestion | DescribeNetwork) -> Reference | Description:
        """Returns the answer to a question. A verification process that dies is replaced once."""
        with self._lock:
            for _ in range(2):
                self._worker = self._worker or self.warm.verification()
                try:
                    answer = self._worker.ask(encode(question), VERIFICATION_SECONDS, MAX_RESPONSE_BYTES)
                    return decode(answer, Reference | Description, MAX_RESPONSE_BYTES)
                except (WorkerDied, WorkerTimedOut):
                    self._worker = None
        raise GraderError("verification_died")

    def close(self) -> None:
        """Ends the process."""
        if self._worker is not None:
            self._worker.close()
