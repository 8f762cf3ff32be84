"""Feedback to hand back: a student's own notebook or files as one HTML page, verdicts beside what they judge."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from grader.exports.file_names import file_name
from grader.exports.formats import write_file
from grader.exports.notebook_pages import render_pieces
from grader.exports.pages import environment, render_page
from grader.exports.pieces import Answer, Piece, read_pieces
from grader.exports.rewording import in_language
from grader.exports.scores import exercises
from grader.exports.views import StudentView
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.specs.course import load_course


def write_feedback(entry: Entry, files: Sequence[Path], folder: Path, texts: Texts) -> Path:
    """Writes the page of one student into a folder; returns where it is.

    Args:
        files: what the student handed in; those that are named in the entry's document are shown.

    Raises:
        OSError: it cannot be written.
    """
    path = folder / f"{file_name(entry.student.key)}.html"
    write_file(path, render_feedback(entry, files, texts), "utf-8")
    return path


def render_feedback(entry: Entry, files: Sequence[Path], texts: Texts) -> str:
    """Returns the page of one student."""
    course = load_course()
    [entry] = in_language([entry], texts)
    student = StudentView(0, entry, course, texts)
    shown, beside = [], set()
    for name, path in named_files(entry, files):
        pieces = read_pieces(path, answers_in(entry, name), texts)
        beside |= {answer.exercise for piece in pieces for answer in piece.answers}
        if pieces:
            shown.append((name, render_pieces(pieces, [note(piece, student, texts) for piece in pieces])))
    return render_page("feedback.html", texts, course_title=getattr(course.title, texts.language), student=student,
                       files=shown, beside=beside)


def named_files(entry: Entry, files: Sequence[Path]) -> list[tuple[str, Path]]:
    """Returns the files that the document names, in its order; names in folders are told by their ends."""
    found = []
    for name in entry.document["submission"]["files"]:
        fitting = [path for path in files if f"/{plain(path.as_posix())}".endswith(f"/{name}")]
        if fitting:
            found.append((name, min(fitting, key=lambda path: len(path.parts))))
    return found


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
