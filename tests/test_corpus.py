"""Every file of the corpus is judged as its folder says.

    corpus/<exercise>/accept/<case>              passes
    corpus/<exercise>/reject/<check id>/<case>   fails exactly that check
    corpus/<exercise>/not_attempted/<case>       holds no answer to it

A case is a `.py`, `.ipynb` or `.md` file, or a folder of them.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
    selected = [item.callspec.params["case"] for item in request.session.items
                if item.path == request.path and "case" in getattr(getattr(item, "callspec", None), "params", {})]

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


def word_everything(result: ExerciseResult) -> None:
    """Every message and hint can be told in both languages."""
    for language in ("ko", "en"):
        wording = Wording(Texts(language))
        told = [wording.message(result, check) + wording.hint(result, check) for check in result.judgement.checks
                if check.outcome is Outcome.FAILED]
        assert all(told)
        assert not any("{" in text and "}" in text and "dict" not in text for text in told if "Error" not in text)
        assert all(wording.advice(result))


def test_corpus_is_large_enough(course: Course) -> None:
    for spec in course.exercises:
        mine = [case for case in cases() if case.exercise == spec.id]
        accepted = [case for case in mine if case.expected == "accept"]
        rejected = [case for case in mine if case.expected not in ("accept", "not_attempted")]
        assert len(accepted) >= 20, spec.id
        assert len(rejected) >= 20, spec.id
