"""Feedback to hand back: a student's own notebook or files as one HTML page, verdicts beside what they judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from grader.errors import InputError
from grader.exports.file_names import file_name
from grader.exports.formats import write_file
from grader.exports.notebook_pages import render_pieces
from grader.exports.pages import environment, render_page
from grader.exports.pieces import Answer, Piece, read_pieces
from grader.exports.scores import exercises
from grader.exports.views import StudentView
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.specs.course import load_course
from grader.specs.texts import said
from grader.submissions.reading import READERS
from grader.submissions.stored import Allowance, StoredFile, unfold


def write_feedback(entry: Entry, files: Iterable[StoredFile], folder: Path, texts: Texts) -> Path:
    """Writes the page of one student into a folder; returns where it is.

    Args:
        files: what the student handed in; those that are named in the entry's document are shown.

    Raises:
        OSError: it cannot be written.
    """
    path = page_path(entry, folder)
    write_file(path, render_feedback(entry, files, texts), "utf-8")
    return path


def write_missing_feedback(entries: Iterable[Entry], files: Mapping[str, Sequence[StoredFile]], folder: Path,
                           render: Callable[[Entry, Sequence[StoredFile]], str]) -> int:
    """Writes the pages that are not there or are older than the result; returns how many.

    Args:
        files: what each student handed in, by the student's key.
        render: makes a page, where what a student wrote can harm nobody.

    Raises:
        InputError: they cannot be written.
    """
    due = [entry for entry in entries if is_due(entry, page_path(entry, folder))]
    try:
        folder.mkdir(exist_ok=True)
        for entry in due:
            write_file(page_path(entry, folder), render(entry, files.get(entry.student.key, ())), "utf-8")
    except OSError as error:
        raise InputError("output_unwritable", path=str(folder), reason=error.strerror or "") from None
    return len(due)


def page_path(entry: Entry, folder: Path) -> Path:
    """Returns where the page of a student lies."""
    return folder / f"{file_name(entry.student.key)}.html"


def is_due(entry: Entry, page: Path) -> bool:
    """Whether a page is missing, or older than the result it tells."""
    return not page.exists() or page.stat().st_mtime <= datetime.fromisoformat(entry.graded_at).timestamp()


def render_feedback(entry: Entry, files: Iterable[StoredFile], texts: Texts) -> str:
    """Returns the page of one student."""
    course = load_course()
    student = StudentView(0, entry, course, texts)
    shown, beside = [], set()
    for name, file in named_files(entry, files):
        pieces = read_pieces(file, answers_in(entry, name), texts)
        beside |= {answer.exercise for piece in pieces for answer in piece.answers}
        if pieces:
            shown.append((name, render_pieces(pieces, [note(piece, student, texts) for piece in pieces])))
    return render_page("feedback.html", texts, course_title=said(course.title, texts.language), student=student,
                       files=shown, beside=beside)


def named_files(entry: Entry, files: Iterable[StoredFile]) -> list[tuple[str, StoredFile]]:
    """Returns the files that the document names and that are read, in its order; also those in archives."""
    by_name = {plain(file.name): file for file in unfold(files, Allowance()) if file.suffix in READERS}
    return [(name, by_name[name]) for name in entry.document["submission"]["files"] if name in by_name]


def answers_in(entry: Entry, name: str) -> list[Answer]:
    """Returns where in a file answers begin."""
    return [Answer(exercise["id"], answer["line"], answer["cell"]) for exercise in exercises(entry)
            if (answer := exercise["answer"]) is not None and answer["file"] == name]


def note(piece: Piece, student: StudentView, texts: Texts) -> Markup:
    """Returns what stands beside a piece; nothing where no answer begins in it."""
    if not piece.answers:
        return Markup()
    own = [view for answer in piece.answers if (view := student.exercise(answer.exercise)) is not None]
    return Markup(environment().get_template("note.html").render(t=texts.word, exercises=own))  # noqa: S704 — escaped
