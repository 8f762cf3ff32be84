"""Work is joined with the right line of the roster or with none; nobody who handed in is counted as absent."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from downloads_support import make
from exports_support import SAMPLES

from grader.gradebook.downloads import HandedIn, read_download
from grader.gradebook.entries import Student
from grader.gradebook.joining import Joined, completed, join_roster
from grader.gradebook.roster import Roster, read_roster
from grader.messages.texts import Texts

TWO_KIMS = "Name;ID;Email\nKim Minsu;20260001;k1@x.org\nLee Jiwoo;20260002;l@x.org\nKim Minsu;20260006;k2@x.org\n"


def join(tmp_path: Path, names: list[str], roster: str | Path, known: list[Student] | None = None) -> Joined:
    path = tmp_path / "roster.csv"
    if isinstance(roster, Path):
        shutil.copy(roster, path)
    else:
        path.write_text(roster, encoding="utf-8")
    shutil.rmtree(tmp_path / "download", ignore_errors=True)
    joined = join_roster(read_download(make(tmp_path, names, zipped=True)).handed_in, read_roster(path), known or [])
    assert len({each.student.key for each in joined.everyone}) == len(joined.everyone)
    assert all(Texts(language).error(notice.code, **notice.params) for notice in joined.notices for language in ("ko", "en"))
    return joined


def people(joined: Joined) -> list[tuple[str, str, int]]:
    return sorted((each.student.name, each.student.school_id, len(each.files)) for each in joined.everyone)


def codes(joined: Joined) -> set[str]:
    return {notice.code for notice in joined.notices if notice.code != "roster_unclear_names"}


def test_two_of_one_name_are_two_lines_and_neither_is_absent(tmp_path: Path) -> None:
    joined = join(tmp_path, ["kimminsu_4101_90001_a.py", "kimminsu_4106_90007_b.py", "leejiwoo_4102_90002_c.py"], TWO_KIMS)
    assert people(joined) == [("Kim Minsu", "", 1), ("Kim Minsu", "", 1), ("Lee Jiwoo", "20260002", 1)]
    [told, notice] = joined.notices
    assert (told.code, told.params, notice.code) == ("roster_unclear", {"count": 1}, "roster_unclear_names")
    assert notice.params == {"lines": "Kim Minsu (20260001), Kim Minsu (20260006)", "keys": "kimminsu_4101, kimminsu_4106"}
    assert {line for line, _ in joined.replaced} >= {"roster/Kim Minsu_20260001", "roster/Kim Minsu_20260006"}


def test_what_one_student_handed_in_under_two_names_is_late_if_any_of_it_is() -> None:
    line = Student(key="Kim Minsu", name="Kim Minsu", school_id="20260001")
    for late in ([True, False], [False, True]):
        several = [HandedIn(Student(key=f"kim_{number}", name="kim", late=each), (), "kim") for number, each in enumerate(late)]
        assert completed(several, line).student.late
    assert not completed([HandedIn(Student(key="kim", name="kim"), (), "kim")], line).student.late


def test_one_of_two_of_a_name_handed_in_and_nobody_guesses_which(tmp_path: Path) -> None:
    joined = join(tmp_path, ["kimminsu_4101_90001_a.py", "leejiwoo_4102_90002_c.py"], TWO_KIMS)
    assert people(joined) == [("Kim Minsu", "", 1), ("Lee Jiwoo", "20260002", 1)]
    assert codes(joined) == {"roster_unclear"}
    assert joined.absent == 0


@pytest.mark.parametrize("folder", ["Kim Minsu_20260006", "20260006 Kim, Minsu", "Minsu Kim (20260006)", "k2@x.org", "20260006",
                                    "hw_kim_minsu_20260006_final"])
def test_two_of_one_name_are_told_apart_by_an_id_that_the_school_gave(tmp_path: Path, folder: str) -> None:
    joined = join(tmp_path, [f"{folder}/hw.py", "Jiwoo, Lee/hw.py"], TWO_KIMS)
    assert people(joined) == [("Kim Minsu", "20260001", 0), ("Kim Minsu", "20260006", 1), ("Lee Jiwoo", "20260002", 1)]
    assert codes(joined) == set()


def test_canvas_own_gradebook_as_the_roster_tells_all_apart(tmp_path: Path) -> None:
    joined = join(tmp_path, ["kimminsu_4101_90001_a.py", "kimminsu_4106_90007_b.py"], SAMPLES / "canvas_two_kinds_of_ids.csv")
    assert {each.student.lms_id: each.student.school_id for each in joined.everyone if each.files} == {
        "4101": "20260001", "4106": "20260006"}
    assert joined.absent == 6  # neither the rows above the students nor the test student
    assert "Student, Test" not in {each.student.name for each in joined.everyone}


@pytest.mark.parametrize(("header", "line"), [
    ("lms_id,name,id", "4106,Kim Minsu,20260006"), ("이름,학번,canvas id", "Kim Minsu,20260006,4106"),
    ("Last Name\tFirst Name\tUsername\tStudent ID\tCanvas User ID", "Kim\tMinsu\tkm\t20260006\t4106")])
def test_the_columns_of_other_lists_are_known(tmp_path: Path, header: str, line: str) -> None:
    joined = join(tmp_path, ["kimminsu_4101_90001_a.py", "kimminsu_4106_90007_b.py"], f"{header}\n{line}\n")
    assert {(each.student.key, each.student.school_id) for each in joined.everyone} == {
        ("kimminsu_4101", ""), ("kimminsu_4106", "20260006")}
    assert codes(joined) == {"roster_unknown"}


def test_blackboards_and_moodles_lists_of_participants_are_rosters(tmp_path: Path) -> None:
    names = ["HW_jdoe_attempt_2026-11-20-18-05-33_a.py", "HW_mlee_attempt_2026-11-20-18-05-33_a.py"]
    joined = join(tmp_path, names, '"Last Name","First Name","Username","Student ID"\n"Doe","Jane","jdoe","007"\n"Lee","Min","mlee","008"\n'
                  '"Ahn","Ina","iahn","009"\n')
    assert [(each.student.name, each.student.school_id, len(each.files)) for each in joined.everyone] == [
        ("Doe Jane", "jdoe", 1), ("Lee Min", "mlee", 1), ("Ahn Ina", "009", 0)]
    names = ["김민수_1001_assignsubmission_file/a.py"]
    joined = join(tmp_path, names, SAMPLES / "moodle_ko.csv")
    assert [(each.student.name, each.student.email, len(each.files)) for each in joined.everyone] == [
        ("김민수", "minsu@example.kr", 1), ("홍길동", "gildong@example.kr", 0)]


def test_a_number_of_the_lms_that_is_another_s_school_id_joins_nobody(tmp_path: Path) -> None:
    roster = "name,id\nAhn First,4101\nKim Minsu,20260001\nLee Jiwoo,20260002\nPark Seo,20260003\n"
    joined = join(tmp_path, ["kimminsu_4101_90001_a.py", "leejiwoo_4102_90002_b.py", "stranger_4103_90003_c.py"], roster)
    assert people(joined) == [("Ahn First", "4101", 0), ("Kim Minsu", "20260001", 1), ("Lee Jiwoo", "20260002", 1),
                              ("Park Seo", "20260003", 0), ("stranger", "", 1)]
    joined = join(tmp_path, ["stranger_4101_90001_a.py", "leejiwoo_4102_90002_b.py", "kimminsu_4103_90003_c.py"], roster)
    assert ("Ahn First", "4101", 0) in people(joined)


@pytest.mark.parametrize("names", [
    ["work_1004_tf2.py", "Lee Jiwoo.py"],  # the number of one of them in the LMS, and of the other at school
    ["tf2_Hong Gildong_20260003_final.py", "Lee Jiwoo.py"]])  # the name of one of them beside the number of the other
def test_a_name_of_a_file_that_two_could_have_written_joins_nobody(tmp_path: Path, names: list[str]) -> None:
    roster = ("Student,ID,SIS User ID,SIS Login ID,Section\n\"Sean, Cho\",1003,1004,sc,A\nHong Gildong,1004,20260004,hg,A\n"
              "Lee Jiwoo,1005,20260005,lj,A\nPark Sun,1006,20260003,ps,A\n")
    joined = join(tmp_path, names, roster)
    assert {each.student.name for each in joined.everyone if each.files} == {Path(names[0]).stem, "Lee Jiwoo"}
    assert "roster_unclear" in codes(joined)


def test_who_writes_another_s_number_gets_nobody_s_line(tmp_path: Path) -> None:
    roster = "name,id\n홍길동,20231234\n이영희,20235678\n박지성,20239999\n"
    joined = join(tmp_path, ["이영희_20231234/hw.py", "박지성_20239999/hw.py"], roster)
    assert people(joined) == [("박지성", "20239999", 1), ("이영희", "", 1)]
    assert codes(joined) == {"roster_unclear"}


def test_a_number_that_several_share_is_no_id(tmp_path: Path) -> None:
    roster = "name,id\n홍길동,20261111\n이영희,20262222\n"
    assert people(join(tmp_path, ["홍길동_20260301.py", "이영희_20260301.py"], roster)) == [("이영희", "20262222", 1), ("홍길동", "20261111", 1)]


def test_a_year_beside_a_name_is_no_other_student(tmp_path: Path) -> None:
    roster = "name,id\n홍길동,20261111\n이영희,20262222\n"
    assert people(join(tmp_path, ["홍길동_2026.py", "이영희_v2.py"], roster)) == [("이영희", "20262222", 1), ("홍길동", "20261111", 1)]


def test_another_of_the_name_with_another_number_is_not_the_one_on_the_list(tmp_path: Path) -> None:
    joined = join(tmp_path, ["김민수_20269999/hw.py", "lee/hw.py"], "name,id\n김민수,20261111\nlee,20262222\n")
    assert people(joined) == [("lee", "20262222", 1), ("김민수", "", 1)]
    assert codes(joined) == {"roster_unclear"}


def test_words_that_all_have_are_no_name_and_other_words_keep_from_absence(tmp_path: Path) -> None:
    roster = "name,id\n홍길동,1\n이영희,2\n김철수,3\n"
    joined = join(tmp_path, ["homework_홍길동.py", "homework_이영희.py"], roster)
    assert people(joined) == [("김철수", "3", 0), ("이영희", "2", 1), ("홍길동", "1", 1)]
    joined = join(tmp_path, ["과제_홍길동.py", "이영희 최종.py"], roster)
    assert people(joined) == [("과제_홍길동", "", 1), ("김철수", "3", 0), ("이영희 최종", "", 1)]
    assert codes(joined) == {"roster_unclear"}


def test_two_files_with_one_name_and_number_are_one_student_s(tmp_path: Path) -> None:
    roster = "name,id\n홍길동,20231234\n이영희,20235678\n"
    joined = join(tmp_path, ["홍길동_20231234_1.py", "20231234 홍길동.py", "이영희.py", "이영희 (1).py"], roster)
    assert people(joined) == [("이영희", "", 1), ("이영희", "", 1), ("홍길동", "20231234", 2)]
    assert codes(joined) == {"roster_together", "roster_unclear"}
    assert ("홍길동_20231234_1", "20231234 홍길동") in joined.replaced


def test_who_handed_in_an_earlier_download_is_not_absent_in_a_later_one(tmp_path: Path) -> None:
    known = [Student("kimminsu_4101", "Kim Minsu", "4101", school_id="20260001")]
    joined = join(tmp_path, ["leejiwoo_4102_90002_c.py", "x_4_90003_c.py"], TWO_KIMS, known)
    assert people(joined) == [("Kim Minsu", "20260006", 0), ("Lee Jiwoo", "20260002", 1), ("x", "", 1)]
    assert people(join(tmp_path, ["Lee Jiwoo/c.py", "x/c.py"], TWO_KIMS, [Student("kim", "Kim Minsu")])) == [
        ("Lee Jiwoo", "20260002", 1), ("x", "", 1)]


def test_order_of_names_and_of_lines_changes_nothing(tmp_path: Path) -> None:
    lines = TWO_KIMS.splitlines()
    names = ["kimminsu_4101_90001_a.py", "leejiwoo_4102_90002_c.py", "kimminsu_4106_90007_b.py"]
    expected = people(join(tmp_path, names, TWO_KIMS))
    assert people(join(tmp_path, names[::-1], "\n".join([lines[0], *lines[:0:-1]]))) == expected


@pytest.mark.parametrize(("folder", "line"), [
    ("Kim, Min-jun", "Min-jun Kim"), ("Min Jun Kim", "Kim Min-Jun"), (unicodedata.normalize("NFD", "홍길동"), "홍길동"), ("길동 홍", "홍 길동"),
    ("O'Brien Pat", "Pat O’Brien"), ("PARK JISUNG", "Park Jisung"), ("ＫＩＭ　ａ", "kim a")])
def test_a_name_is_found_however_it_is_written(tmp_path: Path, folder: str, line: str) -> None:
    joined = join(tmp_path, [f"{folder}/hw.py", "other one/hw.py"], f'name,id\n"{line}",20261111\n"other one",20262222\n')
    assert sorted(each.student.school_id for each in joined.everyone) == ["20261111", "20262222"]
    assert all(each.files for each in joined.everyone)


def test_kim_lee_and_lee_kim_are_two(tmp_path: Path) -> None:
    joined = join(tmp_path, ["kimlee_1001_5001_a.py", "other_1002_5002_a.py"], "name,id\nKim Lee,20261111\nLee Kim,20262222\n")
    assert {each.student.school_id for each in joined.everyone} == {""}
    assert "roster_unclear" in codes(joined)


@pytest.mark.parametrize("written", ["20261111.0", '"=""0020261111"""', "'20261111", "020261111", "２０２６１１１１"])
def test_ids_are_read_as_they_were_meant(tmp_path: Path, written: str) -> None:
    joined = join(tmp_path, ["20261111/hw.py", "x/hw.py"], f"name,id\nKim,{written}\n")
    assert [(each.student.name, len(each.files)) for each in joined.everyone] == [("Kim", 1), ("x", 1)]


