"""Each format holds exactly the fields its reader knows, and no student's text can act in it."""

from __future__ import annotations

import csv
import io
import json
import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from exports_support import HOSTILE_NAMES, SAMPLES, entry, exercise, raised, small_class

from grader.commands import grade
from grader.errors import InputError
from grader.exports.export import Export, Options
from grader.exports.file_names import file_name, file_names
from grader.exports.formats import FORMATS, SINGLE_FORMATS, exporter, write
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts


def export(name: str, entries: list[Entry], template: str = "", assignment: str | None = None) -> Export:
    return exporter(name)(entries, Options(Texts("en"), SAMPLES / template if template else None, assignment))


def table(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def codes(made: Export) -> list[tuple[str, object]]:
    return [(notice.code, notice.params.get("student")) for notice in made.notices]


# --- csv

def test_csv_has_a_row_a_student_and_a_column_an_exercise() -> None:
    made = export("csv", small_class())
    header, *rows = table(made.content)
    assert header == ["key", "name", "id", "email", "late", "mnist_sequential", "gradient_tape", "total", "max_score",
                      "graded_at", "note"]
    assert [row[1:3] + row[4:9] for row in rows] == [
        ["Kim, Minsu", "1001", "", "1.0", "1.0", "2.0", "2.0"],
        ["홍길동", "1002", "late", "0.8", "1.0", "1.8", "2.0"],
        ["Lee, Late", "1003", "", "1.0", "", "", "2.0"],
        ["Nobody, Known", "7777", "", "0.0", "0.0", "0.0", "2.0"]]
    assert made.encoding == "utf-8-sig"
    assert codes(made) == [("export_ungraded", "Lee, Late")]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_csv_cells_are_never_formulas_and_stay_in_their_cell(name: str) -> None:
    made = export("csv", [entry(name, key=name, email=name, lms_id=name)])
    header, row = table(made.content)
    assert len(row) == len(header)
    assert not [cell for cell in row if cell.lstrip(" \ufffd").startswith(tuple("=+-@\t\r\n＝＋－＠"))]
    assert not {"\x1b", "\x00", "\u202e"} & set(made.content)


def test_exercises_that_only_some_were_graded_on_leave_empty_cells() -> None:
    header, first, second = table(export("csv", [entry("a", [exercise("x")]), entry("b", [exercise("y")])]).content)
    assert header[5:7] == ["x", "y"]
    assert (first[5:7], second[5:7]) == (["1.0", ""], ["", "1.0"])


# --- json

def test_json_holds_the_documents_as_they_are() -> None:
    entries = small_class()
    assert json.loads(export("json", entries).content) == {
        "format": 1, "submissions": [each.document for each in entries]}


# --- canvas

def changed_cells(before: list[list[str]], after: list[list[str]]) -> dict[tuple[int, int], str]:
    assert [len(row) for row in before] == [len(row) for row in after]
    return {(row, column): cell for row, cells in enumerate(after) for column, cell in enumerate(cells)
            if before[row][column] != cell}


@pytest.mark.parametrize("assignment", ["TF2 API", "90102", "TF2 API (90102)"])
def test_canvas_changes_the_one_column_and_nothing_else(assignment: str) -> None:
    made = export("canvas", small_class(), "canvas.csv", assignment)
    before = table((SAMPLES / "canvas.csv").read_text(encoding="utf-8-sig"))
    assert changed_cells(before, table(made.content)) == {(3, 7): "100", (4, 7): "90"}
    assert made.content.count("\r\n") == len(before)
    assert made.encoding == "utf-8-sig"
    assert codes(made) == [("export_no_row", "Nobody, Known"), ("export_ungraded", "Lee, Late"), ("export_scaled", None),
                           ("export_replaced", "홍길동"), ("export_kept", "Lee, Late")]


def test_canvas_takes_the_only_assignment_semicolons_and_two_name_columns() -> None:
    made = export("canvas", small_class(), "canvas_semicolons.csv")
    before = table((SAMPLES / "canvas_semicolons.csv").read_text(), ";")
    assert changed_cells(before, table(made.content, ";")) == {(2, 5): "7", (3, 5): "6,3"}


def test_canvas_reads_semicolons_beside_commas_and_leaves_out_what_canvas_works_out(tmp_path: Path) -> None:
    template = tmp_path / "canvas.csv"
    template.write_text('Student;ID;SIS Login ID;Section;"One, two, three, four, five, six (7)";Current Score (2026)\n'
                        '    Points Possible;;;;2;(schreibgeschützt)\n"Kim, Minsu";1001;minsu;A;;\n', encoding="utf-8")
    made = exporter("canvas")(small_class()[:1], Options(Texts("en"), template))
    assert table(made.content, ";")[2] == ["Kim, Minsu", "1001", "minsu", "A", "2", ""]


@pytest.mark.parametrize("assignment", [None, "TF3", "(90102)"])
def test_canvas_names_the_assignments_when_it_cannot_tell_which(assignment: str | None) -> None:
    with pytest.raises(InputError) as error:
        export("canvas", small_class(), "canvas.csv", assignment)
    assert error.value.code == "export_assignment_unclear"
    assert error.value.params["known"] == "Homework 1, part A (90101); TF2 API (90102)"


# --- moodle

def test_moodle_fills_grade_and_feedback_by_position() -> None:
    made = export("moodle", small_class()[:2], "moodle_en.csv")
    before = table((SAMPLES / "moodle_en.csv").read_text(encoding="utf-8"))
    after = changed_cells(before, table(made.content))
    assert set(after) == {(1, 4), (1, 9), (2, 4), (2, 9)}
    assert (after[1, 4], after[2, 4]) == ("100", "90")
    assert after[2, 9].startswith("1.80 of 2.00 points<br>mnist_sequential: not yet right<br>– hw.py, line 3:")
    assert "Set filters of this Conv2D to 64." in after[2, 9]


def test_moodle_fills_a_korean_worksheet_with_decimal_commas_and_teams() -> None:
    made = export("moodle", small_class(), "moodle_ko.csv")
    before = table((SAMPLES / "moodle_ko.csv").read_text(encoding="utf-8-sig"))
    after = changed_cells(before, table(made.content))
    assert {place: cell for place, cell in after.items() if place[1] == 6} == {(1, 6): "7", (2, 6): "6,3"}
    assert set(after) == {(1, 6), (2, 6), (1, 12), (2, 12)}
    assert codes(made)[:2] == [("export_no_row", "Lee, Late"), ("export_no_row", "Nobody, Known")]


def test_moodle_without_feedback_comments_gets_grades_alone() -> None:
    made = export("moodle", small_class()[:1], "moodle_blind_no_comments.csv")
    assert table(made.content)[1] == ["Participant 1001", "Submitted for grading", "7", "7.00", "Yes", "-"]


def test_of_several_submissions_of_a_student_the_best_counts_and_that_is_said() -> None:
    twice = [entry(key, [exercise("e", "failed", score)], lms_id="1001") for key, score in (("a", 0.2), ("b", 0.7), ("c", 0.5))]
    made = export("moodle", twice, "moodle_en.csv")
    assert table(made.content)[1][4] == "70"
    assert codes(made)[:2] == [("export_several", "b"), ("export_several", "c")]


def test_moodle_leaves_the_grade_of_an_ungraded_student_as_it_is() -> None:
    [late] = [each for each in small_class() if each.student.lms_id == "1003"]
    late = Entry(late.student.__class__(key="x", name="x", lms_id="1002"), late.document)
    made = export("moodle", [late], "moodle_en.csv")
    assert table(made.content)[2][4] == "55.00"
    assert codes(made)[0] == ("export_ungraded", "x")


def test_moodle_feedback_is_text_where_moodle_takes_html() -> None:
    cause = raised("<img src=x onerror=alert(1)>\nsecond & line")
    made = export("moodle", [entry("x", [exercise("e", "crashed", 0.0, checks=[cause])], lms_id="1001")], "moodle_en.csv")
    cell = table(made.content)[1][9]
    assert "<img" not in cell
    assert "– The code stops with ValueError: &lt;img src=x onerror=alert(1)&gt;<br>second &amp; line<br>– Run this" in cell


@pytest.mark.parametrize(("name", "template", "code"), [
    ("moodle", "moodle_scale.csv", "export_worksheet_unclear"), ("moodle", "canvas.csv", "export_worksheet_unclear"),
    ("canvas", "moodle_en.csv", "export_template_wrong"), ("canvas", "", "export_template_missing"),
    ("canvas", "no_such.csv", "file_unreadable")])
def test_a_wrong_template_is_one_clear_error(name: str, template: str, code: str) -> None:
    with pytest.raises(InputError) as error:
        export(name, small_class(), template)
    assert error.value.code == code
    assert Texts("ko").error(code, **error.value.params)


def test_notices_are_told_in_both_languages() -> None:
    notices = export("canvas", small_class(), "canvas.csv", "90102").notices
    for language in ("ko", "en"):
        assert all(Texts(language).error(notice.code, **notice.params) for notice in notices)


# --- gradescope

TOP_FIELDS = {"score": float, "output": str, "output_format": str, "visibility": str, "stdout_visibility": str,
              "execution_time": float, "extra_data": dict, "tests": list}
TEST_FIELDS = {"score": float, "max_score": float, "status": str, "name": str, "name_format": str, "number": str,
               "output": str, "output_format": str, "tags": list, "visibility": str}
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}


