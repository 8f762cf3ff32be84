"""The program as a list of stages: read this first.

    load_course → read_submission → find_answers → STAGES, for each exercise → report

`Grader.grade` takes one submission through them, its exercises side by side; `STAGES` at the end of this module is what
each exercise goes through, `grade_answer` what each of its answers does. The command line, the pytest plugin and every
report stand around it; none of them decides anything.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from grader.candidates import SecondWay, is_for_another, those_that_count
from grader.conversation import Guests, Limits
from grader.diagnosis.case import Case
from grader.diagnosis.diagnose import diagnose
from grader.evidence.evidence import least
from grader.evidence.kept import Store
from grader.gathering.gatherer import Gathered, Gatherer
from grader.results import ExerciseResult, Grading, attempted, is_better, raised_in, standing, without_answer
from grader.sandbox.workers import WarmProcess
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.answers import NOT_FOUND, FoundAnswer, FoundAnswers, find_answers
from grader.submissions.python import PARSING, read_python
from grader.submissions.statements import Program, parse_file
from grader.submissions.types import Submission
from grader.threads import in_threads
from grader.verdicts import Verdict, unique
from grader.verifier import Memory, Verifier


class Aborted(Exception):
    """Nobody waits for this grading any more."""


Progress = Callable[[ExerciseSpec, Verdict | None], None]


def no_progress(spec: ExerciseSpec, verdict: Verdict | None) -> None:
    """Tells nobody."""


class Grader:
    """Grades submissions with one warm process; closing it ends all processes it started."""

    def __init__(self, course: Course, limits: Limits | None = None, lanes: int = 2,
                 warm: WarmProcess | None = None, store: Store | None = None) -> None:
        """Prepares it; `store`: where evidence is kept."""
        self.course = course
        self.warm = warm or WarmProcess()
        self._own_warm = None if warm else self.warm
        self.verifier = Verifier(self.warm, store)
        self.limits = limits
        self.lanes = lanes
        self._stubs: tuple[Program, ...] | None = None
        self._guests: set[Guests] = set()
        self._gathered: Memory[Hashable, Gathered] = Memory()

    def __enter__(self) -> Grader:
        return self

    def __exit__(self, *_: Any) -> None:
        self.verifier.close()
        if self._own_warm is not None:
            self._own_warm.close()

    def abort(self) -> None:
        """Ends all grading that goes on in other threads."""
        for guests in tuple(self._guests):
            guests.abort()

    def grade(self, submission: Submission, specs: Iterable[ExerciseSpec] | None = None,
              progress: Progress = no_progress) -> Grading:
        """Grades one submission; `specs`: only these exercises."""
        specs = tuple(self.course.exercises if specs is None else specs)
        return self.grade_answers(submission, self.find_answers(submission), specs, progress)

    def find_answers(self, submission: Submission) -> FoundAnswers:
        """Finds the answers of a submission to all exercises of the course; runs nothing."""
        with PARSING:
            return find_answers(submission, self.course, self.stubs())

    def grade_answers(self, submission: Submission, found: FoundAnswers, specs: tuple[ExerciseSpec, ...],
                      progress: Progress = no_progress) -> Grading:
        """Grades answers that were found.

        Raises:
            Aborted: `abort` was called meanwhile.
        """
        unreadable = next((file for file in submission.files if file.problem is not None), None)
        second_way = SecondWay(found.whole_files, self.course)
        ends_at = time.monotonic() + (self.limits or Limits()).whole_seconds
        results: dict[str, ExerciseResult] = {}
        begun: list[Guests] = []

        def finish(spec: ExerciseSpec, result: ExerciseResult | None) -> None:
            results[spec.id] = result or without_answer(spec, unreadable, found.absent.get(spec.id, NOT_FOUND))
            progress(spec, results[spec.id].judgement.verdict)

        def work(specs: Iterator[ExerciseSpec]) -> None:
            gatherer = Gatherer(self.warm, self.verifier, self.limits, ends_at, self._gathered)
            begun.append(gatherer.guests)
            self._guests.add(gatherer.guests)
            try:
                for spec in specs:
                    if gatherer.guests.aborted:
                        return
                    progress(spec, None)
                    finish(spec, grade_exercise(spec, self.course, found.answers[spec.id], gatherer, second_way))
            finally:
                self._guests.discard(gatherer.guests)

        waiting = []
        for spec in turned(specs, submission.name) if self.lanes == 1 else specs:
            if found.answers[spec.id] or any(file.undecided for file in found.whole_files):
                waiting.append(spec)
            else:
                finish(spec, None)
        in_threads(waiting, self.lanes, work, self.abort)
        if any(guests.aborted for guests in begun):
            raise Aborted
        isolation = least(guests.isolation for guests in begun) if begun else "process"
        return Grading(submission, tuple(results[spec.id] for spec in specs), tuple(found.skipped),
                       isolation, kept=all(guests.kept for guests in begun),
                       ran=sum(guests.ran for guests in begun))

    def stubs(self) -> tuple[Program, ...]:
        """Returns the stubs the course was sealed with, parsed; what a student's folder holds says nothing of them."""
        if self._stubs is None:
            self._stubs = tuple(parse_file(read_python(f"{exercise}.py", text))
                                for exercise, text in self.course.stubs.items())
        return self._stubs


