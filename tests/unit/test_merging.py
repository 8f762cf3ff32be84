"""Gradebooks that were written apart come together as if one batch had written them."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader import cli
from grader.gradebook import store
from grader.gradebook.entries import Student
from grader.gradebook.merging import merge
from grader.gradebook.planning import in_shard
from grader.gradebook.store import Gradebook, Work, result_of

CLASS = [Student(f"s{number}", f"Student {number}", str(number)) for number in range(40)]


def documents(name: str, score: float) -> dict:
    one = {"submission": {"name": name, "files": []}, "score": score, "max_score": 1.0, "passed": score == 1.0, "message": "",
           "exercises": [{"id": "mnist_sequential", "verdict": "passed" if score == 1.0 else "failed", "score": score}]}
    return {"ko": one, "en": one}


def written(path: Path, students: list[Student], score: float = 1.0) -> Path:
    """A gradebook of the whole class in which these students have a result."""
    with Gradebook.open_for_grading(path) as book:
        book.add_students(CLASS)
        for each in students:
            book.evidence.keep(each.key.encode(), b"evidence")
            book.add([(each, Work(f"files of {each.key}", "course", "1"), result_of(documents(each.name, score), b"read"))])
    return path


def rows(path: Path) -> list:
    with Gradebook.open(path) as book:
        return [(each.student, each.attempt, each.document) for each in book.entries()] + [
            sorted(book.connection.execute(f"SELECT * FROM {table}")) for table in ("readings",)] + [
            sorted(book.connection.execute("SELECT key, data FROM evidence"))]


@pytest.mark.parametrize("total", [1, 3, 7])
def test_shards_are_a_partition(total: int) -> None:
    parts = [[each.key for each in CLASS if in_shard(each, (number, total))] for number in range(1, total + 1)]
    assert sorted(key for part in parts for key in part) == sorted(each.key for each in CLASS)
    assert all(parts)


def test_merged_shards_are_the_gradebook_of_one_batch(tmp_path: Path) -> None:
    whole = written(tmp_path / "whole.db", CLASS)
    parts = [written(tmp_path / f"{number}.db", [each for each in CLASS if in_shard(each, (number, 3))]) for number in (3, 1, 2)]
    for _ in range(2):  # again, and nothing changes
        assert cli.run(["merge", *map(str, parts), "--into", str(tmp_path / "merged.db")]) == 0
        assert rows(tmp_path / "merged.db") == rows(whole)


def test_the_newest_result_of_a_student_counts_wherever_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(store.datetime):
        seconds = 0

        @classmethod
        def now(cls, zone):
            return cls(2026, 1, 1, 0, 0, cls.seconds, tzinfo=zone)

    monkeypatch.setattr(store, "datetime", Clock)
    Clock.seconds = 30
    newer = written(tmp_path / "newer.db", CLASS[:1], 0.75)
    Clock.seconds = 10
    older = written(tmp_path / "older.db", CLASS[:2], 0.5)
    for number, order in enumerate([(newer, older), (older, newer)]):
        with Gradebook.open_for_grading(tmp_path / f"{number}.db") as book:
            assert merge(order, book) == 3
            assert [(each.student.key, each.document["score"], each.attempt) for each in book.entries()] == [("s0", 0.75, 2), ("s1", 0.5, 1)]
            assert [score for score, in book.connection.execute("SELECT score FROM attempts WHERE student = 's0' ORDER BY number")] == [0.5, 0.75]
            assert book.connection.execute("SELECT count(*) FROM results").fetchone() == (3,)


def test_a_gradebook_of_an_earlier_version_is_taken_and_left_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "old.db", CLASS[:2])
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE readings; DROP TABLE evidence; PRAGMA user_version = 2; PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    with Gradebook.open_for_grading(tmp_path / "into.db") as book:
        assert merge([path], book) == 2
        assert len(book.entries()) == 2
    assert path.read_bytes() == before


def test_nothing_is_merged_into_a_source(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = written(tmp_path / "a.db", CLASS[:1])
    shutil.copy(path, tmp_path / "b.db")
    assert cli.run(["merge", str(path), str(tmp_path / "b.db"), "--into", str(path)]) == 4
    assert "overwritten" in capsys.readouterr().err or "덮어" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", ["0/2", "3/2", "2", "1/2/3", "a/b"])
def test_a_shard_that_is_none_is_refused(wrong: str, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.run(["batch", ".", "--gradebook", "g.db", "--shard", wrong])
    assert ended.value.code == 4
