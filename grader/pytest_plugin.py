"""The same grading as plain pytest: one item per check.

    pytest -p grader.pytest_plugin --submission PATH [-k filters] [-x] [--junitxml FILE]

Without `--submission` the plugin does nothing. The submission is an option and never a positional path: nothing of it
is collected, and no `conftest.py` is loaded, so that files handed in cannot reach the process that judges.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ANSWERS = 2  # of a submission that are run at the same time


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the options of grading."""
    group = parser.getgroup("grader", "grading Keras exercises")
    group.addoption("--submission", type=Path, metavar="PATH", help="grade this file or folder, an item per check")
    group.addoption("--exercise", action="append", metavar="ID", help="grade only this exercise (may be repeated)")
    group.addoption("--grader-lang", metavar="LANG", help="language of the messages")
    group.addoption("--course", metavar="DIR|NAME",
                    help="the course to grade by (default: the one the grader comes with)")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Loads no conftest.py while grading."""
    if early_config.known_args_namespace.submission is not None:
        early_config.known_args_namespace.noconftest = True


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> int | pytest.ExitCode | None:
    """Runs pytest anew with settings pinned, in a process whose path nothing beside the submission has reached.

    This one took the path of `--submission X` for a place to find settings in, `pythonpath` among them.
    """
    if config.option.submission is None or config.option.inifilename == os.devnull:
        return None
    here = str(config.invocation_params.dir)
    pinned = ["-c", os.devnull, "--rootdir", here, "--noconftest", "-p", "no:cacheprovider"]
    command = [sys.executable, "-P", "-m", "pytest", *pinned, *map(str, config.invocation_params.args)]
    return subprocess.call(command)  # noqa: S603 - this interpreter, with the arguments it was given


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> object:
    """Collects the checks in place of test files."""
    submission = session.config.option.submission
    if submission is None:
        return None
    session.items = list(collect_checks(session, submission))
    session.config.hook.pytest_collectreport(
        report=pytest.CollectReport(nodeid="", outcome="passed", longrepr=None, result=[*session.items]))
    session.config.hook.pytest_collection_modifyitems(session=session, config=session.config, items=session.items)
    session.config.hook.pytest_collection_finish(session=session)
    session.testscollected = len(session.items)
    return True


def collect_checks(session: pytest.Session, submission: Path) -> Iterator[CheckItem]:
    """Grades the submission and yields an item for each check of each exercise."""
    from grader.commands.options import chosen_exercises
    from grader.conversation import Limits
    from grader.errors import GraderError
    from grader.keeping.cache import cache_file
    from grader.lanes.messages import GradeRequest, Sent
    from grader.lanes.pool import Lanes
    from grader.messages.texts import Texts, chosen_language
    from grader.specs.course import choose_course, course_folder, load_course

    texts = Texts(chosen_language(session.config.option.grader_lang))
    limits = Limits()
    try:
        if session.config.option.course is not None:
            choose_course(session.config.option.course)
        specs = chosen_exercises(load_course(), session.config.option.exercise)
        request = GradeRequest(Sent(paths=(os.fsencode(submission.absolute()),)), limits.seconds, (texts.language,),
                               exercises=tuple(spec.id for spec in specs))
        with Lanes(course_folder(), limits, answers=ANSWERS, cache=str(cache_file())) as lanes:
            document = lanes.grade(request).documents[texts.language]
    except GraderError as error:
        raise pytest.UsageError(texts.error(error.code, **error.params)) from None
    for exercise in document["exercises"]:
        node = ExerciseNode.from_parent(session, name=exercise["id"], nodeid=exercise["id"])
        for check in exercise["checks"]:
            yield CheckItem.from_parent(node, name=check["id"], exercise=exercise, check=check)


class ExerciseNode(pytest.Collector):
    """An exercise; its checks are collected with it."""

    def collect(self) -> list[pytest.Item]:
        """Yields nothing: the checks were made with the exercise."""
        return []


class CheckFailed(Exception):
    """A check did not pass; its text is the message and the next step."""


class CheckItem(pytest.Item):
    """One check of one exercise."""

    def __init__(self, *, exercise: dict[str, Any], check: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.exercise = exercise
        self.check = check

    def runtest(self) -> None:
        """Fails, skips or passes as the check did."""
        outcome = self.check["outcome"]
        if outcome == "skipped":
            pytest.skip("a check this one needs did not pass")
        if outcome != "passed" or self.exercise["verdict"] == "untrusted":
            told = self.check if self.check["message"] else self.exercise
            raise CheckFailed(f"{told['message']}\n{told['hint']}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Shows the message alone: our frames say nothing to a student."""
        if isinstance(excinfo.value, CheckFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Names the exercise in place of a file."""
        return Path(self.exercise["id"]), None, f"{self.exercise['id']} · {self.name}"
