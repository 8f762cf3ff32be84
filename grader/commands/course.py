"""`grader course`: the work of a course's author."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from grader.commands.arguments import NOT_PASSED, PASSED
from grader.errors import CourseError
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from grader.specs.types import Course

NAME = "course"
HELP = "seal the stubs of a course, and write its notebooks"
EXAMPLE = "grader course seal --check"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what to do with the course."""
    parser.add_argument("what", choices=("seal",), help="seal: from now on the stubs as they lie there are what is "
                                                        "handed out, and what counts as untouched")
    parser.add_argument("--check", action="store_true", help="write nothing; tell what has to be sealed anew")


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Seals the course, or tells whether that was forgotten."""
    from grader.reports.escaping import told_path
    from grader.specs.course import course_folder, load_course
    from grader.specs.sealing import edited_files, read_stubs, seal, stale_files

    folder = course_folder()
    course = load_course(folder)
    if options.check:
        stale = stale_files(course, folder)
        told = [("course_stale", each) for each in stale] or [
            ("course_edited", each) for each in edited_files(course, folder)]
        for word, file in told:
            print(texts.word(word, file=told_path(file)))
        return NOT_PASSED if stale else PASSED
    stubs = read_stubs(course, folder)
    changed = {exercise: text for exercise, text in stubs.items() if course.stubs.get(exercise) != text}
    refuse_answers(course, changed)
    for path in seal(course, folder, stubs):
        print(told_path(path))
    print(texts.word("course_sealed", exercises=", ".join(changed)) if changed else texts.word("course_sealed_same"))
    return PASSED


def refuse_answers(course: Course, stubs: dict[str, str]) -> None:
    """Makes sure that nobody's answer is sealed as a stub: then it would never count as attempted.

    Raises:
        CourseError: one of them passes.
    """
    if not stubs:
        return
    import msgspec

    from grader.pipeline import Grader
    from grader.submissions.python import read_python
    from grader.submissions.types import Submission

    files = tuple(read_python(course.exercise(exercise).stub_name, text) for exercise, text in stubs.items())
    with Grader(msgspec.structs.replace(course, stubs={})) as grader:
        grading = grader.grade(Submission("stubs", files), [course.exercise(exercise) for exercise in stubs])
    for result in grading.results:
        if result.judgement.verdict == "passed":
            raise CourseError("course_stub_passes", file=result.spec.stub_name, exercise=result.spec.id)
