"""Reads `.ipynb` files of every nbformat. Saved outputs are never looked at."""

from __future__ import annotations

import contextlib
import json
import re
from typing import Any

from grader.submissions.python import blank_magics, unify
from grader.submissions.types import Cell, SourceFile

# Nothing that was taken is given back (`*+`): lines that only look like a conflict are gone through once.
CONFLICT = re.compile(r"^<<<<<<<.*\n((?:(?!=======\n).*\n)*+)=======\n((?:(?!>>>>>>>).*\n)*+)>>>>>>>.*\n", re.MULTILINE)

MAX_CONFLICTS = 200
MAX_CELLS = 5000  # a long notebook of a course has 300


def read_notebook(name: str, text: str) -> SourceFile:
    """Reads the code cells of a notebook; what is no notebook is returned with its problem."""
    if not text.strip():
        return SourceFile(name, problem="notebook_empty")
    try:
        cells = cells_of(text)
        read = code_cells(name, cells[:MAX_CELLS])
        if len(cells) > MAX_CELLS:
            return SourceFile(name, read, problem="notebook_too_many_cells", reason=f"{len(cells):,}")
        return SourceFile(name, read)
    except json.JSONDecodeError as error:
        return SourceFile(name, problem="notebook_not_json", reason=f"{error.msg}: {error.lineno}:{error.colno}")
    except RecursionError:
        return SourceFile(name, problem="notebook_invalid", reason="nesting")
    except Exception as error:
        return SourceFile(name, problem="notebook_invalid", reason=type(error).__name__)


def cells_of(text: str) -> list[dict[str, Any]]:
    """Returns all cells of a notebook of any version, in the form of format 4; one that is none is an empty text.

    Raises:
        JSONDecodeError, RecursionError, TypeError: it is no notebook.
    """
    raw = parse_json(text)
    if not isinstance(raw, dict):
        raise TypeError(type(raw).__name__)
    sheets = [sheet for sheet in raw.get("worksheets") or [] if isinstance(sheet, dict)]
    lists = [each for holder in (raw, *sheets) if isinstance(each := holder.get("cells"), list)]
    cells = [cell for each in lists for cell in each]
    if not lists or (cells and not any(isinstance(cell, dict) for cell in cells)):
        raise TypeError("cells")
    return [as_format_4(cell) if isinstance(cell, dict) else {"cell_type": "raw", "source": ""} for cell in cells]


def as_format_4(cell: dict[str, Any]) -> dict[str, Any]:
    """Returns a cell of any version as one of format 4: older ones call the source of code its input."""
    return {"source": cell["input"]} | cell if "input" in cell else cell


def parse_json(text: str) -> Any:
    """Reads JSON; of places where Git left two versions all of the one, or else all of the other.

    Raises:
        JSONDecodeError, RecursionError: it is none.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        if not 0 < text.count("<<<<<<<") <= MAX_CONFLICTS:
            raise
    for side in (r"\1", r"\2"):
        with contextlib.suppress(json.JSONDecodeError):
            return json.loads(CONFLICT.sub(side, text))
    return json.loads(text)


def code_cells(name: str, cells: list[dict[str, Any]]) -> tuple[Cell, ...]:
    """Returns the code cells, each with the text of the cells since the code cell before it."""
    found, context = [], ""
    for number, cell in enumerate(cells, 1):
        source = source_of(cell)
        if cell.get("cell_type") != "code":
            context += source + "\n"
            continue
        found.append(Cell(name, blank_magics(source), cell=number, context=context, tags=tags_of(cell),
                          execution=execution_of(cell)))
        context = ""
    return tuple(found)


def source_of(cell: dict[str, Any]) -> str:
    """Returns the text of a cell, given whole or in lines; what is no text costs only itself."""
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return unify("".join(line for line in lines if isinstance(line, str)))


def execution_of(cell: dict[str, Any]) -> int | None:
    """Returns the number of the execution that ran a cell last."""
    number = cell.get("execution_count", cell.get("prompt_number"))
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def tags_of(cell: dict[str, Any]) -> tuple[str, ...]:
    """Returns the tags of a cell."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(unify(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
