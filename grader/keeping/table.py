"""Evidence in an SQLite file: once for each key, whoever's answer it came from."""

from __future__ import annotations

import sqlite3
import threading
import time

TABLE = """
CREATE TABLE IF NOT EXISTS evidence (key BLOB PRIMARY KEY, used_at INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS evidence_by_use ON evidence (used_at);
"""
DAY = 86_400  # seconds: an entry is noted as used once a day at most


class EvidenceTable:
    """The table of one connection, for several threads. What is kept is written by `write`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Takes a connection that several threads may use."""
        self.connection = connection
        self._lock = threading.Lock()
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    def get(self, key: bytes) -> bytes | None:
        """Returns what is kept under a key."""
        with self._lock:
            if key in self._new:
                return self._new[key]
            row = self.connection.execute("SELECT data FROM evidence WHERE key = ?", (key,)).fetchone()
            self._used.add(key)
        return None if row is None else row[0]

    def keep(self, key: bytes, data: bytes) -> None:
        """Keeps something, for good when `write` has returned."""
        with self._lock:
            self._new[key] = data

    def leave(self, key: bytes) -> None:
        """Needs nothing."""

    def renew(self, key: bytes) -> None:
        """Needs nothing."""

    def write(self) -> None:
        """Writes what is new, and what was of use, in the transaction that is open."""
        now = int(time.time())
        with self._lock:
            new, self._new = self._new, {}
            used, self._used = self._used, set()
            self.connection.executemany("UPDATE evidence SET used_at = ? WHERE key = ? AND used_at < ?",
                                        [(now, key, now - DAY) for key in used])
            self.connection.executemany("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?)",
                                        [(key, now, data) for key, data in new.items()])

    def size(self) -> tuple[int, int]:
        """Returns how many entries there are, and their bytes."""
        with self._lock:
            entries, data = self.connection.execute(
                "SELECT count(*), coalesce(sum(length(data)), 0) FROM evidence").fetchone()
        return entries, data

    def shrink(self, most: int) -> None:
        """Where there are more than so many bytes, forgets what was not used for longest until a quarter is free."""
        if self.size()[1] <= most:
            return
        with self._lock:
            self.connection.execute(
                "DELETE FROM evidence WHERE key IN (SELECT key FROM (SELECT key, sum(length(data)) OVER"
                " (ORDER BY used_at DESC, key) AS bytes FROM evidence) WHERE bytes > ?)", (most * 3 // 4,))
