"""Reads a path into a submission. Never executes anything."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.errors import InputError, NothingGradable
from grader.submissions.markdown import read_markdown
from grader.submissions.notebook import read_notebook
from grader.submissions.python import MAX_CODE_CHARACTERS, read_python, unify_lines
from grader.submissions.types import SourceFile, Submission

READERS = {".py": read_python, ".ipynb": read_notebook, ".md": read_markdown, ".markdown": read_markdown}
SKIPPED_FOLDERS = {"__pycache__", "__MACOSX", "node_modules", "venv"}
MAX_FILE_BYTES = 64 * 2**20
MAX_FILES = 500
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_submission(paths: Sequence[Path]) -> Submission:
    """Reads files and folders as what one student handed in.

    Raises:
        InputError: a path does not exist or is of a kind that is not read.
        NothingGradable: no `.py`, `.ipynb` or `.md` file in it.
    """
    files: list[SourceFile] = []
    for path in paths:
        if not path.exists():
            raise InputError("path_missing", path=str(path))
        if path.is_dir():
            files += [read_file(each, each.relative_to(path).as_posix()) for each in gradable_files(path)]
        elif path.suffix.lower() in READERS:
            files.append(read_file(path.resolve(), path.name))
        else:
            raise InputError("path_not_gradable", path=str(path), kinds=" ".join(READERS))
    if not files:
        raise NothingGradable("folder_empty", path=" ".join(map(str, paths)), kinds=" ".join(READERS))
    return Submission(name=paths[0].resolve().name, files=tuple(files))


def gradable_files(folder: Path) -> Iterator[Path]:
    """Yields the files of a folder that can hold answers, in name order, links and hidden folders left out."""
    found = 0
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith("."))
        for name in sorted(names):
            if Path(name).suffix.lower() in READERS and not name.startswith(".") and found < MAX_FILES:
                found += 1
                yield Path(place, name)


def read_file(path: Path, name: str) -> SourceFile:
    """Reads one file; one that cannot be read is returned with its problem."""
    try:
        text = decode_text(read_bytes(path))
    except OSError as error:
        return SourceFile(name, problem="file_unreadable", reason=error.strerror or type(error).__name__)
    except ValueError as error:
        return SourceFile(name, problem=str(error))
    file = READERS[path.suffix.lower()](name, text)
    if sum(len(cell.source) for cell in file.cells) > MAX_CODE_CHARACTERS:
        return SourceFile(name, problem="code_too_large")
    return file


def read_bytes(path: Path) -> bytes:
    """Reads a regular file of bearable size.

    Raises:
        ValueError: not a regular file (`file_special`), or too large (`file_too_large`).
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError("file_special")
    if status.st_size > MAX_FILE_BYTES:
        raise ValueError("file_too_large")
    return path.read_bytes()


def decode_text(data: bytes) -> str:
    """Decodes UTF-8, UTF-16 or CP949, the encodings Korean editors write.

    Raises:
        ValueError: none of them (`file_encoding`).
    """
    for attempt in [*wide_encodings(data), "utf-8", "cp949"]:
        try:
            return unify_lines(data.decode(attempt))
        except UnicodeDecodeError:
            continue
    raise ValueError("file_encoding")


def wide_encodings(data: bytes) -> list[str]:
    """Returns the encodings a byte order mark names; without one, UTF-16 shows by the zeros of its first letters."""
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)]
    zeros = {(False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be"}
    return marked or [encoding for pattern, encoding in zeros.items() if pattern == tuple(not b for b in data[:4])]
