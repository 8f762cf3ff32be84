"""The courses in examples/ hold: their tables, solutions and stubs, and some of each exercise's audit. `grader course check` has all."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.audit.network_variants import Variant
from grader.audit.running import audit, variants_of
from grader.authoring.checking import check_course
from grader.pipeline import Grader
from grader.specs.course import sound_course
from grader.specs.sealing import stale_files

FOLDERS = sorted(path.parent for path in (Path(__file__).parents[1] / "examples").glob("*/course.toml"))
VARIANTS = 4  # of each exercise


@pytest.mark.parametrize("folder", FOLDERS, ids=[each.name for each in FOLDERS])
def test_an_example_holds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = sound_course(folder)
    assert stale_files(course, folder) == []
    assert all(text for spec in course.exercises for text in (spec.title, spec.task, spec.hint))
    checked, _ = check_course(course, folder, course.exercises, audited=False, progress=lambda _: None)
    assert [each.spec.id for each in checked if not each.holds] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=[each.name for each in FOLDERS])
def test_the_audit_of_an_example_holds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = sound_course(folder)

    def some(spec: object) -> list[Variant]:
        every = list(variants_of(spec))  # type: ignore[arg-type]
        return every[::max(1, len(every) // VARIANTS)]

    monkeypatch.setattr("grader.audit.running.variants_of", some)
    with Grader(course) as grader:
        audited = audit(grader, course.exercises, lambda _: None)
    assert [(each.variant.exercise, each.variant.name, each.failed) for each in audited if not each.holds] == []
