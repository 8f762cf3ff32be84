"""Feedback pages show what a student wrote beside the verdicts, and nothing of it can act."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from exports_support import HOSTILE_NAMES, entry, exercise, failed_exercise
from msgspec.structs import replace

from grader.exports import pieces
from grader.exports.feedback import render_feedback, write_feedback, write_missing_feedback
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts
from grader.submissions.reading import read_submission
from grader.submissions.stored import file_on_disk, files_in_folder

HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](javascript:alert(1))",
           "<iframe src='https://example.com'></iframe>", "<style>* { display: none }</style>", "![x](https://example.com/x.png)",
           "<a href='data:text/html,<script>alert(1)</script>'>x</a>", "<svg onload=alert(1)>", "<div class='card right'>7.00</div>",
           "<form action='https://example.com'><input></form>", "<base href='https://example.com'>", "```mermaid\nx\n```",
           "<p style='position:fixed' onclick='alert(1)' id='e-mnist_sequential'>x</p>", "</div></section></main>", "$<script>alert(1)</script>$"]
BAD_TAGS = ["script", "img", "iframe", "style", "form", "input", "base", "object", "embed", "link", "meta", "svg"]


def graded(files: list[str], place: dict[str, Any], name: str = "Kim") -> Entry:
    answer = {"file": files[0], "cell": None, "line": 1, "candidates": 1} | place
    made = entry(name, [failed_exercise(answer=answer), exercise("gradient_tape", "not_attempted", 0.0)])
    made.document["submission"]["files"] = files
    return made


def notebook(*cells: dict[str, Any], **metadata: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [
        {"cell_type": "code", "metadata": {}, "id": f"c{number}", "execution_count": None, "outputs": [], "source": ""} | cell
        if cell.get("cell_type") != "markdown" else {"metadata": {}, "id": f"c{number}"} | cell
        for number, cell in enumerate(cells)]})


def page_of(tmp_path: Path, name: str, text: str, **place: Any) -> BeautifulSoup:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return BeautifulSoup(render_feedback(graded([name], place), [file_on_disk(path, name)], Texts("en")), "html.parser")


def graded_source(page: BeautifulSoup) -> str:
    """Returns the code that stands beside the verdict."""
    [piece] = page.select(".piece.graded")
    assert isinstance(piece, Tag)
    assert "filters is 32" in piece.select_one("aside").get_text()
    assert [mark.get_text() for mark in piece.select("aside mark")] == ["32"]
    for number in piece.select(".linenos"):
        number.extract()
    return piece.select_one(".highlight").get_text()


def test_the_verdict_stands_beside_the_cell_it_judges(tmp_path: Path) -> None:
    page = page_of(tmp_path, "hw.ipynb", notebook({"source": "import keras"}, {"cell_type": "markdown", "source": "# 제목"},
                                                  {"source": "model = 1\nmodel.add(2)"}, {"source": "after = 1"}), cell=3)
    assert graded_source(page).strip() == "model = 1\nmodel.add(2)"
    assert [label.get_text() for label in page.select(".piece .source > .place")] == ["cell 1", "cell 2", "cell 3", "cell 4"]
    assert page.select_one(".prose h1").get_text() == "제목"
    assert page.select_one(".overview a")["href"] == "#e-mnist_sequential"
    assert page.select_one("#e-mnist_sequential") is not None


def test_a_python_file_is_cut_after_the_statement_that_answers(tmp_path: Path) -> None:
    text = "import keras\n\nmodel = keras.Sequential([\n    1,\n])\nmodel.fit()\n"
    page = page_of(tmp_path, "hw.py", text, line=3)
    assert graded_source(page).strip() == "import keras\n\nmodel = keras.Sequential([\n    1,\n])"
    assert "model.fit()" in page.select(".piece")[1].get_text()
    assert [number.get_text().strip() for number in
            BeautifulSoup(render_feedback(graded(["hw.py"], {"line": 3}), files_in_folder(tmp_path), Texts("en")),
                          "html.parser").select(".linenos")] == ["1", "2", "3", "4", "5", "6"]


def test_a_markdown_page_is_cut_at_its_code_blocks(tmp_path: Path) -> None:
    page = page_of(tmp_path, "hw.md", "# One\n\n```python\na = 1\n```\n\ntext\n\n```\nmodel = 2\nx = 3\n```\nend\n", line=11)
    assert graded_source(page).strip() == "model = 2\nx = 3"
    assert [label.get_text() for label in page.select(".piece .source > .place")] == ["code block 1", "code block 2"]
    assert "text" in page.get_text()
    assert "end" in page.get_text()
    assert "```" not in page.get_text()


def test_code_that_is_not_python_is_shown_all_the_same(tmp_path: Path) -> None:
    assert graded_source(page_of(tmp_path, "hw.py", "def (:\n  <b>\n", line=1)).strip() == "def (:\n  <b>"


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", ["markdown", "code", "md"])
def test_hostile_sources_neither_run_nor_load(tmp_path: Path, hostile: str, kind: str) -> None:
    cell = {"source": hostile} | ({"cell_type": "markdown"} if kind == "markdown" else {})
    text = f"{hostile}\n\n```python\n{hostile}\n```\n" if kind == "md" else notebook(cell, {"source": "model = 1"})
    page = page_of(tmp_path, "hw.md" if kind == "md" else "hw.ipynb", text, cell=None if kind == "md" else 2, line=999)
    body = page.select(".piece")
    for piece in body:
        source = piece.select_one(".source")
        assert not source.select(", ".join(BAD_TAGS))
        assert not source.select(".card, [id], [style]")
        for tag in source.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on") or name in ("style", "src", "id")]
            assert tag.get("href", "https://").startswith(("http", "mailto", "#"))
    assert len(page.select("main")) == 1
    assert not page.select("script")
    assert page.select_one(".keys").parent.name == "main"


def test_saved_outputs_raw_cells_and_metadata_of_the_student_are_not_used(tmp_path: Path) -> None:
    bad = "<script>alert('own')</script>"
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": bad, "application/javascript": bad}}
    forged = {"grader": {"label": bad, "note": bad, "kind": "python", "first_line": 1, "marked": []}}
    text = notebook({"source": "model = 1", "outputs": [output], "metadata": forged}, title=bad,
                    language_info={"name": bad, "pygments_lexer": bad}, widgets={"x": bad})
    page = page_of(tmp_path, "hw.ipynb", text, cell=1)
    assert "alert('own')" not in str(page)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_make_a_safe_file_and_stay_text(tmp_path: Path, name: str) -> None:
    (tmp_path / "hw.py").write_text("x = 1\n")
    folder = tmp_path / "feedback"
    folder.mkdir()
    path = write_feedback(graded(["hw.py"], {}, name), [file_on_disk(tmp_path / "hw.py", "hw.py")], folder, Texts("ko"))
    assert path.parent == folder
    assert list(folder.iterdir()) == [path]
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert not page.select("script")
    assert page.select_one("h1").get_text()


def test_files_of_a_folder_are_told_apart_by_their_paths(tmp_path: Path) -> None:
    for folder, text in (("a", "first = 1"), ("b", "second = 2"), ("other", "third = 3")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "hw.py").write_text(text)
    page = BeautifulSoup(render_feedback(graded(["b/hw.py", "a/hw.py"], {}), files_in_folder(tmp_path), Texts("en")), "html.parser")
    assert [title.get_text() for title in page.select("h2")] == ["b/hw.py", "a/hw.py"]
    assert "second = 2" in graded_source(page)
    assert "third" not in page.get_text()


@pytest.mark.parametrize(("name", "text"), [("hw.ipynb", ""), ("hw.ipynb", "{"), ("hw.ipynb", "[[[[1]]]]"), ("hw.md", "")])
def test_a_broken_file_still_gets_a_page_with_the_verdict(tmp_path: Path, name: str, text: str) -> None:
    page = page_of(tmp_path, name, text, cell=1)
    assert "filters is 32" in page.get_text()
    assert not page.select("aside")


def test_a_file_that_is_not_there_gets_its_verdicts_on_top() -> None:
    page = BeautifulSoup(render_feedback(graded(["gone.py"], {}), [], Texts("en")), "html.parser")
    assert "filters is 32" in page.select_one(".card").get_text()


def test_endless_cells_are_cut_and_the_verdict_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MAX_CHARACTERS", 60)
    monkeypatch.setattr(pieces, "MAX_FILE_CHARACTERS", 250)
    page = page_of(tmp_path, "hw.ipynb", notebook(*[{"source": "x = 1\n" * 20} for _ in range(30)]), cell=30)
    assert [piece.get_text().count("x = 1") for piece in page.select(".highlight")] == [10, 10, 1, 0]
    assert page.select(".highlight")[0].get_text().rstrip().endswith("…")
    assert graded_source(page).strip() == "…"


def test_an_old_notebook_is_shown(tmp_path: Path) -> None:
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"metadata": {}, "cells": [
        {"cell_type": "code", "input": "model = 1", "language": "python", "metadata": {}, "outputs": [], "collapsed": False}]}]}
    assert graded_source(page_of(tmp_path, "hw.ipynb", json.dumps(old), cell=1)).strip() == "model = 1"


def test_the_cells_are_numbered_as_the_grader_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "hw.ipynb"
    path.write_text(notebook({"cell_type": "markdown", "source": "a"}, {"source": "b = 1"}, {"source": "c = 2"}))
    [file] = read_submission([path]).files
    page = page_of(tmp_path, "hw.ipynb", path.read_text(), cell=file.cells[1].cell)
    assert graded_source(page).strip() == file.cells[1].source


def test_nothing_is_fetched(tmp_path: Path) -> None:
    page = page_of(tmp_path, "hw.py", "x = 1\n")
    assert not re.search(r"(src|href)=[\"']?(https?:)?//|@import|url\((?!data:)", str(page))
    assert "default-src 'none'" in page.select_one("meta[http-equiv]")["content"]
    assert "script-src 'none'" in page.select_one("meta[http-equiv]")["content"]


def test_pages_are_written_for_results_newer_than_they_are(tmp_path: Path) -> None:
    folder = tmp_path / "feedback"
    entries = [replace(graded(["hw.py"], {}, name), graded_at="2026-01-01T00:00:00+00:00") for name in ("hong", "kim")]
    assert write_missing_feedback(entries, {}, folder, lambda entry, files: render_feedback(entry, files, Texts("en"))) == 2
    assert write_missing_feedback(entries, {}, folder, lambda entry, files: render_feedback(entry, files, Texts("en"))) == 0
    entries[0] = replace(entries[0], graded_at="2099-01-01T00:00:00+00:00")
    (folder / "kim.html").unlink()
    assert write_missing_feedback(entries, {}, folder, lambda entry, files: render_feedback(entry, files, Texts("en"))) == 2


def test_a_file_of_a_kind_that_is_not_read_is_named_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "answers.pdf"
    path.write_bytes(b"%PDF-1.4 \xff\x00 binary")
    unread = graded(["answers.pdf"], {})
    unread.document["message"] = "answers.pdf: files of this kind are not read."
    page = BeautifulSoup(render_feedback(unread, [file_on_disk(path, "answers.pdf")], Texts("en")), "html.parser").get_text()
    assert "answers.pdf: files of this kind are not read." in page
    assert "PDF-1.4" not in page
