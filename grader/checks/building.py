"""The checks of an exercise that asks for a function which builds networks: those of each network, call by call."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from grader.checks.answers import found_and_runs
from grader.checks.check import SKIPPED, Check, Finding
from grader.checks.network import network_checks
from grader.facts.building import BuilderFacts
from grader.specs.types import ExerciseSpec, case_check
from grader.specs.values import parameter_of

FOUND = "answer.found"  # of all calls together
NO_CASE = {FOUND, "style"}


def builder_checks(spec: ExerciseSpec) -> list[Check]:
    """Returns all checks of the exercise; each of a call needs the same one of the call before, so is told once."""
    checks = found_and_runs()[:1]
    decided = {f"{label}.{name}" for label, layer in zip(spec.builder.labels, spec.builder.layers, strict=True)
               for name, value in (layer.arguments | layer.call).items() if parameter_of(value) is not None}
    before: set[str] = set()
    for number, case in enumerate(spec.cases, 1):
        own = [each for each in network_checks(case) if each.id not in NO_CASE]
        for check in own:
            needs = [each if each == FOUND else case_check(number, each) for each in check.needs]
            needs += [case_check(number - 1, check.id)] if check.id in before else []
            share = "parameters" if check.id in decided else check.share
            checks.append(Check(case_check(number, check.id), share, tuple(needs),
                                partial(of_call, check=check, number=number, call=case.call)))
        before = {each.id for each in own}
    return checks


def of_call(facts: BuilderFacts, *, check: Check, number: int, call: str) -> Finding:
    """Judges one call of the function."""
    if number > len(facts.cases):
        return SKIPPED
    finding = check.judge(facts.cases[number - 1])
    return replace(finding, params=finding.params | {"in_call": call}) if finding.code else finding
