"""The class report counts right, holds every student, and nothing in it can run or be fetched."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

import pytest
from bs4 import BeautifulSoup
from exports_support import HOSTILE_NAMES, check, entry, exercise, failed_exercise, raised, small_class

from grader.exports.export import Options
from grader.exports.html import export
from grader.exports.statistics import exercise_rates, failed_checks, summarise, totals_by_bar
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts


def report(entries: list[Entry], language: str = "en") -> BeautifulSoup:
    return BeautifulSoup(export(entries, Options(Texts(language))).content, "html.parser")


def test_what_was_not_graded_is_in_no_mean_and_no_bar() -> None:
    summary = summarise(small_class())
    assert (summary.students, summary.passed, summary.max_score) == (4, 1, 2.0)
    assert (summary.mean, summary.median) == (pytest.approx(3.8 / 3), 1.8)
    assert totals_by_bar(small_class()) == (["0–1", "1–2"], [1, 2])


@pytest.mark.parametrize(("scores", "count", "bars"), [
    ([0.0, 1.0, 0.99], 1, [3]), ([0.0, 1.0], 2, [1, 1]), ([1.0], 20, [1, *[0] * 9]), ([], 1, [0])])
def test_bars_are_a_point_or_a_tenth_wide_and_the_last_holds_the_full_score(
        scores: list[float], count: int, bars: list[int]) -> None:
    nothing = [exercise(str(number), "failed", 0.0) for number in range(count - 1)]
    assert totals_by_bar([entry("x", [exercise("e", "failed", score), *nothing]) for score in scores])[1] == bars


def test_pass_rates_count_those_who_were_graded_on_it() -> None:
    first, second = exercise_rates([*small_class(), entry("x", [exercise("mnist_sequential")])])
    assert (first.exercise, first.graded, first.passed, first.share) == ("mnist_sequential", 5, 3, 0.6)
    assert dict(second.verdicts) == {"passed": 2, "grader_error": 1, "not_attempted": 1}


def test_failed_checks_name_students_and_what_they_have_most_often_first() -> None:
    other = failed_exercise()
    other["checks"][1]["found"] = 16
    rare = exercise("gradient_tape", "failed", 0.5, checks=[check("update", "failed", expected="0%", found="9%")])
    first, second = failed_checks([entry("A", [failed_exercise()]), entry("B", [other, rare]), entry("C", [failed_exercise()])])
    assert (first.check, first.students, first.expected) == ("layer_2.filters", [0, 1, 2], "64")
    assert first.found.most_common() == [("32", 2), ("16", 1)]
    assert (second.exercise, second.check, second.students) == ("gradient_tape", "update", [1])


def test_an_exercise_nobody_began_is_no_failure() -> None:
    nothing = exercise("e", "not_attempted", 0.0, checks=[check("answer.found", "failed", code="answer_not_found")])
    assert failed_checks([entry("x", [nothing])]) == []


def test_each_student_has_a_page_with_the_asked_beside_the_found_and_the_curve() -> None:
    page = report(small_class())
    assert [title.get_text() for title in page.select("article h1")] == \
        ["Kim, Minsu", "홍길동", "Lee, Late", "Nobody, Known"]
    wrong = page.select("article")[1]
    assert [cell.get_text() for cell in wrong.select(".differs td")] == ["Conv2D(64, 3)", "Conv2D(32, 3)"]
    [start, *_, end] = [tuple(map(float, point.split(","))) for point in wrong.select_one("svg.curve polyline")["points"].split()]
    assert start[0] < end[0] and start[1] < end[1]  # to the right, and down
    assert wrong.select_one("figcaption b").get_text() == "2.30 → 1.20"
    assert [score.get_text() for score in page.select("#students td.number")] == ["2.00", "1.80", "–", "0.00"]


def test_what_is_said_of_a_whole_hand_in_is_not_said_again_of_each_exercise() -> None:
    empty = [exercise(name, "unreadable", 0.0, checks=[check("answer.found", "failed", message="There is no code.", hint="Saved?")])
             for name in ("a", "b")]
    unread = entry("x", empty)
    unread.document["message"] = "answers.pdf: files of this kind are not read."
    page = report([unread, entry("y", empty)])
    first, second = page.select("article")
    assert first.select_one(".note").get_text() == "answers.pdf: files of this kind are not read."
    assert not first.select("li, details[open]")
    assert [line.get_text() for line in second.select("li")] == ["There is no code.Saved?"] * 2


def test_only_the_pages_own_script_may_run_and_nothing_is_fetched() -> None:
    page = report([entry(name, [exercise("e", "crashed", 0.0, checks=[raised(name)])]) for name in HOSTILE_NAMES])
    [script] = page.select("script")
    policy = page.select_one("meta[http-equiv='Content-Security-Policy']")["content"]
    digest = base64.b64encode(sha256(script.string.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not re.search(r"(src|href)=[\"']?(https?:)?//|@import|url\(", str(page))
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert "<script>alert(1)</script>" in page.select("article h1")[7].get_text()
    assert "{{ 7*7 }}" in page.get_text()
    assert not {"\x1b", "\x00", "\u202e"} & set(str(page))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_page_is_in_one_language(language: str) -> None:
    page = report(small_class(), language)
    assert page.html["lang"] == language
    assert page.h1.get_text() == Texts(language).word("page_title")
    korean = re.findall("[가-힣]+", page.main.get_text().replace("홍길동", ""))
    assert bool(korean) == (language == "ko")


def test_empty_gradebooks_and_strange_courses_have_a_report() -> None:
    assert report([]).select("article") == []
    assert "another_course" in report([entry("x", [exercise("another_course")])]).get_text()
