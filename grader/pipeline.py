"""The program as a list of stages: read this first.

    load_course → read_submission → find_answers → gather evidence → judge → diagnose → report

`grade` runs the stages between reading and reporting for one submission. The command line, the pytest plugin and every
report stand around it; none of them decides anything.
"""

from __future__ import annotations

import queue
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from typing import Any

from grader.conversation import Guests, Limits
from grader.diagnosis.case import Case
from grader.diagnosis.diagnose import diagnose
from grader.evidence.evidence import LEVELS, Isolation
from grader.evidence.kept import Store
from grader.gathering.gatherer import Gatherer
from grader.results import ExerciseResult, Grading, attempted, standing, without_answer
from grader.sandbox.workers import WarmProcess
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.answers import FoundAnswer, FoundAnswers, answers_made, find_answers
from grader.submissions.python import PARSING, read_python
from grader.submissions.statements import Program, parse_file
from grader.submissions.types import Submission
from grader.submissions.whole_files import WholeFile
from grader.verdicts import Verdict, judge
from grader.verifier import Verifier

MAX_CANDIDATES = 20


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
        results: dict[str, ExerciseResult] = {}
        waiting: queue.SimpleQueue[ExerciseSpec] = queue.SimpleQueue()
        begun: list[Guests] = []
        for spec in turned(specs, submission.name) if self.lanes == 1 else specs:
            if found.answers[spec.id] or any(file.undecided for file in found.whole_files):
                waiting.put(spec)
            else:
                results[spec.id] = without_answer(spec, unreadable, found.absent[spec.id])
                progress(spec, results[spec.id].judgement.verdict)

        second_way = SecondWay(found.whole_files, self.course)
        ends_at = time.monotonic() + (self.limits or Limits()).whole_seconds

        def work() -> None:
            gatherer = Gatherer(self.warm, self.verifier, self.limits, ends_at)
            begun.append(gatherer.guests)
            self._guests.add(gatherer.guests)
            try:
                while not gatherer.guests.aborted:
                    spec = waiting.get_nowait()
                    progress(spec, None)
                    results[spec.id] = grade_exercise(spec, self.course, found.answers[spec.id], gatherer, second_way) \
                        or without_answer(spec, unreadable, found.absent[spec.id])
                    progress(spec, results[spec.id].judgement.verdict)
            except queue.Empty:
                pass
            finally:
                self._guests.discard(gatherer.guests)

        with ThreadPoolExecutor(self.lanes) as pool:
            try:
                for lane in as_completed([pool.submit(work) for _ in range(min(self.lanes, waiting.qsize()))]):
                    lane.result()
            except BaseException:
                self.abort()
                raise
        if any(guests.aborted for guests in begun):
            raise Aborted
        levels: list[Isolation] = [guests.isolation for guests in begun] or ["process"]
        return Grading(submission, tuple(results[spec.id] for spec in specs), tuple(found.skipped),
                       min(levels, key=LEVELS.index), kept=all(guests.kept for guests in begun),
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
        files = [file for file in self.files if file.undecided or raised]
        return [answer for file in files for answer in self._made_by(file, gatherer).get(spec.id, [])]

    def _made_by(self, file: WholeFile, gatherer: Gatherer) -> dict[str, list[FoundAnswer]]:
        with self._lock:
            if id(file) not in self._found:
                self._found[id(file)] = answers_made(file, gatherer.take_inventory(file.as_run.code), self.course)
            return self._found[id(file)]


def grade_exercise(spec: ExerciseSpec, course: Course, answers: list[FoundAnswer], gatherer: Gatherer,
                   second_way: SecondWay | None = None) -> ExerciseResult | None:
    """Grades the candidates of one exercise, likeliest first, until one passes; the best counts, or the last alone.

    One that we failed to grade might have been that one, so no other takes its place but one with full marks.
    """
    best = best_of(spec, those_that_count(spec, answers), gatherer, None)
    more = second_way.answers(spec, best, gatherer) if second_way is not None else []
    best = best_of(spec, those_that_count(spec, more, best), gatherer, best)
    if best is None:
        return None
    best = replace(best, candidates=max(len(answers), len(more)))
    if best.answer is None or best.evidence is None:
        return best
    with PARSING:
        return replace(best, judgement=diagnose(best.judgement, Case(spec, course, best.answer, best.evidence)))


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


def best_of(spec: ExerciseSpec, answers: list[FoundAnswer], gatherer: Gatherer,
            best: ExerciseResult | None) -> ExerciseResult | None:
    """Returns the best among a result and those of candidates, of which none is graded after one that passes."""
    for answer in answers:
        result = as_it_was_left(grade_answer(spec, answer, gatherer), gatherer)
        if best is None or standing(result.judgement) > standing(best.judgement):
            best = result
        if result.judgement.verdict is Verdict.PASSED:
            break
    return best


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


def raised_in(result: ExerciseResult, stage: str) -> bool:
    """Whether the answer raised while its code ran (`code`), or when its training step was called (`step`)."""
    failure = result.evidence.failure if result.evidence is not None else None
    return failure is not None and failure.stage == stage


def grade_answer(spec: ExerciseSpec, answer: FoundAnswer, gatherer: Gatherer) -> ExerciseResult:
    """Grades one candidate; one that does not pass and may have missed rows of its data once more with all of them."""
    if answer.attempt is not None:
        result = grade_answer(spec, answer.may_raise, gatherer) if answer.may_raise is not None else None
        return result if result is not None and raised_in(result, "code") else attempted(spec, answer, answer.attempt)
    evidence = gatherer.gather(answer, spec)
    notes = tuple((each.code, {"place": answer.place_of(*each.place)})
                  for each in (evidence.claim.notes if evidence.claim is not None else ()))
    with PARSING:
        judgement = judge(spec, evidence, (*answer.advice, *notes))
    result = ExerciseResult(spec, judgement, evidence, answer)
    again = answer.with_all_rows(crashed=judgement.verdict is Verdict.CRASHED)
    if judgement.verdict not in (Verdict.CRASHED, Verdict.FAILED) or again is None:
        return result
    return max(result, grade_answer(spec, again, gatherer), key=lambda each: standing(each.judgement))
