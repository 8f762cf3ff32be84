"""What the pages show is worked out right before any template has it: views, numbers of a class, pieces of a file; and examples."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from exports_support import check, entry, exercise, failed_exercise, layer, small_class
from msgspec.structs import replace

from grader.checks.examples import examples, kind_of, layer_of, not_asked, written
from grader.errors import InputError
from grader.exports import check50, pieces, prairielearn, sarif
from grader.exports.feedback import answers_in, is_due, named_files, page_path, write_missing_feedback
from grader.exports.notebook_pages import highlight_code, sanitise
from grader.exports.pages import content_policy
from grader.exports.pieces import Answer, Piece, read_pieces, shown
from grader.exports.rows import is_unread, same_student
from grader.exports.scores import exercise_ids, max_total, note, shown_name, total
from grader.exports.statistics import (
    ExerciseRate,
    FailedCheck,
    Summary,
    failed_checks,
    is_value,
    summarise,
    totals_by_bar,
)
from grader.exports.views import ExerciseView, LayerRow, StudentView, exercise_title, layer_row
from grader.gradebook.entries import Student
from grader.messages.texts import Texts
from grader.specs.course import load_course
from grader.specs.types import LayerSpec
from grader.submissions.stored import StoredFile

EN, COURSE = Texts("en"), load_course()


def view(document: dict[str, Any], **more: Any) -> ExerciseView:
    return ExerciseView(document, "Title", EN, **more)


# --- one exercise

@pytest.mark.parametrize(("verdict", "mark", "kind"), [
    ("passed", "✓", "right"), ("failed", "✗", "wrong"), ("crashed", "!", "wrong"), ("timed_out", "⧗", "wrong"), ("not_attempted", "○", "open"),
    ("unreadable", "?", "look"), ("untrusted", "‼", "look"), ("grader_error", "‼", "look")])
def test_each_verdict_has_its_mark_and_colour(verdict: str, mark: str, kind: str) -> None:
    made = view(exercise("e", verdict))
    assert (made.mark, made.kind, made.word, made.id, made.title) == (mark, kind, EN.verdict(verdict), "e", "Title")


def test_an_exercise_as_it_is_shown() -> None:
    wrong = view(failed_exercise("e"))
    assert (wrong.score, wrong.place, wrong.curve) == ("0.80", "hw.py, line 2", [2.3, 1.7, 1.2])
    assert wrong.causes == [("hw.py, line 3: layer 2: filters is 32, but the spec asks for 64.", "Set filters of this Conv2D to 64.")]
    assert wrong.layers == [LayerRow("1", "Conv2D(64, 3)", [("Conv2D(", False), ("64", False), (", ", False), ("3", False), (")", False)], True),
                            LayerRow("2", "Conv2D(64, 3)", [("Conv2D(", False), ("32", True), (", ", False), ("3", False), (")", False)], False)]
    assert [outcome for outcome, _ in wrong.points] == ["passed", "failed", "skipped"]
    assert view(failed_exercise("e"), explained=True).causes == []
    assert view(exercise("e", "failed", None, message="why")).causes == [("why", "")]
    assert view(exercise("e", "failed", None)).score == "–"
    assert view(exercise("e", answer={"file": "hw.ipynb", "cell": 3, "line": 2})).place == "hw.ipynb, cell 3, line 2"
    for verdict in ("passed", "not_attempted"):
        assert (view(exercise("e", verdict)).causes, view(exercise("e", verdict)).points) == ([], [])
    assert view(exercise("e", "not_attempted", answer=None)).place == ""
    assert [view(exercise("e", verdict)).points for verdict in ("unreadable", "untrusted", "grader_error")] == [[], [], []]
    assert [view(exercise("e", losses=losses)).curve for losses in ([], [1.0], [2.0, 1.0])] == [[], [], [2.0, 1.0]]
    bare = exercise("e")
    del bare["layers"]
    assert view(bare).layers == []
    unsaid = check("a", "failed")
    del unsaid["because"]
    assert len(view(exercise("e", "failed", checks=[unsaid])).points) == 1


@pytest.mark.parametrize(("pair", "row"), [
    (layer("1") | {"found": None, "same": False}, LayerRow("1", "Conv2D(64, 3)", [("nothing", True)], False)),
    (layer("") | {"asked": None, "same": False}, LayerRow("", "nothing", [("Conv2D", True)], False)),
    (layer("1") | {"found": {"type": "Dense", "arguments": {}}, "same": False}, LayerRow("1", "Conv2D(64, 3)", [("Dense", True)], False)),
    (layer("1") | {"asked": {"type": "Flatten", "arguments": {}}, "found": {"type": "Reshape", "arguments": {}}, "same": True},
     LayerRow("1", "Flatten()", [("Reshape", False)], True)),
    (layer("1") | {"found": {"type": "Conv2D", "arguments": {}}}, LayerRow("1", "Conv2D(64, 3)", [("Conv2D(", False), (")", False)], True))])
def test_a_row_of_layers(pair: dict, row: LayerRow) -> None:
    assert layer_row(pair, "nothing") == row


# --- one student

def test_a_student_as_he_is_shown() -> None:
    kim = entry("Kim, Min", [failed_exercise(), exercise("other")], "12", key="kim_12", email="K@x.org", school_id="S7")
    shown_as = StudentView(3, kim, COURSE, EN)
    assert (shown_as.name, shown_as.called, shown_as.id, shown_as.key, shown_as.score, shown_as.max_score, shown_as.note, shown_as.group) == (
        "Kim, Min", "Kim, Min", "12", "kim_12", "1.80", "2.00", "", "wrong")
    assert shown_as.found_by == "kim, min kim_12 12 s7 k@x.org"
    assert StudentView(3, kim, COURSE, EN, is_namesake=True).called == "Kim, Min (12)"
    assert StudentView(3, entry("Kim", key="k 1"), COURSE, EN, is_namesake=True).called == "Kim (k 1)"
    assert [each.title for each in shown_as.exercises] == [exercise_title("mnist_sequential", COURSE, "en"), "other"]
    assert (shown_as.exercise("other").id, shown_as.exercise("none")) == ("other", None)
    kim.document["message"] = "Nothing to grade."
    noted = StudentView(3, kim, COURSE, EN)
    assert (noted.note, [each.causes for each in noted.exercises]) == ("Nothing to grade.", [[], []])
    assert StudentView(0, small_class()[2], COURSE, EN).score == "–"


@pytest.mark.parametrize(("verdicts", "group"), [
    (["passed"], "right"), (["passed", "passed"], "right"), (["passed", "failed"], "wrong"), (["not_attempted"], "open"), (["failed"], "wrong"),
    (["passed", "not_attempted"], "wrong"), (["passed", "untrusted"], "look"), (["unreadable"], "look")])
def test_students_are_listed_by_what_is_to_be_done(verdicts: list[str], group: str) -> None:
    exercises = [exercise(str(number), verdict) for number, verdict in enumerate(verdicts)]
    assert StudentView(0, entry("x", exercises), COURSE, EN).group == group


def test_titles_are_those_of_the_course_in_the_reader_s_language() -> None:
    course = replace(COURSE, exercises=tuple(replace(each, title={"en": f"{each.id} here", "ko": f"{each.id} 여기"}) for each in COURSE.exercises))
    assert [exercise_title("gradient_tape", course, language) for language in ("en", "ko")] == ["gradient_tape here", "gradient_tape 여기"]
    assert exercise_title("other\x00", COURSE, "en") == "other\ufffd"


# --- a class in numbers

def test_scores_are_added_up_and_left_open() -> None:
    third = entry("x", [exercise("a", "failed", 0.33333), exercise("b", "failed", 0.33333)])
    assert (total(third), max_total(third)) == (0.6667, 2.0)
    assert total(entry("x", [exercise("a"), exercise("b", "grader_error", None)])) is None
    assert max_total(entry("x", [exercise("a", max_score=0.33333)])) == 0.3333
    assert exercise_ids([entry("x", [exercise("b"), exercise("a")]), entry("y", [exercise("c"), exercise("a")])]) == ["b", "a", "c"]
    assert [shown_name(entry(name, key="k\n 1")) for name in ("Kim\n Min", "")] == ["Kim Min", "k 1"]
    noteless = entry("x")
    del noteless.document["message"]
    assert note(noteless) == ""


def test_the_class_in_numbers() -> None:
    assert summarise(small_class()) == Summary(4, 1, pytest.approx(3.8 / 3), 1.8, 2.0)
    assert summarise([]) == Summary(0, 0, None, None, 0.0)
    assert ExerciseRate("e", 0, 0, {}).share == 0.0


@pytest.mark.parametrize(("count", "labels"), [
    (1, ["0–1"]), (3, ["0–1", "1–2", "2–3"]), (12, [f"{bar}–{bar + 1}" for bar in range(12)]),
    (13, [f"{bar * 1.3:g}–{(bar + 1) * 1.3:g}" for bar in range(10)])])
def test_bars_are_labelled_by_what_they_hold(count: int, labels: list[str]) -> None:
    one = entry("x", [exercise(str(number), "failed", 0.0) for number in range(count)])
    assert totals_by_bar([one]) == (labels, [1] + [0] * (len(labels) - 1))
    assert totals_by_bar([]) == (["0–1"], [0])
    assert totals_by_bar([entry("x", [exercise("e", "failed", 0.5, max_score=1.5)])]) == (["0–0.75", "0.75–1.5"], [1, 0])


@pytest.mark.parametrize(("value", "counted"), [
    (3, True), (0, True), (None, False), ({"min": 1}, False), ("x" * 24, True), ("x" * 25, False), ([3, 3], True)])
def test_only_short_values_are_counted(value: object, counted: bool) -> None:
    assert is_value(value) is counted


def test_the_checks_that_fail_most_come_first_then_by_name() -> None:
    def failing(*names: str, name: str = "e", **more: Any) -> dict[str, Any]:
        return exercise(name, "failed", 0.5, checks=[check(each, "failed", **({"expected": 3, "found": 4} | more)) for each in names])

    found = failed_checks([entry("x", [failing("b", "a"), failing("z", name="d", found=None)]), entry("y", [failing("b")]), entry("z", [exercise("e")])])
    assert found == [FailedCheck("e", "b", [0, 1], "3", {"4": 2}), FailedCheck("d", "z", [0]), FailedCheck("e", "a", [0], "3", {"4": 1})]


@pytest.mark.parametrize(("one", "other", "same"), [
    (Student("a", "Kim", "1"), Student("b", "Lee", "1"), True), (Student("a", "Kim", "1"), Student("b", "Lee", "2"), False),
    (Student("a", "Kim", school_id="1"), Student("b", "Lee", school_id="1"), True), (Student("a", "Kim"), Student("b", "Lee"), False),
    (Student("a", "Kim Min"), Student("b", "Min, Kim"), True), (Student("a", "Kim", "1"), Student("b", "Lee", school_id="1"), False)])
def test_two_who_are_one(one: Student, other: Student, same: bool) -> None:
    assert same_student(one, other) is same


def test_unread_is_who_has_nothing_that_was_read() -> None:
    assert [is_unread(entry("x", [exercise("a", first), exercise("b", "unreadable")])) for first in ("unreadable", "failed")] == [True, False]


# --- formats of single mistakes

def test_check50_word_for_word() -> None:
    wrong = failed_exercise("e", checks=[check("a"), check("b", "failed", message="No.", hint="Do."), check("c", "skipped", because=["b", "a"]), check("d", "broken")])
    about = {"log": [], "data": {}, "dependency": None}
    assert check50.results(entry("x", [wrong, exercise("f", "not_attempted", 0.0, checks=[], message="Nothing.", hint="Begin.")])) == {
        "slug": "keras-exercise-grader", "version": "0.1.0", "results": [
            about | {"name": "e.a", "description": "e: a", "passed": True, "cause": None},
            about | {"name": "e.b", "description": "e: b", "passed": False, "cause": {"rationale": "No.", "help": "Do."}},
            about | {"name": "e.c", "description": "e: c", "passed": None, "cause": {"rationale": "skipped", "help": None}, "dependency": "e.b"},
            about | {"name": "e.d", "description": "e: d", "passed": None, "cause": {"rationale": "broken", "help": None}},
            about | {"name": "f.answer.found", "description": "f: answer.found", "passed": False, "cause": {"rationale": "Nothing.", "help": "Begin."}}]}


def test_prairielearn_word_for_word() -> None:
    wrong = failed_exercise("e")
    wrong["checks"][1]["hints"] = ["First.", "Second."]
    third = entry("x", [wrong, exercise("f", "unreadable", 0.0, message="No code.", checks=[], max_score=2.0)])
    third.document["message"] = "note"
    assert prairielearn.results(third, EN) == {"gradable": True, "score": 0.266667, "message": "note", "tests": [
        {"name": "e", "points": 0.8, "max_points": 1.0, "message": "not yet right",
         "output": "hw.py, line 3: layer 2: filters is 32, but the spec asks for 64.\nFirst."},
        {"name": "f", "points": 0.0, "max_points": 2.0, "message": EN.verdict("unreadable"), "output": "No code."}]}
    assert prairielearn.results(entry("x", [exercise("e", "grader_error", None)]), EN) == {"gradable": False, "format_errors": ["grader error"]}
    assert prairielearn.results(entry("x", [exercise("e", score=0.0, max_score=0.0)]), EN)["score"] == 0.0


def test_sarif_word_for_word() -> None:
    place = {"file": "a b.py", "cell": None, "line": 3}
    wrong = exercise("e", "failed", checks=[
        check("b", "failed", code="z_code", place=place, message="No.", hint="Do."), check("c", "broken", message="Ours."),
        check("d", "failed", code="a_code", place=place | {"cell": 2}, message="In a cell.")])
    made = sarif.run(entry("Kim", [wrong, exercise("f", "failed", answer=None, checks=[check("g", "failed", message="Nowhere.")])]))
    at = {"artifactLocation": {"uri": "a%20b.py"}}
    assert made == {
        "tool": {"driver": {"name": "keras-exercise-grader", "version": "0.1.0", "rules": [{"id": "a_code"}, {"id": "c"}, {"id": "g"}, {"id": "z_code"}]}},
        "automationDetails": {"id": "Kim"}, "results": [
            {"ruleId": "z_code", "level": "error", "message": {"text": "No.\nDo."}, "properties": {"exercise": "e", "check": "b"},
             "locations": [{"physicalLocation": at | {"region": {"startLine": 3}}}]},
            {"ruleId": "c", "level": "note", "message": {"text": "Ours."}, "properties": {"exercise": "e", "check": "c"},
             "locations": [{"physicalLocation": {"artifactLocation": {"uri": "hw.py"}, "region": {"startLine": 2}}}]},
            {"ruleId": "a_code", "level": "error", "message": {"text": "In a cell."}, "properties": {"exercise": "e", "check": "d"},
             "locations": [{"physicalLocation": at}]},
            {"ruleId": "g", "level": "error", "message": {"text": "Nowhere."}, "properties": {"exercise": "f", "check": "g"}, "locations": []}]}


# --- pieces

def file(name: str, text: str) -> StoredFile:
    return StoredFile(name, text.encode)


HERE = Answer("e", 3, None)


@pytest.mark.parametrize(("given", "answers", "cut"), [
    (file("a.py", "x = 1\n\ny = (\n 2)\nz = 3\n\n"), [HERE], [Piece("x = 1\n\ny = (\n 2)", "python", "", 1, (HERE,)), Piece("z = 3", "python", "", 5)]),
    (file("a.py", "x = 1\n"), [], [Piece("x = 1", "python")]), (file("a.py", "x = (\n\ny"), [HERE], [Piece("x = (\n\ny", "python", answers=(HERE,))]),
    (file("a.py", "%pip x\n\ny = 1\nz = 2"), [HERE], [Piece("%pip x\n\ny = 1", "python", answers=(HERE,)), Piece("z = 2", "python", "", 4)]),
    (file("a.py", "x = 1"), [Answer("e", 9, None)], [Piece("x = 1", "python")]),
    (file("a.md", "# A\n\n```python\na = 1\nb = 2\n```\nend\n"), [Answer("e", 5, None)], [
        Piece("# A\n", "markdown"), Piece("a = 1\nb = 2", "python", "code block 1", 4, (Answer("e", 5, None),)), Piece("end", "markdown")]),
    (file("a.ipynb", '{"cells": [{"cell_type": "markdown", "source": "# A"}, {"cell_type": "code", "source": ["a\\n", "b"]}], "nbformat": 4}'),
     [Answer("e", 1, 2), Answer("f", 1, 1)], [Piece("# A", "markdown", "cell 1", 1, (Answer("f", 1, 1),)), Piece("a\nb", "python", "cell 2", 1, (Answer("e", 1, 2),))]),
    (file("a.ipynb", "{"), [], [])])
def test_a_file_is_cut_into_pieces(given: StoredFile, answers: list[Answer], cut: list[Piece]) -> None:
    assert read_pieces(given, answers, EN) == cut


def test_pieces_are_bounded_but_for_those_with_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MAX_CHARACTERS", 4)
    monkeypatch.setattr(pieces, "MAX_FILE_CHARACTERS", 9)
    given = [Piece("abcd", "python"), Piece("abcde", "python"), Piece("abc", "python"), Piece("abc", "python", answers=(HERE,))]
    assert [each.source for each in pieces.bounded(given)] == ["abcd", "abcd\n…", "\n…"]
    assert [each.source for each in pieces.bounded(given[:1] + given[2:3] * 2)] == ["abcd", "abc", "ab\n…"]
    assert [shown(source, 3) for source in ("abc", "abcd", "a\x00\nb", "")] == ["abc", "abc\n…", "a\ufffd\n\n…", ""]


# --- pages

def test_pages_are_due_and_named() -> None:
    kim = replace(entry("Kim"), graded_at="2026-01-01T00:00:00+00:00")
    assert page_path(kim, Path("f")).name.startswith("Kim-")
    assert page_path(entry("kim"), Path("f")) == Path("f/kim.html")
    at = 1767225600.0  # that moment

    def due(exists: bool, written_at: float) -> bool:
        return is_due(kim, SimpleNamespace(exists=lambda: exists, stat=lambda: SimpleNamespace(st_mtime=written_at)))

    assert [due(False, at + 1), due(True, at - 1), due(True, at), due(True, at + 1)] == [True, True, True, False]


def test_pages_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "no" / "feedback"
    with pytest.raises(InputError) as caught:
        write_missing_feedback([entry("kim")], {}, folder, lambda *_: "")
    assert (caught.value.code, caught.value.params) == ("output_unwritable", {"path": str(folder), "reason": "No such file or directory"})
    given: list[object] = []
    files = {"kim": [file("hw.py", "x")]}
    assert write_missing_feedback([entry("kim"), entry("lee")], files, tmp_path / "feedback", lambda one, own: given.append(own) or one.student.key) == 2
    assert (given, (tmp_path / "feedback" / "kim.html").read_text()) == ([files["kim"], ()], "kim")


def test_files_and_answers_are_those_of_the_document() -> None:
    kim = entry("kim", [exercise("a", answer={"file": "b.py", "cell": 2, "line": 7}), exercise("b"), exercise("c", answer=None)])
    kim.document["submission"]["files"] = ["c.py", "b.py", "gone.py", "x.pdf"]
    files = [file("b.py", ""), file("c.py", ""), file("d.py", ""), file("x.pdf", "")]
    assert named_files(kim, files) == [("c.py", files[1]), ("b.py", files[0])]
    assert answers_in(kim, "b.py") == [Answer("a", 7, 2)]


def test_what_a_page_may_do() -> None:
    assert content_policy("") == ("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'none'; base-uri 'none'; form-action 'none'")
    assert "script-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='" in content_policy("abc")


def test_code_is_coloured_with_its_numbers_and_marks() -> None:
    html = highlight_code("\nx = 1\n", {"grader": {"first_line": 7, "marked": [2]}})
    assert '<span class="linenos">7</span>' in html
    assert html.count('class="hll"') == 1
    assert 'class="hll"><span class="linenos">8</span>' in html
    assert sanitise('<a href="mailto:x" title="t" id="i">a</a><div class="highlight card">b</div><span class="k">c</span><img src=x>') == (
        '<a href="mailto:x" title="t" rel="noopener noreferrer">a</a><div class="highlight">b</div><span class="k">c</span>')


# --- examples

MNIST, TAPE = COURSE.exercise("mnist_sequential"), COURSE.exercise("gradient_tape")


@pytest.mark.parametrize(("check_id", "kind"), [
    ("style", "style_sequential"), ("answer.found", "answer_found"), ("layers", "layers"), ("count.Dense", "count"), ("layer_1.type", "layer_type"),
    ("layer_1.filters", "layer_argument"), ("layer_1.activation", "layer_activation"), ("layer_1.output_shape", "layer_output_shape"),
    ("layer_1.defaults", "layer_defaults")])
def test_the_kind_of_a_check(check_id: str, kind: str) -> None:
    assert kind_of(check_id, MNIST) == kind
    assert (layer_of("layer_1.type", MNIST), layer_of("style", MNIST), layer_of("tape", TAPE)) == (MNIST.network.layers[0], None, None)


@pytest.mark.parametrize(("value", "asked", "others"), [
    (3, set(), (5, 7)), (3, {"5", "9"}, (7, 11)), (0.5, {"5"}, (0.7, 0.9)), (1.5, set(), (5, 7)), ("relu", {"tanh"}, ("elu", "selu")),
    (True, set(), (False, True)), (False, set(), (True, False)), ([3, True], {"5"}, ([7, False], [9, True]))])
def test_values_that_nobody_asks_for(value: object, asked: set[str], others: tuple) -> None:
    assert not_asked(value, asked) == others


def test_examples_stand_on_another_layer() -> None:
    def spec(*layers: LayerSpec) -> Any:
        return replace(MNIST, subject=replace(MNIST.network, layers=layers))

    assert written("Dense", {"units": 3, "activation": "elu"}) == "keras.layers.Dense(units=3, activation='elu')"
    assert examples("layer_1.filters", spec(LayerSpec("Conv2D", {"filters": 5}))) == (
        "# filters: 7\nkeras.layers.Conv1D(filters=7)", "# filters: 7\nkeras.layers.Conv1D(filters=9)")
    assert examples("layer_1.units", spec(LayerSpec("Dense", {"units": 5}))) == (
        "# units: 7\nkeras.layers.SimpleRNN(units=7)", "# units: 7\nkeras.layers.SimpleRNN(units=9)")
    assert examples("layer_1.rate", spec(LayerSpec("Dropout", {"rate": 0.5}))) == (
        "# rate: 0.5\nkeras.layers.Dropout(rate=0.5)", "# rate: 0.5\nkeras.layers.Dropout(rate=0.7)")
    right, wrong = examples("tape", TAPE)
    assert "GradientTape" in right
    assert "GradientTape" not in wrong
