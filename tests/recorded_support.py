"""What guests and verification said of cases of the corpus, on record: judging them again needs no TensorFlow.

python tests/recorded_support.py [N]       records every Nth of them anew: `make recordings`, some minutes

It is the store that the grader keeps evidence in, under keys that do not hold the code of guest and verification. So
what finds, compares, judges, diagnoses and words is tried as it is now, on what was said when the recording was made.
"""

from __future__ import annotations

import lzma
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from corpus_support import (
    CORPUS,
    KINDS,
    Case,
    cases,
    is_judged_as_its_folder_says,
    kind_is_judged_as_its_folder_says,
)

from grader.conversation import Guests
from grader.evidence.kept import KeptInMemory, Recording, packed, unpacked
from grader.pipeline import Grader
from grader.results import ExerciseResult, Grading
from grader.specs.course import course_folder, load_course
from grader.submissions.reading import read_submission
from grader.verifier import Verifier

RECORDED = Path(__file__).parent / "recorded.msgpack.xz"
SEEDS = 11, 12  # so that what answers have in common is the same in all, and takes room once
COURSES = {CORPUS: course_folder(), KINDS: KINDS}
FEW_IMAGES = {"MANY": (), "IMAGES": range(3, 6), "LARGE_IMAGES": range(2, 4)}  # judging needs no more
JUDGED = {CORPUS: is_judged_as_its_folder_says, KINDS: kind_is_judged_as_its_folder_says}
MOST_BYTES = 100_000  # of one answer: a few wrong networks with large outputs would be half of the file


class Recorded(msgspec.Struct):
    """The names of cases of each corpus, and what was said of them, by its key in the store."""

    cases: dict[str, list[str]] = {}
    guests: dict[bytes, Recording] = {}
    verification: dict[bytes, bytes] = {}

    def store(self) -> KeptInMemory:
        """Returns it as the grader keeps it."""
        return KeptInMemory({key: packed(said) for key, said in (*self.guests.items(), *self.verification.items())})


def load() -> Recorded:
    """Returns what is on record."""
    return msgspec.msgpack.decode(lzma.decompress(RECORDED.read_bytes()), type=Recorded)


class NoGuests:
    """In place of a warm process: what is on record needs none."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError("something is asked that is not on record: make recordings")

    def close(self) -> None:
        """Needs nothing."""


@contextmanager
def grader_on_record(corpus: Path, store: KeptInMemory, warm: Any = None) -> Iterator[Grader]:
    """A grader of a corpus to which evidence is the same whatever the code of guest and verification has become."""
    with mock.patch("grader.evidence.kept.environment", return_value=b"on record"), \
            mock.patch.multiple("grader.verification.framing", **FEW_IMAGES), \
            Grader(load_course(COURSES[corpus]), lanes=1, warm=warm, store=store) as grader:
        yield grader


def grade(grader: Grader, case: Case) -> Grading:
    """Grades a case for its exercise."""
    return grader.grade(read_submission([case.path]), [grader.course.exercise(case.exercise)])


def recall(corpus: Path) -> dict[Case, ExerciseResult]:
    """Returns what comes of the cases of a corpus that are on record; with CORPUS=all none are, so that each has guests."""
    if os.environ.get("CORPUS") == "all":
        return {}
    recorded = load()
    with grader_on_record(corpus, recorded.store(), NoGuests()) as grader:
        return {case: grade(grader, case).results[0] for case in cases(corpus) if case.name in set(recorded.cases[corpus.name])}


def record(every: int) -> Recorded:
    """Runs cases, and returns what was said; also what a grader would not keep (a contradicted claim)."""
    names: dict[str, list[str]] = {}
    store, hold = KeptInMemory(), Guests.hold
    with mock.patch.object(Verifier, "draw_seed", lambda self: setattr(self, "seeds", SEEDS)), \
            mock.patch.object(Guests, "hold", lambda *asked: hold(*asked[:-1], lambda *_: True)):
        for corpus in COURSES:
            with grader_on_record(corpus, store) as grader:
                names[corpus.name] = [case.name for case in cases(corpus)[::every] if is_recorded(grader, case, store)]
    guests = {key: unpacked(store[key], Recording) for key in sorted(store)}
    return Recorded(names, {key: said for key, said in guests.items() if said is not None},
                    {key: zlib.decompress(store[key]) for key, said in guests.items() if said is None})


def is_recorded(grader: Grader, case: Case, store: KeptInMemory) -> bool:
    """Whether a case comes out as its folder says with few images, can be kept, and takes little room; else it runs."""
    grading = grade(grader, case)
    try:
        JUDGED[case.corpus](case, grading.results[0])
    except AssertionError as error:
        print(f"{case.name} is not on record: {error}")
        return False
    large = [key for key in store if len(store[key]) > MOST_BYTES]
    for key in large:
        del store[key]
    return grading.kept and not large


if __name__ == "__main__":
    recorded = record(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    RECORDED.write_bytes(lzma.compress(msgspec.msgpack.encode(recorded), preset=9 | lzma.PRESET_EXTREME))
    print(f"{sum(map(len, recorded.cases.values()))} cases, {RECORDED.stat().st_size:,} bytes")
