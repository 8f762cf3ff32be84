"""Reads what an LMS gave of a whole class: which layout it has, what of each student counts, what is passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import InputError, NothingGradable
from grader.gradebook import gradescope
from grader.gradebook.entries import Student
from grader.gradebook.layouts import LAYOUTS, OF_AN_LMS, Layout, Owned, by_pattern, is_flat, is_named_by_lms, own_name
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
    for name, layout in OF_AN_LMS.items():
        owned = layout(unwrapped) or []
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
    if is_named_by_lms(files[0].name) or any(file.parts[0] != first or len(file.parts) == 1 for file in files):
        return files
    inside = list(map(own_name, files))
    of_lms = any(is_named_by_lms(file.name) or file.name == gradescope.METADATA for file in inside)
    several = len({file.parts[0] for file in inside if file.suffix in KINDS}) > 1
    nested = all(len(file.parts) > 1 for file in inside)
    return inside if of_lms or (several and (nested or zipped)) else files


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
