"""What names, lists and tables of a class say, to the letter, and what is said of those that cannot be read."""

from __future__ import annotations

import sqlite3
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from downloads_support import make

from grader import cli
from grader.commands import batch
from grader.commands.options import INTERRUPTED
from grader.conversation import Limits
from grader.errors import GraderError, InputError
from grader.gradebook import gradescope, opening
from grader.gradebook.attempts import from_numbers, from_words
from grader.gradebook.downloads import HandedIn, handed_in_by, read_download
from grader.gradebook.entries import Entry, Student
from grader.gradebook.file_names import Told, read_blackboard, read_brightspace, read_canvas, read_moodle
from grader.gradebook.joining import join_roster
from grader.gradebook.layouts import Owned as File
from grader.gradebook.naming import cleaned_id, last_digits, plain_id, plain_name
from grader.gradebook.notices import Notice, shown
from grader.gradebook.patterns import Pattern
from grader.gradebook.planning import Here, Plan, Task, grade_one, in_shard, make_plan, renamed, request_of
from grader.gradebook.regrading import Change, Standing, changes, plan_again, standings
from grader.gradebook.roster import Line, Roster, read_roster
from grader.gradebook.store import Gradebook, Work, result_of, unpack
from grader.gradebook.store import Standing as ClassStanding
from grader.gradebook.tables import Table, read_table
from grader.lanes.messages import Sent
from grader.messages.texts import LANGUAGES, Texts
from grader.submissions.reading import KINDS
from grader.submissions.stored import StoredFile

# --- names

@pytest.mark.parametrize(("read", "name", "told"), [
    (read_canvas, "kim_LATE_12_345_hw.py", Told(Student("kim_12", "kim", "12", late=True), "hw.py", attachment="345")),
    (read_canvas, "kim_12_345_hw_1.py", Told(Student("kim_12", "kim", "12"), "hw_1.py", attachment="345")),
    (read_canvas, "kim_12_text.html", Told(Student("kim_12", "kim", "12"), "text.html")), (read_canvas, "kim_12_page.html", None),
    (read_canvas, "LATE_anon_ab12C_345_hw.py", Told(Student("anon_ab12C", "anon_ab12C", late=True), "hw.py", attachment="345")),
    (read_canvas, "anon_ab12C_link.html", Told(Student("anon_ab12C", "anon_ab12C"), "link.html")),
    (read_canvas, "a/kim_12_345_hw.py", None), (read_canvas, "kim.py", None),
    (read_moodle, "Kim_12_assignsubmission_file/a/b.py", Told(Student("Kim_12", "Kim", "12"), "a/b.py")), (read_moodle, "Kim/hw.py", None),
    (read_blackboard, "HW_jdoe_attempt_2026-11-20-18-05-33_a.py",
     Told(Student("HW_jdoe", "HW_jdoe"), "a.py", "2026-11-20-18-05-33", (2026, 11, 20, 18, 5, 33))),
    (read_blackboard, "HW_jdoe_attempt_2026-11-20-18-05-33.txt",
     Told(Student("HW_jdoe", "HW_jdoe"), "", "2026-11-20-18-05-33", (2026, 11, 20, 18, 5, 33), by_site=True)),
    (read_blackboard, "HW_jdoe_attempt_2026-11-20_a.py", None),
    (read_brightspace, "1-2 - Jane Doe - Nov 20, 2026 605 PM/a.py",
     Told(Student("1-2 - Jane Doe", "Jane Doe"), "a.py", "Nov 20, 2026 605 PM", (2026, 11, 20, 18, 5, 0))),
    (read_brightspace, "1-2 - Jane Doe- Nov 20, 2026 605 PM - a.py",
     Told(Student("1-2 - Jane Doe", "Jane Doe"), "a.py", "Nov 20, 2026 605 PM", (2026, 11, 20, 18, 5, 0))),
    (read_brightspace, "1-2 - Jane Doe - soon/a.py", None)])
def test_what_a_name_tells(read: Any, name: str, told: Told | None) -> None:
    assert read(name) == told


@pytest.mark.parametrize(("text", "order"), [
    ("2026-11-20-18-05-33", (2026, 11, 20, 18, 5, 33)), ("v10", (10,)), ("final", ())])
