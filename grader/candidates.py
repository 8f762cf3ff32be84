"""Which answers to an exercise are graded: what slices of its files found, and what the files make as a whole."""

from __future__ import annotations

import threading
from collections import Counter

from grader.evidence.claims import SIZES
from grader.gathering.gatherer import Gatherer
from grader.results import ExerciseResult, raised_in
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.answers import FoundAnswer, answers_made
from grader.submissions.matching import first_number, layer_likeness
from grader.submissions.whole_files import WholeFile
from grader.verdicts import Verdict

MAX_CANDIDATES = 20


def those_that_count(spec: ExerciseSpec, answers: list[FoundAnswer],
                     graded: ExerciseResult | None = None) -> list[FoundAnswer]:
    """Returns the candidates to grade: of a course whose last answers count, the last, unless a later one is graded."""
    if spec.candidates == "best":
        return answers[:MAX_CANDIDATES]
    last = max(answers, key=stands_at, default=None)
    later = graded is not None and graded.answer is not None and last is not None \
        and stands_at(graded.answer) > stands_at(last)
    return [last] if last is not None and not later else []


def stands_at(answer: FoundAnswer) -> tuple[str, int, int]:
    """Orders answers as somebody reads them."""
    place = answer.place
    return place.file, place.cell or place.block or 0, place.line


def is_uncompiled(result: ExerciseResult) -> bool:
    """Whether an answer that was to be compiled was not by the statements that make it: a function may do so."""
    claim = result.evidence.claim if result.evidence is not None else None
    return result.spec.asked_compile is not None and claim is not None and claim.network is not None \
        and claim.compiled is None


def is_for_another(result: ExerciseResult, course: Course) -> bool:
    """Whether a wrong answer whose code did not say its layers made a network more like that of another exercise."""
    claim = result.evidence.claim if result.evidence is not None else None
    if result.answer is None or not result.answer.unsure or claim is None or claim.network is None \
            or result.judgement.verdict is not Verdict.FAILED:
        return False
    made = Counter((layer.type, first_number(map(layer.config.get, SIZES))) for layer in claim.network.layers)
    own = layer_likeness(made, result.spec)
    return any(layer_likeness(made, each) > own for each in course.exercises if each.style == result.spec.style)


class SecondWay:
    """Runs the files of a submission as a whole, each once at most and only if that may find more."""

    def __init__(self, files: list[WholeFile], course: Course) -> None:
        self.files = files
        self.course = course
        self._found: dict[int, dict[str, list[FoundAnswer]]] = {}
        self._lock = threading.Lock()

    def answers(self, spec: ExerciseSpec, best: ExerciseResult | None, gatherer: Gatherer) -> list[FoundAnswer]:
        """Returns what the files made for an exercise that no slice of them answers rightly."""
        if best is not None and (best.as_left or best.judgement.verdict not in (Verdict.FAILED, Verdict.CRASHED)):
            return []
        raised = best is not None and raised_in(best, "code") and best.answer is not None \
            and best.answer.code is not None
        files = [file for file in self.files if file.undecided or raised or (best is not None and is_uncompiled(best))]
        return [answer for file in files for answer in self._made_by(file, gatherer).get(spec.id, [])]

    def _made_by(self, file: WholeFile, gatherer: Gatherer) -> dict[str, list[FoundAnswer]]:
        with self._lock:
            if id(file) not in self._found:
                self._found[id(file)] = answers_made(file, gatherer.take_inventory(file.as_run.code), self.course)
            return self._found[id(file)]
