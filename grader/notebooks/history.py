"""The cells of a kernel as they count: each as it was run last, in that order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.submissions.matching import MARKER


def cells_that_count(history: Sequence[str], cell_ids: Mapping[int, str]) -> list[str]:
    """Returns the source of every execution by its number, from 1; one that a later run of its cell replaced is empty.

    A cell is known by its id, where the front end told it, else by its marker, else by its text.

    Args:
        history: what was run, as it was typed; number 0 is unused, as in IPython's `In`.
        cell_ids: the id of the cell behind an execution, as far as it is known.
    """
    names = [cell_name(number, source, cell_ids) for number, source in enumerate(history)]
    last = {name: number for number, name in enumerate(names)}
    return [source if last[name] == number else ""
            for number, (name, source) in enumerate(zip(names, history, strict=True))][1:]


def cell_name(number: int, source: str, cell_ids: Mapping[int, str]) -> tuple[str, str]:
    """Returns what is the same for all executions of one cell."""
    if number in cell_ids:
        return "id", cell_ids[number]
    marker = MARKER.search(source)
    return ("marker", marker.group(1)) if marker else ("text", source.strip())


def names_of(thing: object, namespace: Mapping[str, object]) -> list[str]:
    """Returns the variables that hold this very object, IPython's own (`_`, `_3`) left out."""
    return [name for name, value in namespace.items() if value is thing and not name.startswith("_")]
