"""Checks what an author relies on: solutions pass, stubs are not attempted, no stub passes, and the audit holds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from grader.audit.running import Audited, audit, variants_of
from grader.pipeline import Grader
from grader.results import ExerciseResult, Grading
from grader.specs.handing_out import hand_out_all
from grader.specs.types import Course, ExerciseSpec
from grader.submissions.python import read_python
from grader.submissions.reading import read_submission
from grader.submissions.types import Submission
from grader.verdicts import Verdict


class Checked(Struct, frozen=True):
    """What was found of one exercise.

    Attributes:
        solution: what its solution comes to; None: there are no solutions.
        stub: what comes to who hands in the stub.
        taken_for_answer: the stub as it comes out where nobody knows that it is one: it must not pass.
        audited: the variants of the audit; empty where it was not asked for.
    """

    spec: ExerciseSpec
    solution: ExerciseResult | None
    stub: ExerciseResult
    taken_for_answer: ExerciseResult
    audited: Sequence[Audited] = ()

    @property
    def holds(self) -> bool:
        """Whether all is as it has to be."""
        return self.solves and self.is_untouched and not self.stub_passes and all(each.holds for each in self.audited)

    @property
    def solves(self) -> bool:
        """Whether there is a solution, and it passes."""
        return self.solution is not None and self.solution.judgement.verdict is Verdict.PASSED

    @property
    def is_untouched(self) -> bool:
        """Whether nobody gets a point, or blame, for the stub."""
        return self.stub.judgement.verdict is Verdict.NOT_ATTEMPTED

    @property
    def stub_passes(self) -> bool:
        """Whether the stub is an answer."""
        return self.taken_for_answer.judgement.verdict is Verdict.PASSED


def check_course(course: Course, folder: Path, specs: Sequence[ExerciseSpec], *, audited: bool,
                 progress: Callable[[object], None]) -> tuple[list[Checked], Grading | None]:
    """Checks exercises of the course of `folder`.

    Returns:
        What was found of each, and the grading of the solutions: None if there are none.
    """
    with Grader(course) as grader:
        solved = grade_solutions(grader, folder / course.solutions, specs)
        progress(None)
        stubs = grade_stubs(grader, specs)
        progress(None)
        answers = grade_stubs_as_answers(grader, specs)
        progress(None)
        found = audit(grader, specs, progress) if audited else []
    solutions: Sequence[ExerciseResult | None] = solved.results if solved is not None else [None] * len(specs)
    return [Checked(*each, [one for one in found if one.variant.exercise == each[0].id])
            for each in zip(specs, solutions, stubs, answers, strict=True)], solved


def steps_of(specs: Sequence[ExerciseSpec], *, audited: bool) -> int:
    """Returns how often `check_course` will tell of progress."""
    return 3 + sum(1 for spec in specs for _ in variants_of(spec)) * audited


def grade_solutions(grader: Grader, folder: Path, specs: Sequence[ExerciseSpec]) -> Grading | None:
    """Grades the author's solutions as one submission; None where nothing lies there."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return None
    return grader.grade(read_submission([folder]), specs)


def grade_stubs(grader: Grader, specs: Sequence[ExerciseSpec]) -> tuple[ExerciseResult, ...]:
    """Grades what is handed out, as somebody hands it in who did nothing."""
    with tempfile.TemporaryDirectory() as place:
        hand_out_all(grader.course, Path(place, "homework"))
        return grader.grade(read_submission([Path(place, "homework")]), specs).results


def grade_stubs_as_answers(grader: Grader, specs: Sequence[ExerciseSpec]) -> tuple[ExerciseResult, ...]:
    """Grades the stubs as if nobody knew them."""
    files = tuple(read_python(spec.stub_name, grader.course.stubs[spec.id]) for spec in specs)
    unknowing = Grader(msgspec.structs.replace(grader.course, stubs={}), grader.limits, grader.lanes, grader.warm)
    with unknowing:
        return unknowing.grade(Submission("stubs", files), specs).results
