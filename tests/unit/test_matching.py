"""No grade reaches another student's row; what could be two students' is left out, and said."""

from __future__ import annotations

import csv
import io
import itertools
import random
import unicodedata
from pathlib import Path

import pytest
from exports_support import SAMPLES, entry, exercise, failed_exercise

from grader.errors import InputError
from grader.exports.export import Export, Options
from grader.exports.formats import exporter, write
from grader.gradebook.entries import Entry
from grader.gradebook.naming import name_forms, plain_id, same_name
from grader.gradebook.tables import read_table
from grader.messages.texts import Texts

ONE = [exercise("e")]


def filled(template: Path, entries: list[Entry], form: str = "canvas", assignment: str | None = None) -> Export:
    return exporter(form)(entries, Options(Texts("en"), template, assignment))


def cells(made: Export, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.only_text, newline=""), delimiter=delimiter))


def notices(made: Export) -> dict[str, list[object]]:
    return {code: [notice.params.get("student") for notice in same]
            for code, same in itertools.groupby(sorted(made.notices, key=lambda each: each.code), key=lambda each: each.code)}


def canvas(tmp_path: Path, entries: list[Entry], *rows: str) -> tuple[list[str], dict[str, list[object]]]:
    path = tmp_path / "site.csv"
    path.write_text("Student,ID,SIS User ID,SIS Login ID,Section,TF2 API (77)\n    Points Possible,,,,,1.00\n" + "\n".join(rows) + "\n",
                    encoding="utf-8")
    made = filled(path, entries)
    assert all(Texts("ko").error(notice.code, **notice.params) for notice in made.notices)
    return [row[-1] for row in cells(made)[2:]], notices(made)


