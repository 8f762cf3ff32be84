"""What an answer that did not get to its end leaves as evidence, and what of it is worth keeping."""

from __future__ import annotations

import msgspec

from grader.evidence.claims import STATEMENT_SECONDS, Claim, Failure, Frame, Response
from grader.evidence.evidence import End, Evidence
from grader.evidence.kept import Recording
from grader.submissions.answers import FoundAnswer

OUT_OF_MEMORY = {"MemoryError", "ResourceExhaustedError"}
OF_THE_MACHINE = {"OSError", "TimeoutError", "BlockingIOError", "InterruptedError"}  # another time it may be otherwise


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


def failed_response(claim: Claim, response: Response, failure: Failure) -> Evidence:
    """Returns the evidence of an answer that raised under the challenge."""
    return failed_evidence(msgspec.structs.replace(claim, output=response.output), failure)


def says_something(evidence: Evidence) -> bool:
    """Whether what came of a conversation says something about the answer, and would come of it again."""
    failure = evidence.failure.type if evidence.failure is not None else ""
    return evidence.end == "answered" and evidence.trust != "contradicted" and failure not in OF_THE_MACHINE


def in_time(found: object, recording: Recording) -> bool:
    """Whether no statement of a file can have been ended by its clock."""
    return recording.seconds < STATEMENT_SECONDS