def test_numbers_of_an_attempt(text: str, order: tuple) -> None:
    assert from_numbers(text) == order


@pytest.mark.parametrize(("text", "date"), [
    ("2026년 1월 2일 오전 12:05", (2026, 1, 2, 0, 5, 0)), ("2026년 1월 2일 오후 1:05:09", (2026, 1, 2, 13, 5, 9)), ("2026.1.2 9:05", (2026, 1, 2, 9, 5, 0)),
    ("2026/01/02", (2026, 1, 2, 0, 0, 0)), ("2 Feb 2026 9.05 p.m", (2026, 2, 2, 21, 5, 0)), ("Dec 31, 2026 12:00 pm", (2026, 12, 31, 12, 0, 0)),
    ("31. December 2026 09h05", (2026, 12, 31, 9, 5, 0)), ("Jan 2026 905", None), ("jan 1, 2026,", (2026, 1, 1, 0, 0, 0)), ("Xyz 1, 2026", None), ("", None)])
def test_dates_as_people_write_them(text: str, date: tuple | None) -> None:
    assert from_words(text) == date


@pytest.mark.parametrize(("pattern", "name", "told"), [
    ("{name}_{id}_{file}", "Kim_20231234_hw.py", Told(Student("Kim_20231234", "Kim", school_id="20231234"), "hw.py")),
    ("{id}", "20231234/a/hw.py", Told(Student("20231234", "20231234", school_id="20231234"), "a/hw.py")),
    ("{id}", "20231234.py", Told(Student("20231234", "20231234", school_id="20231234"), "20231234.py")),
    ("{email}_{file}", "k@x.org_hw.py", Told(Student("k@x.org", "k@x.org", email="k@x.org"), "hw.py")),
    ("{id}_{email}_{file}", "20231234_k@x.org_hw.py", Told(Student("20231234_k@x.org", "20231234", school_id="20231234", email="k@x.org"), "hw.py")),
    ("{name} v{attempt}.py", "Kim v2.10.py", Told(Student("Kim", "Kim"), "Kim v2.10.py", "2.10", (2, 10))),
    ("{name}_{file}.ipynb", "Kim_hw.ipynb", Told(Student("Kim", "Kim"), "hw.ipynb")), ("{}/{name}.py", "a/Kim.py", Told(Student("Kim", "Kim"), "Kim.py")),
    ("{name}/{file}", "Kim.py", None)])
def test_what_a_pattern_tells(pattern: str, name: str, told: Told | None) -> None:
    assert Pattern(pattern).read([name]) == [told]


@pytest.mark.parametrize("pattern", ["{file}", "{nmae}", "{name}{name}", ""])
def test_a_pattern_that_is_none_is_told_with_what_it_may_have(pattern: str) -> None:
    with pytest.raises(InputError) as caught:
        Pattern(pattern)
    assert (caught.value.code, caught.value.params) == (
        "layout_pattern", {"pattern": pattern, "known": "{name} {id} {email} {attempt} {any} {file}"})


def test_ids_and_names_as_they_are_meant_and_compare() -> None:
    assert [cleaned_id(text) for text in (' ="0012" ', "'0012'", "'12", "#12", "12.0", "12,00", "12.5", "2.02E+09", "2e9", "１２", "", '=""', "=12")] == [
        "0012", "0012'", "12", "12", "12", "12", "12.5", "", "", "12", "", "", "12"]
    assert [plain_id(text) for text in ("0012", "A-1", "000", "", "00a")] == ["12", "a-1", "0", "", "00a"]
    assert [last_digits(text) for text in ("Participant 12", "참가자12", "12.0", "12a", "", "a1b22")] == ["12", "12", "12", "", "", "22"]
    assert [plain_name(text) for text in ("Hong Gildong", "홍 길동", "O'Brien-1", "")] == ["honggildong", "홍길동", "obrien1", ""]


def test_names_are_shown_by_the_first_five() -> None:
    assert [shown(names) for names in ([], ["a"], ["a\n b", "c"], list("abcde"), list("abcdef"))] == [
        "", "a", "a b, c", "a, b, c, d, e", "a, b, c, d, e, … (6)"]


