"""Whether files are as they were when all was kept of them: then TensorFlow is not even started, unless it is needed.

Decides nothing but that: what is found in the files says what has to be run.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.evidence.kept import Store, key_of

MOST_FILES = 2_000
SEEN = b"seen"


class Unchanged:
    """The files of a submission, by how the system tells them, and whether all is kept of them as they are."""

    def __init__(self, store: Store | None, paths: Iterable[Path], asked: object) -> None:
        """Looks at them; `asked`: what is to be graded, and how."""
        self._store = store
        seen = tuple(signature for path in paths for signature in signatures(path))
        self._key = key_of("unchanged", repr((seen, asked)).encode())

    def __bool__(self) -> bool:
        return self._store is not None and self._store.get(self._key) == SEEN

    def note(self) -> None:
        """Notes that all is kept of them."""
        if self._store is not None:
            self._store.keep(self._key, SEEN)


def signatures(path: Path) -> Iterator[tuple[str, int, int]]:
    """Yields names, sizes and times of the files that a path stands for."""
    files = [Path(folder, name) for folder, _, names in os.walk(path) for name in names][:MOST_FILES] or [path]
    for file in sorted(files):
        try:
            found = file.stat()
        except OSError:
            continue
        yield os.fspath(file.absolute()), found.st_size, found.st_mtime_ns