@pytest.mark.parametrize("seed", range(4))
def test_a_school_s_id_that_equals_another_s_canvas_id_takes_no_grade_in_any_order(tmp_path: Path, seed: int) -> None:
    lines = (SAMPLES / "canvas_two_kinds_of_ids.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = lines[3:]
    random.Random(seed).shuffle(rows)
    path = tmp_path / "site.csv"
    path.write_text("\n".join([*lines[:3], *rows]), encoding="utf-8")
    entries = [entry("Kim Minsu", ONE, "4101", school_id="20260001"), entry("Kim Minsu", ONE, "4106", key="second"),
               entry("Lee Jiwoo", [failed_exercise("e")], "4102")]
    made = filled(path, entries, assignment="777")
    assert {row[1]: row[5] for row in cells(made)[3:] if row[5]} == {"4101": "10", "4102": "8", "4105": "2", "4106": "EX"}
    assert notices(made) == {"export_kept": ["Kim Minsu"], "export_replaced": ["Lee Jiwoo"], "export_scaled": [None]}


@pytest.mark.parametrize("name", ["Ahn, First", "Kim, Minsu"])  # a namesake, too
def test_without_the_own_row_nobody_else_s_is_taken(tmp_path: Path, name: str) -> None:
    for student in ({"lms_id": "4101"}, {"school_id": "4199"}):
        assert canvas(tmp_path, [entry("Kim Minsu", ONE, **student)], f'"{name}",4199,4101,x,1,') == (
            [""], {"export_no_row": ["Kim Minsu"]})


@pytest.mark.parametrize("rows", [
    ["A,1,2026001,x,s,", "B,2,9,2026001,s,"],  # the number of one, the login of another
    ["A,1,2026001,x,s,", "B,1001,9,y,s,"],  # the row of the number the site gives is another's than that of the school's
    ["A,1,2026001,x,s,", "A,1,2026001,x,s,"],  # twice the same row
    ["A,1,02026001,x,s,", "B,2,002026001,y,s,"],  # alike but for zeros
])
def test_two_rows_for_one_student_are_none_and_both_are_named(tmp_path: Path, rows: list[str]) -> None:
    for lines in (rows, rows[::-1]):
        assert canvas(tmp_path, [entry("Kim", ONE, "1001", school_id="2026001")], *lines) == (
            ["", ""], {"export_ambiguous": ["Kim"]})


def test_the_id_that_is_written_alike_to_the_letter_wins(tmp_path: Path) -> None:
    assert canvas(tmp_path, [entry("Kim", ONE, school_id="0123")], "A,1,123,x,s,", "B,2,0123,y,s,")[0] == ["", "1"]


@pytest.mark.parametrize("wanted", ["2026001", "02026001", "2026001.0", "'2026001", '="2026001"', " 2026001 ", "２０２６００１"])
@pytest.mark.parametrize("cell", ["2026001", "02026001", "2026001.0", '"=""2026001"""'])
def test_a_number_stays_itself_whatever_a_spreadsheet_makes_of_it(tmp_path: Path, wanted: str, cell: str) -> None:
    assert canvas(tmp_path, [entry("Kim", ONE, school_id=wanted)], "Ahn,1,2026002,x,s,", f"Lee,2,{cell},y,s,")[0] == ["", "1"]


@pytest.mark.parametrize("lost", ["2.026E+06", "2,03E+06", "2e6"])
def test_a_number_whose_digits_a_spreadsheet_lost_is_nobody_s(tmp_path: Path, lost: str) -> None:
    assert canvas(tmp_path, [entry("Kim", ONE, school_id=lost)], f'Ahn,1,"{lost}",x,s,', "Lee,2,2026000,y,s,")[0] == ["", ""]


def test_an_e_mail_address_is_an_id_of_the_school(tmp_path: Path) -> None:
    entries = [entry("김민수", ONE, email="Minsu@Example.edu"), entry("Kim", ONE, school_id="lee@example.edu")]
    assert canvas(tmp_path, entries, "Kim,1,7,minsu@example.edu,s,", "Lee,2,8,lee@example.edu,s,")[0] == ["1", "1"]


def test_a_school_s_id_is_never_taken_for_another_by_its_end(tmp_path: Path) -> None:
    entries = [entry("kim", ONE, school_id="CS-001"), entry("lee", [exercise("e", "failed", 0.5)], school_id="EE-001")]
    assert canvas(tmp_path, entries, "Stranger,1,XX-9,q,s,5", "Lee,2,EE-001,y,s,", "Kim,3,CS-001,z,s,")[0] == ["5", "0.5", "1"]


def test_two_students_who_claim_one_row_both_stay_out(tmp_path: Path) -> None:
    entries = [entry("Kim", ONE, "1001"), entry("Lee", [exercise("e", "failed", 0.5)], school_id="2026001")]
    assert canvas(tmp_path, entries, "Kim,1001,2026001,x,s,4") == (["4"], {"export_ambiguous": ["Kim", "Lee"]})


def test_who_handed_in_nothing_that_can_be_graded_keeps_what_the_site_says(tmp_path: Path) -> None:
    absent = entry("kim", [exercise("e", "not_attempted", 0.0)], lms_id="3")
    absent.document["submission"]["files"] = []
    assert canvas(tmp_path, [absent], "Kim,3,,x,s,6.5", "Lee,4,,y,s,") == (["6.5", ""], {})


def test_who_handed_in_what_nobody_can_read_keeps_it_too_and_is_named(tmp_path: Path) -> None:
    unread = entry("kim", [exercise("e", "unreadable", 0.0)], lms_id="3")
    unread.document["submission"]["files"] = ["answers.pdf"]
    assert canvas(tmp_path, [unread], "Kim,3,,x,s,6.5", "Lee,4,,y,s,") == (["6.5", ""], {"export_unread": ["kim"]})


def test_the_same_grade_stays_as_it_is_written_and_nothing_is_said(tmp_path: Path) -> None:
    assert canvas(tmp_path, [entry("Kim", ONE, "3")], "Kim,3,,x,s,1.00") == (["1.00"], {})


# --- Moodle: comma in, comma out

def test_a_german_worksheet_keeps_its_commas_and_lists_what_it_replaces() -> None:
    entries = [entry("홍길동", [failed_exercise("e")], "2001"), entry("김 철수", [failed_exercise("e")], "2002"),
               entry("남궁_민", ONE, "2004"), entry("박없음", ONE, "9005", email="e@example.org")]
    made = filled(SAMPLES / "moodle_de.csv", entries, "moodle")
    assert [row[4] for row in cells(made, ";")] == ["Bewertung", "8", "8", "", "", "10"]
    assert notices(made) == {"export_locked": ["남궁_민"], "export_replaced": ["김 철수"], "export_scaled": [None]}
    assert cells(made, ";")[4][9] == ""
    [replaced] = [notice.params for notice in made.notices if notice.code == "export_replaced"]
    assert (replaced["before"], replaced["after"]) == ("3,50", "8")


@pytest.mark.parametrize(("points", "cell"), [("10,00", "8,5"), ("10.00", "8.5"), ("10", "8,5"), ("1.000,00", "850"), ("1,000.00", "850")])
def test_points_are_written_as_the_site_writes_them(tmp_path: Path, points: str, cell: str) -> None:
    path = tmp_path / "worksheet.csv"
    path.write_text("ID;Name;Status;Grade;Max;Change;Modified;Comments\n"
                    f'Participant 1;Kim;Submitted;;{points};Yes;-;\n', encoding="utf-8")
    made = filled(path, [entry("Kim", [exercise("e", "failed", 0.85)], "1")], "moodle")
    assert cells(made, ";")[1][3] == cell


@pytest.mark.parametrize("phone", ["01012345678", "10"])
def test_one_student_s_phone_number_is_no_maximum_grade(tmp_path: Path, phone: str) -> None:
    path = tmp_path / "worksheet.csv"
    path.write_text("ID,Name,ID number,Phone,Status,Grade,Max,Change,Modified,Comments\n"
                    f"Participant 1,Kim,2026001,{phone},Submitted,,10.00,Yes,-,\n", encoding="utf-8")
    assert cells(filled(path, [entry("Kim", [exercise("e", "failed", 0.85)], "1")], "moodle"))[1][2:6] == [
        "2026001", phone, "Submitted", "8.5"]


def test_a_comment_of_before_is_said(tmp_path: Path) -> None:
    path = tmp_path / "worksheet.csv"
    path.write_text("ID,Name,Status,Grade,Max,Change,Modified,Comments\nParticipant 1,Kim,Submitted,,1.00,Yes,-,by hand\n")
    assert notices(filled(path, [entry("Kim", ONE, "1")], "moodle")) == {"export_comment_replaced": ["Kim"]}


# --- Blackboard and Brightspace: by what the school knows a student by

def of_school() -> list[Entry]:
    return [entry("Kim Minsu", ONE, school_id="mkim"), entry("홍길동", [failed_exercise("e")], school_id="2026002"),
            entry("Nobody", ONE, "2026001", school_id="kim")]


@pytest.mark.parametrize(("form", "template", "column", "assignment", "delimiter", "encoding"), [
    ("blackboard", "blackboard.xls", 7, "TF2 API", "\t", "utf-16"), ("blackboard", "blackboard.xls", 7, "101", "\t", "utf-16"),
    ("brightspace", "brightspace.csv", 4, "TF2 API", ",", "utf-8")])
def test_one_column_is_filled_by_logins_and_numbers(form: str, template: str, column: int, assignment: str, delimiter: str,
                                                    encoding: str) -> None:
    before = read_table(SAMPLES / template).rows
    made = filled(SAMPLES / template, of_school(), form, assignment)
    before[1][column], before[2][column] = "10", "8"
    assert cells(made, delimiter) == before
    assert made.encoding == encoding
    assert notices(made) == {"export_no_row": ["Nobody"], "export_replaced": ["홍길동"], "export_scaled": [None]}


def test_a_name_that_is_another_s_login_is_no_login() -> None:
    made = filled(SAMPLES / "blackboard_ultra.csv", of_school()[:1], "blackboard")
    assert [row[4] for row in cells(made)[1:]] == ["10", ""]


@pytest.mark.parametrize(("form", "template", "code"), [
    ("blackboard", "brightspace.csv", "export_template_wrong"), ("brightspace", "blackboard.xls", "export_template_wrong"),
    ("brightspace", "brightspace.csv", "export_assignment_unclear"), ("blackboard", "moodle_de.csv", "export_template_wrong")])
def test_another_s_file_is_told(form: str, template: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        filled(SAMPLES / template, of_school(), form)
    assert caught.value.code == code


# --- files as they come

@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_goes_back_in_its_own_letters_and_separators(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [["Student", "ID", "SIS Login ID", "Section", "과제 (77)"], ["    Points Possible", "", "", "", "1"],
            ["홍, 길동", "5", "x;y", "분반", ""], ['이 "영희"', "6", "y", "두\n줄", "3"]]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    path, target = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text(text.getvalue(), encoding=encoding, newline="")
    write(filled(path, [entry("홍길동", ONE, "5")]), target)
    rows[2][4] = "1"
    assert read_table(target).rows == rows
    assert read_table(target).encoding == read_table(path).encoding
    assert read_table(target).line_end == "\r\n"


def test_western_letters_of_excel_are_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("sep=;\r\nID;Vollständiger Name\r\n5;Müller\r\n".encode("cp1252"))
    table = read_table(path)
    assert (table.rows[1], table.delimiter, table.hint) == (["5", "Müller"], ";", "sep=;\r\n")


def test_a_file_without_rows_is_told(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    for text in ("", "\n", "only one line\n"):
        path.write_text(text)
        with pytest.raises(InputError) as caught:
            filled(path, [])
        assert caught.value.code == "export_template_wrong"


# --- names

@pytest.mark.parametrize(("one", "other"), [
    ("Kim, Min-jun", "Min-jun Kim"), ("Kim, Min-jun", "kimminjun"), ("김 철수", "철수 김"), ("김철수", "김 철수"), ("O'Brien, Pat", "obrienpat"),
    ("KIM MINSU", "kim minsu"), (unicodedata.normalize("NFD", "홍길동"), "홍길동"), ("Ｋｉｍ　Ｍｉｎｓｕ", "Minsu Kim"), ("Straße, A", "a STRASSE"),
    ("Park  Ji  Sung", "Ji Sung, Park"), ("남궁_민", "남궁 민")])
def test_names_are_the_same_however_they_are_written(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("Kim Minsu", "Kim Minsoo"), ("Kim", "Kim Minsu"), ("", ""), ("-", "-"), ("홍길동", "홍길도")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_plain_ids_and_forms() -> None:
    assert plain_id("A00123") == "a00123"
    assert plain_id("000") == "0"
    assert name_forms("Park Ji Sung") == {"parkjisung", "jisungpark", "sungparkji"}
