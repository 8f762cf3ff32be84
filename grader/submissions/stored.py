"""Files as they were handed in, not yet read: on disk, or in an archive, which is never unpacked to disk.

An archive's names are only names here, so an absolute one or one with `..` cannot lead anywhere. What an archive says
about sizes is not believed: reading stops at the limits below.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import lzma
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

SKIPPED_FOLDERS = {"__pycache__", "__MACOSX", "node_modules", "venv"}
MAX_FILE_BYTES = 64 * 2**20
MAX_SUBMISSION_BYTES = 512 * 2**20
MAX_SUBMISSION_CHARACTERS = 600_000  # of code; what one file may hold, see `python.py`, takes seconds to search
MAX_MEMBERS = 100_000
MAX_DEPTH = 3
ARCHIVE = ".zip"
UTF8_NAMES, ENCRYPTED = 0x800, 0x1
READ_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, ValueError)


class FileProblem(ValueError):
    """A file that cannot be read; the text is the message code of why."""


@dataclass(frozen=True)
class StoredFile:
    """One file of a submission or a batch.

    Attributes:
        name: its path below what was handed in, parts joined by `/`.
        read: returns its bytes; raises `FileProblem` or `OSError`.
        path: where it lies, if it lies on disk by itself.
    """

    name: str
    read: Callable[[], bytes] = field(compare=False)
    path: Path | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the name."""
        return PurePosixPath(self.name).parts

    @property
    def suffix(self) -> str:
        """The ending of the name, in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def skipped(self) -> bool:
        """Whether it is a copy or a leftover that programs make: checkpoints, caches, hidden files."""
        return any(map(is_left_over, self.parts))

    def named(self, name: str) -> StoredFile:
        """Returns the same file under another name."""
        return StoredFile(name, self.read, self.path)


def is_left_over(name: str) -> bool:
    """Whether a file or folder of this name is nothing that a student handed in."""
    return name in SKIPPED_FOLDERS or name.startswith(".")


def file_on_disk(path: Path, name: str) -> StoredFile:
    """Returns a file of this machine."""
    return StoredFile(name, lambda: read_bytes(path), path)


def files_in_folder(folder: Path, *, all_folders: bool = False) -> Iterator[StoredFile]:
    """Yields the files below a folder in name order; links are not followed, what programs leave is passed over."""
    shut: list[OSError] = []
    for place, folders, names in os.walk(folder, followlinks=False, onerror=shut.append):
        folders[:] = sorted(name for name in folders if all_folders or not is_left_over(name))
        for name in sorted(names):
            path = Path(place, name)
            yield file_on_disk(path, told_name(path.relative_to(folder)))
    for error in shut:  # nobody knows what is in it: something that cannot be read
        yield unreadable_file(f"{told_name(Path(error.filename).relative_to(folder))}/*.ipynb", error)


def told_name(path: Path) -> str:
    """Returns a path as text: names that are not UTF-8 are taken for CP949, and letters in their composed form."""
    data = os.fsencode(path.as_posix())
    for encoding in ("utf-8", "cp949"):
        try:
            return unicodedata.normalize("NFC", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def hash_of_files(files: Iterable[StoredFile]) -> str:
    """Returns a hash of all names and bytes; of a file that cannot be read, of its problem."""
    whole = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        whole.update(hashlib.sha256(file.name.encode("utf-8", "surrogatepass")).digest())
        whole.update(hash_of_file(file))
    return whole.hexdigest()


def hash_of_file(file: StoredFile) -> bytes:
    """Returns a hash of the bytes; one of another kind where they cannot be read, that no bytes can have."""
    try:
        return hashlib.sha256(file.read()).digest()
    except Exception as problem:  # whatever is wrong with it, it is the lane that tells
        reason = problem.errno if isinstance(problem, OSError) else problem
        return hashlib.blake2s(f"{type(problem).__name__} {reason}".encode("utf-8", "replace")).digest()


def unreadable_file(name: str, error: OSError) -> StoredFile:
    """Returns a file that says, when read, why it cannot be."""
    def read() -> bytes:
        raise error

    return StoredFile(name, read)


def read_bytes(path: Path) -> bytes:
    """Reads a regular file of bearable size.

    Raises:
        FileProblem: not a regular file (`file_special`), or too large (`file_too_large`).
    """
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise FileProblem("file_special")
    if status.st_size > MAX_FILE_BYTES:
        raise FileProblem("file_too_large")
    return path.read_bytes()


def open_archive(source: Path | bytes) -> zipfile.ZipFile:
    """Opens a `.zip`.

    Raises:
        FileProblem: it is none (`archive_broken`), or holds too many files (`archive_too_large`).
    """
    try:
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
    except READ_ERRORS:
        raise FileProblem("archive_broken") from None
    if len(archive.infolist()) > MAX_MEMBERS:
        raise FileProblem("archive_too_large")
    return archive


def files_in_archive(archive: zipfile.ZipFile) -> Iterator[StoredFile]:
    """Yields the files of an archive in name order; of two with one name the second gets a number."""
    taken: dict[str, int] = {}
    for member in sorted(archive.infolist(), key=member_name):
        is_folder = member.filename.endswith(("/", "\\"))
        if not is_folder and (name := free_name(member_name(member), taken)):
            yield StoredFile(name, partial(read_member, archive, member))


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Reads one file of an archive.

    Raises:
        FileProblem: it is a link, locked by a password, broken or too large.
    """
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileProblem("file_special")
    if member.flag_bits & ENCRYPTED:
        raise FileProblem("archive_encrypted")
    try:
        with archive.open(member) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except (*READ_ERRORS, OSError):
        raise FileProblem("archive_broken") from None
    if len(data) > MAX_FILE_BYTES:
        raise FileProblem("file_too_large")
    return data