def turned(specs: tuple[ExerciseSpec, ...], name: str) -> tuple[ExerciseSpec, ...]:
    """Returns the exercises from another one on for each submission.

    Lanes that begin with the same one would wait for each other at every equal answer.
    """
    first = zlib.crc32(name.encode("utf-8", "surrogatepass")) % max(1, len(specs))
    return specs[first:] + specs[:first]


def grade_answer(spec: ExerciseSpec, answer: FoundAnswer, gatherer: Gatherer) -> ExerciseResult:
    """Grades one candidate; one that does not pass and may have missed rows of its data once more with all of them."""
    if answer.attempt is not None:
        result = grade_answer(spec, answer.may_raise, gatherer) if answer.may_raise is not None else None
        return result if result is not None and raised_in(result, "code") else attempted(spec, answer, answer.attempt)
    gathered = gatherer.gather(answer, spec)
    evidence = gathered.evidence
    notes = tuple((each.code, {"place": answer.place_of(*each.place)})
                  for each in (evidence.claim.notes if evidence.claim is not None else ()))
    with PARSING:
        judgement = gathered.judgement
    judgement = replace(judgement, advice=tuple(unique([*answer.advice, *notes, *judgement.advice])))
    result = ExerciseResult(spec, judgement, evidence, answer)
    again = answer.with_all_rows(crashed=judgement.verdict is Verdict.CRASHED)
    if judgement.verdict not in (Verdict.CRASHED, Verdict.FAILED) or again is None:
        return result
    return max(result, grade_answer(spec, again, gatherer), key=lambda each: standing(each.judgement))


def as_it_was_left(result: ExerciseResult, gatherer: Gatherer) -> ExerciseResult:
    """Returns how an answer that passes does when all of its file has run that could have changed it.

    Where that makes nothing which can be judged, what the answer itself made counts.
    """
    if result.judgement.verdict is not Verdict.PASSED or result.answer is None:
        return result
    with PARSING:
        changed = result.answer.with_touching()
    if changed is None:
        return result
    left = replace(grade_answer(result.spec, changed, gatherer), as_left=True)
    return left if left.judgement.verdict in (Verdict.FAILED, Verdict.UNTRUSTED) or raised_in(left, "step") else result


@dataclass(frozen=True)
class Exercise:
    """One exercise of one submission, on its way through the stages.

    Attributes:
        answers: what slices of the files found, likeliest first.
        best: the best result so far; None while there is none.
    """

    spec: ExerciseSpec
    course: Course
    answers: list[FoundAnswer]
    gatherer: Gatherer
    second_way: SecondWay | None
    best: ExerciseResult | None = None

    def with_best_of(self, answers: list[FoundAnswer]) -> Exercise:
        """Grades answers, of which none after one that passes; the best counts, or, if the course says so, the last.

        One that we failed to grade might have been the best, so no other takes its place but one with full marks.
        """
        best = self.best
        for answer in those_that_count(self.spec, answers, self.best):
            result = as_it_was_left(grade_answer(self.spec, answer, self.gatherer), self.gatherer)
            if is_for_another(result, self.course):
                continue
            if best is None or is_better(result, best):
                best = result
            if result.judgement.verdict is Verdict.PASSED:
                break
        candidates = max(len(answers), self.best.candidates if self.best is not None else 0)
        return replace(self, best=best and replace(best, candidates=candidates))


def grade_slices(exercise: Exercise) -> Exercise:
    """Grades what reading the files found."""
    return exercise.with_best_of(exercise.answers)


def grade_whole_files(exercise: Exercise) -> Exercise:
    """Grades what the files make when they are run as a whole, if reading them may not have found the answer."""
    if exercise.second_way is None:
        return exercise
    return exercise.with_best_of(exercise.second_way.answers(exercise.spec, exercise.best, exercise.gatherer))


def explain(exercise: Exercise) -> Exercise:
    """Tells the likely causes of what the best answer has wrong."""
    best = exercise.best
    if best is None or best.answer is None or best.evidence is None:
        return exercise
    with PARSING:
        case = Case(exercise.spec, exercise.course, best.answer, best.evidence)
        return replace(exercise, best=replace(best, judgement=diagnose(best.judgement, case)))


STAGES: tuple[Callable[[Exercise], Exercise], ...] = (grade_slices, grade_whole_files, explain)


def grade_exercise(spec: ExerciseSpec, course: Course, answers: list[FoundAnswer], gatherer: Gatherer,
                   second_way: SecondWay | None = None) -> ExerciseResult | None:
    """Takes one exercise through all stages; None if nothing answers it."""
    exercise = Exercise(spec, course, answers, gatherer, second_way)
    for stage in STAGES:
        exercise = stage(exercise)
    return exercise.best
