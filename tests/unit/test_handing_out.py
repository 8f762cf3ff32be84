"""Students get stubs and nothing else, and no file of theirs is ever lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import InputError
from grader.specs.course import load_course
from grader.specs.handing_out import hand_out_all, hand_out_one, reset
from grader.submissions.reading import read_submission

COURSE = load_course()
SPEC = COURSE.exercises[0]
STUB = COURSE.stubs[SPEC.id]


def test_a_new_folder_holds_stubs_and_notebook_alone(tmp_path: Path) -> None:
    hand_out_all(COURSE, tmp_path / "homework")
    names = {path.name for path in (tmp_path / "homework").iterdir()}
    assert names == {spec.stub_name for spec in COURSE.exercises} | {"tf2_api.ipynb"}
    for spec in COURSE.exercises:
        assert (tmp_path / "homework" / spec.stub_name).read_text(encoding="utf-8") == COURSE.stubs[spec.id]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    mine = hand_out_one(COURSE, SPEC, tmp_path)
    mine.write_text("mine", encoding="utf-8")
    for again in (lambda: hand_out_one(COURSE, SPEC, tmp_path), lambda: hand_out_all(COURSE, tmp_path)):
        with pytest.raises(InputError, match="new_exists"):
            again()
    assert mine.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [mine]


def test_reset_restores_the_stub_and_keeps_every_old_file_ungraded(tmp_path: Path) -> None:
    path, kept = reset(COURSE, SPEC, tmp_path)
    assert kept is None
    for text in ("first", "second"):
        path.write_text(text, encoding="utf-8")
        _, kept = reset(COURSE, SPEC, tmp_path)
        assert kept is not None
        assert kept.read_text(encoding="utf-8") == text
        assert path.read_text(encoding="utf-8") == STUB
    assert len(list(tmp_path.iterdir())) == 3
    assert [file.name for file in read_submission([tmp_path]).files] == [path.name]
