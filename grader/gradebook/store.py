"""The gradebook: one SQLite file, written as each result arrives. Killed at any moment it holds all that was done.

    students    who, in the order they were first seen
    attempts    every result of every student; the newest counts
    results     verdict and score of each exercise of each attempt, for those who ask by SQL
    readings    what was read in each work, so that it can be judged again without the files
    evidence    what was found out about each answer, once for all who gave it

An attempt's `document` is the JSON report, in both languages, compressed with zlib; so is a reading.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.errors import InputError
from grader.gradebook.entries import ABSENT, Entry, Result, Student
from grader.gradebook.opening import (
    APPLICATION_ID,
    VERSION,
    check_kind,
    connect_reading,
    connect_writing,
    is_empty,
    journal_mode,
    lock,
    told_errors,
)
from grader.keeping.table import TABLE, EvidenceTable
from grader.specs.texts import FALLBACK

SCHEMA = """
CREATE TABLE students (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, lms_id TEXT NOT NULL, email TEXT NOT NULL, late INTEGER NOT NULL,
    position INTEGER NOT NULL, replaced_by TEXT, school_id TEXT NOT NULL DEFAULT '');
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL REFERENCES students(key), number INTEGER NOT NULL,
    files_hash TEXT NOT NULL, course_hash TEXT NOT NULL, grader_version TEXT NOT NULL, graded_at TEXT NOT NULL,
    score REAL NOT NULL, same_as TEXT, document BLOB NOT NULL, UNIQUE (student, number));
CREATE INDEX attempts_by_work ON attempts (files_hash, course_hash, grader_version);
CREATE TABLE results (
    attempt INTEGER NOT NULL REFERENCES attempts(id), exercise TEXT NOT NULL, verdict TEXT NOT NULL, score REAL,
    PRIMARY KEY (attempt, exercise)) WITHOUT ROWID;
"""
READINGS = "CREATE TABLE readings (files_hash TEXT PRIMARY KEY, data BLOB NOT NULL);"
STEPS = {1: "ALTER TABLE students ADD COLUMN school_id TEXT NOT NULL DEFAULT '';",  # from a version to the next
         2: READINGS + TABLE}
MAX_READING_BYTES = 2 * 2**20  # compressed; a long notebook has 20,000
MAX_EVIDENCE_BYTES = 2**30  # of a gradebook; 1,000 students have 10 MiB
NEWEST = """
SELECT students.key, name, lms_id, email, late, {school_id}, number, graded_at, document FROM students
JOIN attempts ON attempts.student = students.key
WHERE replaced_by IS NULL
AND number = (SELECT max(number) FROM attempts AS others WHERE others.student = students.key)
ORDER BY position
"""
READ = """
SELECT key, files_hash, data FROM students JOIN attempts ON student = key LEFT JOIN readings USING (files_hash)
WHERE replaced_by IS NULL
AND number = (SELECT max(number) FROM attempts AS others WHERE others.student = key)
"""

WORTH_RETRYING = frozenset({"grader_error", "timed_out", "out_of_memory"})  # another time they may come out better


STANDING = """
WITH newest AS (SELECT max(attempts.id) AS id FROM attempts JOIN students ON student = key
                WHERE replaced_by IS NULL GROUP BY student),
     each_one AS (SELECT attempt, min(verdict = 'passed') AS passed, max(verdict = 'grader_error') AS grader_error,
                  max(verdict IN (SELECT value FROM json_each(?))) AS worth_retrying
                  FROM results JOIN newest ON attempt = newest.id GROUP BY attempt)
SELECT count(*), coalesce(sum(passed), 0), coalesce(sum(grader_error), 0), coalesce(sum(worth_retrying), 0)
FROM each_one
"""


ADD_STUDENT = """
INSERT INTO students (key, name, lms_id, email, late, position, school_id)
VALUES (:key, :name, :lms_id, :email, :late, :position, :school_id)
ON CONFLICT (key) DO UPDATE SET late = excluded.late, replaced_by = NULL,
    name = iif(:names_known, excluded.name, name),
    lms_id = iif(:names_known OR lms_id = '', excluded.lms_id, lms_id),
    school_id = iif(:names_known OR school_id = '', excluded.school_id, school_id),
    email = iif(:names_known OR email = '', excluded.email, email)