def test_members_of_a_gradescope_submission() -> None:
    kim = {":name": "Kim", ":sid": 7, ":email": "k@x.org"}
    assert gradescope.members("submission_1", {":submitters": [kim]}) == [Student("submission_1", "Kim", school_id="7", email="k@x.org")]
    assert gradescope.members("submission_1", {":submitters": [kim, "x", {}]}) == [
        Student("submission_1_1", "Kim", school_id="7", email="k@x.org"), Student("submission_1_2", "submission_1")]
    for nothing in (None, {}, {":submitters": "x"}, {":submitters": []}, []):
        assert gradescope.members("submission_1", nothing) == [Student("submission_1", "submission_1")]

    def export(text: str, name: str = gradescope.METADATA) -> Any:
        return gradescope.submitters([StoredFile("a.py", b"".__str__), StoredFile(name, text.encode)])

    assert export("a:\n  :submitters:\n  - :name: Kim") == {"a": [Student("a", "Kim")]}
    assert export("3: x") == {"3": [Student("3", "3")]}
    assert (export("- a"), export("a: ["), export("a: 1", "other.yml")) == ({}, None, None)
    assert export("a: !ruby/object:X\n  :submitters:\n  - !ruby/object:Y\n    :name: !ruby/string Kim") == {"a": [Student("a", "Kim")]}


# --- tables and lists

@pytest.mark.parametrize(("data", "table"), [
    (b"a,b\n1,2\n", Table([["a", "b"], ["1", "2"]], ",", "\n", "utf-8")), (b"a;b\r\n1;2\r\n", Table([["a", "b"], ["1", "2"]], ";", "\r\n", "utf-8")),
    (b"a\tb\n1\t2\n", Table([["a", "b"], ["1", "2"]], "\t", "\n", "utf-8")), (b"a|b\n1|2\n", Table([["a", "b"], ["1", "2"]], "|", "\n", "utf-8")),
    ("\ufeffa,b\n".encode(), Table([["a", "b"]], ",", "\n", "utf-8-sig")), ("가,나\n".encode("cp949"), Table([["가", "나"]], ",", "\n", "cp949")),
    ("é,b\n".encode("cp1252"), Table([["é", "b"]], ",", "\n", "cp1252")), ("a,b\n".encode("utf-16"), Table([["a", "b"]], ",", "\n", "utf-16")),
    (b"sep=;\na,b;c\n", Table([["a,b", "c"]], ";", "\n", "utf-8", "sep=;\n")), (b"SEP=;\r\na;b\r\n", Table([["a", "b"]], ";", "\r\n", "utf-8", "SEP=;\r\n")),
    (b"a;b,c\n1;2\n", Table([["a", "b,c"], ["1", "2"]], ";", "\n", "utf-8")),
    (b"a,b,c;d\n1\n", Table([["a", "b", "c;d"], ["1"]], ",", "\n", "utf-8")), (b'"a,b\n', Table([], ",", "\n", "utf-8")),
    (b"", Table([], ",", "\n", "utf-8")), (b"a\n\n\nb\n", Table([["a"], ["b"]], ",", "\n", "utf-8")),
    (b'"a\n;b",c\n1,2\n', Table([["a\n;b", "c"], ["1", "2"]], ",", "\n", "utf-8"))])
def test_how_a_table_is_written_is_found_out(tmp_path: Path, data: bytes, table: Table) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(data)
    assert read_table(path) == table


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"\x81\x0d\xff,b\n")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert (caught.value.code, caught.value.params) == ("file_encoding", {"path": str(path)})
    monkeypatch.setattr("grader.gradebook.tables.MAX_FILE_BYTES", 3)
    path.write_bytes(b"a,b")
    assert read_table(path).rows == [["a", "b"]]
    path.write_bytes(b"a,bc")
    with pytest.raises(InputError) as caught:
        read_table(path)
    assert (caught.value.code, caught.value.params) == ("file_too_large", {"path": str(path)})
    with pytest.raises(InputError) as caught:
        read_table(tmp_path)
    assert (caught.value.code, caught.value.params) == ("file_unreadable", {"path": str(tmp_path), "reason": "Is a directory"})


def roster(tmp_path: Path, text: str) -> Roster:
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    return read_roster(tmp_path / "r.csv")


