"""From evidence to a verdict: runs the checks of one exercise in order and adds up the points. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from grader.checks.check import SKIPPED, Check, CheckResult, Finding, Outcome
from grader.evidence.evidence import Evidence
from grader.facts.facts import Facts, facts_of
from grader.kinds import part_of
from grader.specs.types import ExerciseSpec


class Verdict(StrEnum):
    """What became of an exercise."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"
    CRASHED = "crashed"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    UNREADABLE = "unreadable"
    UNTRUSTED = "untrusted"
    GRADER_ERROR = "grader_error"


@dataclass(frozen=True)
class Judgement:
    """Verdict, points and all check results of one answer; the score of a grader error is None."""

    verdict: Verdict
    score: float | None
    checks: tuple[CheckResult, ...]
    advice: tuple[tuple[str, dict[str, Any]], ...] = ()


@dataclass
class CheckRun:
    """Runs the checks of one exercise, each once and only when those it needs have passed."""

    spec: ExerciseSpec
    facts: Facts | Finding
    results: dict[str, CheckResult] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.checks = {check.id: check for check in checks_of(self.spec)}
        self.points = points_of(self.spec)

    def result(self, check_id: str) -> CheckResult:
        """Returns the result of one check, after those it needs."""
        if check_id not in self.results:
            check = self.checks[check_id]
            because = self._because(check)
            self.results[check_id] = CheckResult(check_id, self.points[check_id], self._find(check), because)
        return self.results[check_id]

    def all_results(self) -> Iterator[CheckResult]:
        """Yields the result of every check in order."""
        return map(self.result, self.checks)

    def _because(self, check: Check) -> tuple[str, ...]:
        """Returns the checks that keep this one from being asked: those that failed, not those that wait like it."""
        lacking = [self.result(needed) for needed in check.needs if self.result(needed).outcome is not Outcome.PASSED]
        return tuple(dict.fromkeys(cause for each in lacking for cause in each.because or (each.id,)))

    def _find(self, check: Check) -> Finding:
        if any(self.result(needed).outcome is not Outcome.PASSED for needed in check.needs):
            return SKIPPED
        if isinstance(self.facts, Finding):
            return self.facts
        try:
            return check.judge(self.facts)
        except Exception as error:
            return Finding(Outcome.BROKEN, code="check_broke", params={"reason": f"{type(error).__name__}: {error}"})


def checks_of(spec: ExerciseSpec) -> list[Check]:
    """Returns the checks of an exercise."""
    checks: list[Check] = part_of(spec.kind, "checks")(spec)
    return checks


def points_of(spec: ExerciseSpec) -> dict[str, float]:
    """Returns what each check of an exercise is worth, by its id: checks of one share have equal parts of it."""
    checks = checks_of(spec)
    members = Counter(check.share for check in checks)
    return {check.id: spec.points.get(check.share, 0.0) / members[check.share] for check in checks}


def judge_nothing(spec: ExerciseSpec, verdict: Verdict, finding: Finding) -> Judgement:
    """Judges an exercise for which there is no answer; `finding` says what there is instead."""
    results = tuple(CheckRun(spec, finding).all_results())
    return Judgement(verdict, score_of(verdict, results), results)


def judge_failure(spec: ExerciseSpec, reason: str) -> Judgement:
    """Judges an exercise that the grader failed at before there was any evidence."""
    broken = Finding(Outcome.BROKEN, code="check_broke", params={"reason": reason})
    return judge_nothing(spec, Verdict.GRADER_ERROR, broken)


def judge(spec: ExerciseSpec, evidence: Evidence) -> Judgement:
    """Judges one answer by its evidence."""
    facts = facts_of(spec, evidence)
    results = tuple(CheckRun(spec, facts).all_results())
    verdict = verdict_of(evidence, results)
    words = facts.advice if verdict in (Verdict.PASSED, Verdict.FAILED) else []
    return Judgement(verdict, score_of(verdict, results), results, tuple(unique(words)))


def verdict_of(evidence: Evidence, results: tuple[CheckResult, ...]) -> Verdict:
    """Returns the verdict that evidence and outcomes lead to."""
    outcomes = {result.outcome for result in results}
    if evidence.end == "answered" and evidence.trust == "contradicted":
        return Verdict.UNTRUSTED
    if evidence.end == "grader_error" or Outcome.BROKEN in outcomes:
        return Verdict.GRADER_ERROR
    if evidence.end != "answered":
        return Verdict(evidence.end)
    if evidence.failure is not None:
        return Verdict.CRASHED
    return Verdict.PASSED if outcomes == {Outcome.PASSED} else Verdict.FAILED


def score_of(verdict: Verdict, results: tuple[CheckResult, ...]) -> float | None:
    """Adds up the points of the checks that passed; rounded to four places."""
    if verdict is Verdict.GRADER_ERROR:
        return None
    if verdict is Verdict.PASSED:
        return 1.0
    if verdict is not Verdict.FAILED:
        return 0.0
    return round(sum(result.points for result in results if result.outcome is Outcome.PASSED), 4)


def unique(words: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Drops repeated advice, keeping the order."""
    return [word for number, word in enumerate(words) if word not in words[:number]]