def member_name(member: zipfile.ZipInfo) -> str:
    """Returns the name of a file in an archive: UTF-8, or CP949 as Korean Windows writes it; no way up, no root."""
    name = member.orig_filename if member.flag_bits & UTF8_NAMES else decode_name(member.orig_filename)
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return unicodedata.normalize("NFC", "/".join(parts))


def decode_name(name: str) -> str:
    """Decodes a name that says nothing of its encoding and that `zipfile` took for CP437."""
    for encoding in ("utf-8", "cp949"):
        try:
            return name.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return name


def free_name(name: str, taken: dict[str, int]) -> str:
    """Returns the name, with a number before its ending where it is taken, and takes it.

    Args:
        taken: the names, each with the last number it was given.
    """
    path, free = PurePosixPath(name), name
    while free in taken:
        taken[name] += 1
        free = str(path.with_name(f"{path.stem} ({taken[name]}){path.suffix}"))
    if free:
        taken[free] = 1
    return free


@dataclass
class Allowance:
    """What one submission may still be read of; an archive bomb ends here."""

    bytes_left: int = MAX_SUBMISSION_BYTES
    members_left: int = MAX_MEMBERS
    characters_left: int = MAX_SUBMISSION_CHARACTERS

    def read(self, file: StoredFile) -> bytes:
        """Reads a file.

        Raises:
            FileProblem: it cannot be read, or nothing is left of the allowance.
        """
        if self.bytes_left <= 0:
            raise FileProblem("submission_too_large")
        data = file.read()
        self.bytes_left -= len(data)
        return data

    def look_into(self, file: StoredFile) -> list[StoredFile]:
        """Returns the files inside an archive.

        Raises:
            FileProblem: it cannot be read, or nothing is left of the allowance.
        """
        archive = open_archive(file.path or self.read(file))
        self.members_left -= len(archive.infolist())
        if self.members_left < 0:
            raise FileProblem("archive_too_large")
        return [each.named(f"{file.name}/{each.name}") for each in files_in_archive(archive)]


def unfold(files: Iterable[StoredFile], allowance: Allowance, depth: int = MAX_DEPTH) -> Iterator[StoredFile]:
    """Yields the files, with those inside archives in their archive's place.

    An archive that cannot be opened, or lies deeper than `depth`, stands for itself: reading it will say so.
    """
    for file in files:
        inside = None
        if file.suffix == ARCHIVE and depth and not file.skipped:
            with contextlib.suppress(FileProblem, OSError):
                inside = allowance.look_into(file)
        if inside is None:
            yield file
        else:
            yield from unfold(inside, allowance, depth - 1)
