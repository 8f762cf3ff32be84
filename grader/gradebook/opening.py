"""Opens the file of a gradebook: which it is, where it lies, and who else has it open."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from grader.errors import GraderError, InputError

APPLICATION_ID = 0x47524456  # "GRDV"
VERSION = 3  # 2: students have a school_id; 3: evidence and what was read are kept
MOUNTS = Path("/proc/self/mountinfo")
# Beginnings of the names by which Linux calls file systems that other machines may have open, too.
SHARED = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "lustre", "beegfs", "gpfs", "gluster", "davfs", "vboxsf", "fuse.")


def connect_writing(path: Path | None) -> sqlite3.Connection:
    """Opens a file for writing, whatever it is called; without one, memory."""
    place = ":memory:" if path is None else path.absolute()
    return sqlite3.connect(place, isolation_level=None, check_same_thread=False)


def connect_reading(path: Path) -> sqlite3.Connection:
    """Opens a file for reading; where nothing may be written beside it, a copy with what a killed batch left there."""
    try:
        return looked_into(connect_only_reading(path))
    except sqlite3.OperationalError:
        with tempfile.TemporaryDirectory(prefix="grader-") as folder:
            for suffix in ("", "-wal", "-journal"):
                if Path(f"{path}{suffix}").exists():
                    shutil.copyfile(f"{path}{suffix}", f"{folder}/copy{suffix}")
            return looked_into(connect_writing(Path(folder, "copy")))  # its files are open from here on


def looked_into(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Returns a connection whose file can be read; one whose file cannot is closed."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except BaseException:
        connection.close()
        raise
    return connection


def connect_only_reading(path: Path) -> sqlite3.Connection:
    """Opens a file that must be there, and never writes it."""
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, check_same_thread=False)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether a file holds nothing yet: new, or of a batch that was killed before it had made its tables."""
    [version] = connection.execute("PRAGMA user_version").fetchone()
    [tables] = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not version and not tables


def check_kind(connection: sqlite3.Connection, path: Path) -> None:
    """Makes sure that the file is a gradebook of a version this grader knows.

    Raises:
        GraderError: it is not.
    """
    [application] = connection.execute("PRAGMA application_id").fetchone()
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise InputError("gradebook_foreign", path=str(path))
    if version > VERSION:
        raise InputError("gradebook_newer", path=str(path), found=version, expected=VERSION)
    if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise InputError("gradebook_corrupt", path=str(path))


@contextmanager
def told_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite says into what a user can do something about."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise GraderError("gradebook_unwritable", path=str(path), reason=str(error)) from None
    except sqlite3.DatabaseError:
        raise InputError("gradebook_corrupt", path=str(path)) from None


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Holds the gradebook for one batch; the system lets go when the process ends, however it ends.

    Raises:
        GraderError: another batch holds it.
    """
    held = FileLock(f"{path}.lock", timeout=0)
    try:
        held.acquire()
    except Timeout:
        raise InputError("gradebook_in_use", path=str(path)) from None
    except (OSError, NotImplementedError) as error:  # the latter: a file system that has no locks
        raise GraderError("gradebook_unwritable", path=str(path), reason=str(error)) from None
    try:
        yield
    finally:
        held.release()


def journal_mode(path: Path) -> str:
    """Returns how changes are kept until they are whole.

    A write-ahead log needs memory that all who have the file open share, which no network gives.
    Source: sqlite.org, "Write-Ahead Logging", overview.
    """
    return "DELETE" if file_system(path).startswith(SHARED) else "WAL"


def file_system(path: Path) -> str:
    """Returns the name of the file system that a file lies on; empty where the system does not tell."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    whole = path.resolve()
    found = [(len(place.parts), number, kind) for number, (place, kind) in enumerate(map(mount, lines))
             if whole.is_relative_to(place)]
    return max(found)[-1] if found else ""


def mount(line: str) -> tuple[Path, str]:
    """Returns where a file system begins and what it is; in the line a space is written as its number, in octal."""
    fields, _, kind = line.partition(" - ")
    place = fields.split(" ")[4].encode("utf-8", "surrogateescape").decode("unicode_escape").encode("latin-1")
    return Path(place.decode("utf-8", "surrogateescape")), kind.split(" ")[0]