def test_ids_that_lost_their_digits_are_said_and_join_nobody(tmp_path: Path) -> None:
    joined = join(tmp_path, ["20260000000/hw.py", "lee/hw.py"], "name,id\nKim,2.026E+10\nLee,2.026E+10\n")
    assert people(joined) == [("20260000000", "", 1), ("Lee", "", 1)]  # the first may be Kim
    assert codes(joined) == {"roster_id_lost", "roster_foreign"}


def test_given_names_alone_keep_from_absence(tmp_path: Path) -> None:
    joined = join(tmp_path, ["Jiwoo/c.py", "minsu/c.py"], TWO_KIMS)
    assert people(joined) == [("Jiwoo", "", 1), ("minsu", "", 1)]
    assert codes(joined) == {"roster_unclear"}


@pytest.mark.parametrize(("folder", "roster", "absent"), [
    ("honggildong_1001_5001_a.py", "name,id\n홍길동,2026001\n김철수,2026002\nLee,2026003\n", 0),  # names of two scripts
    ("stranger_1001_5001_a.py", "name,id\nHong,2026001\nKim,2026002\nLee,2026003\n", 2),  # of one: it is none of them
    ("HW_jdoe_attempt_2026-11-20-18-05-33_a.py", "name,id\nJane Doe,2026001\nMin Kim,2026002\nlee,2026003\n", 0),
    ("HW_jdoe_attempt_2026-11-20-18-05-33_a.py", "name,username\nHong,hong\nKim,kim\nlee,lee\n", 2)])
