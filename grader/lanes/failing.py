"""What a submission comes to that no lane could grade: a true verdict, made without looking at what is in it."""

from __future__ import annotations

import os
from pathlib import Path

from grader.lanes.messages import GradeRequest, Sent
from grader.results import ExerciseResult, Grading, without_answer
from grader.specs.course import load_course
from grader.specs.types import ExerciseSpec
from grader.submissions.answers import Told
from grader.submissions.types import SourceFile, Submission
from grader.verdicts import judge_failure

TIME = "time"  # the reason of one that used up the processor seconds of a reading


def unreadable_grading(request: GradeRequest, course: Path, reason: str) -> Grading:
    """Returns the grading of a submission that cannot be read, which lies in the submission."""
    problem = "reading_too_long" if reason == TIME else "reading_too_deep"
    files = tuple(SourceFile(name, problem=problem) for name in names_of(request.sent))
    results = (without_answer(spec, files[0], Told("answer_not_found")) for spec in specs_of(request, course))
    return Grading(Submission(name_of(request.sent), files), tuple(results), ())


def failed_grading(request: GradeRequest, course: Path, reason: str) -> Grading:
    """Returns the grading of a submission that the grader failed at: no score, and worth a retry."""
    files = tuple(map(SourceFile, names_of(request.sent)))
    results = (ExerciseResult(spec, judge_failure(spec, reason)) for spec in specs_of(request, course))
    return Grading(Submission(name_of(request.sent), files), tuple(results), ())


def specs_of(request: GradeRequest, folder: Path) -> tuple[ExerciseSpec, ...]:
    """Returns the exercises that are asked for."""
    course = load_course(folder)
    return course.exercises if request.exercises is None else tuple(map(course.exercise, request.exercises))


def name_of(sent: Sent) -> str:
    """Returns the submission's name."""
    return Path(os.fsdecode(sent.paths[0])).resolve().name if sent.paths else sent.name


def names_of(sent: Sent) -> tuple[str, ...]:
    """Returns the names of what was handed in, archives not looked into."""
    if sent.cells:
        return (sent.name,)
    return tuple(Path(os.fsdecode(path)).name for path in sent.paths) or tuple(file.name for file in sent.files)
