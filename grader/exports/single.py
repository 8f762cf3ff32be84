"""One submission, told in a format that is made for many."""

from __future__ import annotations

from dataclasses import replace

from grader.exports.export import Export, Options
from grader.exports.formats import exporter
from grader.gradebook.entries import Entry, Student
from grader.messages.texts import Texts
from grader.reports.json import document
from grader.results import Grading


def export_single(grading: Grading, texts: Texts, name: str) -> Export:
    """Returns the one file that a format makes of one submission."""
    graded = document(grading, texts)
    student = Student(key=graded["submission"]["name"], name=graded["submission"]["name"])
    export = exporter(name)([Entry(student, graded)], Options(texts))
    return replace(export, content=export.only_text)
