"""Judging, on evidence of the corpus that is on record: finding, comparing, checks, diagnosis and words as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_support import (
    CORPUS,
    KINDS,
    MESSAGES,
    Case,
    cases,
    has_cause_told_and_pointed_at,
    is_judged_as_its_folder_says,
    kind_is_judged_as_its_folder_says,
)
from recorded_support import NoGuests, grade, grader_on_record, load

from grader.pipeline import Grader

ON_RECORD = load()


@pytest.fixture(scope="module")
def grader(request: pytest.FixtureRequest) -> Iterator[Grader]:
    with grader_on_record(request.param, ON_RECORD.store(), NoGuests()) as grader:
        yield grader


def on_record(corpus: Path) -> list[Case]:
    return [case for case in cases(corpus) if case.name in set(ON_RECORD.cases[corpus.name])]


@pytest.mark.parametrize("grader", [CORPUS], indirect=True, ids=str)
@pytest.mark.parametrize("case", on_record(CORPUS), ids=lambda case: case.name)
def test_case_is_judged_as_its_folder_says(case: Case, grader: Grader) -> None:
    [result] = grade(grader, case).results
    is_judged_as_its_folder_says(case, result)
    if case.name in MESSAGES:
        has_cause_told_and_pointed_at(case, result)


@pytest.mark.parametrize("grader", [KINDS], indirect=True, ids=str)
@pytest.mark.parametrize("case", on_record(KINDS), ids=lambda case: case.name)
def test_kind_is_judged_as_its_folder_says(case: Case, grader: Grader) -> None:
    [result] = grade(grader, case).results
    kind_is_judged_as_its_folder_says(case, result)


@pytest.mark.parametrize("corpus", [CORPUS, KINDS], ids=lambda corpus: corpus.name)
def test_every_case_on_record_is_in_the_corpus(corpus: Path) -> None:
    assert set(ON_RECORD.cases[corpus.name]) == {case.name for case in on_record(corpus)}, "make recordings"
