"""The HTML report, as a browser shows it. Without Chromium on the machine these say so and skip."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from exports_support import HOSTILE_NAMES, entry, failed_exercise, raised, small_class

from grader.exports.export import Options
from grader.exports.feedback import write_feedback
from grader.exports.html import export
from grader.messages.texts import Texts
from grader.submissions.stored import file_on_disk

sync_api = pytest.importorskip("playwright.sync_api", reason="the dev extra (playwright) is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class Opened:
    """A report in a browser, and what went wrong in it: messages, dialogs, requests to anywhere."""

    def __init__(self, page: sync_api.Page, path: Path) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("console", lambda message: self.wrong.append(message.text))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))
        page.on("request", lambda request: self.wrong.append(request.url) if request.url != path.as_uri() else None)
        page.goto(path.as_uri())

    def names(self) -> list[str]:
        return self.page.locator("#students tbody tr:visible th a").all_inner_texts()


@pytest.fixture
def opened(browser: sync_api.Browser, tmp_path: Path):
    """Opens the report of some entries."""
    contexts = []

    def open_report(entries: list, language: str = "en", **settings: object) -> Opened:
        path = tmp_path / "report.html"
        path.write_text(export(entries, Options(Texts(language))).content, encoding="utf-8")
        contexts.append(browser.new_context(**settings))
        return Opened(contexts[-1].new_page(), path)

    yield open_report
    for context in contexts:
        context.close()


def test_enter_in_the_search_opens_the_first_that_is_found(opened) -> None:
    report = opened(small_class())
    page = report.page
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    assert page.locator("main").is_visible()  # nothing is looked for yet
    page.keyboard.type("1002")
    page.keyboard.press("Enter")
    assert page.locator("article:visible h1").inner_text() == "홍길동"
    page.keyboard.press("Escape")
    page.locator("#search").fill("nobody of that name")
    page.keyboard.press("Enter")
    assert page.locator("main").is_visible()
    page.locator("#search").fill(unicodedata.normalize("NFD", "길동"))
    page.keyboard.press("Enter")
    assert page.locator("article:visible h1").inner_text() == "홍길동"
    assert report.wrong == []


def test_students_of_one_name_carry_their_ids_wherever_they_stand(opened) -> None:
    wrong = [failed_exercise()]
    report = opened([entry("Kim Minsu", wrong, "4101", key="a"), entry("kim  minsu", wrong, key="b", school_id="2026006"),
                     entry("Lee Jiwoo", wrong, "4102", key="c")])
    names = ["Kim Minsu (4101)", "kim minsu (2026006)", "Lee Jiwoo"]
    assert report.names() == names
    report.page.locator("details summary").first.click()
    assert report.page.locator(".failed .names a").all_inner_texts() == names
    report.page.locator("#search").fill("2026006")
    report.page.locator("#search").press("Enter")
    assert report.page.locator("article:visible h1").inner_text() == "kim minsu (2026006)"
    assert report.wrong == []


def test_a_click_opens_a_student_and_a_key_comes_back(opened) -> None:
    report = opened(small_class())
    page = report.page
    page.get_by_role("link", name="홍길동").last.click()
    assert page.locator("article:visible h1").inner_text() == "홍길동"
    assert not page.locator("main").is_visible()
    assert page.locator("article:visible .layers mark").all_inner_texts() == ["32"]
    assert page.locator("article:visible svg.curve:visible").count() == 1
    assert "Set filters of this Conv2D to 64." in page.locator("article:visible").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("main").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "홍길동"
    assert report.wrong == []


def test_search_filter_and_sort_show_whom_they_should(opened) -> None:
    report = opened(small_class())
    page = report.page
    page.keyboard.press("/")
    page.keyboard.type("1002")
    assert report.names() == ["홍길동"]
    assert page.locator("#shown").inner_text() == "1 / 4"
    page.keyboard.press("Escape")
    assert len(report.names()) == 4
    for group, names in (("right", ["Kim, Minsu"]), ("wrong", ["홍길동"]), ("look", ["Lee, Late"]),
                         ("open", ["Nobody, Known"]), ("late", ["홍길동"])):
        page.locator("#filter").select_option(group)
        assert report.names() == names
    page.locator("#search").fill("no such student")
    assert page.locator("#nobody").is_visible()
    page.locator("#search").fill("")
    page.locator("#filter").select_option("")
    page.get_by_role("button", name="Points").click()
    assert report.names() == ["Lee, Late", "Nobody, Known", "홍길동", "Kim, Minsu"]
    page.get_by_role("button", name="Name").click()
    assert report.names() == ["Kim, Minsu", "Lee, Late", "Nobody, Known", "홍길동"]


def test_everything_works_from_the_keyboard(opened) -> None:
    page = opened(small_class()).page
    page.locator("#search").focus()
    for _ in range(4):  # the filter, two headings that sort, the first student
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("article:visible h1").inner_text() == "Kim, Minsu"
    page.keyboard.press("ArrowRight")
    assert page.locator("article:visible h1").inner_text() == "홍길동"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # closes the exercise that was open
    assert not page.locator("article:visible .layers").first.is_visible()


def test_what_fails_most_names_the_students_and_what_they_wrote(opened) -> None:
    twice = [entry("A", [failed_exercise()]), entry("B", [failed_exercise()]), entry("C")]
    first = opened(twice).page.locator(".failed details").first
    assert re.sub(r"\s+", " ", first.locator("summary").inner_text()).strip() == \
        "2 MNIST · Sequential layer_2.filters instead of 64: 32"
    first.locator("summary").click()
    assert first.locator("a").all_inner_texts() == ["A", "B"]


def test_hostile_names_stay_text(opened) -> None:
    entries = [entry(name, [failed_exercise(verdict="crashed", checks=[raised(name)])]) for name in HOSTILE_NAMES]
    report = opened(entries)
    assert report.names()[6:8] == ["[red]bold[/red]", "<script>alert(1)</script>"]
    assert "{{ 7*7 }}" in report.names()
    report.page.goto(report.page.url + "#s7")
    assert report.page.locator("article:visible h1").inner_text() == "<script>alert(1)</script>"
    assert report.page.locator("script").count() == 1
    assert report.wrong == []


@pytest.mark.parametrize("language", ["ko", "en"])
def test_light_dark_and_phone_are_drawn_for_each(opened, language: str) -> None:
    pictures = set()
    for scheme in ("light", "dark"):
        for width in (390, 1200):
            page = opened(small_class(), language, color_scheme=scheme, viewport={"width": width, "height": 800}).page
            assert page.locator("html").get_attribute("lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            pictures.add(page.screenshot())
    assert len(pictures) == 4
    ink = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    light, dark = (sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in ink)
    assert light - dark > 450


def test_an_empty_gradebook_has_a_report(opened) -> None:
    report = opened([])
    assert report.names() == []
    assert report.page.locator("#nobody").is_visible()
    assert report.wrong == []


def test_a_hostile_notebook_is_handed_back_as_text(browser: sync_api.Browser, tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script>\n<img src=x onerror=alert(1)>\n![x](https://example.com/x.png)\n"
    cells = [{"cell_type": "markdown", "metadata": {}, "source": hostile},
             {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": f"model = '''{hostile}'''",
              "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": hostile}}]}]
    (tmp_path / "hw.ipynb").write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}))
    answer = {"file": "hw.ipynb", "cell": 2, "line": 1, "candidates": 1}
    handed_in = entry("<script>alert(1)</script>", [failed_exercise(answer=answer)])
    handed_in.document["submission"]["files"] = ["hw.ipynb"]
    path = write_feedback(handed_in, [file_on_disk(tmp_path / "hw.ipynb", "hw.ipynb")], tmp_path, Texts("ko"))
    page = browser.new_page(color_scheme="dark", viewport={"width": 390, "height": 800})
    report = Opened(page, path)
    assert page.locator("h1").first.inner_text() == "<script>alert(1)</script>"
    page.locator(".overview a").click()
    assert page.locator(".graded mark").inner_text() == "32"
    assert "<img src=x onerror=alert(1)>" in page.locator(".graded .highlight").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [each for each in report.wrong if not each.startswith(path.as_uri())] == []
    page.close()
