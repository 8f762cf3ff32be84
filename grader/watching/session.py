"""A submission that is graded again and again: only what a save has changed is run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader.evidence.codec import encode
from grader.pipeline import Grader
from grader.results import ExerciseResult, Grading
from grader.sandbox.ready import ReadyProcess
from grader.specs.types import ExerciseSpec
from grader.submissions.answers import FoundAnswer, FoundAnswers
from grader.submissions.canonical import imported_modules
from grader.submissions.reading import read_submission
from grader.submissions.types import SourceFile, Submission


@dataclass(frozen=True)
class Reading:
    """A submission as it stood on disk once.

    Attributes:
        prints: what the result of each exercise depends on.
        changed: the exercises for which that differs from what was graded last.
        gone: files that were there before.
        unfinished: files that could be read before and now cannot, or are empty: perhaps half saved.
    """

    submission: Submission
    found: FoundAnswers
    prints: dict[str, tuple[bytes, ...]]
    changed: tuple[ExerciseSpec, ...]
    gone: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()


class Session:
    """What was last found in a submission, and what each exercise came to."""

    def __init__(self, grader: Grader, warm: ReadyProcess, paths: list[Path], specs: tuple[ExerciseSpec, ...]) -> None:
        self.grader = grader
        self.warm = warm
        self.paths = paths
        self.specs = specs
        self._results: dict[str, ExerciseResult] = {}
        self._graded = Reading(Submission(""), FoundAnswers(), {}, specs)

    def read(self) -> Reading:
        """Reads the submission, and compares it with what was graded last.

        Raises:
            InputError: it is not there, or holds nothing that can be graded.
        """
        submission = read_submission(self.paths)
        found = self.grader.find_answers(submission)
        before = {file.name: file for file in self._graded.submission.files}
        now = {file.name for file in submission.files}
        prints = {spec.id: fingerprint(spec, submission, found) for spec in self.specs}
        return Reading(
            submission, found, prints,
            changed=tuple(spec for spec in self.specs if self._graded.prints.get(spec.id) != prints[spec.id]),
            gone=tuple(name for name in before if name not in now),
            unfinished=tuple(file.name for file in submission.files
                             if holds_nothing(file) and file.name in before and not holds_nothing(before[file.name])))

    def grade(self, reading: Reading) -> Grading:
        """Grades what has changed, by a challenge of its own; what has not keeps its result, at its new place.

        Raises:
            Aborted: a newer save has come.
        """
        self.grader.verifier.draw_seed()
        fresh = self.grader.grade_answers(reading.submission, reading.found, reading.changed)
        results = {result.spec.id: result for result in fresh.results}
        for spec in self.specs:
            self._results[spec.id] = results.get(spec.id) or self._moved(spec, reading.found)
        self._graded = reading
        return replace(fresh, results=tuple(self._results[spec.id] for spec in self.specs))

    def forget(self) -> None:
        """Takes every answer as changed."""
        self._graded.prints.clear()

    def prepare(self) -> None:
        """Makes the processes of the next grading ready while nobody waits."""
        self.grader.verifier.start()
        self.warm.prepare()

    def _moved(self, spec: ExerciseSpec, found: FoundAnswers) -> ExerciseResult:
        """Returns the last result, at the place where the same answer stands now."""
        result = self._results[spec.id]
        if result.answer is None:
            return result
        number = self._graded.found.answers[spec.id].index(result.answer)
        return replace(result, answer=found.answers[spec.id][number])


def holds_nothing(file: SourceFile) -> bool:
    """Whether there is no code in a file, or none that can be read."""
    return not any(cell.source.strip() for cell in file.cells)


def fingerprint(spec: ExerciseSpec, submission: Submission, found: FoundAnswers) -> tuple[bytes, ...]:
    """Returns what the result of an exercise depends on; nothing else about the submission can change it."""
    if answers := found.answers[spec.id]:
        return tuple(map(answer_print, answers))
    unreadable = (file.name.encode() for file in submission.files if file.problem is not None)
    return repr(found.absent[spec.id]).encode(), *unreadable


def answer_print(answer: FoundAnswer) -> bytes:
    """Returns the statements that an answer runs, with their lines, and the submission's modules they import."""
    if answer.code is None:
        return repr((answer.place, answer.source)).encode()
    return encode(msgspec.structs.replace(answer.code, cells=(), modules=imported_modules(answer.code)))