@pytest.mark.parametrize(("text", "lines"), [
    ("Name,ID,Email\nKim,007,K@x.org\n", [Line(Student("roster/Kim_007", "Kim", email="K@x.org", school_id="007"), frozenset({"7", "k@x.org", "k"}))]),
    ("\ufeff NAME ,login\nKim,kim\nLee,\n", [Line(Student("roster/Kim_kim", "Kim", school_id="kim"), frozenset({"kim"})),
                                             Line(Student("roster/Lee", "Lee"), frozenset())]),
    ("surname,given name,sid\nKim,Min,7\nLee,,8\n", [Line(Student("roster/Kim Min_7", "Kim Min", school_id="7"), frozenset({"7"})),
                                                     Line(Student("roster/Lee_8", "Lee", school_id="8"), frozenset({"8"}))]),
    ("id,username\n7,kim\n,\n", [Line(Student("roster/7_7", "7", school_id="7"), frozenset({"7", "kim"}))]),
    ("name,moodle id\nKim,Participant 12\n,13\n", [Line(Student("roster/Kim_12", "Kim", "12"), frozenset()),
                                                  Line(Student("roster/13_13", "13", "13"), frozenset())]),
    ("name,id\nKim,7\nKim,7\nLee,8\n", [Line(Student("roster/Kim_7 (1)", "Kim", school_id="7"), frozenset({"7"})),
                                       Line(Student("roster/Kim_7 (2)", "Kim", school_id="7"), frozenset({"7"})),
                                       Line(Student("roster/Lee_8", "Lee", school_id="8"), frozenset({"8"}))]),
    ("name,id,name\nKim,7,Second\nLee\n", [Line(Student("roster/Kim_7", "Kim", school_id="7"), frozenset({"7"})), Line(Student("roster/Lee", "Lee"), frozenset())]),
    ('Student,ID,SIS User ID,SIS Login ID\n"Points Possible",,,\n"Kim, Min",41,7,kim\n"Student, Test",42,8,t\n',
     [Line(Student("roster/Kim, Min_7", "Kim, Min", "41", school_id="7"), frozenset({"7", "kim"}))])])
def test_a_list_of_the_class_to_the_letter(tmp_path: Path, text: str, lines: list[Line]) -> None:
    assert roster(tmp_path, text) == Roster(tuple(lines))


def test_what_is_wrong_with_a_list_is_told(tmp_path: Path) -> None:
    lost = roster(tmp_path, "name,id\nKim,2.0E+09\n,3.0E+09\nLee,7\n")
    assert lost.notices == (Notice("roster_id_lost", {"count": 2, "names": "Kim, 3.0E+09"}),)
    for text, found in (("a,b\n1,2\n", "a, b"), ("", "-")):
        with pytest.raises(InputError) as caught:
            roster(tmp_path, text)
        assert caught.value.params == {"path": str(tmp_path / "r.csv"), "expected": "name, id, email", "found": found}


# --- downloads

@pytest.mark.parametrize(("names", "known", "wanted", "code", "params"), [
    (["hong/hw.py", "kim.py"], (), None, "layout_unknown", {"pattern": None, "found": "kim.py, hong/hw.py"}),
    (["kim.py", "lee.py"], (), "{name}#{id}", "layout_does_not_fit", {"pattern": "{name}#{id}", "found": "kim.py, lee.py"}),
    (["a.py", "b.py"], ("b",), None, "layout_one_student", {"found": "a.py, b.py"}),
    (["kim/photo.png"], (), None, "folder_empty", {"kinds": " ".join(KINDS), "found": "kim/photo.png"})])
def test_why_a_download_is_no_class(tmp_path: Path, names: list[str], known: tuple, wanted: str | None, code: str, params: dict) -> None:
    path = make(tmp_path, names, zipped=False)
    with pytest.raises(GraderError) as caught:
        read_download(path, known, wanted=wanted)
    assert (caught.value.code, caught.value.params) == (code, {"path": str(path)} | params)


def test_a_path_that_is_no_download_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for name, code in (("none", "path_missing"), ("x.zip", "batch_not_readable")):
        with pytest.raises(InputError) as caught:
            read_download(tmp_path / name)
        assert (caught.value.code, caught.value.params) == (code, {"path": str(tmp_path / name)})
    (tmp_path / "empty").mkdir()
    with pytest.raises(GraderError) as caught:
        read_download(tmp_path / "empty")
    assert caught.value.params["found"] == "-"