def test_gradescope_has_the_documented_fields_and_no_other() -> None:
    made = export("gradescope", small_class())
    assert set(made.content) == {"Kim_Minsu.json", "홍길동.json", "Lee_Late.json", "Nobody_Known.json"}
    document = json.loads(made.content["홍길동.json"])
    assert {key: type(value) for key, value in document.items()} == TOP_FIELDS
    assert document["score"] == 1.8
    assert {document["visibility"], document["stdout_visibility"]} <= VISIBILITY
    for box in document["tests"]:
        assert {key: type(value) for key, value in box.items()} == TEST_FIELDS
        assert box["status"] in ("passed", "failed")
        assert box["visibility"] in VISIBILITY
    assert sum(box["score"] for box in document["tests"]) == pytest.approx(document["score"])
    assert "filters is 32" in document["tests"][0]["output"]


def test_gradescope_gets_no_score_at_all_where_we_failed() -> None:
    document = json.loads(export("gradescope", small_class()).content["Lee_Late.json"])
    assert "score" not in document
    assert not [box for box in document["tests"] if "score" in box]


# --- PrairieLearn: docs/externalGrading.md, "Grading results"; check50: "JSON specification"; SARIF 2.1.0


def test_prairielearn_has_the_documented_fields_and_our_failure_costs_nothing() -> None:
    made = {name: json.loads(text) for name, text in export("prairielearn", small_class()).content.items()}
    document = made["홍길동.json"]
    assert set(document) == {"gradable", "score", "message", "tests"}
    assert 0 < document["score"] < 1
    assert set(document["tests"][0]) == {"name", "points", "max_points", "message", "output"}
    assert sum(test["points"] for test in document["tests"]) / sum(test["max_points"] for test in document["tests"]) \
        == pytest.approx(document["score"], abs=1e-6)
    assert "filters is 32" in document["tests"][0]["output"]
    assert made["Lee_Late.json"] == {"gradable": False, "format_errors": ["grader error"]}


