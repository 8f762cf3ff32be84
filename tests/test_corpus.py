"""Every file of the corpus is judged as its folder says.

    corpus/<exercise>/accept/<case>              passes
    corpus/<exercise>/reject/<check id>/<case>   fails exactly that check
    corpus/<exercise>/not_attempted/<case>       holds no answer to it

A case is a `.py`, `.ipynb` or `.md` file, or a folder of them. Those on record (`make recordings` ran and judged them) are
judged by it where many are run; with CORPUS=all each has a guest.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from corpus_support import (
    CORPUS,
    MESSAGES,
    Case,
    cases,
    has_cause_told_and_pointed_at,
    is_judged_as_its_folder_says,
    seen,
)
from recorded_support import recall

from grader.evidence.kept import KeptInMemory
from grader.pipeline import Grader
from grader.results import ExerciseResult
from grader.specs.types import Course
from grader.submissions.canonical import IMPORTS_ANY
from grader.submissions.reading import read_submission

FEW = 20


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest, grader: Grader, course: Course) -> dict[Case, ExerciseResult]:
    """Grades all selected cases, of those that have guests two at a time."""
    selected = list(dict.fromkeys(
        item.callspec.params["case"] for item in request.session.items
        if item.path == request.path and "case" in getattr(getattr(item, "callspec", None), "params", {})))

    on_record = recall(CORPUS) if len(selected) > FEW else {}
    live = [case for case in selected if case not in on_record]

    def grade(case: Case) -> ExerciseResult:
        return grader.grade(read_submission([case.path]), [course.exercise(case.exercise)]).results[0]

    with ThreadPoolExecutor(2) as pool:
        return on_record | dict(zip(live, pool.map(grade, live), strict=True))


# All with CORPUS_KEPT=1.
SOME = [case for case in cases() if case.path.suffix == ".py"][::int(os.environ.get("CORPUS_KEPT", "20"))]


@pytest.mark.parametrize("case", SOME, ids=lambda case: case.name)
def test_verdict_is_the_same_by_kept_evidence(case: Case, results: dict[Case, ExerciseResult], grader: Grader, course: Course,
                                              tmp_path: Path) -> None:
    """With nothing kept, with all kept, and with what somebody else's equal code on another page left."""
    store, elsewhere = KeptInMemory(), tmp_path / case.path.name
    elsewhere.write_bytes(b"# by somebody else\n" + case.path.read_bytes())  # an encoding may be named in line 2
    found = []
    with Grader(course, lanes=1, warm=grader.warm, store=store) as keeping:
        for path in (elsewhere, case.path, case.path):
            found.append(keeping.grade(read_submission([path]), [course.exercise(case.exercise)]))
    assert [seen(grading.results[0]) for grading in found] == [seen(results[case])] * 3
    imports_any = IMPORTS_ANY.search(case.path.read_text(encoding="utf-8", errors="replace"))  # its own page, for one
    assert not found[1].kept or not any(grading.ran for grading in found[2 if imports_any else 1:])


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_case_is_judged_as_its_folder_says(case: Case, results: dict[Case, ExerciseResult]) -> None:
    is_judged_as_its_folder_says(case, results[case])


@pytest.mark.parametrize("case", [case for case in cases() if case.name in MESSAGES], ids=lambda case: case.name)
def test_likely_cause_is_told_in_both_languages_and_pointed_at(case: Case, results: dict[Case, ExerciseResult]) -> None:
    has_cause_told_and_pointed_at(case, results[case])


def test_page_of_messages_is_up_to_date(results: dict[Case, ExerciseResult]) -> None:
    rejected = {case.name: result for case, result in results.items() if "/reject/" in case.name}
    if len(rejected) < sum(case.expected not in ("accept", "not_attempted") for case in cases()):
        pytest.skip("the page is made from the whole corpus")
    location = spec_from_file_location("make_message_table", CORPUS.parents[1] / "docs" / "make_message_table.py")
    script = module_from_spec(location)
    location.loader.exec_module(script)
    assert script.PAGE.read_text(encoding="utf-8") == script.render(rejected), "run: make messages"


def test_corpus_is_large_enough(course: Course) -> None:
    for spec in course.exercises:
        mine = [case for case in cases() if case.exercise == spec.id]
        accepted = [case for case in mine if case.expected == "accept"]
        rejected = [case for case in mine if case.expected not in ("accept", "not_attempted")]
        assert len(accepted) >= 20, spec.id
        assert len(rejected) >= 20, spec.id
