"""The user's own cache of evidence: what was graded on this machine before is not run again.

It is taken for what it is, something that anybody who could write the folder may have written: a folder that is not the
user's own, or that others may write, is left alone, and so is a file that is no such cache.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from grader.keeping.table import TABLE, EvidenceTable

NAME = "keras-exercise-grader"
FILE = "evidence.db"
MAX_BYTES = 256 * 2**20
BUSY_SECONDS = 2.0


def cache_file() -> Path:
    """Returns where the cache lies, whether it is there or not."""
    return platformdirs.user_cache_path(NAME, appauthor=False) / FILE


class Cache(EvidenceTable):
    """An open cache. Whatever is wrong with it later, nothing is kept then, and nothing found."""

    def get(self, key: bytes) -> bytes | None:
        """Returns what is kept under a key."""
        with contextlib.suppress(sqlite3.Error):
            return super().get(key)
        return None

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps something."""
        super().keep(key, data)
        with contextlib.suppress(sqlite3.Error):
            self.write()


@contextlib.contextmanager
def open_cache(path: Path | None = None) -> Iterator[Cache | None]:
    """Opens the cache, and makes it if there is none; gives None where there can be none.

    Args:
        path: another file than the user's.
    """
    path = path or cache_file()
    connection = None
    try:
        with contextlib.suppress(OSError, sqlite3.Error):
            connection = connect(path)
        if connection is None:
            yield None
            return
        cache = Cache(connection)
        yield cache
        with contextlib.suppress(sqlite3.Error):
            cache.write()
            cache.shrink(MAX_BYTES)
    finally:
        if connection is not None:
            connection.close()


def connect(path: Path) -> sqlite3.Connection | None:
    """Opens a file of the user's own; one that is damaged is made anew. None where it is not theirs alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not own(path.parent) or (path.exists() and not own(path)):
        return None
    try:
        return prepared(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        clear(path)
        return prepared(path)


def prepared(path: Path) -> sqlite3.Connection:
    """Opens a file and makes its table."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {TABLE}")
        connection.execute("SELECT key, used_at, data FROM evidence LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def own(path: Path) -> bool:
    """Whether a file or folder is this user's, and nobody else may write it."""
    found = path.lstat()
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) \
        and not stat.S_ISLNK(found.st_mode)


def clear(path: Path | None = None) -> None:
    """Removes the cache."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        Path(f"{path or cache_file()}{suffix}").unlink(missing_ok=True)
