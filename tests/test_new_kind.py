"""A kind of exercise is one entry of a table and what it names: here a small one is added, and graded from its TOML on.

What it asks for is a model of whatever layers whose weights are few. It shares the guest's record of networks; a kind whose
answers are to be recorded otherwise has a class in `guest/main.py` and a claim in `evidence/claims.py`, too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import ClassVar

import msgspec
import pytest

from grader.audit.network_variants import Variant
from grader.audit.running import audit
from grader.checks.answers import found_and_runs
from grader.checks.check import Check, Finding, failed, passed
from grader.evidence.evidence import Evidence
from grader.evidence.questions import NetworkQuestion
from grader.gathering.answering import Answering
from grader.kinds import KINDS, Kind, part_of
from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.reports.json import document
from grader.specs.course import load_course
from grader.specs.types import Asked, ExerciseSpec, Shape
from grader.submissions.reading import read_submission
from grader.verification.comparing import behaves_alike
from grader.verification.framing import bare, network_challenge

NEW = Kind(**{part: f"{__name__}:{name}" for part, name in {
    "table": "SmallSpec", "read": "read_small", "lint": "lint_small", "gather": "gather_small", "facts": "SmallFacts",
    "checks": "small_checks", "variants": "small_variants", "propose": "no_part", "lines": "no_part"}.items()})
EXERCISE = """[small]
input_shape = [4]
classes = 2
most = 20

[[exercises]]
id = "few_weights"
style = "sequential"
task = "Build a model with at most 20 numbers in its weights."
"""


class SmallSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model with at most so many numbers in its weights."""

    RECORDED: ClassVar = "network"
    POINTS: ClassVar = {"runs": 0.5, "size": 0.5}
    function: ClassVar[str] = ""
    dataset: ClassVar[None] = None
    layers: ClassVar = ()
    labels: ClassVar = ()
    numbers: ClassVar[dict[str, int]] = {}
    input_names: ClassVar = ()
    input_values: ClassVar = ()
    models: ClassVar = ()

    input_shape: Shape
    classes: int
    most: int

    @property
    def input_shapes(self) -> tuple[Shape, ...]:
        return (self.input_shape,)


def read_small(_: str, table: Asked) -> Asked:
    return table


def lint_small(_: str, table: SmallSpec) -> None:
    assert table.most > 0


@dataclass(frozen=True)
class SmallFacts:
    spec: ExerciseSpec
    evidence: Evidence
    pairs: ClassVar = []
    advice: ClassVar = []


def gather_small(answering: Answering) -> Evidence:
    network = answering.claim.network
    assert network is not None
    challenge = network_challenge(network, answering.guest.seed)
    response, reference = answering.both(challenge, NetworkQuestion(bare(network), challenge))
    alike = reference.response is not None and behaves_alike(response, reference.response)
    return answering.failed(response) or answering.evidence(trust="verified" if alike else "contradicted")


def small_checks(_: ExerciseSpec) -> list[Check]:
    return [*found_and_runs(), Check("size", "size", ("answer.runs",), is_small)]


def is_small(facts: SmallFacts) -> Finding:
    network, asked = facts.evidence.claim.network, facts.spec.subject
    found = sum(math.prod(axis or 1 for axis in shape) for layer in network.layers for shape in layer.weight_shapes)
    return passed(asked.most, found) if found <= asked.most else failed("parameters_differ", {"max": asked.most}, found)


def answer(units: int) -> str:
    return f"import keras\nmodel = keras.Sequential([keras.Input((4,)), keras.layers.Dense({units})])\n"


def small_variants(spec: ExerciseSpec) -> Iterator[Variant]:
    yield Variant(spec.id, "few", answer(4))
    yield Variant(spec.id, "many", answer(5), frozenset({"size"}))


def test_a_new_kind_is_one_entry(tmp_path: Path, grader: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "small", NEW)
    (tmp_path / "few_weights.toml").write_text(EXERCISE, encoding="utf-8")
    course = load_course(tmp_path)
    assert course.problems == ()
    [spec] = course.exercises
    assert (spec.kind, spec.points) == ("small", SmallSpec.POINTS)
    handed_in = tmp_path / "answer.py"
    with Grader(course, warm=grader.warm) as judge:
        assert all(each.holds for each in audit(judge, [spec], lambda _: None))
        documents = []
        for units in (4, 5):
            handed_in.write_text(answer(units), encoding="utf-8")
            documents.append(document(judge.grade(read_submission([handed_in])), Texts("en"))["exercises"][0])
    told = [(each["verdict"], each["score"], each["checks"][-1]["found"]) for each in documents]
    assert told == [("passed", 1.0, 20), ("failed", 0.5, 25)]
    assert "25" in documents[1]["checks"][-1]["message"]


@pytest.mark.parametrize(("kind", "part"), [(kind, part.name) for kind in KINDS for part in fields(Kind) if part.type == "str"])
def test_every_part_of_a_kind_is_there(kind: str, part: str) -> None:
    assert callable(part_of(kind, part))