def test_who_cannot_be_compared_with_the_list_may_be_any_line_of_it(tmp_path: Path, folder: str, roster: str, absent: int) -> None:
    lee = "HW_lee_attempt_2026-11-20-18-05-33_a.py" if folder.startswith("HW") else "lee_1002_5002_a.py"
    joined = join(tmp_path, [folder, lee], roster)
    assert joined.absent == absent
    assert codes(joined) == {"roster_unknown" if absent else "roster_foreign"}


def test_a_login_is_often_the_beginning_of_an_address(tmp_path: Path) -> None:
    names = ["HW_jdoe_attempt_2026-11-20-18-05-33_a.py", "HW_mlee_attempt_2026-11-20-18-05-33_a.py"]
    joined = join(tmp_path, names, "name,id,email\nJane Doe,1,jdoe@x.org\nMin Lee,2,mlee@x.org\n")
    assert {(each.student.name, each.student.email) for each in joined.everyone} == {
        ("Jane Doe", "jdoe@x.org"), ("Min Lee", "mlee@x.org")}


def test_without_a_roster_all_stays_as_it_was(tmp_path: Path) -> None:
    handed_in = read_download(make(tmp_path, ["kim/hw.py", "lee/hw.py"], zipped=True)).handed_in
    assert join_roster(handed_in, Roster()) == Joined(everyone=handed_in)
