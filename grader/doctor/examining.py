"""What a grader needs of its machine, looked at piece by piece. TensorFlow is imported in another process alone."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from grader.errors import GraderError
from grader.gathering import START_SECONDS, isolation_level
from grader.sandbox.workers import WarmProcess, WorkerDied, WorkerTimedOut
from grader.specs.course import course_folder, load_course

DISTRIBUTION = "keras-exercise-grader"
OLDEST_PYTHON = (3, 11)
LEAST_MEMORY_GIB = 3.0  # the warm process, two guests and the verification process, each with a large model


@dataclass(frozen=True)
class Finding:
    """One thing examined: `code` and `params` select the words; `mend` is the command that helps."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
    fine: bool = True
    mend: str = ""


def examine() -> list[Finding]:
    """Examines everything."""
    return [python(), *packages(), student_process(), cores(), memory(), course()]


def python() -> Finding:
    """The interpreter is new enough."""
    return Finding("python", {"version": platform.python_version(), "path": sys.executable},
                   fine=sys.version_info >= OLDEST_PYTHON, mend="make clean && make PYTHON=python3.11")


def packages() -> Iterator[Finding]:
    """Every package has the version that verdicts were tried with."""
    wanted = pinned()
    if not wanted:
        yield Finding("not_installed", fine=False, mend=f"{sys.executable} -m pip install -e .")
    for name, pin in wanted.items():
        found = installed(name)
        yield Finding("package" if found == pin else "package_missing" if found is None else "package_differs",
                      {"name": name, "version": found or "-", "pin": pin}, fine=found == pin,
                      mend=f'{sys.executable} -m pip install "{name}=={pin}"')


def pinned() -> dict[str, str]:
    """Returns the packages of the grader with their pinned versions, extras left out."""
    try:
        lines = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return {}
    pairs = (line.partition("==") for line in lines if "extra ==" not in line)
    return {name.strip(): pin.strip() for name, equals, pin in pairs if equals}


def installed(name: str) -> str | None:
    """Returns the installed version of a package."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def student_process() -> Finding:
    """A process for student code starts, and the machine allows it to be shut in."""
    warm, guest = WarmProcess(), None
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
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return Finding("memory_unknown")
    gib = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return Finding("memory", {"gib": f"{gib:.1f}", "least": f"{LEAST_MEMORY_GIB:.0f}"}, fine=gib >= LEAST_MEMORY_GIB)


def course() -> Finding:
    """The course and its stubs are there and sound; the data sets are made by the grader and need no download."""
    try:
        loaded = load_course()
    except GraderError as error:
        return Finding("course_broken", {"reason": str(error)}, fine=False)
    return Finding("course", {"count": len(loaded.exercises), "folder": str(course_folder())})
