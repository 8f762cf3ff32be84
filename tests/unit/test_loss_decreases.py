"""The loss check of a network: some step of the short training makes it smaller."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader.checks.check import SKIPPED, Outcome
from grader.checks.network import loss_decreases
from grader.evidence.claims import Response


def facts(*losses: float | None) -> SimpleNamespace:
    return SimpleNamespace(evidence=SimpleNamespace(response=Response(losses=losses)))


@pytest.mark.parametrize(("losses", "found"), [
    ((2.5, 2.0, 1.5), "1.500"), ((2.2, 2.1, 2.6), "2.100"), ((2.2, 2.4, 2.1), "2.100")])
def test_a_step_that_makes_it_smaller_is_enough(losses: tuple[float, ...], found: str) -> None:
    finding = loss_decreases(facts(*losses))
    assert finding.outcome is Outcome.PASSED
    assert (finding.expected, finding.found) == (f"< {losses[0]:.3f}", found)


@pytest.mark.parametrize(("losses", "found"), [
    ((2.0, 2.1, 2.2), "2.100"), ((2.0, 2.0, 2.0), "2.000"), ((2.0, 1.5, None), "nan"), ((None, 1.0, 0.5), "nan")])
def test_one_that_never_falls_or_is_no_number_fails(losses: tuple[float | None, ...], found: str) -> None:
    finding = loss_decreases(facts(*losses))
    assert (finding.outcome, finding.found) == (Outcome.FAILED, found)


def test_without_a_training_nothing_is_said() -> None:
    assert loss_decreases(facts()) is SKIPPED
