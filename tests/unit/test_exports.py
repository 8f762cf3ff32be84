"""Each format holds exactly the fields its reader knows, and no student's text can act in it."""

from __future__ import annotations

import csv
import io
import json
import os
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from exports_support import HOSTILE_NAMES, SAMPLES, check, entry, exercise, failed_exercise, raised, small_class
from msgspec.structs import replace

from grader.commands import grade
from grader.errors import InputError
from grader.exports import blackboard, brightspace, gradescope, moodle
from grader.exports.csv import safe_cell
from grader.exports.export import Export, Options
from grader.exports.file_names import file_name, file_names, safe_name
from grader.exports.formats import FORMATS, SINGLE_FORMATS, exporter, write
from grader.exports.rows import left_out, scaled
from grader.exports.single import export_single
from grader.exports.worksheet import number_in, read_worksheet
from grader.gradebook.entries import Entry
from grader.gradebook.notices import Notice
from grader.gradebook.tables import read_table
from grader.messages.texts import Texts
from grader.results import Grading
from grader.submissions.types import Submission

FIRST_80, FIRST_200 = "the first 80 letters of the header", "the first 200 letters of the header"


def export(name: str, entries: list[Entry], template: str = "", assignment: str | None = None) -> Export:
    return exporter(name)(entries, Options(Texts("en"), SAMPLES / template if template else None, assignment))


