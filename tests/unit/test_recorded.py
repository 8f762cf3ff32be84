"""Judging, on evidence of the corpus that is on record: finding, comparing, checks, diagnosis and words as they are now."""

from __future__ import annotations

import lzma
from collections.abc import Iterator

import msgspec
import pytest
from corpus_support import MESSAGES, Case, cases, has_cause_told_and_pointed_at, is_judged_as_its_folder_says
from recorded_support import RECORDED, NoGuests, Recorded, grade, grader_on_record

from grader.pipeline import Grader

ON_RECORD = msgspec.msgpack.decode(lzma.decompress(RECORDED.read_bytes()), type=Recorded)
CASES = [case for case in cases() if case.name in set(ON_RECORD.cases)]


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    with grader_on_record(ON_RECORD.store(), NoGuests()) as grader:
        yield grader


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_judged_as_its_folder_says(case: Case, grader: Grader) -> None:
    [result] = grade(grader, case).results
    is_judged_as_its_folder_says(case, result)
    if case.name in MESSAGES:
        has_cause_told_and_pointed_at(case, result)


def test_every_case_on_record_is_in_the_corpus() -> None:
    assert set(ON_RECORD.cases) == {case.name for case in CASES}, "make recordings"
