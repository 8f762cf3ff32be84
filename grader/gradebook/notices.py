"""What the caller has to know though the work went well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from grader.reports.escaping import plain

SHOWN = 5


@dataclass(frozen=True)
class Notice:
    """The code of an `[errors]` text, and its parameters."""

    code: str
    params: dict[str, object]


def shown(names: Iterable[str]) -> str:
    """Returns the first names, on one line, for a message."""
    names = [" ".join(plain(name).split()) for name in names]
    return ", ".join(names[:SHOWN]) + (f", … ({len(names)})" if len(names) > SHOWN else "")
