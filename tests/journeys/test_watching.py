"""A student who leaves `make watch` open: edit, save, verdict, hint, another language, quit."""

from __future__ import annotations

import re
from pathlib import Path

import pexpect
import pytest
from journeys.readme import commands
from journeys.users import User

SECONDS = 120
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def screen(user: User):
    """`make watch` in a terminal."""
    assert "make watch" in commands()
    opened = pexpect.spawn("make watch", cwd=str(user.folder), env=user.shell() | {"TERM": "xterm"}, timeout=SECONDS,
                           encoding="utf-8", dimensions=(60, 100))
    yield opened
    opened.close(force=True)


def test_watching_the_exercises(user: User, screen: pexpect.spawn) -> None:
    screen.expect(r"Open (\S+), fill it in and save it")
    named = Path(ESCAPES.sub("", screen.match.group(1)))
    assert named == Path("exercises/mnist_sequential.py")
    assert (user.folder / named).is_file()

    user.fills_in(named.name, old="64", new="48")
    screen.expect_exact("filters is 48")
    screen.send("h")
    screen.expect_exact("Hint 1")
    user.fills_in(named.name)
    screen.expect_exact("1 of 7 passed")
    screen.send("l")
    screen.expect_exact("7개 중 1개 통과")
    screen.send("q")
    screen.expect(pexpect.EOF)


def test_watching_a_folder_of_their_own(user: User) -> None:
    user.types("grader new homework")
    (user.folder / "homework" / "gradient_tape.py").unlink()
    screen = pexpect.spawn("grader watch homework --lang en --exercise gradient_tape", cwd=str(user.folder), timeout=SECONDS,
                           env=user.shell() | {"TERM": "xterm"}, encoding="utf-8", dimensions=(60, 100))
    try:
        screen.expect(r"Open (\S+), fill it in and save it")
        assert "homework/tf2_api.ipynb" in screen.match.group(1)
        user.fills_in("gradient_tape.py", folder="homework")
        screen.expect_exact("1 of 1 passed")
    finally:
        screen.close(force=True)
