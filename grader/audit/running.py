"""Judges the variants through the whole pipeline, and tells which of them the checks do not judge right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from grader.audit.network_variants import Variant
from grader.checks.check import Outcome
from grader.gathering.gatherer import Gatherer
from grader.kinds import part_of
from grader.pipeline import Grader, grade_exercise
from grader.results import ExerciseResult
from grader.specs.types import ExerciseSpec
from grader.submissions.answers import find_answers
from grader.submissions.python import read_python
from grader.submissions.types import Submission
from grader.threads import in_threads
from grader.verdicts import Verdict


@dataclass(frozen=True)
class Audited:
    """One variant and what became of it."""

    variant: Variant
    verdict: Verdict
    failed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it was judged right: a right one passed; a wrong one failed by checks meant for it and no other."""
        if self.variant.is_right:
            return self.verdict is Verdict.PASSED
        return bool(self.variant.meant & {*self.failed}) \
            and set(self.failed) <= self.variant.meant | self.variant.besides \
            and self.verdict in (Verdict.FAILED, Verdict.CRASHED)


def variants_of(spec: ExerciseSpec) -> Iterator[Variant]:
    """Returns the variants of any exercise."""
    variants: Iterator[Variant] = part_of(spec.kind, "variants")(spec)
    return variants


def audit(grader: Grader, specs: Iterable[ExerciseSpec], progress: Callable[[Audited], None]) -> list[Audited]:
    """Judges all variants of the exercises; `progress` hears of each."""
    pairs = [(spec, variant) for spec in specs for variant in variants_of(spec)]
    found: dict[int, Audited] = {}

    def work(numbered: Iterator[tuple[int, tuple[ExerciseSpec, Variant]]]) -> None:
        gatherer = Gatherer(grader.warm, grader.verifier, grader.limits)
        for number, (spec, variant) in numbered:
            found[number] = audit_variant(grader, spec, variant, gatherer)
            progress(found[number])

    in_threads(enumerate(pairs), grader.lanes, work)
    return [found[number] for number in range(len(pairs))]


def audit_variant(grader: Grader, spec: ExerciseSpec, variant: Variant, gatherer: Gatherer) -> Audited:
    """Judges one variant as a submission of one file."""
    submission = Submission("audit", (read_python("answer.py", variant.source),))
    answers = find_answers(submission, grader.course, grader.stubs()).answers[spec.id]
    if not answers:
        return Audited(variant, Verdict.NOT_ATTEMPTED, ("answer.found",))
    result = grade_exercise(spec, grader.course, answers, gatherer)
    assert result is not None  # there are answers
    return Audited(variant, result.judgement.verdict, failed_checks(result))


def failed_checks(result: ExerciseResult) -> tuple[str, ...]:
    """Returns the ids of the checks that failed or broke."""
    return tuple(check.id for check in result.judgement.checks
                 if check.outcome in (Outcome.FAILED, Outcome.BROKEN))
