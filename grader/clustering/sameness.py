"""Whether a worker would come to the same verdicts as the client, and what makes it differ, by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.evidence.kept import environment
from grader.versions import installed, versions

ELSEWHERE = ("course", "requirements.lock", "__pycache__")  # the first two are in a wheel alone; the course travels


def versions_with_dask() -> dict[str, str]:
    """Returns the versions that have to be equal."""
    return versions() | {name: installed(name) or "-" for name in ("distributed", "msgspec")}


@cache
def code_hash() -> str:
    """Returns a hash of all of the grader's own code and texts."""
    package = Path(__file__).parents[1]
    return environment(tuple(sorted(path.name for path in package.iterdir() if path.name not in ELSEWHERE))).hex()