"""


@dataclass(frozen=True)
class Standing:
    """How many students a gradebook holds, and of how many the newest result is such."""

    students: int
    passed: int
    grader_errors: int
    worth_retrying: int


@dataclass(frozen=True)
class Work:
    """What was graded, by what: equal work has an equal result."""

    files_hash: str
    course_hash: str
    grader_version: str


class Gradebook:
    """An open gradebook."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self.evidence = EvidenceTable(connection)

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Gradebook]:
        """Opens an existing gradebook for reading.

        Raises:
            GraderError: there is none, or it is none of ours.
        """
        if not path.is_file():
            raise InputError("path_missing", path=str(path))
        with told_errors(path), closing(connect_reading(path)) as connection:
            if is_empty(connection):
                raise InputError("gradebook_empty", path=str(path))
            check_kind(connection, path)
            yield cls(connection, path)

    @classmethod
    @contextmanager
    def open_for_grading(cls, path: Path) -> Iterator[Gradebook]:
        """Opens a gradebook for one batch, and makes it if there is none.

        Raises:
            GraderError: it is none of ours, cannot be written, or another batch is writing it.
        """
        if not path.absolute().parent.is_dir():
            raise InputError("output_no_folder", path=str(path))
        if path.exists():
            with told_errors(path), closing(connect_reading(path)) as connection:
                if not is_empty(connection):
                    check_kind(connection, path)
        with told_errors(path), lock(path), closing(connect_writing(path)) as connection:
            connection.execute(f"PRAGMA journal_mode = {journal_mode(path)}")
            connection.execute("PRAGMA synchronous = FULL")
            bring_up_to_date(connection)
            book = cls(connection, path)
            yield book
            with book.transaction():
                book.evidence.shrink(MAX_EVIDENCE_BYTES)

    @classmethod
    @contextmanager
    def open_copy(cls, path: Path) -> Iterator[Gradebook]:
        """Opens a copy in memory, to see what something would come to; raises as `open` does."""
        with cls.open(path) as book, told_errors(path), closing(connect_writing(None)) as connection:
            book.connection.backup(connection)
            bring_up_to_date(connection)
            yield cls(connection, path)

    def entries(self, language: str = FALLBACK) -> list[Entry]:
        """Returns each student's newest result."""
        with told_errors(self.path):
            return [Entry(Student(key, name, lms_id, email, bool(late), school_id), unpack(document)[language], number,
                          graded_at)
                    for key, name, lms_id, email, late, school_id, number, graded_at, document
                    in self.connection.execute(NEWEST.format(school_id=self._school_id()))]

    def _school_id(self) -> str:
        """Returns what stands for the school's id, which a gradebook of version 1 does not have."""
        columns = {row[1] for row in self.connection.execute("PRAGMA table_info(students)")}
        return "school_id" if "school_id" in columns else "''"

    def add_students(self, students: list[Student], *, names_known: bool = False) -> None:
        """Notes who is in the batch.

        Args:
            names_known: they are those of a roster, and replace what was noted before; else that stays.
        """
        with told_errors(self.path), self.transaction():
            [last] = self.connection.execute("SELECT coalesce(max(position), 0) FROM students").fetchone()
            self.connection.executemany(ADD_STUDENT, [
                {**msgspec.structs.asdict(each), "position": position, "names_known": names_known}
                for position, each in enumerate(students, last + 1)])

    def replace_students(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Takes students out of the class who are in it under another key now; their attempts stay.

        Args:
            pairs: the key of before and that of now.
        """
        with told_errors(self.path), self.transaction():
            self.connection.executemany("UPDATE students SET replaced_by = ? WHERE key = ?",
                                        [(new, old) for old, new in pairs])

    def students(self) -> list[Student]:
        """Returns who handed in something that was graded, in this or an earlier batch."""
        rows = self.connection.execute(
            "SELECT DISTINCT key, name, lms_id, email, late, school_id FROM students JOIN attempts ON student = key"
            " WHERE replaced_by IS NULL AND key NOT LIKE ? ORDER BY position", (f"{ABSENT}%",))
        return [Student(key, name, lms_id, email, bool(late), school_id)
                for key, name, lms_id, email, late, school_id in rows]

    def newest_work(self) -> dict[str, tuple[Work, set[str]]]:
        """Returns of each student what was graded last, and its verdicts."""
        rows = self.connection.execute(
            "SELECT student, files_hash, course_hash, grader_version,"
            " (SELECT group_concat(verdict) FROM results WHERE attempt = attempts.id) FROM attempts ORDER BY number")
        return {student: (Work(*work), set((verdicts or "").split(","))) for student, *work, verdicts in rows}

    def standing(self) -> Standing:
        """Returns how the class stands."""
        return Standing(*self.connection.execute(STANDING, (json.dumps(sorted(WORTH_RETRYING)),)).fetchone())

    def documents_of(self, work: Work) -> tuple[str, dict[str, Any]] | None:
        """Returns a student whose work was equal and whose result can stand for it, with the documents."""
        row = self.connection.execute(
            "SELECT student, document FROM attempts WHERE files_hash = ? AND course_hash = ? AND grader_version = ?"
            " AND NOT EXISTS (SELECT 1 FROM results WHERE attempt = attempts.id"
            " AND verdict IN (SELECT value FROM json_each(?))) ORDER BY id LIMIT 1",
            (work.files_hash, work.course_hash, work.grader_version, json.dumps(sorted(WORTH_RETRYING)))).fetchone()
        return (row[0], unpack(row[1])) if row else None

    def readings(self) -> dict[str, tuple[str, bytes | None]]:
        """Returns, by each student's key, the hash of the newest files, and what was read in them, if that is kept."""
        return {key: (files_hash, read) for key, files_hash, read in self.connection.execute(READ)}

    def add(self, results: Iterable[tuple[Student, Work, Result]], same_as: str | None = None) -> None:
        """Adds results in one transaction, for good when this returns, with the evidence that was found until now."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with told_errors(self.path), self.transaction():
            for student, work, result in results:
                attempt = self.connection.execute(
                    "INSERT INTO attempts (student, number, files_hash, course_hash, grader_version, graded_at, score,"
                    " same_as, document) VALUES (?, 1 + (SELECT coalesce(max(number), 0) FROM attempts"
                    " WHERE student = ?), ?, ?, ?, ?, ?, ?, ?)",
                    (student.key, student.key, work.files_hash, work.course_hash, work.grader_version, now,
                     result.score, same_as, result.documents)).lastrowid
                self.connection.executemany("INSERT INTO results VALUES (?, ?, ?, ?)",
                                            [(attempt, *each) for each in result.exercises])
                if 0 < len(result.reading) <= MAX_READING_BYTES:
                    self.connection.execute("INSERT OR IGNORE INTO readings VALUES (?, ?)",
                                            (work.files_hash, result.reading))
            self.evidence.write()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Holds what is written until all of it is."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Makes the tables, or those of an older version into today's, in one transaction: killed, all is as it was."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    older = "".join(STEPS[number] for number in range(version, VERSION)) if version else ""
    changes = SCHEMA + READINGS + TABLE if is_empty(connection) else older
    if changes:
        connection.executescript(f"BEGIN; {changes} PRAGMA application_id = {APPLICATION_ID};"
                                 f" PRAGMA user_version = {VERSION}; COMMIT;")


def result_of(documents: dict[str, Any], reading: bytes = b"") -> Result:
    """Returns documents, by language, as a result."""
    document = next(iter(documents.values()))
    packed = zlib.compress(msgspec.json.encode(documents), 3)
    return Result(packed, document["score"], document["max_score"], document["passed"],
                  tuple((each["id"], each["verdict"], each["score"]) for each in document["exercises"]),
                  {language: each["message"] for language, each in documents.items()}, reading)


def unpack(data: bytes) -> dict[str, Any]:
    """Returns compressed documents."""
    documents: dict[str, Any] = msgspec.json.decode(zlib.decompress(data))
    return documents