def test_check50_tells_cause_and_dependency() -> None:
    document = json.loads(export("check50", small_class()).content["홍길동.json"])
    assert set(document) == {"slug", "results", "version"}
    for result in document["results"]:
        assert set(result) == {"name", "description", "passed", "log", "cause", "data", "dependency"}
        assert (result["cause"] is None) == (result["passed"] is True)
    wrong = next(result for result in document["results"] if result["passed"] is False)
    assert wrong["name"] == "mnist_sequential.layer_2.filters"
    assert wrong["cause"]["rationale"].startswith("hw.py, line 3")
    assert any(result["passed"] is None for result in document["results"])


def test_sarif_has_a_result_at_the_line_of_each_mistake() -> None:
    document = json.loads(export("sarif", small_class()).content)
    assert document["version"] == "2.1.0"
    assert len(document["runs"]) == len(small_class())
    [result] = [each for run in document["runs"] for each in run["results"] if each["ruleId"] == "argument_differs"]
    assert result["level"] == "error"
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "hw.py"}, "region": {"startLine": 3}}}]
    for run in document["runs"]:
        assert {each["ruleId"] for each in run["results"]} == {each["id"] for each in run["tool"]["driver"]["rules"]}


# --- junit: elements, their attributes (True: required) and children, as Jenkins' junit-10.xsd has them

