"""The audit catches a check that has gone blunt, and junk evidence never passes."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator

import msgspec
import pytest
from rich.console import Console

from grader.audit import running
from grader.audit.network_variants import Variant
from grader.audit.running import Audited, audit, variants_of
from grader.checks import each_layer, network
from grader.checks.check import passed
from grader.evidence.claims import Array, CallClaim, Claim, LayerClaim, NetworkClaim, Response, TrainStepClaim
from grader.evidence.evidence import Evidence
from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.reports.audit import print_matrix
from grader.specs.types import Course, ExerciseSpec
from grader.verdicts import Verdict, judge


def only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Lets the audit judge only some variants."""

    def some(spec: ExerciseSpec) -> Iterator[Variant]:
        return (variant for variant in variants_of(spec) if any(name in variant.name for name in names))

    monkeypatch.setattr(running, "variants_of", some)


def test_sharp_checks_leave_no_survivor(grader: Grader, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "layer_2.", "plain", "swapped", "style")
    audited = audit(grader, [course.exercise("mnist_functional")], lambda _: None)
    assert len(audited) > 10
    assert [each.variant.name for each in audited if not each.holds] == []


def test_blunt_check_is_named(grader: Grader, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "layer_2.filters", "layer_2.kernel_size", "plain")
    monkeypatch.setattr(network, "argument_is_asked", lambda facts, *, asked, name: passed())
    audited = audit(grader, [course.exercise("mnist_sequential")], lambda _: None)
    survivors = [each for each in audited if not each.holds]
    assert {each.variant.name.split("=")[0] for each in survivors} == {"layer_2.filters", "layer_2.kernel_size"}
    out = io.StringIO()
    print_matrix(audited, Texts("en"), Console(file=out, width=120))
    assert "are judged wrong" in out.getvalue()
    assert "✗ layer_2.filters=65" in out.getvalue()


def test_check_that_rejects_a_right_way_is_named(grader: Grader, course: Course,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "tuples", "plain")
    monkeypatch.setattr(each_layer, "fits", lambda expected, found: expected == found)
    audited = audit(grader, [course.exercise("mnist_sequential")], lambda _: None)
    assert any(each.variant.is_right and not each.holds for each in audited)


@pytest.mark.parametrize(("verdict", "failed", "meant", "holds"), [
    ("failed", ("style",), {"style"}, True), ("failed", ("style", "layers"), {"style"}, False),
    ("passed", (), {"style"}, False), ("passed", (), set(), True), ("failed", ("style",), set(), False),
    ("untrusted", ("style",), {"style"}, False), ("grader_error", ("style",), {"style"}, False),
])
def test_only_the_check_meant_for_it_counts(verdict: str, failed: tuple[str, ...], meant: set[str],
                                            holds: bool) -> None:
    variant = Variant("e", "v", "", frozenset(meant))
    assert Audited(variant, Verdict(verdict), failed).holds is holds


def test_every_exercise_has_variants(course: Course) -> None:
    for spec in course.exercises:
        assert sum(variant.is_right for variant in variants_of(spec)) >= 10
        assert sum(not variant.is_right for variant in variants_of(spec)) >= 20


NAN = Array(shape=(1,), data=b"\x00\x00\xc0\x7f")
LYING = Array(shape=(10**6, 10**6), data=b"")
EMPTY_NETWORK = NetworkClaim(model_kind="Sequential", bases=(), own_methods=(), input_shapes=(), layers=(), calls=(),
                             outputs=())
ODD_NETWORKS = [
    EMPTY_NETWORK,
    msgspec.structs.replace(EMPTY_NETWORK, outputs=(5, -60)),
    msgspec.structs.replace(EMPTY_NETWORK, input_shapes=((None,), ()), outputs=(0,), calls=(
        CallClaim(layer=7, inputs=(), output_shape=()),)),
    msgspec.structs.replace(EMPTY_NETWORK, input_shapes=((28, 28, 1),), outputs=(1,), layers=(
        LayerClaim(type="", config={}, weight_shapes=()), LayerClaim(type="Conv2D", config={"filters": {}}, weight_shapes=())),
        calls=(CallClaim(layer=0, inputs=(1,), output_shape=(0,)), CallClaim(layer=1, inputs=(0, 0, 9), output_shape=(-1, 10**9)))),
    msgspec.structs.replace(EMPTY_NETWORK, input_shapes=((28, 28, 1),), outputs=(0,), layers=(
        LayerClaim(type="Softmax", config={"axis": "x", "activation": [None]}, weight_shapes=()),),
        calls=(CallClaim(layer=0, inputs=(0,), output_shape=(10,)),)),
]
ODD_RESPONSES = [None, Response(), Response(losses=(0.0,)), Response(losses=(1e308, -1e308), weights=((NAN,), ())),
                 Response(outputs=(NAN,), losses=(math.pi, math.e), weights=((LYING,),)), Response(weights=((), ()))]


@pytest.mark.parametrize("trust", ["verified", "contradicted", "unverified"])
@pytest.mark.parametrize("end", ["answered", "crashed", "timed_out", "out_of_memory", "grader_error"])
def test_junk_evidence_never_passes_and_never_escapes(course: Course, trust: str, end: str) -> None:
    step = TrainStepClaim(network=EMPTY_NETWORK, tape_used=True, trained_with=None, optimizer={}, optimizer_steps=1,
                          loss=None, label_form="flat", loss_label_form=None, returned_shape=(), returned_type="")
    claims = [None, Claim(), *(Claim(network=each) for each in ODD_NETWORKS), Claim(train_step=step),
              Claim(train_step=msgspec.structs.replace(step, network=None, optimizer=None))]
    judged = 0
    for spec in course.exercises:
        for claim in claims:
            for response in ODD_RESPONSES:
                for reference in (None, response, Response(outputs=(NAN,), losses=(1.0,), weights=((NAN,),))):
                    evidence = Evidence(end=end, trust=trust, claim=claim, response=response, reference=reference,
                                        source="GradientTape")
                    judgement = judge(spec, evidence)
                    assert judgement.verdict is not Verdict.PASSED
                    assert judgement.score is None or judgement.score < 1.0
                    judged += 1
    assert judged > 500