def test_several_attempts_are_told(tmp_path: Path) -> None:
    download = read_download(make(tmp_path, [
        "1-2 - Jane Doe - Nov 19, 2026 905 AM/a.py", "1-2 - Jane Doe - Nov 20, 2026 905 AM/a.py", "1-2 - Léa Roy - 2 févr. 2026 0905/a.py",
        "1-2 - Léa Roy - 3 févr. 2026 0905/a.py", "1-2 - Min - Nov 20, 2026 905 AM/a.py"], zipped=True))
    assert download.notices == (Notice("batch_attempts", {"count": 1, "names": "Jane Doe"}),
                                Notice("batch_attempts_unordered", {"count": 1, "names": "Léa Roy"}))
    assert [each.name for each in download.handed_in] == ["1-2 - Jane Doe", "1-2 - Léa Roy", "1-2 - Min"]


def test_one_s_files_are_told_by_their_names(tmp_path: Path) -> None:
    files = {name: StoredFile(name, b"x = 1".__str__) for name in ("kim.py", "b.py", "scan.pdf", "site.txt")}
    kim = Student("kim", "Kim")

    def handed(*names: str) -> HandedIn:
        return handed_in_by(kim, [File(kim, files[name], by_site=name == "site.txt") for name in names])

    assert handed("kim.py") == HandedIn(kim, (files["kim.py"],), "kim.py")
    assert handed("b.py") == HandedIn(kim, (files["b.py"],), "kim")
    assert handed("kim.py", "b.py", "scan.pdf") == HandedIn(kim, (files["kim.py"], files["b.py"]), "kim")
    assert handed("scan.pdf", "site.txt") == HandedIn(kim, (files["scan.pdf"],), "kim")
    assert handed("site.txt") == HandedIn(kim, (files["site.txt"],), "kim")
    assert handed("b.py", "b.py").files[1].name == "b (2).py"


# --- joining, word for word

@pytest.mark.parametrize(("names", "text", "notices"), [
    (["kim_7/a.py", "kim 7/b.py", "lee/a.py"], "name,id\nKim,7\nLee,8\n",
     [Notice("roster_together", {"student": "Kim", "keys": "kim 7, kim_7"})]),
    (["x/a.py", "lee/a.py"], "name,id\nKim,7\nLee,8\n", [Notice("roster_unknown", {"count": 1, "names": "x"})]),
    (["x/a.py", "y/a.py", "lee/a.py"], "name,id\nKim,7\nLee,8\n", [Notice("roster_foreign", {"count": 2, "names": "x, y", "lines": 1})]),
    (["minsu/a.py", "lee/a.py"], "name,id\nKim Minsu,7\nLee,8\nPark Minsu,\n", [
        Notice("roster_unclear", {"count": 1}), Notice("roster_unclear_names", {"lines": "Kim Minsu (7), Park Minsu (-)", "keys": "minsu"})])])
def test_what_is_said_of_a_class_beside_its_list(tmp_path: Path, names: list[str], text: str, notices: list[Notice]) -> None:
    joined = join_roster(read_download(make(tmp_path, sorted(names), zipped=True)).handed_in, roster(tmp_path, text))
    assert joined.notices == notices


# --- batches

WORK = Work("files", "course", "1.0")


def documents(name: str, verdict: str = "passed", score: float | None = 1.0) -> dict[str, Any]:
    one = {"submission": {"name": name, "files": []}, "score": score or 0.0, "max_score": 2.0, "passed": verdict == "passed", "message": "",
           "exercises": [{"id": "e", "verdict": verdict, "score": score, "checks": [{"id": "a", "outcome": verdict}]}]}
    return {"ko": one | {"message": "안녕"}, "en": one | {"message": "hello"}}


def test_documents_are_packed_with_what_is_asked_of_them() -> None:
    result = result_of(documents("홍", "failed", 0.5), b"read")
    assert (result.score, result.max_score, result.passed, result.exercises, result.messages, result.reading) == (
        0.5, 2.0, False, (("e", "failed", 0.5),), {"ko": "안녕", "en": "hello"}, b"read")
    assert unpack(result.documents) == documents("홍", "failed", 0.5)
    assert zlib.decompress(result.documents).startswith('{"ko":{"submission":{"name":"홍"'.encode())
    assert renamed(documents("a"), "b") == documents("b")
    assert result_of(documents("a")).reading == b""


