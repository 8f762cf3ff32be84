"""Reads `.py` files, and takes out of any code what only IPython understands."""

from __future__ import annotations

import ast
import re
import threading
import warnings

from grader.submissions.types import Cell, SourceFile

MAGIC_LINE = re.compile(r"\s*(?:[!%?]|\w+\s*=\s*[!%]\s*[A-Za-z.])")
TIMED_LINE = re.compile(r"(\s*)%(?:time|prun)\s+(?=[A-Za-z_(])")
HELP_LINE = re.compile(r"\s*[\w.]+\?{1,2}\s*$")
AUTOMAGIC_LINE = re.compile(r"(?:pip|conda|cd|ls|mkdir|rmdir|cp|mv|rm|cat|pwd)(?:\s+[^=(\s][^=(]*)?$")
MAX_CODE_CHARACTERS = 250_000  # of a file; students write 10,000, and 10 MB take a minute to parse
# CPython before 3.11.10 counts the depth of all threads' trees in one place: two that parse at once hit each other.
PARSING = threading.RLock()
PYTHON_CELL_MAGICS = {"time", "timeit", "capture", "prun", "python", "python3"}


def read_python(name: str, text: str) -> SourceFile:
    """Reads a `.py` file as one cell."""
    return SourceFile(name, (Cell(name, blank_magics(text)),))


def unify(text: str) -> str:
    """Ends every line the one way, as Python's parser does before it counts them.

    Half a character, which JSON can hold and no file of text, becomes a question mark.
    """
    return text.encode(errors="replace").decode().replace("\r\n", "\n").replace("\r", "\n")


def parse(source: str) -> ast.Module:
    """Parses Python without the warnings that student code may cause.

    Raises:
        SyntaxError: it is not Python, whatever the parser's own reason (NUL bytes, nesting).
        SystemError: Python's parser is at fault, and was so again.
    """
    try:
        return parse_once(source)
    except SystemError:
        return parse_once(source)


def parse_once(source: str) -> ast.Module:
    """Parses Python; raises as `parse` does."""
    try:
        with PARSING, warnings.catch_warnings(action="ignore"):
            return ast.parse(source)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error) or type(error).__name__) from None


def blank_magics(source: str) -> str:
    """Blanks shell lines and magics, keeping every other line where it is.

    A cell in another language (`%%bash`, `%%writefile`, …) becomes empty. Code that parses is returned as it is, and so
    is what is too long to be parsed.
    """
    if len(source) > MAX_CODE_CHARACTERS:
        return source
    try:
        parse(source)
    except SyntaxError:
        pass
    else:
        return source
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and first[2:].split(" ")[0].strip() not in PYTHON_CELL_MAGICS:
        return "\n" * (len(lines) - 1)
    continued = False
    for number, line in enumerate(lines):
        if continued:
            lines[number] = ""
        elif TIMED_LINE.match(line):  # code as any other
            lines[number] = TIMED_LINE.sub(r"\1", line, count=1)
            continue
        elif any(kind.match(line) for kind in (MAGIC_LINE, HELP_LINE, AUTOMAGIC_LINE)):
            indent = line[: len(line) - len(line.lstrip())]
            lines[number] = f"{indent}pass" if indent else ""
        else:
            continue
        continued = line.rstrip().endswith("\\")
    return "\n".join(lines)
