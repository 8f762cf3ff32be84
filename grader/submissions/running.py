"""Statements as source that can be run alone, every line under its own number."""

from __future__ import annotations

from functools import lru_cache

from grader.submissions.statements import Statement


@lru_cache(8)
def lines_of(source: str) -> list[str]:
    """Returns the lines of a cell, which may hold thousands of statements: none of them looks for its own."""
    return source.split("\n")


def source_of(statement: Statement) -> tuple[int, str]:
    """Returns the first line of a statement, decorators included, and its text from there."""
    node = statement.node
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    lines = lines_of(statement.cell.source)[first - 1:node.end_lineno]
    lines[-1] = lines[-1].encode()[:node.end_col_offset].decode()
    before = lines[0].encode()[:node.col_offset].decode()
    if before.strip("\f") and not before.strip():  # it stood under `if __name__ == "__main__":`
        return first - 1, "\n".join(["if True:", *lines])
    lines[0] = lines[0][len(before):] if first == node.lineno else lines[0]  # behind a semicolon or a colon
    return first, "\n".join(lines)
