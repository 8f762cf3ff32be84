"""The gradebook keeps every result, refuses what is not its own, and never harms a file."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from grader.errors import GraderError
from grader.gradebook import opening, store
from grader.gradebook.downloads import HandedIn
from grader.gradebook.entries import Result, Student
from grader.gradebook.planning import Documents, Here, Plan, Task, make_plan, run_batch
from grader.gradebook.store import Gradebook, Work, result_of
from grader.pipeline import Grader
from grader.submissions.stored import FileProblem, StoredFile, hash_of_files

WORK = Work("files", "course", "1.0")


def documents(name: str, verdict: str = "passed", score: float | None = 1.0) -> Documents:
    one = {"submission": {"name": name, "files": []}, "score": score or 0.0, "max_score": 1.0, "passed": verdict == "passed", "message": "",
           "exercises": [{"id": "mnist_sequential", "verdict": verdict, "score": score}]}
    return {"ko": one | {"language": "ko"}, "en": one | {"language": "en"}}


def filled(path: Path) -> Path:
    with Gradebook.open_for_grading(path) as gradebook:
        gradebook.add_students([Student("hong", "홍길동", "11", "", late=True), Student("kim", "Kim")])
        gradebook.add([(Student("kim", "Kim"), WORK, result_of(documents("kim", "failed", 0.5)))])
        gradebook.add([(Student("hong", "홍길동"), WORK, result_of(documents("hong")))])
    return path


def test_evidence_is_bounded_and_results_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "class.db")
    with Gradebook.open_for_grading(path) as gradebook:
        for number in range(5):
            gradebook.evidence.keep(b"%d" % number, b"x" * 100)
        with gradebook.transaction():
            gradebook.evidence.write()
        monkeypatch.setattr(store, "MAX_EVIDENCE_BYTES", 400)
    with Gradebook.open(path) as gradebook:
        assert gradebook.evidence.size() == (3, 300)
        assert len(gradebook.entries()) == 2



def test_entries_are_the_newest_attempts_in_the_order_of_the_class(tmp_path: Path) -> None:
    path = filled(tmp_path / "g.db")
    with Gradebook.open_for_grading(path) as gradebook:
        gradebook.add([(Student("kim", "Kim"), WORK, result_of(documents("kim again")))])
    with Gradebook.open(path) as gradebook:
        first, second = gradebook.entries("ko")
        assert gradebook.connection.execute("SELECT count(*) FROM attempts").fetchone() == (3,)
    assert first.student == Student("hong", "홍길동", "11", "", late=True)
    assert (second.document["submission"]["name"], second.attempt, second.document["language"]) == ("kim again", 2, "ko")


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A folder that everybody may enter: pytest's own is shut again whenever another session of the same user begins."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


AS_NOBODY = """
import os, sys
from pathlib import Path
from grader.errors import GraderError
from grader.gradebook.store import Gradebook
if os.getuid() == 0:
    os.setuid(65534)
with Gradebook.open(Path(sys.argv[1])) as book:
    print(len(book.entries()))
try:
    with Gradebook.open_for_grading(Path(sys.argv[1])):
        print("opened")
except GraderError as error:
    print(error.code)
