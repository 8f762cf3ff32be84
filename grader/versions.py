"""Which versions verdicts come from, and which the grader cannot work with. Nothing is imported to tell."""

from __future__ import annotations

import platform
import re
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from grader import __version__
from grader.errors import GraderError

DISTRIBUTION = "keras-exercise-grader"
# Guests record what layers do through Keras 3, which TensorFlow has from here on (and does not find before 3.3.1). With
# an older one each answer would crash, and the student would pay for it.
LEAST = {"tensorflow": "2.16", "keras": "3.3.3"}
# TensorFlow is published under several names; each brings the same package.
SPELLINGS = {"tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-intel", "tensorflow-macos", "tf-nightly")}


def installed(name: str) -> str | None:
    """Returns the installed version of a package; None if there is none."""
    for spelling in SPELLINGS.get(name, (name,)):
        try:
            return version(spelling)
        except PackageNotFoundError:
            continue
    return None


@cache
def versions() -> dict[str, str]:
    """Returns what a verdict can depend on besides the course and the submission."""
    packages = {name: installed(name) or "-" for name in ("tensorflow", "keras", "numpy")}
    return {"grader": __version__, "python": platform.python_version(), **packages}


def machine() -> str:
    """Returns the versions in a word: where they are the same, equal work has an equal result."""
    return " ".join(f"{name}-{minor(found) if name == 'python' else found}" for name, found in versions().items())


def check_versions() -> None:
    """Makes sure that this machine can grade at all.

    Raises:
        GraderError: TensorFlow or Keras is missing or too old. That is nobody's zero: nothing is graded.
    """
    for name, least in LEAST.items():
        found = installed(name)
        if found is None:
            raise GraderError("package_missing", name=name)
        if numbers(found) < numbers(least):
            raise GraderError("version_unusable", name=name, found=found, least=least, python=sys.executable)


def numbers(text: str) -> tuple[int, ...]:
    """Returns a version's leading numbers, to compare."""
    leading = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, leading[0].split("."))) if leading is not None else ()


def minor(text: str) -> str:
    """Returns a version without what only mends: `3.15` of `3.15.1`."""
    return ".".join(text.split(".")[:2])
