"""`grader course`: the work of a course's author."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.options import NOT_PASSED, PASSED, add_common, chosen_exercises, given_path
from grader.errors import CourseError
from grader.messages.texts import Texts

if TYPE_CHECKING:
    from grader.specs.types import Course

NAME = "course"
HELP = "make a course of one's own: begin it, add exercises, check it, seal its stubs"
EXAMPLE = "grader course new my_course"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes what to do with the course."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")

    def command(name: str, about: str, example: str, run_it: object) -> argparse.ArgumentParser:
        subparser = commands.add_parser(name, help=about, description=about, epilog=f"example: {example}")
        add_common(subparser)
        subparser.set_defaults(run_course=run_it)
        return subparser

    new = command("new", "begin a course: a folder with its table", "grader course new my_course", begin)
    new.add_argument("folder", metavar="DIR", type=given_path, help="the folder to make")

    one = command("add", "add an exercise: its table and its solution",
                  "grader course add two_branches --from solution.py --course my_course", add)
    one.add_argument("exercise", metavar="ID", help="what it is called: small letters, digits and _")
    one.add_argument("--from", dest="solution", type=given_path, metavar="FILE",
                     help="a solution (.py, .ipynb): its table is proposed from what it makes")
    one.add_argument("--style", choices=("sequential", "functional", "subclass", "any", "builder"),
                     default="sequential",
                     help="how the model is to be built (builder: by a function), where no solution is given "
                          "(default: sequential)")
    one.add_argument("--input-shape", action="append", type=shape, default=[], metavar="N,N,…",
                     help="what the solution's model takes, without the batch, where it does not say so itself")

    check = command("check", "check that tables are right, solutions pass, stubs are untouched and the audit holds",
                    "grader course check my_course", check_it)
    check.add_argument("what", nargs="*", metavar="DIR|ID", help="a course's folder, or only these exercises of it")
    check.add_argument("--no-audit", action="store_true", help="leave out the audit, which takes most of the time")

    seal_it = command("seal", "from now on the stubs as they lie there are what is handed out and counts as untouched",
                      "grader course seal --check", seal_stubs)
    seal_it.add_argument("--check", action="store_true", help="write nothing; tell what has to be sealed anew")


def shape(text: str) -> tuple[int, ...]:
    """Reads a shape: whole numbers above zero, with commas between them."""
    sizes = tuple(int(each) for each in text.strip("()[] ").split(",") if each.strip())
    if not sizes or min(sizes) < 1:
        raise ValueError(text)
    return sizes


def run(options: argparse.Namespace, texts: Texts) -> int:
    """Does it."""
    exit_code: int = options.run_course(options, texts)
    return exit_code


def begin(options: argparse.Namespace, texts: Texts) -> int:
    """Makes the folder of a course."""
    from grader.authoring.starting import begin_course
    from grader.reports.escaping import told_path

    for path in begin_course(options.folder):
        print(told_path(path))
    print(texts.word("course_begun", folder=told_path(options.folder)))
    return PASSED


def add(options: argparse.Namespace, texts: Texts) -> int:
    """Adds an exercise."""
    from grader.authoring.adding import add_exercise, add_from_solution, is_named
    from grader.reports.escaping import told_path
    from grader.specs.course import COURSE_FILE, course_folder, read_course_file

    folder = course_folder()
    if options.solution is None:
        written = add_exercise(folder, options.exercise, options.style)
    else:
        written = add_from_solution(folder, options.exercise, options.solution, tuple(options.input_shape))
    for path in written:
        print(told_path(path))
    if not is_named(folder, read_course_file(folder), options.exercise):
        print(texts.word("course_to_name", file=told_path(folder / COURSE_FILE), name=f"{options.exercise}.toml"))
    print(texts.word("course_added" if options.solution is None else "course_proposed",
                     file=told_path(written[0]), exercise=options.exercise))
    return PASSED


def check_it(options: argparse.Namespace, texts: Texts) -> int:
    """Checks a course, and tells what is wrong with it."""
    import msgspec
    from rich.console import Console

    from grader.authoring.checking import check_course, steps_of
    from grader.reports.course_check import print_checked
    from grader.reports.progress import show_steps
    from grader.specs.course import choose_course, course_folder, load_course
    from grader.specs.sealing import read_stubs, stale_files

    ids = [each for each in options.what if not Path(each).is_dir()]
    for each in options.what:
        if Path(each).is_dir():
            choose_course(each)
    folder = course_folder()
    course = load_course(folder)
    console = Console(highlight=False, markup=False, emoji=False)
    problems = [texts.error(code, **params) for code, params in course.problems]
    problems += [texts.word("course_stale", file=str(path)) for path in stale_files(course, folder)]
    for line in dict.fromkeys(problems):
        console.print(f"✗ {line}", style="bold red", soft_wrap=True)
    unsealed = msgspec.structs.replace(course, exercises=course.unsealed)
    course = msgspec.structs.replace(course, stubs=read_stubs(unsealed, folder) | course.stubs)
    specs = chosen_exercises(course, ids)
    with show_steps(texts.word("auditing"), steps_of(specs, audited=not options.no_audit)) as progress:
        checked, solved = check_course(course, folder, specs, audited=not options.no_audit, progress=progress)
    print_checked(checked, solved, folder / course.solutions, texts, console)
    return NOT_PASSED if problems or not all(each.holds for each in checked) else PASSED


def seal_stubs(options: argparse.Namespace, texts: Texts) -> int:
    """Seals the course, or tells whether that was forgotten."""
    from grader.reports.escaping import told_path
    from grader.specs.course import course_folder, sound_course
    from grader.specs.sealing import edited_files, read_stubs, seal, stale_files

    folder = course_folder()
    course = sound_course(folder)
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

    from grader.authoring.checking import grade_stubs_as_answers
    from grader.pipeline import Grader
    from grader.verdicts import Verdict

    with Grader(msgspec.structs.replace(course, stubs=stubs)) as grader:
        for result in grade_stubs_as_answers(grader, [course.exercise(exercise) for exercise in stubs]):
            if result.judgement.verdict is Verdict.PASSED:
                raise CourseError("course_stub_passes", file=result.spec.stub_name, exercise=result.spec.id)