"""


def test_where_nothing_can_be_written_it_is_read_and_a_batch_refused(open_path: Path) -> None:
    path = filled(open_path / "g.db")
    path.chmod(0o444)
    Path(f"{path}.lock").unlink(missing_ok=True)
    open_path.chmod(0o555)
    before = path.read_bytes()
    done = subprocess.run([sys.executable, "-c", AS_NOBODY, str(path)], capture_output=True, text=True, check=False,
                          cwd=Path(__file__).parents[2])
    assert done.stdout.split() == ["2", "gradebook_unwritable"], done.stderr
    assert path.read_bytes() == before


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA user_version = 99")


def damaged(path: Path) -> None:
    filled(path)
    data = bytearray(path.read_bytes())
    for place in range(4096, len(data), 4096):
        data[place:place + 200] = os.urandom(200)
    path.write_bytes(data)


@pytest.mark.parametrize(("make", "code"), [
    (lambda path: path.write_bytes(b"not a database" * 100), "gradebook_corrupt"), (foreign, "gradebook_foreign"),
    (newer, "gradebook_newer"), (damaged, "gradebook_corrupt"), (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\xff" * 200), "gradebook_corrupt"),
])
def test_what_is_no_gradebook_of_ours_is_told_and_left_as_it_is(tmp_path: Path, make: Any, code: str) -> None:
    path = tmp_path / "g.db"
    make(path)
    before = path.read_bytes()
    for opens in (Gradebook.open, Gradebook.open_for_grading):
        with pytest.raises(GraderError) as caught, opens(path):
            pass
        assert caught.value.code == code
    assert path.read_bytes() == before


def test_two_batches_at_once_are_refused(tmp_path: Path) -> None:
    path = filled(tmp_path / "g.db")
    with Gradebook.open_for_grading(path):
        with Gradebook.open(path) as reading:
            assert len(reading.entries()) == 2
        with pytest.raises(GraderError) as caught, Gradebook.open_for_grading(path):
            pass
    assert caught.value.code == "gradebook_in_use"


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    path = filled(tmp_path / "g.db")
    with Gradebook.open_for_grading(path) as gradebook:
        [pages] = gradebook.connection.execute("PRAGMA page_count").fetchone()
        gradebook.connection.execute(f"PRAGMA max_page_count = {pages}")  # SQLite answers as on a full disk
        large = documents("kim")
        large["ko"]["noise"] = os.urandom(20_000).hex()
        with pytest.raises(GraderError) as caught:
            gradebook.add([(Student("kim", "Kim"), WORK, result_of(large))])
    assert caught.value.code == "gradebook_unwritable"
    assert "full" in caught.value.params["reason"]
    with Gradebook.open(path) as gradebook:
        assert [entry.attempt for entry in gradebook.entries()] == [1, 1]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraderError) as caught, Gradebook.open_for_grading(tmp_path / "no folder" / "g.db"):
        pass
    assert caught.value.code == "output_no_folder"


# A batch, with a grader that says a verdict for each text and counts what it is asked.

class FakeGrading:
    def __init__(self, verdicts: dict[str, list[str]]) -> None:
        self.verdicts = verdicts
        self.asked: list[str] = []

    def grade(self, task: Task, _: object) -> Result:
        text = task.sent().files[0].data.decode()
        self.asked.append(text)
        verdict = self.verdicts[text].pop(0) if len(self.verdicts[text]) > 1 else self.verdicts[text][0]
        return result_of(documents(task.student.key, verdict, None if verdict == "grader_error" else 1.0), b"read")


class Silent:
    def begun(self, name: str) -> None: ...
    def finished(self, name: str, result: Result) -> None: ...


def handed_in(**texts: str) -> list[HandedIn]:
    return [HandedIn(Student(name, name), (StoredFile("a.py", lambda text=text: text.encode()),), name) for name, text in texts.items()]


@pytest.fixture
def batch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grader: Grader):
    def run(verdicts: dict[str, list[str]], texts: dict[str, str], *, retry: bool = False) -> tuple[list[str], Plan, dict[str, tuple]]:
        fake = FakeGrading(verdicts)
        monkeypatch.setattr("grader.gradebook.planning.grade_one", fake.grade)
        with Gradebook.open_for_grading(tmp_path / "g.db") as gradebook:
            everyone = handed_in(**texts)
            gradebook.add_students([each.student for each in everyone])
            plan = make_plan(everyone, gradebook, retry=retry)
            run_batch(plan, gradebook, Here(grader, 2), Silent())
            rows = {row[0]: row[1:] for row in gradebook.connection.execute(
                "SELECT student, max(number), same_as, verdict FROM attempts JOIN results ON attempt = id GROUP BY student")}
            assert {entry.document["submission"]["name"] for entry in gradebook.entries()} == set(texts)
        return sorted(fake.asked), plan, rows

    return run


def test_equal_work_is_graded_once_and_said_so(batch) -> None:
    asked, _, rows = batch({"x": ["passed"], "y": ["failed"]}, {"a": "x", "b": "x", "c": "y", "d": "x"})
    assert asked == ["x", "y"]
    assert rows == {"a": (1, None, "passed"), "b": (1, "a", "passed"), "c": (1, None, "failed"), "d": (1, "a", "passed")}


def test_a_second_run_grades_only_what_changed(batch) -> None:
    batch({"x": ["passed"], "y": ["failed"]}, {"a": "x", "b": "y"})
    asked, plan, rows = batch({"z": ["passed"]}, {"a": "x", "b": "z"})
    assert (asked, plan.done) == (["z"], 1)
    assert rows == {"a": (1, None, "passed"), "b": (2, None, "passed")}
    asked, _, rows = batch({"y": ["passed"]}, {"a": "x", "b": "y"})  # nobody's own work of before stands for that of now
    assert (asked, rows["b"]) == (["y"], (3, None, "passed"))


def test_another_course_or_grader_grades_again(batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch({"x": ["passed"]}, {"a": "x"})
    monkeypatch.setattr("grader.gradebook.planning.machine", lambda: "99")
    assert batch({"x": ["failed"]}, {"a": "x"})[2] == {"a": (2, None, "failed")}
    monkeypatch.setattr("grader.gradebook.planning.hash_of_course", lambda _: "another")
    assert batch({"x": ["passed"]}, {"a": "x"})[2] == {"a": (3, None, "passed")}


@pytest.mark.parametrize("verdict", ["grader_error", "timed_out", "out_of_memory"])
def test_what_may_come_out_better_is_neither_shared_nor_kept_from_a_retry(batch, verdict: str) -> None:
    asked, _, rows = batch({"x": [verdict, "passed"]}, {"a": "x", "b": "x"})
    assert asked == ["x", "x"]
    assert rows == {"a": (1, None, verdict), "b": (1, None, "passed")}
    assert batch({}, {"a": "x", "b": "x"})[1].total == 0
    _, plan, rows = batch({}, {"a": "x", "b": "x"}, retry=True)
    assert plan.total == 1
    assert rows["a"] == (2, "b", "passed")


def test_one_that_fails_in_the_middle_leaves_the_others_results(batch, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    class Raising(list):
        def __len__(self) -> int:
            raise Stop

    with pytest.raises(Stop):
        batch({"x": ["passed"], "y": Raising()}, {"a": "x", "b": "y"})
    with Gradebook.open(tmp_path / "g.db") as gradebook:
        assert [entry.student.key for entry in gradebook.entries()] in (["a"], [])
    assert batch({"x": ["passed"], "y": ["passed"]}, {"a": "x", "b": "y"})[2].keys() == {"a", "b"}


def test_documents_travel_unchanged(tmp_path: Path) -> None:
    given = documents("홍길동 <b>")
    with Gradebook.open_for_grading(tmp_path / "g.db") as gradebook:
        gradebook.add_students([Student("a", "a")])
        gradebook.add([(Student("a", "a"), WORK, result_of(given))])
        assert json.dumps(gradebook.entries("en")[0].document) == json.dumps(given["en"])


def test_names_of_a_roster_stay_when_it_is_not_given_again(tmp_path: Path) -> None:
    with Gradebook.open_for_grading(tmp_path / "g.db") as gradebook:
        gradebook.add_students([Student("kim_1", "Kim Jun", "1", "kim@example.com")], names_known=True)
        gradebook.add([(Student("kim_1", ""), WORK, result_of(documents("kim_1")))])
        gradebook.add_students([Student("kim_1", "kimjun", "1", late=True)])
        assert gradebook.entries()[0].student == Student("kim_1", "Kim Jun", "1", "kim@example.com", late=True)


def test_who_was_absent_and_hands_in_later_has_one_line(tmp_path: Path) -> None:
    with Gradebook.open_for_grading(tmp_path / "g.db") as gradebook:
        gradebook.add_students([Student("roster/Kim_1", "Kim", "1"), Student("lee", "Lee")])
        gradebook.add([(Student("roster/Kim_1", "Kim"), WORK, result_of(documents("Kim", "not_attempted", 0.0)))])
        gradebook.add([(Student("lee", "Lee"), WORK, result_of(documents("lee")))])
        gradebook.add_students([Student("kim_1", "Kim", "1")], names_known=True)
        gradebook.replace_students([("roster/Kim_1", "kim_1"), ("", "lee")])
        gradebook.add([(Student("kim_1", "Kim"), WORK, result_of(documents("kim_1")))])
        assert [entry.student.key for entry in gradebook.entries()] == ["lee", "kim_1"]
        assert (gradebook.standing().students, gradebook.standing().passed) == (2, 2)
        assert gradebook.connection.execute("SELECT count(*) FROM attempts").fetchone() == (3,)


def test_a_name_that_sqlite_would_take_for_another_thing_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (":memory:", "a?b#c%20.db", "file:x.db"):
        filled(Path(name))
        assert (tmp_path / name).is_file()
        with Gradebook.open(Path(name)) as gradebook:
            assert len(gradebook.entries()) == 2


def test_what_a_killed_batch_left_beside_the_file_is_read_where_nothing_can_be_written(open_path: Path) -> None:
    path = filled(open_path / "g.db")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("UPDATE students SET name = 'newer'")
    connection.commit()
    left = open_path / "left"
    left.mkdir()
    for suffix in ("", "-wal"):
        (left / f"g.db{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    connection.close()
    left.chmod(0o555)
    script = AS_NOBODY.replace("print(len(book.entries()))", "print(book.entries()[0].student.name)")
    done = subprocess.run([sys.executable, "-c", script, str(left / "g.db")], capture_output=True, text=True, check=False,
                          cwd=Path(__file__).parents[2])
    assert done.stdout.split()[0] == "newer", done.stderr


def first_version(path: Path) -> Path:
    """A gradebook as the first version wrote it."""
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript("ALTER TABLE students DROP COLUMN school_id; DROP TABLE readings;"
                                 " DROP TABLE evidence; PRAGMA user_version = 1;")
    return path


def test_a_gradebook_of_the_first_version_is_read_and_goes_on(tmp_path: Path) -> None:
    path = first_version(tmp_path / "g.db")
    with Gradebook.open(path) as gradebook:
        assert [entry.student.school_id for entry in gradebook.entries()] == ["", ""]
    with Gradebook.open_for_grading(path) as gradebook:
        assert [reading for *_, reading in gradebook.readings().values()] == [None, None]
        gradebook.add_students([Student("kim", "Kim", school_id="2026001")])
    with Gradebook.open(path) as gradebook:
        assert [(entry.student.key, entry.student.school_id) for entry in gradebook.entries()] == [("hong", ""), ("kim", "2026001")]


KILLED = """
import os, sqlite3, sys
from pathlib import Path
from grader.gradebook import store
class Dying(sqlite3.Connection):
    def execute(self, statement, *more):
        dies(statement)
        return super().execute(statement, *more)
    def executescript(self, script):
        dies(script)
        done, found, rest = script.partition("CREATE INDEX")
        super().executescript(done)
        dies("in the schema")
        return super().executescript(found + rest)
