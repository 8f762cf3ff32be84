"""Gathers the evidence of answers, each in a guest of its own: how that ends, whatever its code does."""

from __future__ import annotations

import math
import time
from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

import msgspec

from grader.conversation import Conversation, Guests, Limits
from grader.errors import GraderError
from grader.evidence.claims import AnswerCode, FileCode, Inventory
from grader.evidence.codec import MAX_CLAIM_BYTES, CodecError, decode, encode
from grader.evidence.evidence import NOT_RUN, Evidence, Isolation, least
from grader.evidence.kept import Recording
from grader.gathering.answering import Answering, Gather
from grader.gathering.building import code_of_case, gave_network, of_cases
from grader.gathering.endings import broken_code, failed_evidence, in_time, says_something
from grader.kinds import part_of
from grader.sandbox.workers import WarmProcess, WarmProcessDied, WorkerDied, WorkerTimedOut
from grader.specs.types import ExerciseSpec
from grader.submissions.answers import FoundAnswer
from grader.submissions.canonical import Canonical, canonical
from grader.verdicts import Judgement, judge
from grader.verifier import Memory, Verifier

FATAL = {"guest_not_started", "isolation_insufficient", "spec_not_buildable"}  # no other answer will fare better


@dataclass(frozen=True)
class Gathered:
    """What is known about an answer; of one on record the same for all whose programs and lines are the same.

    `isolation`: how far the guest on record was shut in.
    """

    spec: ExerciseSpec
    evidence: Evidence
    isolation: Isolation = "process"

    @cached_property
    def judgement(self) -> Judgement:
        """What it comes to."""
        return judge(self.spec, self.evidence)


class Gatherer:
    """Gathers evidence, each answer's in a guest of its own: nothing ran there that could change what it tells."""

    def __init__(self, warm: WarmProcess, verifier: Verifier, limits: Limits | None = None,
                 ends_at: float = math.inf, remembered: Memory[Hashable, Gathered] | None = None) -> None:
        """Prepares it; `remembered`: what was gathered of answers on record, by all that it was made of."""
        self.guests = Guests(warm, limits or Limits(), verifier.store)
        self.ends_at = ends_at
        self.verifier = verifier
        self.remembered: Memory[Hashable, Gathered] = Memory() if remembered is None else remembered

    def gather(self, answer: FoundAnswer, spec: ExerciseSpec) -> Gathered:
        """Returns what is known about an answer, whatever its code does."""
        if spec.cases:
            return self._gather_cases(answer, spec)
        if answer.code is None:
            return Gathered(spec, broken_code(answer))
        if time.monotonic() - self.guests.waited > self.ends_at:
            return Gathered(spec, Evidence(end="timed_out", problem=NOT_RUN, source=answer.source))
        code = canonical(answer.code)
        made_of = spec.id, encode(code.code), code.lines, answer.source, self.guests.limits
        if (known := self.remembered.get(made_of)) is not None:
            self.guests.isolation = least((self.guests.isolation, known.isolation))
            return known
        started, stages = time.monotonic(), dict[str, float]()
        evidence = self._gather(code, spec, stages)
        evidence = msgspec.structs.replace(evidence, source=answer.source, seconds=time.monotonic() - started,
                                           stages=stages)
        if (recording := self.guests.on_record) is None:
            return Gathered(spec, evidence)
        gathered = Gathered(spec, evidence, recording.isolation)
        self.remembered.keep(made_of, gathered, sum(len(told) for _, told in recording.exchanges))
        return gathered

    def _gather_cases(self, answer: FoundAnswer, spec: ExerciseSpec) -> Gathered:
        """Asks for each case in a guest of its own, as for any network; nothing after one that gave no network."""
        gathered: list[Gathered] = []
        for number, case in enumerate(spec.cases):
            code = answer.code and code_of_case(answer.code, spec.builder, number)
            gathered.append(self.gather(replace(answer, code=code), case))
            if not gave_network(gathered[-1].evidence):
                break
        isolation = least(each.isolation for each in gathered)
        return Gathered(spec, of_cases([each.evidence for each in gathered]), isolation)

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

    def _gather(self, code: Canonical[AnswerCode], spec: ExerciseSpec, stages: dict[str, float]) -> Evidence:
        """Holds the conversation about an answer; whatever ends it says something."""
        def worth_keeping(evidence: Evidence, recording: Recording) -> bool:
            return says_something(evidence) and (code.code.made is None or in_time(evidence, recording))

        try:
            return self.guests.hold(
                code.code, self.verifier.seeds,
                lambda guest: self._question(Answering(guest, code, spec, self.verifier, stages)), worth_keeping)
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

    def _question(self, answering: Answering) -> Evidence:
        claim = answering.tell_claim()
        if claim.failure is not None:
            return failed_evidence(claim, claim.failure)
        gather: Gather = part_of(answering.spec.kind, "gather")
        return gather(answering)
