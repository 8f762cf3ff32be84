"""Reads `.ipynb` files of nbformat 3 to 4.5. Saved outputs are never looked at."""

from __future__ import annotations

import json

from grader.submissions.python import blank_magics, unify_lines
from grader.submissions.types import Cell, SourceFile


def read_notebook(name: str, text: str) -> SourceFile:
    """Reads the code cells of a notebook; what is no notebook is returned with its problem."""
    if not text.strip():
        return SourceFile(name, problem="notebook_empty")
    try:
        return SourceFile(name, code_cells(name, cells_of(text)))
    except json.JSONDecodeError as error:
        return SourceFile(name, problem="notebook_not_json", reason=f"{error.msg}: {error.lineno}:{error.colno}")
    except RecursionError:
        return SourceFile(name, problem="notebook_invalid", reason="nesting")
    except Exception as error:
        return SourceFile(name, problem="notebook_invalid", reason=type(error).__name__)


def cells_of(text: str) -> list[dict]:
    """Returns all cells of a notebook of any version. Raises whatever a broken one makes the libraries raise.

    Those of older formats are brought into the form of format 4, whose cells need nothing.
    """
    raw = json.loads(text)
    if raw["nbformat"] == 4:
        return raw["cells"]
    import nbformat.reader

    return nbformat.convert(nbformat.reader.reads(json.dumps(strip_outputs(raw))), 4)["cells"]


def strip_outputs(raw: dict) -> dict:
    """Leaves out what cells printed: it is not evidence, and it is most of a notebook's bytes."""
    for sheet in [raw, *raw.get("worksheets", [])]:
        for cell in sheet.get("cells", []):
            if "outputs" in cell:
                cell["outputs"] = []
    return raw


def code_cells(name: str, cells: list[dict]) -> tuple[Cell, ...]:
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


def source_of(cell: dict) -> str:
    """Returns the text of a cell, given whole or in lines; what is no text costs only itself."""
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    return unify_lines("".join(line for line in lines if isinstance(line, str)))


def execution_of(cell: dict) -> int | None:
    """Returns the number of the execution that ran a cell last."""
    number = cell.get("execution_count", cell.get("prompt_number"))
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else None


def tags_of(cell: dict) -> tuple[str, ...]:
    """Returns the tags of a cell."""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