def test_what_a_gradebook_holds_is_asked_for_in_several_ways(tmp_path: Path) -> None:
    kim, lee, absent = Student("kim", "Kim"), Student("lee", "Lee", "3", "l@x.org", late=True, school_id="7"), Student("roster/Ahn", "Ahn")
    other = Work("others", "course", "1.0")
    with Gradebook.open_for_grading(tmp_path / "g.db") as book:
        assert (book.entries(), book.students(), book.newest_work(), book.standing()) == ([], [], {}, ClassStanding(0, 0, 0, 0))
        book.add_students([lee, kim, absent])
        book.add([(kim, WORK, result_of(documents("kim", "grader_error", None), b"read")), (lee, WORK, result_of(documents("lee", "timed_out", 0.0)))])
        book.add([(absent, other, result_of(documents("ahn", "not_attempted", 0.0)))])
        assert book.students() == [lee, kim]
        assert [each.student for each in book.entries()] == [lee, kim, absent]
        assert book.newest_work() == {"kim": (WORK, {"grader_error"}), "lee": (WORK, {"timed_out"}), "roster/Ahn": (other, {"not_attempted"})}
        assert book.standing() == ClassStanding(3, 0, 1, 2)
        assert (book.documents_of(WORK), book.documents_of(other)) == (None, ("roster/Ahn", documents("ahn", "not_attempted", 0.0)))
        assert book.readings() == {"lee": ("files", b"read"), "kim": ("files", b"read"), "roster/Ahn": ("others", None)}
        book.add([(kim, WORK, result_of(documents("kim")))], same_as="lee")
        assert book.documents_of(WORK) == ("kim", documents("kim"))
        assert book.standing() == ClassStanding(3, 1, 0, 1)
        assert [each.attempt for each in book.entries()] == [1, 2, 1]
        assert book.connection.execute("SELECT same_as, score FROM attempts WHERE student = 'kim' ORDER BY number").fetchall() == [(None, 0.0), ("lee", 1.0)]
        assert [tuple(each) for each in book.connection.execute("SELECT key, position FROM students ORDER BY position")] == [
            ("lee", 1), ("kim", 2), ("roster/Ahn", 3)]
        plan, unread = plan_again(book.entries(), book)
        assert ([each.student for each in plan.first], plan.done, unread) == ([lee], 1, [])
        assert plan.equal[plan.first[0].work] and plan.first[0].sent() == Sent(name="lee", reading=b"read")
        assert plan.first[0].work.files_hash == "files"


def test_readings_that_are_too_large_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.gradebook.store.MAX_READING_BYTES", 4)
    with Gradebook.open_for_grading(tmp_path / "g.db") as book:
        book.add_students([Student("a", "a")])
        for reading, kept in ((b"", None), (b"12345", None), (b"1234", b"1234"), (b"new", b"1234")):
            book.add([(Student("a", "a"), WORK, result_of(documents("a"), reading))])
            assert book.readings() == {"a": ("files", kept)}
        plan, unread = plan_again([Entry(Student("a", "a"), documents("a")["en"])], book)
        assert (plan.total, unread) == (1, [])
        book.connection.execute("DELETE FROM readings")
        assert plan_again(book.entries(), book)[1] == [Student("a", "a")]


def test_nothing_is_written_of_what_fails_in_the_middle(tmp_path: Path) -> None:
    with Gradebook.open_for_grading(tmp_path / "g.db") as book:
        with pytest.raises(sqlite3.IntegrityError), book.transaction():
            book.connection.executemany("INSERT INTO readings VALUES (?, x'00')", [("a",), ("a",)])
        assert book.connection.execute("SELECT count(*) FROM readings").fetchone() == (0,)
        book.add_students([])


def task(name: str, work: Work = WORK) -> Task:
    return Task(Student(name, name), name, work, lambda: Sent(name=name))


