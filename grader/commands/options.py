"""The options that several commands share: how they are read and checked."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import InputError
from grader.messages.texts import language_tag

if TYPE_CHECKING:
    from grader.messages.texts import Texts
    from grader.specs.types import Course, ExerciseSpec

PASSED, NOT_PASSED, USAGE, INTERRUPTED = 0, 1, 4, 2


def given_path(text: str) -> Path:
    """Reads a path; `~` is the home folder even where the shell left it."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody is called so
        return Path(text)


def paths_to_grade(given: list[Path], course: Course) -> list[Path]:
    """Returns the paths given; by default `exercises/`, else the working folder if exercises were handed out to it.

    Raises:
        InputError: a path is not there.
    """
    from grader.specs.handing_out import handed_out_names

    exercises = Path("exercises")
    if not given and not exercises.is_dir() and not any(Path(name).exists() for name in handed_out_names(course)):
        raise InputError("exercises_missing", path=str(exercises))
    paths = given or [exercises if exercises.is_dir() else Path()]
    for path in paths:
        if not path.exists():
            raise InputError("path_missing", path=str(path))
    return paths


def tell_course(course: Course, texts: Texts) -> None:
    """Says which exercises cannot be graded, for their files are wrong, and of which nobody knows the stub yet."""
    for line in dict.fromkeys(texts.error(code, **params) for code, params in course.problems):
        print(f"grader: {line}", file=sys.stderr)
    if course.problems:
        print(f"grader: {texts.word('course_in_part', count=len(course.exercises))}", file=sys.stderr)
    if course.unsealed:
        names = ", ".join(each.id for each in course.unsealed)
        print(f"grader: {texts.word('course_unsealed_told', exercises=names)}", file=sys.stderr)


def seconds(text: str) -> float:
    """Reads a time limit: more than nothing, at most a day."""
    value = float(text)
    if not 0 < value <= 86_400:
        raise ValueError(text)
    return value


def jobs(text: str) -> int:
    """Reads how many things may run at the same time."""
    value = int(text)
    if not 1 <= value <= 1000:
        raise ValueError(text)
    return value


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Adds what every command takes that runs student code."""
    parser.add_argument("--timeout", type=seconds, default=30.0, metavar="SECONDS",
                        help="how long an answer may take for each thing asked of it (default: 30)")
    parser.add_argument("--require-isolation", choices=("process", "partial", "full"), default="process",
                        help="refuse to run student code with less than this (default: process)")


def shard(text: str) -> tuple[int, int]:
    """Reads which part of how many: `2/8`."""
    number, total = (int(each) for each in text.split("/"))
    if not 1 <= number <= total <= 10_000:
        raise ValueError(text)
    return number, total


def add_cluster(parser: argparse.ArgumentParser) -> None:
    """Adds which cluster is meant."""
    parser.add_argument("--cluster", metavar="ADDRESS",
                        help="a Dask cluster: the scheduler's address, such as tls://scheduler:8786, or local:4 for "
                             "four workers here; a worker has to isolate student code fully")
    parser.add_argument("--cluster-without-tls", action="store_true",
                        help="use the cluster without encryption: whoever can reach it can run code there and here")


def add_common(parser: argparse.ArgumentParser) -> None:
    """Adds what every command takes, before its name or after it."""
    parser.add_argument("--lang", type=language_tag, default=argparse.SUPPRESS, metavar="LANG",
                        help="language of the texts: ko, en, or another that the course is written in (default: that "
                             "of the locale)")
    parser.add_argument("--course", default=argparse.SUPPRESS, metavar="DIR|NAME",
                        help="the folder of a course, or the name it is installed under (default: $GRADER_COURSE, else "
                             "the course the grader comes with)")


def chosen_exercises(course: Course, ids: list[str] | None) -> list[ExerciseSpec]:
    """Returns the exercises asked for, all by default.

    Raises:
        InputError: an id is unknown.
    """
    from grader.specs.lint import nearest

    known = [spec.id for spec in course.exercises]
    for wanted in ids or ():
        if wanted not in known:
            raise InputError("exercise_unknown", exercise=wanted, nearest=nearest(wanted, known),
                             known=", ".join(known))
    return [spec for spec in course.exercises if not ids or spec.id in ids]


def check_folder(path: Path | None) -> None:
    """Makes sure, before any work, that a folder is there or can be made."""
    if path is not None and not path.is_dir() and (path.exists() or not path.absolute().parent.is_dir()):
        raise InputError("output_no_folder", path=str(path))


def check_output(path: Path | None, sources: Iterable[Path] = ()) -> None:
    """Makes sure, before any work, that the report can be written, and over nothing that is read."""
    if path is None:
        return
    if path.is_dir():
        raise InputError("output_is_folder", path=str(path))
    if not path.absolute().parent.is_dir():
        raise InputError("output_no_folder", path=str(path))
    if path.exists() and any(source.exists() and path.samefile(source) for source in sources):
        raise InputError("output_is_source", path=str(path))
