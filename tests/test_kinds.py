"""Networks of other courses: joins, several inputs and outputs, states, own layers, pretrained bases, open specs.

    kinds/<exercise>.toml                        a spec
    kinds/<exercise>/accept/<case>               passes
    kinds/<exercise>/reject/<check id>/<case>    fails that check, and is believed
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_support import KINDS, Case, cases, kind_is_judged_as_its_folder_says
from recorded_support import recall

from grader.audit.running import audit, variants_of
from grader.pipeline import Grader
from grader.results import ExerciseResult
from grader.specs.course import load_course
from grader.specs.types import Course
from grader.submissions.reading import read_submission


@pytest.fixture(scope="module")
def kinds() -> Course:
    return load_course(KINDS)


@pytest.fixture(scope="module")
def judge(kinds: Course) -> Iterator[Grader]:
    with Grader(kinds) as grader:
        yield grader


@pytest.fixture(scope="module")
def on_record() -> dict[Case, ExerciseResult]:
    return recall(KINDS)


@pytest.mark.parametrize("case", cases(KINDS), ids=lambda case: case.name)
def test_kind_is_judged_as_its_folder_says(case: Case, judge: Grader, kinds: Course,
                                           on_record: dict[Case, ExerciseResult]) -> None:
    result = on_record.get(case) or judge.grade(read_submission([case.path]), [kinds.exercise(case.exercise)]).results[0]
    kind_is_judged_as_its_folder_says(case, result)


SAID = [
    ("lstm/reject/emb.input_dim/one_short_and_all_steps.py", {"one_word_short", "sequence_left_on"}),
    ("words/reject/embedding.input_dim/one_short.py", {"one_word_short"}),
    ("words/reject/layers/uint8.py", {"input_dtype_loses"}),
    ("residual/reject/layers/skip_takes_bn.py", {"overwritten"}),
    ("transfer/reject/base.trainable/not_frozen.py", {"base_trained"}),
    ("parts/reject/model.decoder/no_decoder.py", {"model_missing"}),
    ("blocks/reject/twice.units/not_twice.py", {"not_the_same"}),
    ("shrinking/reject/case_2.first.filters/always_six.py", {"parameter_ignored"}),
]


@pytest.mark.parametrize(("path", "codes"), SAID, ids=[path for path, _ in SAID])
def test_the_likely_cause_is_said(path: str, codes: set[str], judge: Grader, kinds: Course) -> None:
    result = judge.grade(read_submission([KINDS / path]), [kinds.exercise(path.partition("/")[0])]).results[0]
    assert codes <= {each.finding.code for each in result.judgement.checks}


def test_a_recurrent_layer_on_a_vector_is_told_what_it_needs(judge: Grader, kinds: Course, tmp_path: Path) -> None:
    answer = tmp_path / "bilstm.py"
    answer.write_text("from tensorflow import keras\ninputs = keras.Input((20, 5))\nx = keras.layers.LSTM(32)(inputs)\n"
                      "x = keras.layers.LSTM(32)(x)\nmodel = keras.Model(inputs, x)\n", encoding="utf-8")
    result = judge.grade(read_submission([answer]), [kinds.exercise("bilstm")]).results[0]
    assert "recurrent_needs_sequence" in {each.finding.code for each in result.judgement.checks}


def test_pixels_that_nothing_turns_into_fractions_are_told(judge: Grader, kinds: Course, tmp_path: Path) -> None:
    answer = tmp_path / "photo.py"
    text = (KINDS / "photo/accept/cast_and_divided.py").read_text(encoding="utf-8")
    answer.write_text(text.replace("        x = tf.cast(x, tf.float32) / 255.0\n", ""), encoding="utf-8")
    result = judge.grade(read_submission([answer]), [kinds.exercise("photo")]).results[0]
    assert "whole_numbers_given" in {each.finding.code for each in result.judgement.checks}


@pytest.mark.parametrize("exercise", ["encoder", "twoio"])
def test_the_audit_of_a_graph_has_no_survivor(exercise: str, judge: Grader, kinds: Course,
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = ("exchanged", "takes", "reversed", "anew", "called for", "another order", "left out", "as ops", "first",
              "named", "plain")
    monkeypatch.setattr("grader.audit.running.variants_of", lambda spec: (
        each for each in variants_of(spec) if any(word in each.name for word in chosen)))
    audited = audit(judge, [kinds.exercise(exercise)], lambda _: None)
    assert len(audited) > 10
    assert [(each.variant.name, each.failed) for each in audited if not each.holds] == []
