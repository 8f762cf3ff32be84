"""What a training step that predicts numbers is put to: numbers, in no form of classes; no TensorFlow."""

from __future__ import annotations

import numpy as np
import pytest

from grader.audit.step_variants import step_variants
from grader.challenge.drawing import LABEL_FORMS, draw_answers, form_labels, label_forms, labels_of_call
from grader.evidence.claims import CallClaim, NetworkClaim
from grader.specs.types import ExerciseSpec, TrainStepSpec
from grader.verification.framing import step_challenge


def network(outputs: int) -> NetworkClaim:
    return NetworkClaim(model_kind="Sequential", bases=(), own_methods=(), input_shapes=((4,),), layers=(),
                        calls=(CallClaim(0, (-1,), (outputs,)),), outputs=(0,))


def test_numbers_differ_by_image_and_are_not_whole() -> None:
    labels = form_labels(draw_answers(3, 1, batch=6), 1, "column")
    assert labels.shape == (6, 1)
    assert len(np.unique(labels)) == 6
    assert not np.any(labels == np.round(labels))
    assert np.ptp(labels[::2]) < abs(labels[::2].mean() - labels[1::2].mean())  # learnable: one number a pattern


def test_numbers_change_their_sign_with_every_call_and_classes_do_not() -> None:
    labels = np.float32([1.5, 0.5])
    assert [labels_of_call(labels, 1, call)[0] for call in range(3)] == [1.5, -1.5, 1.5]
    assert labels_of_call(labels, 2, 1) is labels


@pytest.mark.parametrize(("classes", "outputs", "drawn"), [(1, 1, 1), (1, 3, 1), (2, 1, 2), (10, 10, 10), (10, 7, 7)])
def test_the_exercise_says_whether_labels_are_numbers(classes: int, outputs: int, drawn: int) -> None:
    assert step_challenge(network(outputs), 1, 2, classes).classes == drawn
    assert label_forms(drawn) == (("column", "flat") if classes == 1 else LABEL_FORMS)


def test_the_audit_of_numbers_writes_no_classes() -> None:
    step = TrainStepSpec(function="train_step", input_shape=(4,), classes=1, losses=("MeanSquaredError", "Huber"))
    spec = ExerciseSpec(id="x", title="x", task="x", hint="", style=None, kind="train_step", stated=step, subject=step,
                        free_arguments=(), points=step.POINTS)
    variants = {each.name: each for each in step_variants(spec)}
    assert not [name for name, each in variants.items() if "softmax" in each.source or "SparseCat" in each.source]
    assert variants["Huber()"].is_right
    assert variants["MeanAbsoluteError()"].meant == variants["two targets"].meant == {"loss_value"}
