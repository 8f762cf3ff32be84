"""What the pages show of a document: the same facts, worded and marked for one language."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.exports.scores import exercises, failures, max_total, note, shown_name, total
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts
from grader.reports.escaping import plain
from grader.reports.layers import argument_text, call_text
from grader.reports.marks import MARKS
from grader.reports.points import Points, point_lines
from grader.reports.wording import TOLD_BY_VERDICT
from grader.specs.texts import said
from grader.specs.types import Course
from grader.verdicts import Verdict

OURS = {"grader_error", "untrusted", "unreadable"}
OPEN = {"not_attempted"}


@dataclass(frozen=True)
class LayerRow:
    """A row of the asked-against-found table: `found` as pieces of code, each with whether it differs."""

    number: str
    asked: str
    found: list[tuple[str, bool]]
    same: bool


class ExerciseView:
    """One exercise of one student."""

    def __init__(self, document: dict[str, Any], title: str, texts: Texts, *, explained: bool = False) -> None:
        self.document = document
        self.id = document["id"]
        self.title = title
        self.verdict = document["verdict"]
        self.texts = texts
        self.explained = explained  # what is said of all exercises together says why

    @property
    def mark(self) -> str:
        """The sign that tells verdicts apart without colour."""
        return MARKS[Verdict(self.verdict)][0]

    @property
    def kind(self) -> str:
        """Which of four colours it has: right, wrong, not begun, or for the instructor to look at."""
        if self.verdict == "passed":
            return "right"
        return "look" if self.verdict in OURS else "open" if self.verdict in OPEN else "wrong"

    @property
    def word(self) -> str:
        """The verdict in words."""
        return self.texts.verdict(self.verdict)

    @property
    def score(self) -> str:
        """The points; a dash where we failed."""
        score = self.document["score"]
        return "–" if score is None else f"{score:.2f}"

    @property
    def place(self) -> str:
        """Where the answer that counts stands."""
        answer = self.document["answer"]
        if answer is None:
            return ""
        cell = [] if answer["cell"] is None else [self.texts.word("cell", cell=answer["cell"])]
        return ", ".join([plain(answer["file"]), *cell, self.texts.word("line", line=answer["line"])])

    @property
    def causes(self) -> list[tuple[str, str]]:
        """What is wrong, and what to do next, most important first; nothing for an exercise not begun."""
        if self.verdict in ("passed", "not_attempted") or self.explained:
            return []
        causes = [(check["message"], check["hint"]) for check in failures(self.document)]
        return causes or [(self.document["message"], "")]

    @property
    def points(self) -> list[tuple[str, str]]:
        """Why the score is what it is; nothing where all or none was to be had."""
        if self.verdict in ("passed", "not_attempted", "unreadable", *TOLD_BY_VERDICT):
            return []
        return point_lines((Points(check["id"], check["outcome"], check["points"], tuple(check.get("because", ())))
                            for check in self.document["checks"]), self.texts)

    @property
    def layers(self) -> list[LayerRow]:
        """The network as asked for and as found."""
        return [layer_row(pair, self.texts.word("nothing")) for pair in self.document.get("layers", ())]

    @property
    def curve(self) -> list[float]:
        """The losses of the short training, where there is a line between them."""
        losses: list[float] = self.document["losses"]
        return losses if len(losses) > 1 else []


@dataclass(frozen=True)
class StudentView:
    """One student."""

    number: int
    entry: Entry
    course: Course
    texts: Texts
    is_namesake: bool = False

    @cached_property
    def exercises(self) -> list[ExerciseView]:
        """All exercises that were graded."""
        return [ExerciseView(each, exercise_title(each["id"], self.course, self.texts.language), self.texts,
                             explained=bool(self.note)) for each in exercises(self.entry)]

    def exercise(self, exercise_id: str) -> ExerciseView | None:
        """Returns one of them, if it was graded."""
        return next((each for each in self.exercises if each.id == exercise_id), None)

    @property
    def name(self) -> str:
        """The student's name."""
        return shown_name(self.entry)

    @property
    def called(self) -> str:
        """The name, with the id beside it where another student bears the same; else the name alone."""
        return f"{self.name} ({self.id or self.key})" if self.is_namesake else self.name

    @property
    def id(self) -> str:
        """The id by which people tell the student."""
        return " ".join(plain(self.entry.student.shown_id).split())

    @property
    def key(self) -> str:
        """The name the submission came under."""
        return " ".join(plain(self.entry.student.key).split())

    @property
    def found_by(self) -> str:
        """What the search looks in: name, key, ids and address; letters as browsers and keyboards compose them."""
        student = self.entry.student
        words = (self.name, self.key, student.lms_id, student.school_id, student.email)
        return unicodedata.normalize("NFC", " ".join(plain(" ".join(words)).split())).lower()

    @property
    def score(self) -> str:
        """The total; a dash while it is open."""
        score = total(self.entry)
        return "–" if score is None else f"{score:.2f}"

    @property
    def max_score(self) -> str:
        """What could be had."""
        return f"{max_total(self.entry):.2f}"

    @property
    def note(self) -> str:
        """Why there was nothing to grade."""
        return note(self.entry)

    @property
    def group(self) -> str:
        """Which of the list's filters shows the student: all right, to look at, not begun, or in between."""
        kinds = {exercise.kind for exercise in self.exercises}
        if "look" in kinds:
            return "look"
        return kinds.pop() if len(kinds) == 1 else "wrong"


def exercise_title(exercise_id: str, course: Course, language: str) -> str:
    """Returns the exercise's title in the course at hand, or its id where the gradebook is of another course."""
    return next((said(spec.title, language) for spec in course.exercises if spec.id == exercise_id),
                plain(exercise_id))


def layer_row(pair: dict[str, Any], nothing: str) -> LayerRow:
    """Returns one row of the table."""
    asked = pair["asked"]
    code = nothing if asked is None else call_text(plain(asked["type"]), asked["arguments"])
    return LayerRow(number=pair["number"], asked=code, found=found_pieces(pair, nothing), same=pair["same"])


def found_pieces(pair: dict[str, Any], nothing: str) -> list[tuple[str, bool]]:
    """Returns the found layer as code, in pieces, each with whether it differs."""
    asked, found = pair["asked"], pair["found"]
    if found is None:
        return [(nothing, True)]
    name = plain(found["type"])
    if asked is None or asked["type"] != found["type"]:
        return [(name, not pair["same"])]
    pieces = [(f"{name}(", False)]
    for number, (argument, value) in enumerate(found["arguments"].items()):
        pieces += [(", ", False)] * bool(number)
        pieces.append((argument_text(argument, value), value != asked["arguments"].get(argument)))
    return [*pieces, (")", False)]
