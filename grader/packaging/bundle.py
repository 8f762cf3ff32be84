"""Writes the archive that an instructor hands to a place where students hand in: grader, course and settings in one.

Sources: gradescope-autograders.readthedocs.io, "Autograder Specifications"; Classroom 50, "Advanced Autograding".
"""

from __future__ import annotations

import json
import re
import sys
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from grader.messages.texts import Texts
from grader.packaging.archives import pack
from grader.packaging.wheel import NAME, PACKAGE, make_wheel
from grader.specs.course import COURSE, course_folder
from grader.specs.texts import LANGUAGES

# By place: what is run there. Each has a folder beside this module.
SCRIPTS = {"gradescope": ("setup.sh", "run_autograder"), "classroom50": ("autograder.py",)}
SETTINGS = "settings.json"
Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """What the instructor chose; it travels in the archive.

    Attributes:
        exercises: graded ones; empty: all of the course.
        hints: how many steps of help each mistake is shown with.
        visibility: when students see what is below the score, on Gradescope.
        answer_seconds: how long an answer may take for each thing asked of it.
        submission_seconds: how long all of it may take; the place itself ends it after its own limit.
    """

    language: str
    exercises: tuple[str, ...] = ()
    hints: int = 1
    visibility: Visibility = "visible"
    answer_seconds: float = 30.0
    submission_seconds: float = 540.0


def make_bundle(place: str, settings: Settings) -> bytes:
    """Returns the archive for a place."""
    scripts = {name: (files("grader.packaging") / place / name).read_bytes() for name in SCRIPTS[place]}
    failed = {"output": Texts(settings.language).text("grader_error")}
    return pack(scripts | {
        NAME: make_wheel(),
        "requirements.lock": locked(),
        SETTINGS: msgspec.json.format(msgspec.json.encode(settings)),
        "failed.json": json.dumps(failed, ensure_ascii=False).encode(),  # what stands for results until there are any
    }, programs=SCRIPTS[place])


def make_kernel() -> bytes:
    """Returns the file that gives a kernel of another Python `%grade`, done by this one with the course in force."""
    spoken = {language: Texts(language) for language in LANGUAGES}
    texts = {language: {"took_too_long": texts.error("notebook_took_too_long", seconds="{seconds}"),
                        "process_ended": texts.error("notebook_process_ended")} for language, texts in spoken.items()}
    settings = {"python": sys.executable, "environment": {COURSE: str(course_folder())}, "texts": texts}
    source = (files("grader.packaging") / "kernel" / "grader_kernel.py").read_text(encoding="utf-8")
    return re.sub(r"(?m)^(SETTINGS: .* =) \{\}.*$", lambda match: f"{match[1]} {settings!r}", source).encode()


def locked() -> bytes:
    """Returns the tested versions: they are in the installed package, or beside it in the checkout."""
    installed = PACKAGE / "requirements.lock"
    return (installed if installed.is_file() else PACKAGE.parent / "requirements.lock").read_bytes()
