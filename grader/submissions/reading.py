"""Reads a path into a submission. Never executes anything."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from grader.errors import InputError, NothingGradable
from grader.submissions.markdown import read_markdown
from grader.submissions.notebook import read_notebook
from grader.submissions.python import MAX_CODE_CHARACTERS, read_python, unify
from grader.submissions.stored import (
    ARCHIVE,
    Allowance,
    FileProblem,
    StoredFile,
    file_on_disk,
    files_in_folder,
    open_archive,
    unfold,
)
from grader.submissions.types import SourceFile, Submission

READERS = {".py": read_python, ".ipynb": read_notebook, ".md": read_markdown, ".markdown": read_markdown}
KINDS = (*READERS, ARCHIVE)
NOT_READ = "kind_not_read"
MAX_FILES = 500
SHOWN_FILES = 3
CODING = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
BYTE_ORDER_MARKS = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
                    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def read_submission(paths: Sequence[Path]) -> Submission:
    """Reads files, folders and archives as what one student handed in.

    Raises:
        InputError: a path does not exist or is of a kind that is not read.
        NothingGradable: no file in it that can hold an answer.
    """
    files = read_all(file for path in paths for file in handed_in(path))
    if all(file.problem == NOT_READ for file in files):
        raise NothingGradable("folder_empty", path=" ".join(map(str, paths)), kinds=" ".join(KINDS),
                              found=", ".join(file.name for file in files[:SHOWN_FILES]) or "-")
    return Submission(name=paths[0].resolve().name, files=files)


def handed_in(path: Path) -> Iterator[StoredFile]:
    """Yields the files a path stands for.

    Raises:
        InputError: it does not exist or is of a kind that is not read.
    """
    if not path.exists():
        raise InputError("path_missing", path=str(path))
    if path.is_dir():
        yield from files_in_folder(path)
    elif path.suffix.lower() in KINDS:
        yield file_on_disk(path.resolve(), path.name)
    else:
        raise InputError("path_not_gradable", path=str(path), kinds=" ".join(KINDS))


def read_all(files: Iterable[StoredFile]) -> tuple[SourceFile, ...]:
    """Reads what one student handed in; where nothing in it can hold answers, what there is instead is told by name."""
    files = list(files)
    others = (file for file in files if not file.skipped)
    return read_files(files) or tuple(SourceFile(file.name, problem=NOT_READ, reason=" ".join(KINDS))
                                      for file in islice(others, MAX_FILES))


def read_files(files: Iterable[StoredFile]) -> tuple[SourceFile, ...]:
    """Reads those of the files, and of the files in archives, that can hold answers."""
    allowance = Allowance()
    wanted = (file for file in unfold(files, allowance) if file.suffix in KINDS and not file.skipped)
    return tuple(replace(read_file(file, allowance), path=str(file.path) if file.path else None)
                 for file in islice(wanted, MAX_FILES))


def read_file(file: StoredFile, allowance: Allowance | None = None) -> SourceFile:
    """Reads one file; one that cannot be read is returned with its problem."""
    allowance = allowance or Allowance()
    try:
        data = allowance.read(file)
        if file.suffix == ARCHIVE:
            open_archive(data)
            raise FileProblem("archive_too_deep")
        text = decode_text(data)
    except OSError as error:
        return SourceFile(file.name, problem="file_unreadable", reason=error.strerror or type(error).__name__)
    except FileProblem as problem:
        return SourceFile(file.name, problem=str(problem))
    read = READERS[file.suffix](file.name, text)
    characters = sum(len(cell.source) for cell in read.cells)
    if characters > min(MAX_CODE_CHARACTERS, allowance.characters_left):
        return SourceFile(file.name, problem="code_too_large")
    allowance.characters_left -= characters
    return read


def decode_text(data: bytes) -> str:
    """Decodes UTF-8, UTF-16, UTF-32, what the text itself names (PEP 263), or what Korean or Western editors write.

    Raises:
        FileProblem: none of them (`file_encoding`).
    """
    for attempt in [*wide_encodings(data), "utf-8", *named_encoding(data), "cp949", *western(data)]:
        try:
            return unify(data.decode(attempt))
        except UnicodeError:
            continue
    raise FileProblem("file_encoding")


def named_encoding(data: bytes) -> list[str]:
    """Returns the encoding that one of the first two lines names, if Python knows it as one of text."""
    for line in data[:1000].splitlines()[:2]:
        if (found := CODING.match(line)) is not None:
            name = found.group(1).decode("ascii")
            try:
                "".encode(name)  # refuses what turns bytes into anything else than text
            except (LookupError, ValueError):
                return []
            return [name]
    return []


def western(data: bytes) -> list[str]:
    """Returns the encoding of Western editors, where no byte is one that no text has: it takes almost any."""
    return [] if NO_TEXT.search(data) else ["cp1252"]


def wide_encodings(data: bytes) -> list[str]:
    """Returns the encodings a byte order mark names; without one, UTF-16 shows by the zeros of its first letters."""
    marked = [encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)]
    zeros = {(False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be"}
    return marked or [encoding for pattern, encoding in zeros.items() if pattern == tuple(not b for b in data[:4])]
