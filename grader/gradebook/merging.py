"""Joins gradebooks that were written apart, as by the jobs of an array: every result once, and the newest counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from grader.gradebook.opening import VERSION
from grader.gradebook.store import Gradebook

STUDENTS = "SELECT key, name, lms_id, email, late, position, replaced_by, school_id FROM students ORDER BY position"
ATTEMPTS = """
SELECT id, student, files_hash, course_hash, grader_version, graded_at, score, same_as, document FROM attempts
ORDER BY id
"""
ADD_STUDENT = """
INSERT INTO students (key, name, lms_id, email, late, position, replaced_by, school_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET replaced_by = coalesce(replaced_by, excluded.replaced_by)
"""
ADD_ATTEMPT = """
INSERT INTO attempts (student, files_hash, course_hash, grader_version, graded_at, score, same_as, document, number)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1 + coalesce(max(number), 0) FROM attempts WHERE student = ?1
HAVING NOT EXISTS (SELECT 1 FROM attempts WHERE student = ?1 AND graded_at = ?5 AND document = ?8)
"""
# In two steps, since no two attempts of a student may have the same number even for a moment.
RENUMBER = (
    "UPDATE attempts SET number = -(SELECT count(*) FROM attempts AS others WHERE others.student = attempts.student"
    " AND (others.graded_at, others.id) <= (attempts.graded_at, attempts.id))"
    " WHERE student IN (SELECT student FROM attempts GROUP BY student HAVING count(*) > 1)",
    "UPDATE attempts SET number = -number WHERE number < 0")


def merge(sources: Iterable[Path], into: Gradebook) -> int:
    """Adds to a gradebook what others hold and it does not; returns how many results that were.

    Each source is added whole or not at all. Merging the same again adds nothing.

    Raises:
        GraderError: a source is no gradebook.
    """
    return sum(add_all(source, into) for source in sources)


def add_all(source: Path, into: Gradebook) -> int:
    """Adds what one gradebook holds."""
    with Gradebook.open(source) as book:
        [version] = book.connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            with into.transaction():
                return add_rows(book.connection, into.connection)
    with Gradebook.open_copy(source) as book, into.transaction():  # of an earlier version
        return add_rows(book.connection, into.connection)


def add_rows(source: sqlite3.Connection, into: sqlite3.Connection) -> int:
    """Adds the rows of all tables."""
    added = 0
    into.executemany(ADD_STUDENT, source.execute(STUDENTS))
    for number, *attempt in source.execute(ATTEMPTS):
        new = into.execute(ADD_ATTEMPT, attempt)
        if new.rowcount > 0:
            added += 1
            results = source.execute("SELECT exercise, verdict, score FROM results WHERE attempt = ?", (number,))
            into.executemany("INSERT INTO results VALUES (?, ?, ?, ?)",
                             [(new.lastrowid, *result) for result in results.fetchall()])
    for step in RENUMBER:
        into.execute(step)
    into.executemany("INSERT OR IGNORE INTO readings VALUES (?, ?)",
                     source.execute("SELECT files_hash, data FROM readings"))
    into.executemany("INSERT OR IGNORE INTO evidence VALUES (?, ?, ?)",
                     source.execute("SELECT key, used_at, data FROM evidence"))
    return added
