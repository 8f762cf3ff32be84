"""Tells which files of an LMS download are whose.

Known layouts: what Canvas, Moodle, Blackboard and Brightspace give for "download all", Gradescope's export, a folder or
a file per student, and any other by a pattern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path, PurePosixPath

from grader.errors import InputError, NothingGradable
from grader.gradebook import gradescope
from grader.gradebook.attempts import Attempt
from grader.gradebook.entries import Student
from grader.gradebook.file_names import Told, read_blackboard, read_brightspace, read_canvas, read_moodle
from grader.gradebook.notices import Notice, shown
from grader.gradebook.patterns import Pattern
from grader.submissions.reading import KINDS
from grader.submissions.stored import (
    ARCHIVE,
    FileProblem,
    StoredFile,
    files_in_archive,
    files_in_folder,
    free_name,
    open_archive,
)

MAX_SITE_BYTES = 100_000
SHORTEST_ATTACHMENT = 4  # digits; Canvas numbers all files of a site, `lab_1_2_a.py` is anybody's
# The first line of what Blackboard writes beside an attempt, in the site's language.
NAME_AND_LOGIN = re.compile(r"[^:\n]+: *(?P<name>[^\n]+?) *\((?P<login>[^()\n]+)\)\s*(?:\n|$)")


@dataclass(frozen=True)
class HandedIn:
    """What one student handed in.

    Attributes:
        files: those that can be graded; where there is none, the others.
        name: the folder's or file's name, as reports tell it.
    """

    student: Student
    files: tuple[StoredFile, ...]
    name: str

    @property
    def is_gradable(self) -> bool:
        """Whether anything in it can be graded."""
        return any(file.suffix in KINDS for file in self.files)


@dataclass(frozen=True)
class Download:
    """A whole class: what everyone handed in, by which layout it was told apart, and which files were passed over."""

    layout: str
    handed_in: tuple[HandedIn, ...]
    skipped: tuple[str, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Owned:
    """One file with the student whose it is.

    Attributes:
        attempt: how its name tells attempts apart.
        order: greater in a later attempt; None where nothing tells.
        by_site: the site wrote it, not the student.
        fits: its name is as the layout has it.
        chance: others than the LMS may name files so, too.
    """

    student: Student
    file: StoredFile
    attempt: str = ""
    order: Attempt | None = None
    by_site: bool = False
    fits: bool = True
    chance: bool = False


Layout = Callable[[list[StoredFile]], list[Owned] | None]


def read_download(path: Path, known_stems: Iterable[str] = (), without: Path | None = None,
                  wanted: str | None = None) -> Download:
    """Reads a folder or a `.zip` of a whole class.

    Args:
        path: what the LMS gave.
        without: a folder in it that is none of theirs.
        known_stems: names that files of one student have; a folder of those is no class.
        wanted: the name of a layout, or a pattern; by default the layout that fits.

    Raises:
        InputError: it does not exist, or whose files these are cannot be told.
        NothingGradable: nothing in it that can be graded.
    """
    files = [file for file in all_files(path)
             if without is None or file.path is None or not file.path.resolve().is_relative_to(without.resolve())]
    kept = [file for file in files if not file.skipped]
    gradable = [file for file in kept if file.suffix in KINDS]
    if not gradable:
        raise NothingGradable("folder_empty", path=str(path), kinds=" ".join(KINDS),
                              found=shown([file.name for file in kept]) or "-")
    unwrapped = without_common_folder(kept, zipped=not path.is_dir())
    stems = {PurePosixPath(file.name).stem for file in unwrapped}
    if wanted is None and is_flat(unwrapped) and stems & set(known_stems):
        raise InputError("layout_one_student", path=str(path), found=shown(file.name for file in gradable))
    for name, layout in chosen(wanted).items():
        tried = [layout(each) or [] for each in ([unwrapped, kept] if wanted else [unwrapped])]
        if owned := max(tried, key=lambda each: sum(one.fits for one in each)):
            return download(name, owned, files)
    raise InputError("layout_unknown" if wanted is None else "layout_does_not_fit", path=str(path), pattern=wanted,
                     found=shown(file.name for file in gradable))


def chosen(wanted: str | None) -> dict[str, Layout]:
    """Returns the layouts to try, in order.

    Raises:
        InputError: what is wanted is neither a layout's name nor a pattern.
    """
    if wanted is None:
        return LAYOUTS
    return {wanted: LAYOUTS[wanted]} if wanted in LAYOUTS else {"pattern": by_pattern(Pattern(wanted))}


def download(layout: str, owned: list[Owned], files: list[StoredFile]) -> Download:
    """Returns what a layout found, and what has to be said of it."""
    handed_in, notices = by_student(owned)
    if unfit := [each.file.name for each in owned if not each.fits]:
        notices.append(Notice("layout_unfit", {"count": len(unfit), "names": shown(unfit)}))
    if empty := [f"{each.student.name} ({', '.join(file.name for file in each.files)})"
                 for each in handed_in if not each.is_gradable]:
        notices.append(Notice("batch_not_gradable", {"count": len(empty), "names": shown(empty)}))
    return Download(layout, handed_in, passed_over(files, owned), tuple(notices))


def class_in(path: Path) -> Download | None:
    """Returns what a class handed in, if a path is surely what an LMS gives for a class; None for anything else.

    One student's files may be called alike by chance: only names as an LMS writes them tell, of several students.
    """
    try:
        kept = [file for file in all_files(path) if not file.skipped] if path.is_dir() or path.suffix == ARCHIVE else []
    except InputError:
        return None
    unwrapped = without_common_folder(kept, zipped=not path.is_dir()) if kept else []
    for name in NAMED_BY_LMS:
        owned = LAYOUTS[name](unwrapped) or []
        if len({each.student.name for each in owned if each.fits}) > 1 and not any(each.chance for each in owned):
            return download(name, owned, kept)
    return None


def all_files(path: Path) -> Iterable[StoredFile]:
    """Returns the files of a folder or an archive.

    Raises:
        InputError: it is neither.
    """
    if not path.exists():
        raise InputError("path_missing", path=str(path))
    if path.is_dir():
        return files_in_folder(path, all_folders=True)
    try:
        return files_in_archive(open_archive(path))
    except (FileProblem, OSError):
        raise InputError("batch_not_readable", path=str(path)) from None


def without_common_folder(files: list[StoredFile], *, zipped: bool) -> list[StoredFile]:
    """Drops the folder around everything, if it is that of the class and not that of its only student."""
    first = files[0].parts[0]
    if named_by_lms(files[0].name) or any(file.parts[0] != first or len(file.parts) == 1 for file in files):
        return files
    inside = [file.named("/".join(file.parts[1:])) for file in files]
    of_lms = any(named_by_lms(file.name) or file.name == gradescope.METADATA for file in inside)
    several = len({file.parts[0] for file in inside if file.suffix in KINDS}) > 1
    nested = all(len(file.parts) > 1 for file in inside)
    return inside if of_lms or (several and (nested or zipped)) else files


def named_by_lms(name: str) -> bool:
    """Whether an LMS names files so."""
    told = read_moodle(name) or read_blackboard(name) or read_brightspace(name) or read_canvas(name)
    return told is not None and not by_chance(told)


def by_chance(told: Told) -> bool:
    """Whether others than an LMS may have named a file so."""
    return 0 < len(told.attachment) < SHORTEST_ATTACHMENT


def is_flat(files: list[StoredFile]) -> bool:
    """Whether no file lies in a folder."""
    return all(len(file.parts) == 1 for file in files)


def canvas(files: list[StoredFile]) -> list[Owned] | None:
    """All in one folder; no two files have one attachment's number, and there are several students."""
    told = [each for file in files if (each := read_canvas(file.name) or read_canvas(own_name(file).name))]
    attachments = [each.attachment for each in told if each.attachment]
    alone = len({each.student.key for each in told}) == 1 and len(told) > 1
    return named_files(files, read_canvas) if len(set(attachments)) == len(attachments) and not alone else None


