"""Whatever student code does to its own process, it cannot raise its score.

Each file of `hostile/forgery/` is a wrong answer that lies about itself. With verification it is `untrusted` or worse,
with not a point more than the plain mistake. With verification switched off it passes: so it is the verification that
catches it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
import pytest
from tests_support import PAGE

from grader.conversation import Conversation
from grader.evidence.arrays import pack_array, unpack_array
from grader.evidence.claims import Challenge, Claim, NetworkClaim, Response, TrainStepClaim
from grader.evidence.codec import encode
from grader.evidence.evidence import Evidence
from grader.gathering.gatherer import Gatherer
from grader.pipeline import Grader, grade_exercise
from grader.specs.types import Course, ExerciseSpec, TrainStepSpec
from grader.submissions.answers import find_answers
from grader.submissions.canonical import Canonical
from grader.submissions.reading import read_submission
from grader.verdicts import Judgement
from grader.verification.framing import network_challenge
from grader.verifier import Verifier

SEED = 3  # of the proof that lies would be believed: whether the loss of such a network falls is else up to the draw
FORGERIES = sorted((Path(__file__).parent / "hostile" / "forgery").glob("*.py"))


class Unverifying(Gatherer):
    """Believes whatever the guest says."""

    def _verify_network(self, guest: Conversation, code: Canonical, claim: Claim, network: NetworkClaim,
                        spec: ExerciseSpec) -> Evidence:
        expected = self._expected(spec, Evidence(end="answered", claim=claim, trust="verified"))
        response = self._believe(guest, network_challenge(network, guest.seed))
        return Evidence(end="answered", claim=claim, trust="verified", response=response, expected=expected)

    def _believe(self, guest: Conversation, challenge: Challenge) -> Response:
        guest.tell(encode(challenge))
        return self._response(guest)

    def _verify_step(self, guest: Conversation, code: Canonical, claim: Claim, step: TrainStepClaim,
                     asked: TrainStepSpec) -> Evidence:
        response = self._believe(guest, Challenge(seed=guest.seed, classes=100, steps=3))
        before = tuple(pack_array(np.zeros_like(unpack_array(each))) for each in response.weights[0])
        reference = msgspec.structs.replace(response, outputs=before)
        return Evidence(end="answered", claim=claim, trust="verified", response=response, reference=reference)


def judge_with(gatherer: Gatherer, grader: Grader, course: Course, path: Path) -> Judgement:
    answers = find_answers(read_submission([path]), course, grader.stubs()).answers
    [exercise] = [name for name, found in answers.items() if found]
    return grade_exercise(course.exercise(exercise), course, answers[exercise], gatherer).judgement


@pytest.fixture(scope="module")
def judgements(grader: Grader, course: Course) -> dict[str, tuple[Judgement, Judgement]]:
    """Judges each forgery with and without verification."""
    verifier, believing = Verifier(grader.warm), Verifier(grader.warm)
    believing.seeds = SEED, SEED

    def both(path: Path) -> tuple[Judgement, Judgement]:
        return (judge_with(Gatherer(grader.warm, verifier), grader, course, path),
                judge_with(Unverifying(grader.warm, believing), grader, course, path))

    with ThreadPoolExecutor(2) as pool:
        found = dict(zip([path.stem for path in FORGERIES], pool.map(both, FORGERIES), strict=True))
    verifier.close()
    believing.close()
    return found


@pytest.fixture(scope="module")
def plain_mistake(grader: Grader, course: Course) -> float:
    """The score of the course page's own answer, which is honestly wrong."""
    grading = grader.grade(read_submission([PAGE]), [course.exercise("mnist_sequential")])
    return grading.score


@pytest.mark.parametrize("name", [path.stem for path in FORGERIES])
def test_forgery_gains_nothing(name: str, judgements: dict, plain_mistake: float) -> None:
    verified, _ = judgements[name]
    assert verified.verdict in ("untrusted", "failed", "crashed")
    assert verified.score <= plain_mistake


@pytest.mark.parametrize("name", [path.stem for path in FORGERIES])
def test_forgery_would_succeed_without_verification(name: str, judgements: dict) -> None:
    _, believed = judgements[name]
    assert believed.verdict == "passed", [(check.id, check.finding) for check in believed.checks
                                          if check.outcome != "passed"]


def test_there_are_enough_forgeries() -> None:
    assert len(FORGERIES) >= 15