JUNIT = {
    "testsuites": ({"name": False, "time": False, "tests": False, "failures": False, "errors": False}, {"testsuite"}),
    "testsuite": ({"name": True, "tests": True, "failures": True, "errors": True, "skipped": False, "time": False,
                   "timestamp": False, "id": False, "hostname": False}, {"properties", "testcase"}),
    "properties": ({}, {"property"}), "property": ({"name": True, "value": True}, set()),
    "testcase": ({"name": True, "time": False, "classname": False}, {"failure", "error", "skipped"}),
    "failure": ({"type": False, "message": False}, set()), "error": ({"type": False, "message": False}, set()),
    "skipped": ({"type": False, "message": False}, set()),
}


def test_junit_keeps_the_schema_and_counts_right() -> None:
    root = ElementTree.fromstring(export("junit", small_class()).content)
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        assert set(element.attrib) <= set(attributes)
        assert {name for name, required in attributes.items() if required} <= set(element.attrib)
        assert {child.tag for child in element} <= children
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases)
        for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(attribute)) == len([case for case in cases if case.find(tag) is not None])
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("16", "1", "1")
    [failure] = root.iter("failure")
    assert failure.get("type") == "argument_differs"
    assert "filters is 32" in failure.get("message")


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_junit_holds_any_name_as_text(name: str) -> None:
    wrong = exercise("e", "crashed", 0.0, checks=[raised(name)])
    root = ElementTree.fromstring(export("junit", [entry(name, [wrong])]).content.encode())
    [failure] = root.iter("failure")
    assert failure.get("message").startswith("The code stops with ValueError: ")


# --- files

@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "", "..", "con", "NUL.txt", "a/b\\c", "x" * 500, "한" * 200])
def test_file_names_are_safe(name: str) -> None:
    for safe in (file_name(name), file_names([name])[0]):
        assert safe
        assert len(f"{safe}.json".encode()) < 160
        assert not set(safe) & set('/\\:*?"<>|\n\r\t \x00')
        assert not safe.startswith((".", "-"))
        assert safe.casefold() not in ("con", "nul.txt")


def test_file_names_of_different_students_differ() -> None:
    keys = ["kim/1", "kim 1", "kim_1", "Kim_1", "KIM_1", "kim_1-2", "", ".", "김민수", "김민수!"]
    assert len({name.casefold() for name in file_names(keys)}) == len(keys)
    assert len({file_name(key).casefold() for key in keys}) == len(keys)
    assert file_name("김민수") == "김민수"


def test_an_export_replaces_the_old_file_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write(Export("half\udc80"), target)
    assert target.read_text() == "old"
    write(Export("새것", encoding="utf-8-sig"), target)
    assert target.read_bytes() == "\ufeff새것".encode()
    assert os.listdir(tmp_path) == ["out.csv"]


def test_folder_exports_are_written_into_the_folder(tmp_path: Path) -> None:
    write(export("gradescope", small_class()), tmp_path / "results")
    assert len(list((tmp_path / "results").iterdir())) == 4
    with pytest.raises(InputError):
        write(export("gradescope", small_class()), tmp_path / "no" / "such")


def test_every_format_has_its_exporter_and_grade_offers_those_for_one() -> None:
    for name in FORMATS:
        assert callable(exporter(name))
    assert set(SINGLE_FORMATS) < set(FORMATS)
    assert ("rich", "json", *SINGLE_FORMATS) == grade.FORMATS