def moodle(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per student, or all in one folder."""
    return named_files(files, read_moodle)


def brightspace(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per attempt, or all in one folder."""
    return named_files(files, read_brightspace)


def blackboard(files: list[StoredFile]) -> list[Owned] | None:
    """All in one folder; the site's own files say who a login is."""
    owned = named_files(files, read_blackboard)
    if owned is None:
        return None
    people = blackboard_people(owned)
    return [replace(each, student=people.get(each.student.key, each.student)) for each in owned]


def blackboard_people(owned: list[Owned]) -> dict[str, Student]:
    """Returns each student by the key: the words that all begin with are the assignment's, the rest is the login."""
    words = {each.student.key: each.student.key.split("_") for each in owned if each.fits}
    columns = zip(*(each[:-1] for each in words.values()), strict=False)
    common = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    logins = {key: "_".join(each[common:]) for key, each in words.items()}
    people = {key: Student(key=key, name=login, school_id=login) for key, login in logins.items()}
    for each in owned:
        match = NAME_AND_LOGIN.match(text_of_site(each.file)) if each.by_site else None
        if match and each.student.key.endswith(f"_{match['login']}"):
            people[each.student.key] = Student(key=each.student.key, name=match["name"], school_id=match["login"])
    return people


def text_of_site(file: StoredFile) -> str:
    """Returns the beginning of a file that the site wrote; nothing if it cannot be read."""
    try:
        return file.read()[:MAX_SITE_BYTES].decode("utf-8-sig", "replace")
    except (FileProblem, OSError):
        return ""


def by_pattern(pattern: Pattern) -> Layout:
    """Returns the layout of a pattern."""
    def layout(files: list[StoredFile]) -> list[Owned] | None:
        told = pattern.read([file.name for file in files])
        fitting = any(each and file.suffix in KINDS for file, each in zip(files, told, strict=True))
        return owned_by_names(files, told) if fitting else None

    return layout


def named_files(files: list[StoredFile], read: Callable[[str], Told | None]) -> list[Owned] | None:
    """Reads student and file out of each name; a few files named otherwise belong to a student of that name.

    A download may lie in a folder per section: then all names have to fit.
    """
    if owned := read_names(files, read, share=0.5):
        return owned
    in_sections = None if is_flat(files) else read_names([own_name(file) for file in files], read, share=0.99)
    return in_sections if in_sections and not any(each.chance for each in in_sections) else None


def read_names(files: list[StoredFile], read: Callable[[str], Told | None], share: float) -> list[Owned] | None:
    """Returns whose files are, if more than a share of the names can be read and nobody's id is another's, too."""
    told = [read(file.name) for file in files]
    counted = [each for file, each in zip(files, told, strict=True) if each or file.suffix in KINDS]
    names = {each.student.key for each in told if each}
    ids = {each.student.lms_id or each.student.key for each in told if each}
    fitting = sum(each is not None for each in counted) > share * len(counted) and len(ids) == len(names)
    return owned_by_names(files, told) if fitting else None


def owned_by_names(files: list[StoredFile], told: list[Told | None]) -> list[Owned]:
    """Returns the student that each name tells, and the file as the student called it.

    Files that cannot be graded count: who handed in nothing else handed in something.
    """
    return [owned_by_name(file, each) for file, each in zip(files, told, strict=True) if each or file.suffix in KINDS]


def owned_by_name(file: StoredFile, told: Told | None) -> Owned:
    """Returns whose one file is."""
    if told is None:
        return Owned(Student(key=file.parts[0], name=PurePosixPath(file.parts[0]).stem), own_name(file), fits=False)
    file = file.named(told.file or file.name)
    return Owned(told.student, file, told.attempt, told.order, told.by_site, chance=by_chance(told))


def own_name(file: StoredFile) -> StoredFile:
    """Returns a student's file by its name below the student's folder."""
    return file.named("/".join(file.parts[1:])) if len(file.parts) > 1 else file


def gradescope_export(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per submission; all members of a group have its files."""
    students = gradescope.submitters(files)
    if students is None:
        return None
    return [Owned(student, own_name(file)) for file in files if len(file.parts) > 1
            for student in students.get(file.parts[0], gradescope.members(file.parts[0], None))]


def folders(files: list[StoredFile]) -> list[Owned] | None:
    """A folder per student; pages beside the folders are no submission."""
    loose = [file for file in files if len(file.parts) == 1 and file.suffix in KINDS and file.suffix != ".md"]
    inside = [file for file in files if len(file.parts) > 1]
    if loose or not inside:
        return None
    return [Owned(Student(key=file.parts[0], name=file.parts[0]), own_name(file)) for file in inside]


def flat(files: list[StoredFile]) -> list[Owned] | None:
    """A file per student, named after the student."""
    gradable = [file for file in files if file.suffix in KINDS]
    if not is_flat(gradable):
        return None
    stems = [PurePosixPath(file.name).stem for file in gradable]
    return [Owned(Student(key=stem, name=stem), file) for stem, file in zip(stems, gradable, strict=True)]


LAYOUTS: dict[str, Layout] = {"gradescope": gradescope_export, "moodle": moodle, "blackboard": blackboard,
                              "brightspace": brightspace, "canvas": canvas, "folders": folders, "files": flat}

NAMED_BY_LMS = ("gradescope", "moodle", "blackboard", "brightspace", "canvas")


def by_student(owned: list[Owned]) -> tuple[tuple[HandedIn, ...], list[Notice]]:
    """Collects what each student handed in, of several attempts the newest; late is who handed in any file late."""
    files: dict[str, list[Owned]] = defaultdict(list)
    for each in owned:
        files[each.student.key].append(each)
    handed_in, told = [], defaultdict(list)
    for several in files.values():
        counted, code = newest(several)
        if code:
            told[code].append(several[0].student.name)
        student = next((each.student for each in counted if each.student.late), several[0].student)
        handed_in.append(handed_in_by(student, counted))
    notices = [Notice(code, {"count": len(names), "names": shown(names)}) for code, names in told.items()]
    return tuple(handed_in), notices


def newest(several: list[Owned]) -> tuple[list[Owned], str]:
    """Returns a student's files that count, and the code of what has to be said of it.

    Of several attempts it is the newest in which anything can be graded; all, where their order cannot be told.
    """
    if len({each.attempt for each in several}) == 1:
        return several, ""
    orders = [each.order for each in several if each.order is not None]
    if len(orders) < len(several):
        return several, "batch_attempts_unordered"
    gradable = [each.order for each in several if each.order is not None and each.file.suffix in KINDS]
    order = max(gradable or orders)
    return [each for each in several if each.order == order], "batch_attempts"


def handed_in_by(student: Student, owned: list[Owned]) -> HandedIn:
    """Returns what a student handed in; a single file that is named after the student names it all."""
    own = [each.file for each in owned if not each.by_site] or [each.file for each in owned]
    files = named_apart([file for file in own if file.suffix in KINDS] or own)
    alone = len(files) == 1 and PurePosixPath(files[0].name).stem == student.key
    return HandedIn(student, files, files[0].name if alone else student.key)


def named_apart(files: Iterable[StoredFile]) -> tuple[StoredFile, ...]:
    """Returns the files; of two with one name the second gets a number."""
    taken: dict[str, int] = {}
    return tuple(file.named(free_name(file.name, taken)) for file in files)


def passed_over(files: list[StoredFile], owned: list[Owned]) -> tuple[str, ...]:
    """Returns the names of the gradable files that belong to nobody: copies, caches, pages beside the folders."""
    taken = {id(each.file.read) for each in owned}
    return tuple(file.name for file in files if file.suffix in KINDS and id(file.read) not in taken)
