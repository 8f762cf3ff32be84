"""Every file of the corpus is judged as its folder says.

    corpus/<exercise>/accept/<case>              passes
    corpus/<exercise>/reject/<check id>/<case>   fails exactly that check
    corpus/<exercise>/not_attempted/<case>       holds no answer to it

A case is a `.py`, `.ipynb` or `.md` file, or a folder of them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from grader.checks.check import Outcome
from grader.messages.texts import Texts
from grader.pipeline import ExerciseResult, Grader
from grader.reports.wording import Wording
from grader.specs.types import Course
from grader.submissions.reading import read_submission

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Case:
    exercise: str
    expected: str
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(CORPUS).as_posix()


def cases() -> list[Case]:
    found = []
    for exercise in sorted(path for path in CORPUS.iterdir() if path.is_dir()):
        found += [Case(exercise.name, "accept", path) for path in sorted(exercise.glob("accept/*"))]
        found += [Case(exercise.name, path.parent.name, path) for path in sorted(exercise.glob("reject/*/*"))]
        found += [Case(exercise.name, "not_attempted", path) for path in sorted(exercise.glob("not_attempted/*"))]
    return found


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, grader: Grader, course: Course) -> dict[Case, ExerciseResult]:
    """Grades all selected cases, two at a time."""
    selected = list(dict.fromkeys(
        item.callspec.params["case"] for item in request.session.items
        if item.path == request.path and "case" in getattr(getattr(item, "callspec", None), "params", {})))

    def grade(case: Case) -> ExerciseResult:
        return grader.grade(read_submission([case.path]), [course.exercise(case.exercise)]).results[0]

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(selected, pool.map(grade, selected), strict=True))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case_is_judged_as_its_folder_says(case: Case, results: dict[Case, ExerciseResult]) -> None:
    result = results[case]
    word_everything(result)
    failed = {check.id: (check.finding.expected, check.finding.found, check.finding.code)
              for check in result.judgement.checks if check.outcome is not Outcome.PASSED
              and check.outcome is not Outcome.SKIPPED}
    if case.expected == "accept":
        assert result.judgement.verdict == "passed", failed
    elif case.expected == "not_attempted":
        assert result.judgement.verdict == "not_attempted", failed
    else:
        assert set(failed) == {case.expected}, failed
        assert result.judgement.verdict in ("failed", "crashed", "untrusted")


# What students were seen to get wrong, by the cause that is told and the piece of source that is marked.
DIAGNOSES = {
    "gradient_tape/reject/loss_value/loss_is_not_a_number.py": ("loss_not_finite", None),
    "mnist_sequential/reject/layer_2.filters/course_page_answer.md": ("line_copied", "32"),
    "cifar100_sequential/reject/layer_3.filters/sixteen_twice_by_copy_and_paste.ipynb": ("line_copied", "16"),
    "cifar100_sequential/reject/layer_6.units/ten_as_for_mnist.ipynb": ("classes_of_other_data", "10"),
    "mnist_sequential/reject/layer_5.units/eleven.py": ("classes_miscounted", "11"),
    "cifar100_sequential/reject/layer_1.filters/thirty_two_channels_as_for_mnist.py": ("asked_elsewhere", "32"),
    "mnist_sequential/reject/layer_5.activation/relu_on_the_last.ipynb": ("activation_copied", "'relu'"),
    "cifar100_functional/reject/layer_6.activation/logits_only.ipynb": ("softmax_missing", "keras.layers.Dense(100)"),
    "mnist_sequential/reject/layer_5.activation/missing_with_from_logits.py": ("softmax_left_to_the_loss", None),
    "mnist_sequential/reject/layer_4.activation/softmax_on_both.ipynb": ("softmax_too_early", "'softmax'"),
    "mnist_sequential/reject/layer_2.kernel_size/three_by_one.py": ("not_square", None),
    "mnist_sequential/reject/layer_1.defaults/kernel_size_given_twice_as_stride.py": ("default_set_by_position", "3"),
    "mnist_sequential/reject/layers/two_pooling_layers_added.py": ("layers_of_other_exercise", None),
    "cifar100_sequential/reject/layers/two_extra_pooling_layers.py": ("layers_extra", None),
    "mnist_sequential/reject/layers/one_conv_missing.py": ("layer_missing", None),
    "mnist_sequential/reject/layers/quickstart_mlp.py": ("another_network", None),
    "mnist_sequential/reject/layers/flatten_missing.ipynb": ("flatten_missing", None),
    "cifar100_sequential/reject/layers/flatten_forgotten_as_in_the_text.py": ("flatten_forgotten", None),
    "mnist_subclassing/reject/layers/flatten_forgotten_in_call.ipynb": ("never_called", "keras.layers.Flatten()"),
    "mnist_subclassing/reject/layers/returns_before_the_last_dense.py": ("ends_too_early", None),
    "cifar100_functional/reject/layers/global_average_pooling.ipynb": ("pooled_for_flatten", None),
    "mnist_sequential/reject/layers/softmax_twice.py": ("activated_twice", "keras.layers.Softmax()"),
    "mnist_functional/reject/input_shape/cifar_input_in_mnist_answer.py": ("input_of_other_data", "(32, 32, 3)"),
    "mnist_subclassing/reject/answer.runs/stray_slash_above_class.ipynb": ("not_python", None),
    "gradient_tape/reject/answer.runs/loss_outside_the_tape.ipynb": ("no_gradients", None),
    "gradient_tape/reject/answer.runs/minimize_is_gone_in_keras_3.ipynb": ("minimize_is_gone", None),
    "gradient_tape/reject/answer.runs/optimizer_misspelt.py": ("name_misspelt", None),
    "gradient_tape/reject/answer.runs/sparse_loss_arguments_swapped.py": (
        "loss_arguments_swapped", "loss_func(predictions, labels)"),
    "gradient_tape/reject/loss_value/loss_after_the_step.ipynb": ("loss_after_the_step", "return new_loss"),
    "gradient_tape/reject/loss_scalar/one_loss_for_each_image.ipynb": ("loss_per_image", None),
    "gradient_tape/reject/variables/assign_sub_in_place_of_an_optimizer.py": ("assigned_by_hand", None),
    "gradient_tape/reject/variables/return_above_the_update.py": ("update_after_return", "return loss"),
    "gradient_tape/reject/update/gradients_negated.py": ("moves_uphill", None),
    "gradient_tape/reject/update/gradients_scaled.py": ("gradients_scaled", None),
    "gradient_tape/reject/repeated/optimizer_made_in_the_step.ipynb": ("optimizer_made_in_the_step", None),
    "gradient_tape/reject/tape/regression_by_formula.py": ("not_a_training_step", None),
    "gradient_tape/reject/tape/fit_for_one_epoch.py": ("trained_otherwise", None),
}


def diagnosed() -> list[tuple[Case, str, str | None]]:
    by_name = {case.name: case for case in cases()}
    return [(by_name[name], code, marked) for name, (code, marked) in DIAGNOSES.items()]


@pytest.mark.parametrize(("case", "code", "marked"), diagnosed(), ids=lambda value: getattr(value, "name", ""))
def test_likely_cause_is_named_and_pointed_at(case: Case, code: str, marked: str | None,
                                               results: dict[Case, ExerciseResult]) -> None:
    result = results[case]
    [failure] = [check for check in result.judgement.checks if check.outcome is Outcome.FAILED]
    assert failure.finding.code == code
    if marked is not None:
        cell, line = failure.finding.place
        first, end = failure.finding.columns
        assert result.answer.cells[cell].source.split("\n")[line - 1][first:end] == marked


def test_page_of_messages_is_up_to_date(results: dict[Case, ExerciseResult]) -> None:
    rejected = {case.name: result for case, result in results.items() if "/reject/" in case.name}
    if len(rejected) < sum(case.expected not in ("accept", "not_attempted") for case in cases()):
        pytest.skip("the page is made from the whole corpus")
    location = spec_from_file_location("make_message_table", CORPUS.parents[1] / "docs" / "make_message_table.py")
    script = module_from_spec(location)
    location.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.render(rejected), "run: make messages"


def word_everything(result: ExerciseResult) -> None:
    """Every message and hint can be told in both languages."""
    for language in ("ko", "en"):
        wording = Wording(Texts(language))
        failures = [check for check in result.judgement.checks if check.outcome is Outcome.FAILED]
        told = [text for check in failures for text in (wording.message(result, check), *wording.hints(result, check))
                if text != wording.shown_place(result, check.finding)]  # the student's own line may hold braces
        assert all(wording.message(result, check) and wording.hint(result, check) for check in failures)
        assert not any("{" in text and "}" in text and "dict" not in text for text in told if "Error" not in text)
        assert all(wording.advice(result))


def test_corpus_is_large_enough(course: Course) -> None:
    for spec in course.exercises:
        mine = [case for case in cases() if case.exercise == spec.id]
        accepted = [case for case in mine if case.expected == "accept"]
        rejected = [case for case in mine if case.expected not in ("accept", "not_attempted")]
        assert len(accepted) >= 20, spec.id
        assert len(rejected) >= 20, spec.id
