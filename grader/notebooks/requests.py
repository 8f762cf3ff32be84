"""What a kernel asks of the process that grades for it, and what it gets: one line of JSON each."""

from __future__ import annotations

from msgspec import Struct

from grader.specs.texts import FALLBACK


class GradeRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """Grade what a kernel ran, or files.

    Attributes:
        history: what was run, as it was typed; number 0 is unused, as in IPython's `In`.
        cell_ids: the id of the cell behind an execution, as far as the front end told it.
        paths: files to grade in place of the cells.
        exercises: only these; empty: all.
        names: only the answer that made one of these variables, as the answer to the one exercise asked for.
        hints: how many steps of help to show with the first mistake of each exercise, from 1.
        ansi: whether the text may use colours.
    """

    history: tuple[str, ...] = ()
    cell_ids: dict[int, str] = {}
    paths: tuple[str, ...] = ()
    exercises: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    language: str = FALLBACK
    seconds: float = 30.0
    width: int = 80
    hints: int = 1
    ansi: bool = False


class Shown(Struct, frozen=True, forbid_unknown_fields=True):
    """A report as HTML and as text; or, in `error`, the one line why there is none.

    `passed` and `score` are those of the exercises that were graded.
    """

    html: str = ""
    text: str = ""
    error: str = ""
    passed: bool = False
    score: float = 0.0
