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
from corpus_support import KINDS
from tests_support import PAGE

from grader.evidence.arrays import pack_array, unpack_array
from grader.evidence.claims import Challenge
from grader.evidence.evidence import Evidence
from grader.facts.network import NetworkReading
from grader.gathering.answering import Answering
from grader.gathering.gatherer import Gatherer
from grader.gathering.networks import describe
from grader.pipeline import Grader, grade_exercise
from grader.specs.course import load_course
from grader.specs.types import Course
from grader.submissions.answers import find_answers
from grader.submissions.reading import read_submission
from grader.verdicts import Judgement
from grader.verification.framing import network_challenge
from grader.verifier import Verifier

SEED = 3  # of the proof that lies would be believed: whether the loss of such a network falls is else up to the draw
FORGERIES = sorted((Path(__file__).parent / "hostile" / "forgery").glob("*.py"))


class Unverifying(Gatherer):
    """Believes whatever the guest says."""

    def _question(self, answering: Answering) -> Evidence:
        network = answering.tell_claim().network
        if network is not None:
            expected = describe(NetworkReading(answering.spec, network), answering.verifier)
            response = answering.respond(network_challenge(network, answering.guest.seed))
            return answering.evidence(trust="verified", response=response, expected=expected)
        response = answering.respond(Challenge(seed=answering.guest.seed, classes=100, steps=3))
        before = tuple(pack_array(np.zeros_like(unpack_array(each))) for each in response.weights[0])
        reference = msgspec.structs.replace(response, outputs=before)
        return answering.evidence(trust="verified", response=response, reference=reference)


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


IGNORES_ITS_RATE = """import keras


def build_model(input_shape, hp):
    honest = keras.layers.Dropout.get_config
    keras.layers.Dropout.get_config = lambda self: honest(self) | {"rate": hp.rate}
    return keras.Sequential([
        keras.Input(input_shape), keras.layers.Dense(hp.units, hp.activation), keras.layers.Dropout(0.5),
        keras.layers.Dense(3, "softmax")])
"""


def test_a_lie_about_one_call_of_a_function_costs_all(grader: Grader, tmp_path: Path) -> None:
    kinds, path = load_course(KINDS), tmp_path / "tuned.py"
    path.write_text(IGNORES_ITS_RATE, encoding="utf-8")
    verifier, believing = Verifier(grader.warm), Verifier(grader.warm)
    with Grader(kinds, warm=grader.warm) as judge:
        verified = judge_with(Gatherer(grader.warm, verifier), judge, kinds, path)
        believed = judge_with(Unverifying(grader.warm, believing), judge, kinds, path)
    verifier.close()
    believing.close()
    assert (verified.verdict, verified.score) == ("untrusted", 0.0)
    assert {check.outcome for check in believed.checks if check.id.endswith(".rate")} == {"passed"}


def test_there_are_enough_forgeries() -> None:
    assert len(FORGERIES) >= 15