def test_of_equal_tasks_the_first_is_graded() -> None:
    plan, other = Plan(), Work("others", "course", "1.0")
    for each in (task("a"), task("b"), task("c", other), task("d")):
        plan.add(each)
    assert ([each.name for each in plan.first], {key: [each.name for each in value] for key, value in plan.equal.items()}, plan.total, plan.done) == (
        ["a", "c"], {WORK: ["b", "d"], other: []}, 4, 0)
    asked = request_of(task("a"), Limits(seconds=7.0, isolation="full"))
    assert (asked.sent, asked.seconds, asked.languages, asked.isolation, asked.reading) == (Sent(name="a"), 7.0, LANGUAGES, "full", True)


def test_a_plan_takes_the_files_as_they_are(tmp_path: Path) -> None:
    handed_in = [HandedIn(Student("a", "a"), (StoredFile("hw.py", lambda: b"x"),), "name")]
    with Gradebook.open_for_grading(tmp_path / "g.db") as book:
        [planned] = make_plan(handed_in, book).first
    assert (planned.name, planned.sent().name, [each.name for each in planned.sent().files]) == ("name", "name", ["hw.py"])


def test_a_result_is_what_a_lane_made_of_the_task() -> None:
    told = {"en": {"score": 1.0, "max_score": 2.0, "passed": False, "exercises": [], "message": "m"}}
    asked: list[object] = []
    lanes = SimpleNamespace(limits=Limits(seconds=7.0), grade=lambda request: asked.append(request) or SimpleNamespace(documents=told, reading=b"r"))
    assert (grade_one(task("a"), cast(Any, lanes)), asked) == (result_of(told, b"r"), [request_of(task("a"), Limits(seconds=7.0))])


def test_a_class_that_is_interrupted_before_anything_ran_is_told_as_any(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "place_for", interrupted)
    path = make(tmp_path, ["kim_1001_5001_hw.py", "lee_1002_5002_hw.py"], zipped=True)
    assert cli.run(["batch", str(path), "--gradebook", str(tmp_path / "g.db"), "--lang", "en"]) == INTERRUPTED
    assert Texts("en").word("batch_interrupted", graded=0, path=tmp_path / "g.db") in capsys.readouterr().err


def test_the_lanes_of_this_machine_never_change() -> None:
    assert Here(cast(Any, None), 2).changed(1, 2) is None


def test_shards_are_told_by_the_key_alone() -> None:
    student = Student("kim\ud800", "Kim")
    part = 1 + zlib.crc32("kim\ud800".encode("utf-8", "surrogatepass")) % 3
    assert [in_shard(student, shard) for shard in (None, (1, 1), *((number, 3) for number in (1, 2, 3)))] == [True, True, *(
        number == part for number in (1, 2, 3))]


def test_what_is_judged_otherwise_now() -> None:
    def class_of(*exercises: tuple[str, str, float | None, dict[str, str]]) -> Any:
        return standings([Entry(Student("kim", "Kim"), {"exercises": [
            {"id": name, "verdict": verdict, "score": score, "checks": [{"id": check, "outcome": outcome} for check, outcome in checks.items()]}
            for name, verdict, score, checks in exercises]})])

    before = class_of(("a", "failed", 0.5, {"x": "passed", "y": "failed"}), ("b", "passed", 1.0, {}), ("gone", "passed", 1.0, {}), ("s", "failed", 0.5, {}))
    after = class_of(("new", "failed", 0.0, {"x": "failed"}), ("a", "failed", 0.75, {"z": "passed", "x": "passed", "y": "passed"}), ("b", "passed", 1.0, {"x": "passed"}),
                     ("s", "crashed", 0.5, {}))
    kim = Student("kim", "Kim")
    found = list(changes(before, after))
    assert found == [
        Change(kim, "a", Standing("failed", 0.5, {"x": "passed", "y": "failed"}), Standing("failed", 0.75, {"z": "passed", "x": "passed", "y": "passed"})),
        Change(kim, "gone", Standing("passed", 1.0), Standing()), Change(kim, "s", Standing("failed", 0.5), Standing("crashed", 0.5)),
        Change(kim, "new", Standing(), Standing("failed", 0.0, {"x": "failed"}))]
    assert [each.checks for each in found] == [["y", "z"], [], [], ["x"]]


# --- opening

