"""Makes the pictures of the HTML report: a made-up class, really graded, in a real browser.

python docs/make_report_pictures.py   (needs the dev extra, and Chromium)
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright

from grader.exports.export import Options
from grader.exports.formats import write
from grader.exports.html import export
from grader.gradebook.entries import Entry, Student
from grader.messages.texts import Texts
from grader.pipeline import Grader
from grader.reports.json import document
from grader.specs.course import load_course
from grader.submissions.reading import read_submission

DOCS = Path(__file__).parent
CORPUS = DOCS.parent / "tests" / "corpus"
NAMES = ("김민수", "이서연", "Ada Park", "박지훈", "최하은", "Noah Lee", "정도윤", "강예린", "조시우", "윤수아")
SHARE_RIGHT = 0.72
SIZE = ViewportSize(width=1120, height=1240)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def hand_in(folder: Path, chance: random.Random) -> Path:
    """Puts together what one student hands in: an answer of the corpus for each exercise, now and then none."""
    folder.mkdir()
    for exercise in sorted(each.name for each in CORPUS.iterdir() if each.is_dir()):
        kind = "accept/*.py" if chance.random() < SHARE_RIGHT else "reject/*/*.py"
        if chance.random() < 0.93:
            shutil.copy(chance.choice(sorted((CORPUS / exercise).glob(kind))), folder / f"{exercise}.py")
    return folder


def grade_class(folder: Path) -> Iterator[dict[str, Entry]]:
    """Yields each student's entry in both languages."""
    chance = random.Random(7)  # noqa: S311 — which answers a made-up student gives
    with Grader(load_course()) as grader:
        for number, name in enumerate(NAMES):
            grading = grader.grade(read_submission([hand_in(folder / str(number), chance)]))
            lms_id = str(2026001 + number)
            student = Student(key=f"student_{lms_id}", name=name, lms_id=lms_id, late=number == 4)
            yield {language: Entry(student, document(grading, Texts(language))) for language in ("en", "ko")}


def worth_showing(entry: Entry) -> int:
    """Returns how many exercises differ in a layer from what is asked for."""
    return sum(any(not layer["same"] for layer in exercise["layers"]) for exercise in entry.document["exercises"])


def main() -> None:
    """Grades the class once and takes the pictures: the class in English, by day, and a student in Korean, by night."""
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        entries = list(grade_class(Path(place)))
        student = max(range(len(entries)), key=lambda number: worth_showing(entries[number]["ko"]))
        pictures: dict[str, tuple[str, Literal["light", "dark"], str]] = {
            "report-class-en.png": ("en", "light", ""), "report-student-ko.png": ("ko", "dark", f"#s{student}")}
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, (language, scheme, anchor) in pictures.items():
            path = Path(place) / "report.html"
            write(export([entry[language] for entry in entries], Options(Texts(language))), path)
            page = browser.new_page(color_scheme=scheme, viewport=SIZE)
            page.goto(path.as_uri() + anchor)
            page.screenshot(path=DOCS / name)
        browser.close()


if __name__ == "__main__":
    main()
