"""What the guest says is fitted together, compared, and never believed beyond that."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from grader.conversation import isolation_level
from grader.errors import GraderError
from grader.evidence.arrays import pack_array
from grader.evidence.claims import CallClaim, Challenge, Claim, Failure, LayerClaim, NetworkClaim, Response
from grader.evidence.codec import CodecError, encode
from grader.evidence.questions import NetworkQuestion, Reference
from grader.evidence.validation import validate_claim
from grader.sandbox.workers import WorkerDied, WorkerTimedOut
from grader.verification.comparing import behaves_alike
from grader.verification.framing import bare, network_challenge
from grader.verifier import Verifier

LAYER = LayerClaim(type="Dense", config={"activation": "softmax"}, weight_shapes=())
NETWORK = NetworkClaim(model_kind="Sequential", bases=(), own_methods=(), input_shapes=((8,),), layers=(LAYER,),
                       calls=(CallClaim(layer=0, inputs=(-1,), output_shape=(4,)),), outputs=(0,))


def test_a_sound_claim_is_accepted() -> None:
    validate_claim(Claim(network=NETWORK))


@pytest.mark.parametrize("change", [
    {"outputs": ()}, {"outputs": (1,)}, {"outputs": (-2,)}, {"input_shapes": ()}, {"input_shapes": ((-1,),)},
    {"input_shapes": ((10**9,),)}, {"input_shapes": ((1,) * 9,)}, {"layers": ()},
    {"calls": (CallClaim(layer=1, inputs=(-1,), output_shape=(4,)),)},
    {"calls": (CallClaim(layer=0, inputs=(0,), output_shape=(4,)),)},
    {"calls": (CallClaim(layer=0, inputs=(), output_shape=(4,)),)},
    {"calls": (CallClaim(layer=0, inputs=(-1,), output_shape=(10**12,)),)},
])
def test_parts_that_do_not_fit_together_are_refused(change: dict) -> None:
    with pytest.raises(CodecError):
        validate_claim(Claim(network=msgspec.structs.replace(NETWORK, **change)))


def test_a_claim_is_exactly_one_thing() -> None:
    failure = Failure(type="E", message="", frames=(), stage="code")
    for claim in (Claim(), Claim(network=NETWORK, failure=failure)):
        with pytest.raises(CodecError):
            validate_claim(claim)


def response(outputs: list[float], losses: tuple, gradients: tuple = (1.0,)) -> Response:
    return Response(outputs=(pack_array(np.array([outputs], dtype=np.float32)),), losses=losses, gradients=gradients)


TWIN = response([0.1, 0.9], (2.0, 1.0))


@pytest.mark.parametrize(("found", "alike"), [
    (response([0.1, 0.9], (2.0, 1.0)), True), (response([0.1, 0.90001], (2.0, 1.00001)), True),
    (response([0.1, 0.91], (2.0, 1.0)), False), (response([0.1, 0.9], (2.0, 1.01)), False),
    (response([0.1, 0.9], (2.0,)), False), (response([0.1, 0.9], (2.0, None)), False),
    (response([0.1, float("nan")], (2.0, 1.0)), False), (response([0.1, 0.9, 0.0], (2.0, 1.0)), False),
    (response([0.1, 0.9], (2.0, 1.0), (1.1,)), False), (response([0.1, 0.9], (2.0, 1.0), (0.0,)), False),
    (response([0.1, 0.9], (2.0, 1.0), ()), False), (Response(), False),
])
def test_only_the_same_behaviour_is_alike(found: Response, alike: bool) -> None:
    assert behaves_alike(found, TWIN) is alike


def test_what_is_no_number_on_both_sides_is_alike() -> None:
    broken = response([float("nan"), 1.0], (None, 2.0), (None,))
    assert behaves_alike(broken, broken)


@pytest.mark.parametrize(("config", "probabilities"), [
    ({"activation": "softmax"}, (0,)), ({"activation": "linear"}, ()),
    ({"layer": {"class_name": "Dense", "config": {"activation": "softmax"}}}, (0,)),
])
def test_loss_of_a_challenge_fits_the_output(config: dict[str, Any], probabilities: tuple[int, ...]) -> None:
    told = msgspec.structs.replace(LAYER, config=config)
    assert network_challenge(msgspec.structs.replace(NETWORK, layers=(told,)), 1).probabilities == probabilities


class CountingWorker:
    """Answers every question the same, dying as often as told before."""

    def __init__(self, deaths: int = 0, death: Exception | Reference | None = None) -> None:
        self.asked = 0
        self.closed = 0
        self.deaths = deaths
        self.death = death or WorkerDied(-9)

    def verification(self) -> CountingWorker:
        return self

    def ask(self, message: bytes, seconds: float, max_bytes: int) -> bytes:
        self.asked += 1
        if self.asked > self.deaths:
            return encode(Reference(problem="op"))
        if isinstance(self.death, Reference):
            return encode(self.death)
        raise self.death

    def close(self) -> None:
        self.closed += 1


def question(seed: int = 1) -> NetworkQuestion:
    return NetworkQuestion(bare(NETWORK), Challenge(seed=seed, classes=4, steps=3))


def test_a_thousand_equal_networks_are_worked_out_once() -> None:
    worker = CountingWorker()
    verifier = Verifier(worker)
    placed = msgspec.structs.replace(NETWORK, layers=(msgspec.structs.replace(LAYER, place=(3, 7)),))
    for network in (NETWORK, placed) * 500:
        asked = NetworkQuestion(bare(network), question().challenge)
        assert verifier.ask(asked).problem == "op"
    assert worker.asked == 1
    verifier.ask(question(seed=2))
    assert worker.asked == 2


@pytest.mark.parametrize(("deaths", "fine"), [(0, True), (1, True), (2, False)])
@pytest.mark.parametrize("death", [WorkerDied(-9), WorkerTimedOut(), Reference(failure="MemoryError: ")], ids=repr)
def test_a_verification_process_that_fails_is_replaced_once(death: Exception | Reference, deaths: int, fine: bool) -> None:
    worker = CountingWorker(deaths, death)
    verifier = Verifier(worker)
    if fine:
        assert verifier.ask(question()).problem == "op"
    else:
        with pytest.raises(GraderError, match="verification_failed"):
            verifier.ask(question())
    assert worker.closed == deaths


@pytest.mark.parametrize(("refused", "level"), [
    ([], "full"), (["system calls"], "partial"), (["namespaces", "limits"], "process")])
def test_level_of_isolation(refused: list[str], level: str) -> None:
    assert isolation_level(refused) == level