def dies(text):
    if sys.argv[2] in text:
        os._exit(9)
store.connect_writing = lambda path: sqlite3.connect(path.absolute(), isolation_level=None, factory=Dying)
with store.Gradebook.open_for_grading(Path(sys.argv[1])):
    pass
"""


@pytest.mark.parametrize("moment", ["journal_mode", "synchronous", "user_version", "BEGIN", "in the schema"])
def test_one_killed_before_its_tables_were_whole_opens_again(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "g.db"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), moment], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 9
    if path.exists():
        with pytest.raises(GraderError) as caught, Gradebook.open(path):
            pass
        assert caught.value.code == "gradebook_empty"
    filled(path)
    with Gradebook.open(path) as gradebook:
        assert len(gradebook.entries()) == 2


@pytest.mark.parametrize(("kind", "mode"), [("ext4", "wal"), ("nfs4", "delete"), ("cifs", "delete"), ("fuse.sshfs", "delete"), ("9p", "delete")])
def test_on_a_file_system_of_several_machines_no_log_is_kept_that_only_one_can_read(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, mode: str) -> None:
    place = tmp_path / "home of kim"
    place.mkdir()
    mounts = tmp_path / "mounts"
    told = str(place).replace(" ", "\\040")
    mounts.write_text(f"1 0 0:1 / / rw - ext4 /dev/a rw\n2 1 0:2 / {told} rw shared:3 - {kind} server:/home rw\n")
    monkeypatch.setattr(opening, "MOUNTS", mounts)
    filled(place / "before.db")
    for path in (place / "new.db", place / "before.db"):
        with Gradebook.open_for_grading(path) as gradebook:
            assert gradebook.connection.execute("PRAGMA journal_mode").fetchone() == (mode,)
            gradebook.add([(Student("kim", "Kim"), WORK, result_of(documents("kim")))]) if path.name == "before.db" else None
    with Gradebook.open(place / "before.db") as gradebook:
        assert len(gradebook.entries()) == 2
    assert opening.file_system(tmp_path / "elsewhere") == "ext4"


def test_a_log_of_before_is_gone_where_the_file_moved_to_a_shared_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = filled(tmp_path / "g.db")
    monkeypatch.setattr(opening, "file_system", lambda _: "nfs")
    with Gradebook.open_for_grading(path) as gradebook:
        assert gradebook.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert len(gradebook.entries()) == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == ["g.db", "g.db.lock"]


def test_a_file_system_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without(*_: object, **__: object) -> None:
        raise NotImplementedError("FileSystem does not appear to support flock")

    monkeypatch.setattr(opening.FileLock, "acquire", without)
    with pytest.raises(GraderError) as caught, Gradebook.open_for_grading(tmp_path / "g.db"):
        pass
    assert caught.value.code == "gradebook_unwritable"


def stored(name: str, data: bytes | Exception) -> StoredFile:
    def read() -> bytes:
        if isinstance(data, Exception):
            raise data
        return data

    return StoredFile(name, read)


def test_works_are_equal_only_with_equal_names_bytes_and_problems() -> None:
    works = [[stored("a.py", b"x")], [stored("b.py", b"x")], [stored("a.py", b"y")], [stored("a.py", b"x"), stored("b.py", b"")],
             [stored("a.pyb.py", b"x")], [stored("a.py", FileProblem("archive_broken"))], [stored("a.py", FileProblem("archive_encrypted"))],
             [stored("a.py", b"FileProblem archive_broken")], [stored("a.py", PermissionError(13, "no", "/x"))], [],
             [stored("a\ud800.py", b"x")], [stored("a\udc80.py", b"x")], [stored("홍길동.py", b"x")]]
    assert len({hash_of_files(files) for files in works}) == len(works)
    assert hash_of_files(works[3]) == hash_of_files(works[3][::-1])
    assert hash_of_files(works[8]) == hash_of_files([stored("a.py", PermissionError(13, "no", "/y"))])
