"""What a grader needs of its machine, looked at piece by piece. TensorFlow is imported in another process alone."""

from __future__ import annotations

import os
import platform
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from grader.conversation import START_SECONDS, isolation_level
from grader.errors import GraderError
from grader.keeping.cache import cache_file, open_cache
from grader.memory import usable_mib
from grader.sandbox.workers import WarmProcess, WorkerDied, WorkerTimedOut
from grader.specs.course import course_folder, sound_course
from grader.versions import DISTRIBUTION, installed, minor, numbers, versions

OLDEST_PYTHON = (3, 11)
IGNORED = ("KERAS_BACKEND", "TF_USE_LEGACY_KERAS", "KERAS_HOME")
LEAST_MEMORY_GIB = 3.0  # the warm process, two guests and the verification process, each with a large model


@dataclass(frozen=True)
class Finding:
    """One thing examined: `code` and `params` select the words; `mend` is the command that helps.

    Attributes:
        doubtful: nothing that keeps the grader from working, but worth knowing.
    """

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    fine: bool = True
    doubtful: bool = False
    mend: str = ""


def examine() -> list[Finding]:
    """Examines everything."""
    return [python(), *packages(), *trials(), *environment(), student_process(), cores(), memory(), course(), cache()]


def cache() -> Finding:
    """Evidence of earlier gradings can be kept, and where that is."""
    path = cache_file()
    with open_cache() as opened:
        entries, size = opened.size() if opened is not None else (0, 0)
    shown = {"path": str(path), "entries": entries, "size": f"{size / 2**20:.1f}",
             "clear": f"rm -r {shlex.quote(str(path.parent))}"}
    return Finding("cache" if opened is not None else "cache_unusable", shown, doubtful=opened is None)


def python() -> Finding:
    """The interpreter is new enough."""
    return Finding("python", {"version": platform.python_version(), "path": sys.executable},
                   fine=sys.version_info >= OLDEST_PYTHON, mend="make clean && make PYTHON=python3.11")


def packages() -> Iterator[Finding]:
    """Every package has a version that the grader works with."""
    wanted = requirements()
    if not wanted:
        yield Finding("not_installed", fine=False, mend=f"{sys.executable} -m pip install -e .")
    for each in wanted:
        found = installed(each.name)
        fine = found is not None and each.specifier.contains(found, prereleases=True)
        yield Finding("package" if fine else "package_missing" if found is None else "package_differs",
                      {"name": each.name, "version": found or "-", "pin": str(each.specifier)}, fine=fine,
                      mend=f'{sys.executable} -m pip install "{each}"')


def requirements() -> list[Requirement]:
    """Returns the packages of the grader with the versions it works with, extras left out."""
    try:
        lines = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return []
    return [each for each in map(Requirement, lines) if each.marker is None or each.marker.evaluate({"extra": ""})]


def trials() -> Iterator[Finding]:
    """What verdicts depend on has been tried in this version; another one may do as well."""
    for name in ("python", "tensorflow", "keras"):
        found, known = versions()[name], tried(name)
        if minor(found) not in known:
            yield Finding("untried", {"name": name, "version": found, "known": ", ".join(known)}, doubtful=True)


def tried(name: str) -> list[str]:
    """Returns the versions of Python or a package that `platforms.toml` has, without what only mends."""
    table = tomllib.loads((Path(__file__).parent / "platforms.toml").read_text(encoding="utf-8"))
    held = [pin for each in table["platform"] for pin in (f"python=={each['python']}", *each["holds"])]
    return sorted({minor(pin.partition("==")[2]) for pin in held if pin.startswith(f"{name}==")}, key=numbers)


def environment() -> Iterator[Finding]:
    """Variables that change Keras for a user's own programs; the grader's are started without them."""
    for name in IGNORED:
        if name in os.environ:
            yield Finding("variable_ignored", {"name": name, "value": os.environ[name]}, doubtful=True)


def student_process() -> Finding:
    """A process for student code starts, and the machine allows it to be shut in."""
    try:
        warm, guest = WarmProcess(), None
    except GraderError as error:
        mend = "" if "name" not in error.params else \
            f'{sys.executable} -m pip install "{error.params["name"]}>={error.params["least"]}"'
        return Finding(error.code, error.params, fine=False, mend=mend)
    try:
        guest = warm.guest()
        refused = guest.refused_measures(START_SECONDS)
    except (WorkerDied, WorkerTimedOut, OSError):
        return Finding("guest_fails", fine=False, mend=f"{sys.executable} -c 'import tensorflow'")
    finally:
        if guest is not None:
            guest.close()
        warm.close()
    level = isolation_level(refused)
    return Finding("isolation" if level == "full" else "isolation_lacking",
                   {"level": level, "refused": ", ".join(refused)},
                   fine=level == "full" or sys.platform != "linux",  # elsewhere there is no more to be had
                   mend=unlock(refused))


def unlock(refused: list[str]) -> str:
    """Returns what lets Linux give the refused measures; empty where nothing does."""
    if sys.platform != "linux" or "namespaces" not in refused:
        return ""
    if os.path.exists("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"):
        return "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    return "sudo sysctl -w user.max_user_namespaces=10000"


def cores() -> Finding:
    """Guest and verification run side by side on two cores."""
    return Finding("cores", {"count": usable_cores()})


def usable_cores() -> int:
    """Returns how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory() -> Finding:
    """There is memory enough for a large answer."""
    usable = usable_mib()
    if usable is None:
        return Finding("memory_unknown")
    gib = usable / 2**10
    return Finding("memory", {"gib": f"{gib:.1f}", "least": f"{LEAST_MEMORY_GIB:.0f}"}, fine=gib >= LEAST_MEMORY_GIB)


def course() -> Finding:
    """The course and its stubs are there and sound; the data sets are made by the grader and need no download."""
    try:
        loaded = sound_course(course_folder())
    except GraderError as error:
        return Finding("course_broken", {"reason": str(error)}, fine=False)
    return Finding("course", {"count": len(loaded.exercises), "folder": str(course_folder())})
