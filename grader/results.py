"""What a submission came to, for everything that tells of it: reports, exports, gradebooks. Nothing is run here."""

from __future__ import annotations

from dataclasses import dataclass

from grader.checks.check import Finding, Outcome, failed
from grader.evidence.evidence import Evidence, Isolation
from grader.specs.types import ExerciseSpec, of_case
from grader.submissions.answers import FoundAnswer, Told
from grader.submissions.types import BrokenCode, SourceFile, Submission
from grader.verdicts import Judgement, Verdict, judge_nothing


@dataclass(frozen=True)
class ExerciseResult:
    """What one exercise of one submission came to.

    Attributes:
        answer: the candidate that counts; None if there is none.
        candidates: how many there were.
        unreadable: the file that could not be read, where the answer may have been in it.
        as_left: whether it is that of all statements which could have changed the answer.
    """

    spec: ExerciseSpec
    judgement: Judgement
    evidence: Evidence | None = None
    answer: FoundAnswer | None = None
    candidates: int = 0
    unreadable: SourceFile | None = None
    as_left: bool = False

    @property
    def shown(self) -> tuple[ExerciseSpec, Evidence | None]:
        """What is shown of it: where calls of a function build networks, the first of which something is wrong."""
        checks = [each.id for each in self.judgement.checks if of_case(self.spec, each.id)[0] is not None]
        wrong = [each.id for each in self.judgement.checks if each.outcome is Outcome.FAILED and each.id in checks]
        if not checks or self.evidence is None:
            return self.spec, self.evidence
        return self.evidence.about(self.spec, (wrong or checks)[0])


@dataclass(frozen=True)
class Grading:
    """One submission, graded.

    Attributes:
        kept: all evidence is kept, so that nothing would have to be run again.
        ran: how many guests were begun.
    """

    submission: Submission
    results: tuple[ExerciseResult, ...]
    skipped: tuple[BrokenCode, ...]
    isolation: Isolation = "process"
    kept: bool = False
    ran: int = 0

    @property
    def passed(self) -> bool:
        """Whether every graded exercise passed."""
        return all(result.judgement.verdict is Verdict.PASSED for result in self.results)

    @property
    def score(self) -> float:
        """The points of all exercises; one we failed to grade counts nothing here and null in its own line."""
        return round(sum(result.judgement.score or 0.0 for result in self.results), 4)


def without_answer(spec: ExerciseSpec, unreadable: SourceFile | None, absent: Told) -> ExerciseResult:
    """Returns the result of an exercise nothing answers: it may have been in a file that could not be read."""
    if unreadable is None:
        return ExerciseResult(spec, judge_nothing(spec, Verdict.NOT_ATTEMPTED, what_is_told(absent)))
    told = what_is_told(Told("file_not_read", {"file": unreadable.name}))
    return ExerciseResult(spec, judge_nothing(spec, Verdict.UNREADABLE, told), unreadable=unreadable)


def what_is_told(told: Told) -> Finding:
    """Returns the finding of what there is in place of an answer."""
    return failed(told.code, "an answer", None, (0, told.line) if told.line else None, **told.params)


def attempted(spec: ExerciseSpec, answer: FoundAnswer, told: Told) -> ExerciseResult:
    """Returns the result of an exercise for which something is written, but nothing that could be an answer."""
    judgement = judge_nothing(spec, Verdict.FAILED, what_is_told(told))
    return ExerciseResult(spec, judgement, answer=answer, candidates=1)


def standing(judgement: Judgement) -> tuple[float, int]:
    """Orders judgements: full marks, then what we failed to judge; else by score, those that came further first."""
    if judgement.verdict is Verdict.GRADER_ERROR:
        return 1.0, -1
    order = (Verdict.PASSED, Verdict.FAILED, Verdict.UNTRUSTED, Verdict.CRASHED)
    place = order.index(judgement.verdict) if judgement.verdict in order else len(order)
    return judgement.score or 0.0, -place


def is_better(result: ExerciseResult, best: ExerciseResult) -> bool:
    """Whether a result takes the place of the best one so far; that of any answer, where what is told is of none."""
    if is_told(result) != is_told(best):
        return is_told(best)
    return standing(result.judgement) > standing(best.judgement)


def is_told(result: ExerciseResult) -> bool:
    """Whether there was nothing that could be run as an answer, and that is what is told."""
    return result.answer is not None and result.answer.attempt is not None


def raised_in(result: ExerciseResult, stage: str) -> bool:
    """Whether the answer raised while its code ran (`code`), or when its training step was called (`step`)."""
    failure = result.evidence.failure if result.evidence is not None else None
    return failure is not None and failure.stage == stage