def table(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def codes(made: Export) -> list[tuple[str, object]]:
    return [(notice.code, notice.params.get("student")) for notice in made.notices]


def test_one_submission_is_told_in_a_format_for_many() -> None:
    made = export_single(Grading(Submission("hw.py"), (), ()), Texts("en"), "junit")
    assert isinstance(made.content, str)
    assert 'name="hw.py"' in made.content
    assert made == Export(made.content)


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


def test_canvas_without_its_row_of_points_has_totals_as_they_are(tmp_path: Path) -> None:
    template = tmp_path / "canvas.csv"
    template.write_text('Student,ID,SIS Login ID,Section,HW (7)\n"Kim, Minsu",1001,minsu,A,\n', encoding="utf-8")
    assert table(exporter("canvas")(small_class()[:1], Options(Texts("en"), template)).content)[1] == ["Kim, Minsu", "1001", "minsu", "A", "2"]


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
        assert box["visibility"] in VISIBILITY
    assert [box["status"] for box in document["tests"]] == ["failed", "passed"]
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


# --- word for word

def telling() -> list[Entry]:
    """A student of whom a format has all there is to tell, and one of whom nothing could be read."""
    wrong = failed_exercise(advice=["Flatten is shorter."], seconds=1.2504)
    wrong["checks"][1]["hints"] = ["Look at layer_2.", "Set filters to 64."]
    ours = exercise("gradient_tape", "grader_error", None, message="We failed.", checks=[
        check("tape", "broken", code="check_broke", message="A check broke.", hint="Tell us.", hints=["Tell us."])])
    unread = entry("Lee", [exercise("mnist_sequential", "unreadable", 0.0, message="No code.", checks=[])])
    unread.document["message"] = "hw.pdf: not read."
    return [entry("Kim, <Min>", [wrong, ours], "12", key="kim_12", email="kim@x.org", late=True), unread]


def test_csv_word_for_word() -> None:
    made = export("csv", [*telling(), *small_class()[:1]])
    assert made.content == (
        '"key","name","id","email","late","mnist_sequential","gradient_tape","total","max_score","graded_at","note"\r\n'
        '"kim_12","Kim, <Min>","12","kim@x.org","late",0.8,"","",2.0,"2026-11-23T10:00:00",""\r\n'
        '"Lee","Lee","","","",0.0,"",0.0,1.0,"2026-11-23T10:00:00","hw.pdf: not read."\r\n'
        '"Kim, Minsu","Kim, Minsu","1001","minsu@example.edu","",1.0,1.0,2.0,2.0,"2026-11-23T10:00:00",""\r\n')
    assert made.notices == (Notice("export_ungraded", {"student": "Kim, <Min>"}),)


@pytest.mark.parametrize(("text", "cell"), [
    ("=1", "'=1"), (" =1", "' =1"), ("\x00=1", "'\ufffd=1"), ("\t1", "'\t1"), ("1=1", "1=1"), ("XX", "XX"), ("", "")])
def test_what_would_begin_a_formula_is_text(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


def test_gradescope_word_for_word() -> None:
    kim, lee = (json.loads(text) for text in export("gradescope", telling()).content.values())
    about = {"output_format": "text", "visibility": "visible", "stdout_visibility": "hidden",
             "extra_data": {"grader_version": "0.1.0", "isolation": "full"}}
    box = {"max_score": 1.0, "status": "failed", "name_format": "text", "output_format": "text", "visibility": "visible"}
    first = box | {"number": "1", "tags": ["mnist_sequential"]}
    assert kim == about | {"output": "grader error", "execution_time": 1.5, "tests": [
        first | {"name": "mnist_sequential: not yet right",
                 "output": "hw.py, line 3: layer 2: filters is 32, but the spec asks for 64.\nLook at layer_2."},
        box | {"name": "gradient_tape: grader error", "number": "2", "tags": ["gradient_tape"], "output": "A check broke.\nTell us."}]}
    assert lee == about | {"score": 0.0, "output": "hw.pdf: not read.", "execution_time": 0.25, "tests": [
        first | {"score": 0.0, "name": f"mnist_sequential: {Texts('en').verdict('unreadable')}", "output": "No code."}]}
    assert export("gradescope", telling()).notices == (Notice("export_ungraded", {"student": "Kim, <Min>"}),)
    assert list(export("gradescope", telling()).content.values())[1].startswith('{\n  "score": 0.0,\n  "output": "hw.pdf')
    assert export("gradescope", small_class()).content["홍길동.json"].endswith("}\n")


def test_gradescope_shows_as_many_hints_and_when_as_asked() -> None:
    results = gradescope.results(telling()[0], Texts("en"), hints=2, visibility="after_due_date")
    assert [each["visibility"] for each in results["tests"]] == ["after_due_date", "after_due_date"]
    assert results["tests"][0]["output"].split("\n")[1:] == ["Look at layer_2.", "Set filters to 64."]
    assert gradescope.results(telling()[0], Texts("en"), hints=0)["tests"][1]["output"] == "A check broke."


def test_junit_word_for_word() -> None:
    made = export("junit", telling())
    assert made.content == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="grader" tests="4" failures="1" errors="1">
  <testsuite name="Kim, &lt;Min&gt;" id="kim_12" timestamp="2026-11-23T10:00:00" tests="4" failures="1" errors="1" skipped="1" time="1.500">
    <properties>
      <property name="mnist_sequential.verdict" value="failed" />
      <property name="mnist_sequential.score" value="0.8" />
      <property name="gradient_tape.verdict" value="grader_error" />
      <property name="gradient_tape.score" value="" />
    </properties>
    <testcase classname="mnist_sequential" name="answer.found" time="0.000" />
    <testcase classname="mnist_sequential" name="layer_2.filters" time="0.000">
      <failure message="hw.py, line 3: layer 2: filters is 32, but the spec asks for 64." type="argument_differs">Set filters of this Conv2D to 64.</failure>
    </testcase>
    <testcase classname="mnist_sequential" name="layer_2.output_shape" time="0.000">
      <skipped message="" />
    </testcase>
    <testcase classname="gradient_tape" name="tape" time="0.000">
      <error message="A check broke." type="check_broke">Tell us.</error>
    </testcase>
  </testsuite>
  <testsuite name="Lee" id="Lee" timestamp="2026-11-23T10:00:00" tests="0" failures="0" errors="0" skipped="0" time="0.250">
    <properties>
      <property name="mnist_sequential.verdict" value="unreadable" />
      <property name="mnist_sequential.score" value="0.0" />
    </properties>
  </testsuite>
</testsuites>
"""
    error = exercise("e", "grader_error", None, message="We\x01 failed.", checks=[check("answer.found")])
    root = ElementTree.fromstring(export("junit", [replace(entry("x", [error]), graded_at="")]).content)
    [suite] = root
    assert "timestamp" not in suite.attrib
    assert [dict(case.attrib) for case in suite.iter("testcase")][1] == {"classname": "e", "name": "grader"}
    assert [dict(each.attrib) for each in suite.iter("error")] == [{"type": "grader_error", "message": "We\ufffd failed."}]


def test_markdown_word_for_word() -> None:
    assert export("markdown", telling()).content == """\
### Kim\\, \\<Min\\>: 0 of 2 passed, 0\\.8 of 2 points

| | | | |
|-|-|-|-:|
| ❌ | mnist\\_sequential | not yet right | 0.8 / 1 |
| ⚠️ | gradient\\_tape | grader error | – / 1 |

**mnist\\_sequential**

- hw\\.py\\, line 3\\: layer 2\\: filters is 32\\, but the spec asks for 64\\.
  *Look at layer\\_2\\.*
- 💡 Flatten is shorter\\.

**gradient\\_tape**

- A check broke\\.
  *Tell us\\.*

### Lee: 0 of 1 passed, 0 of 1 points

| | | | |
|-|-|-|-:|
| ❌ | mnist\\_sequential | file cannot be read | 0 / 1 |

**mnist\\_sequential**

No code\\.

"""
    assert export("markdown", small_class()[::3]).content.count("✅") == 2
    assert export("markdown", small_class()[::3]).content.count("⬜") == 2


def test_moodle_comment_word_for_word() -> None:
    kim, lee = telling()
    assert moodle.comment(kim, Texts("en")) == (
        "mnist_sequential: not yet right<br>– hw.py, line 3: layer 2: filters is 32, but the spec asks for 64."
        "<br>– Set filters of this Conv2D to 64.<br>gradient_tape: grader error<br>– A check broke.<br>– Tell us.")
    assert moodle.comment(lee, Texts("en")) == \
        "0.00 of 1.00 points<br>hw.pdf: not read.<br>mnist_sequential: file cannot be read<br>– No code."
    assert moodle.comment(small_class()[3], Texts("en")) == \
        "0.00 of 2.00 points<br>mnist_sequential: not attempted<br>gradient_tape: not attempted"


def test_a_class_as_json_is_written_word_for_word() -> None:
    made = export("json", small_class()[:1]).content
    assert made.startswith('{\n  "format": 1,\n  "submissions": [\n    {\n')
    assert made.endswith("}\n")
    assert "홍길동" in export("json", small_class()).content
    with pytest.raises(ValueError, match="Out of range"):
        export("json", [entry("x", [exercise("e", score=float("nan"))])])


# --- what is said beside it

@pytest.mark.parametrize(("made", "notices"), [
    (lambda: export("canvas", small_class(), "canvas.csv", "90102"), [
        Notice("export_no_row", {"student": "Nobody, Known", "id": "7777"}), Notice("export_ungraded", {"student": "Lee, Late"}),
        Notice("export_scaled", {"max_score": "2", "points": "100"}),
        Notice("export_replaced", {"student": "홍길동", "before": "3", "after": "90"}),
        Notice("export_kept", {"student": "Lee, Late", "value": "EX"})]),
    (lambda: export("moodle", small_class()[1:2], "moodle_en.csv"), [
        Notice("export_scaled", {"max_score": "2", "points": "100"}),
        Notice("export_replaced", {"student": "홍길동", "before": "55.00", "after": "90"}),
        Notice("export_comment_replaced", {"student": "홍길동", "before": "<p>by hand</p>"})]),
])
def test_notices_name_students_and_numbers(made: Any, notices: list[Notice]) -> None:
    assert list(made().notices) == notices


@pytest.mark.parametrize(("name", "template", "assignment", "params"), [
    ("canvas", "canvas.csv", None, {"wanted": "-", "known": "Homework 1, part A (90101); TF2 API (90102)"}),
    ("canvas", "canvas.csv", "TF3", {"wanted": "TF3", "known": "Homework 1, part A (90101); TF2 API (90102)"}),
    ("blackboard", "canvas.csv", None, {"reason": FIRST_80}), ("moodle", "canvas.csv", None, {"found": FIRST_200}),
    ("canvas", "moodle_en.csv", None, {"reason": FIRST_80})])
def test_a_template_that_will_not_do_is_told_by_its_header(name: str, template: str, assignment: str | None, params: dict) -> None:
    with pytest.raises(InputError) as caught:
        export(name, small_class(), template, assignment)
    path = SAMPLES / template
    header = ", ".join(read_table(path).rows[0])
    told = {FIRST_80: header[:80], FIRST_200: header[:200]}
    assert caught.value.params == {"path": str(path)} | {key: told.get(value, value) for key, value in params.items()}


@pytest.mark.parametrize(("text", "reason"), [("", "-"), ("a,b,c\n", "a, b, c"), ("a,b\n1,2\n", "a, b"), (f"{'x' * 90},b\n1,2\n", "x" * 80)])
def test_what_is_no_worksheet_is_told_by_its_first_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_worksheet(Options(Texts("en"), path))
    assert (caught.value.code, caught.value.params) == ("export_template_wrong", {"path": str(path), "reason": reason})


def test_rows_are_made_as_long_as_the_longest(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a,b,c\n1\n1,2,3,4\n")
    assert read_worksheet(Options(Texts("en"), path)).rows == [["a", "b", "c", ""], ["1", "", "", ""], ["1", "2", "3", "4"]]


@pytest.mark.parametrize(("cell", "number"), [
    ("3", 3.0), (" 3.5 ", 3.5), ("3,5", 3.5), ("-1", -1.0), ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("12,345,678.9", 12345678.9),
    ("12.345.678,9", 12345678.9), ("1,2345.6", None), ("", None), ("-", None), ("3 %", None), ("x3", None), ("1.2.3", None)])
def test_numbers_are_read_as_sites_write_them(cell: str, number: float | None) -> None:
    assert number_in(cell) == number


@pytest.mark.parametrize(("name", "about", "points"), [
    ("blackboard", "Total Pts: 10 Score", 10.0), ("blackboard", "Gesamtpunkte: bis zu 7,5 Punkte", 7.5),
    ("blackboard", "Total Pts: 0 Score", None), ("blackboard", "Complete/Incomplete", None),
    ("brightspace", "<Numeric MaxPoints:10 Weight:5>", 10.0), ("brightspace", "<Numeric MaxPoints:2,5>", 2.5), ("brightspace", "", None)])
def test_headers_give_points(name: str, about: str, points: float | None) -> None:
    assert {"blackboard": blackboard, "brightspace": brightspace}[name].points_in(about) == points


@pytest.mark.parametrize(("cells", "comma"), [
    (["1.5", "x"], False), (["1,5", ""], True), (["1,5", "2.5", "3,5"], True), (["1,5", "2.5", "3.5"], False), (["1,234.5"], False),
    (["-3", "4"], False), (["1,5", "1.5"], False)])
def test_decimals_are_written_with_the_sign_that_most_of_a_column_has(tmp_path: Path, cells: list[str], comma: bool) -> None:
    path = tmp_path / "in.csv"
    path.write_text("a\tb\tc\n" + "".join(f"x\t\t{cell}\n" for cell in cells))
    sheet = read_worksheet(Options(Texts("en"), path))
    assert sheet.score_text(2.25, 2) == ("2,25" if comma else "2.25")
    assert sheet.score_text(10.0, 2) == "10"


def test_letters_that_a_file_s_encoding_lacks_make_it_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("ID;Vollständiger Name;Status;Bewertung;Max;Änderbar;Zuletzt;Feedback\r\n1;Müller;;;1,00;Ja;-;\r\n".encode("cp1252"))
    sheet = read_worksheet(Options(Texts("en"), path))
    assert (sheet.table.encoding, sheet.export([]).encoding) == ("cp1252", "cp1252")
    sheet.rows[1][7] = "다시"
    assert sheet.export([]).encoding == "utf-8-sig"


def test_a_comment_that_is_replaced_is_shown_by_its_beginning() -> None:
    assert [moodle.shortened(text) for text in ("a\n b", "x" * 60, "x" * 61)] == ["a b", "x" * 60, "x" * 60 + "…"]


@pytest.mark.parametrize(("several", "shown"), [(2, "A B; A B"), (7, "A B; A B; A B; A B; A B")])
def test_rows_that_could_be_a_student_s_are_named(several: int, shown: str) -> None:
    notice = left_out(entry("Kim", lms_id="3"), ["A  B"] * several)
    assert notice == Notice("export_ambiguous", {"student": "Kim", "id": "3", "candidates": shown})
    assert left_out(entry("Kim"), []) == Notice("export_no_row", {"student": "Kim", "id": "-"})


@pytest.mark.parametrize(("score", "most", "points", "scaled_to"), [
    (0.5, 1.0, 10.0, 5.0), (0.5, 1.0, None, 0.5), (0.5, 1.0, 0.0, 0.5), (None, 1.0, 10.0, None), (0.0, 0.0, 10.0, 0.0)])
def test_a_total_is_a_share_of_what_the_site_gives(score: float | None, most: float, points: float | None, scaled_to: float | None) -> None:
    assert scaled(entry("Kim", [exercise("e", "failed", score, max_score=most)]), points) == scaled_to


def test_one_text_of_several_is_the_only_one() -> None:
    assert Export({"a.json": "x"}).only_text == Export("x").only_text == "x"
    with pytest.raises(ValueError, match="too many"):
        _ = Export({"a": "x", "b": "y"}).only_text


def test_long_and_strange_names_of_files() -> None:
    assert [safe_name(key) for key in ("a b", "__a__", "", "con", "CON.txt", "com1", "lpt9.x", "console", "x" * 130, "한" * 50)] == [
        "a_b", "a", "student", "_con", "_CON.txt", "_com1", "_lpt9.x", "console", "x" * 120, "한" * 40]
    assert file_names(["a b", "A_b", "a b", "c"]) == ["a_b", "A_b-2", "a_b-3", "c"]
    assert file_name("Kim") == f"Kim-{sha256(b'Kim').hexdigest()[:8]}"
    assert file_name("half\udc80").startswith("half")


def test_a_pipe_is_written_into_and_stays_one(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_bytes)
        write(Export("a\n새것", encoding="utf-8-sig"), pipe)
        assert read.result() == "\ufeffa\n새것".encode()
    assert pipe.is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    for export_, path in ((Export("x"), tmp_path / "no" / "x.csv"), (Export({"a": "x"}), tmp_path / "no" / "such")):
        with pytest.raises(InputError) as caught:
            write(export_, path)
        assert (caught.value.code, caught.value.params) == (
            "output_unwritable", {"path": str(path), "reason": "No such file or directory"})