def test_why_a_gradebook_cannot_be_opened_is_told_with_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told(opens: Any) -> tuple[type, str, dict]:
        with pytest.raises(GraderError) as caught, opens:
            pass
        return type(caught.value), caught.value.code, caught.value.params

    path = tmp_path / "g.db"
    assert told(Gradebook.open(path)) == (InputError, "path_missing", {"path": str(path)})
    assert told(Gradebook.open_for_grading(tmp_path / "no" / "g.db")) == (InputError, "output_no_folder", {"path": str(tmp_path / "no" / "g.db")})
    path.touch()
    assert told(Gradebook.open(path)) == (InputError, "gradebook_empty", {"path": str(path)})
    with Gradebook.open_for_grading(path):
        assert told(Gradebook.open_for_grading(path)) == (InputError, "gradebook_in_use", {"path": str(path)})
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 4")
    connection.close()
    assert told(Gradebook.open(path)) == (InputError, "gradebook_newer", {"path": str(path), "found": 4, "expected": 3})
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id = 5")
    connection.close()
    assert told(Gradebook.open(path)) == (InputError, "gradebook_foreign", {"path": str(path)})
    path.write_bytes(b"x" * 999)
    assert told(Gradebook.open(path)) == (InputError, "gradebook_corrupt", {"path": str(path)})

    def without(*_: object, **__: object) -> None:
        raise NotImplementedError("no locks")

    monkeypatch.setattr(opening.FileLock, "acquire", without)
    assert told(Gradebook.open_for_grading(tmp_path / "h.db")) == (GraderError, "gradebook_unwritable", {"path": str(tmp_path / "h.db"), "reason": "no locks"})


def test_a_file_is_read_where_it_is_and_else_from_a_copy_with_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "100 %?.db"
    with closing(opening.connect_writing(path)) as written:
        written.executescript("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (n); INSERT INTO t VALUES (7);")
        with closing(opening.connect_reading(path)) as read:
            assert (read.execute("SELECT n FROM t").fetchone(), read.execute("PRAGMA database_list").fetchone()[2]) == ((7,), str(path))
            with pytest.raises(sqlite3.OperationalError):
                read.execute("INSERT INTO t VALUES (8)")

        def in_vain(_: Path) -> sqlite3.Connection:
            raise sqlite3.OperationalError("unable to open database file")

        monkeypatch.setattr(opening, "connect_only_reading", in_vain)
        with closing(opening.connect_reading(path)) as copied:
            assert copied.execute("SELECT n FROM t").fetchone() == (7,)
            assert not Path(copied.execute("PRAGMA database_list").fetchone()[2]).exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == [path.name]


def test_what_is_opened_for_writing_serves_all_threads() -> None:
    with closing(opening.connect_writing(None)) as memory, ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: memory.execute("SELECT 7").fetchone()).result() == (7,)


def test_the_file_system_of_a_path_is_that_of_the_innermost_mount(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    lines = ["1 0 0:1 / / rw - ext4 /dev/a rw", "2 1 0:2 / /home rw - nfs4 s:/home rw", "3 1 0:2 / /home rw - xfs /dev/b rw", "4 1 0:2 / /homes rw - cifs s rw"]
    mounts.write_text("\n".join(lines) + "\n")
    monkeypatch.setattr(opening, "MOUNTS", mounts)
    assert [opening.file_system(Path(path)) for path in ("/etc/x", "/home/kim/g.db", "/homes/g.db")] == ["ext4", "xfs", "cifs"]
    assert [opening.journal_mode(Path(path)) for path in ("/etc/x", "/homes/g.db")] == ["WAL", "DELETE"]
    assert opening.mount("1 0 0:1 / /home/\udcff\\040x rw - ext4 /dev/a rw") == (Path("/home/\udcff x"), "ext4")
    mounts.write_bytes(b"1 0 0:1 / / rw - ext4 /dev/a rw\n2 1 0:2 / /no\xff rw - xfs /dev/b rw\n")
    assert [opening.file_system(Path(path)) for path in ("/etc/x", "/no\udcff/x")] == ["ext4", "xfs"]
    mounts.write_text(lines[1] + "\n")
    assert opening.file_system(Path("/etc/x")) == ""
    monkeypatch.setattr(opening, "MOUNTS", tmp_path / "none")
    assert (opening.file_system(Path("/etc")), opening.journal_mode(Path("/etc"))) == ("", "WAL")
