"""How much memory this machine lets the grader have: what a container may use counts, not what the host has.

Sources: Linux, cgroup-v2 (`memory.max`) and cgroup-v1 (`memory.limit_in_bytes`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.errors import GraderError

# With 768 MiB all seven answers are graded rightly; with 600 the machine reads its own programs from disk again and
# again, answers run out of their time, and students would pay for it.
LEAST_MIB = 700
OWN_GROUPS, MOUNTED = Path("/proc/self/cgroup"), Path("/sys/fs/cgroup")
LIMITS = {"": "memory.max", "memory": "memory.limit_in_bytes"}  # by controller, as /proc/self/cgroup names it


def check_memory() -> None:
    """Makes sure that there is memory enough to grade one answer after another.

    Raises:
        GraderError: there is not, so nothing is graded.
    """
    usable = usable_mib()
    if usable is not None and usable < LEAST_MIB:
        raise GraderError("memory_too_small", found=usable, least=LEAST_MIB)


def usable_mib() -> int | None:
    """Returns how much memory may be used; None where the system does not tell."""
    known = [*physical_bytes(), *group_limits(OWN_GROUPS, MOUNTED)]
    return min(known) // 2**20 if known else None


def physical_bytes() -> Iterator[int]:
    """Yields what the machine has, if it tells."""
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def group_limits(own_groups: Path, mounted: Path) -> Iterator[int]:
    """Yields the limit of each group this process is in, and of those around it."""
    try:
        lines = own_groups.read_text().splitlines()
    except OSError:
        return
    for controllers, group in (line.split(":", 2)[1:] for line in lines if line.count(":") >= 2):
        for controller in LIMITS.keys() & set(controllers.split(",")):
            root = mounted / controller
            inside = root / group.lstrip("/")
            for folder in (inside, *inside.parents):
                if folder.is_relative_to(root):
                    yield from read_limit(folder / LIMITS[controller])


def read_limit(path: Path) -> Iterator[int]:
    """Yields the number in a file; nothing where there is no file, or no limit."""
    try:
        text = path.read_text().strip()
    except OSError:
        return
    if text.isdigit():
        yield int(text)
