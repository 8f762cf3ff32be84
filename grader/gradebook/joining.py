"""Joins what was handed in with the list of the class.

A line of the list is one student's. Who could be two of them is nobody's, and said: better a word than work under
another's name, or "handed in nothing" for one who did.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import msgspec

from grader.gradebook.downloads import HandedIn, named_apart
from grader.gradebook.entries import Student
from grader.gradebook.naming import name_forms, plain_id
from grader.gradebook.notices import Notice, shown
from grader.gradebook.roster import Line, Roster

LONGEST_NAME = 5  # words
SHORTEST_ID = 4  # shorter ones are numbers on a list, and may be those of another list
NAME_AND_ID, NAME, ID = 3, 2, 1  # how sure it is that a line is a student's


@dataclass
class Joined:
    """A class with what was handed in.

    Attributes:
        replaced: the key a line had while its student had handed in nothing, and the key the student has now.
        absent: how many of the list handed in nothing.
    """

    everyone: tuple[HandedIn, ...] = ()
    replaced: list[tuple[str, str]] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    absent: int = 0


def join_roster(handed_in: Sequence[HandedIn], roster: Roster, known: Iterable[Student] = ()) -> Joined:
    """Fills in what the list knows, and adds those who handed in nothing.

    Args:
        known: who handed in something in an earlier download.
    """
    joined = Joined(notices=list(roster.notices))
    found = Matching([each.student for each in handed_in], roster.lines)
    lines = {line.student.key: line.student for line in roster.lines}
    by_line: dict[str, list[HandedIn]] = defaultdict(list)
    loose = []
    for each in handed_in:
        if line := found.line_of.get(each.student.key):
            by_line[line].append(each)
        else:
            loose.append(replace(each, student=found.renamed(each.student)))
    together = {several[0].student.key: completed(several, lines[key]) for key, several in by_line.items()}
    single = {each.student.key: each for each in loose} | together
    present = [single[each.student.key] for each in handed_in if each.student.key in single]
    joined.replaced = [(key, several[0].student.key) for key, several in by_line.items()] + found.open_lines()
    joined.replaced += [(each.student.key, first.student.key) for first, *more in by_line.values() for each in more]
    joined.notices += notices(found, by_line, lines)
    left = [line for line in roster.lines if line.student.key not in by_line and line.student.key not in found.possible]
    earlier = Matching(list(known), left)
    left = [line for line in left
            if line.student.key not in earlier.line_of.values() and line.student.key not in earlier.possible]
    absent = [line.student for line in left if found.is_nobody(line)]
    joined.notices += unknown_notices(found, len(left) - len(absent))
    joined.absent = len(absent)
    joined.everyone = (*present, *(HandedIn(student, (), student.name) for student in absent))
    return joined


class Matching:
    """Which student is which line, and which could be.

    Attributes:
        line_of: the line's key for the key of each student, where it is sure.
        possible: for the key of each line that nobody surely has, those who could be meant by it.
    """

    def __init__(self, students: Sequence[Student], lines: Sequence[Line]) -> None:
        self.students = students
        self.lines = {line.student.key: line for line in lines}
        self.named = index_of((form, line) for line in lines for form in name_forms(line.student.name))
        self.named_in_part = index_of((form, line) for line in lines for form in parts_of(words_in(line.student.name)))
        self.numbered = index_of((each, line) for line in lines for each in line.ids)
        self.lms = index_of((plain_id(line.student.lms_id), line) for line in lines if line.student.lms_id)
        self.speaks_lms = speaks_lms(students, lines)
        self.marks = marks_of(students)
        self.likely = [(student, line, how) for student in students for line, how in self._lines_for(student)]
        self.line_of: dict[str, str] = {}
        for likeness in (NAME_AND_ID, NAME, ID):
            self._match(likeness)
        taken = set(self.line_of.values())
        self.possible: dict[str, list[Student]] = defaultdict(list)
        for student, line, _ in self.likely:
            if student.key not in self.line_of and line not in taken:
                self.possible[line].append(student)

    def _lines_for(self, student: Student) -> Iterator[tuple[str, int]]:
        """Yields the lines that may be a student's with how sure it is: 0 where it is only not to be passed over."""
        marks, lms_id = self.marks[student.key], plain_id(student.lms_id)
        of_lms = self.lms.get(lms_id, set()) if lms_id else set()
        named = lines_with(self.named, marks.names)
        given = {plain_id(each) for each in (student.school_id, student.email) if each}
        given |= {lms_id} if lms_id and self.speaks_lms else set()
        given |= {each for each in marks.long_ids if not self._is_in_two_lists(each)}
        numbered = lines_with(self.numbered, given)
        in_part = lines_with(self.named, marks.parts)
        possible = (lines_with(self.numbered, marks.ids) | lines_with(self.lms, marks.ids) | in_part
                    | lines_with(self.named_in_part, marks.names))
        for line in sorted(of_lms | named | numbered | possible):
            other_lms_id = lms_id and self.lines[line].student.lms_id and line not in of_lms
            if line in of_lms:
                yield line, NAME_AND_ID
            elif other_lms_id:
                continue  # both ids are of the LMS: nothing is surer
            elif line in named:
                with_id = line in numbered or not marks.ids.isdisjoint(self.lines[line].ids)
                other = is_another(self.lines[line], {plain_id(student.school_id), *marks.long_ids})
                yield line, NAME_AND_ID if with_id else 0 if other else NAME
            else:
                yield line, ID if line in numbered and not named and (line in in_part or not in_part) else 0

    def _is_in_two_lists(self, number: str) -> bool:
        """Whether a number in a name is one student's in the LMS and another's at school."""
        return bool(self.lms.get(number, set()) - self.numbered.get(number, set())) and number in self.numbered

    def _match(self, likeness: int) -> None:
        """Matches what is as sure as that, and one to one; several students are one line only where they are one."""
        by_student, by_line = defaultdict(set), defaultdict(list)
        for student, line, how in self.likely:
            counts = how == likeness or (likeness == NAME and line in self._named_lines(student))
            if counts:
                by_student[student.key].add(line)
                by_line[line].append(student)
        taken = set(self.line_of.values())
        for key, lines in by_student.items():
            line = next(iter(lines))
            one = len(by_line[line]) == 1 or (likeness == NAME_AND_ID and are_one(by_line[line]))
            free = key not in self.line_of and line not in taken
            if len(lines) == 1 and one and free and self._is(key, line, likeness):
                self.line_of[key] = line

    def _named_lines(self, student: Student) -> set[str]:
        return lines_with(self.named, self.marks[student.key].names)

    def _is(self, key: str, line: str, likeness: int) -> bool:
        return any(student.key == key and each == line and how == likeness for student, each, how in self.likely)

    def renamed(self, student: Student) -> Student:
        """Returns a student who is no line for sure, by the name that all lines of that name share."""
        names = {self.lines[line].student.name for line in self._named_lines(student)}
        return msgspec.structs.replace(student, name=names.pop()) if len(names) == 1 else student

    @cached_property
    def unknown(self) -> list[str]:
        """The keys of students who are none of the lines, as far as can be told."""
        possible = {student.key for students in self.possible.values() for student in students}
        return [each.key for each in self.students if each.key not in self.line_of and each.key not in possible]

    def is_nobody(self, line: Line) -> bool:
        """Whether a line that nobody has is surely absent: not if most of the class, or one by a login, is unknown."""
        return 2 * len(self.unknown) <= len(self.students) and all(
            are_comparable(student, line) for student in self.students if student.key in self.unknown)

    def open_lines(self) -> list[tuple[str, str]]:
        """Returns the keys of lines that somebody who handed in may be, with the key of the first."""
        return [(line, students[0].key) for line, students in self.possible.items()]


def is_another(line: Line, ids: set[str]) -> bool:
    """Whether a number beside a name says that it is another student of that name; four digits may be a year."""
    lengths = {len(each) for each in line.ids if each.isdigit()}
    return bool(lengths) and any(each.isdigit() and (len(each) > SHORTEST_ID or len(each) in lengths) for each in ids)


def are_comparable(student: Student, line: Line) -> bool:
    """Whether a student would have been found under a line, were it the own: names of one script, ids of one kind."""
    if student.name == student.school_id or not scripts(student.name):
        number = student.name.isdecimal() or not scripts(student.name)
        return any(each.isdecimal() == number for each in line.ids)
    return not scripts(student.name).isdisjoint(scripts(line.student.name))


def scripts(name: str) -> set[str]:
    """Returns the scripts of a name's letters: `HANGUL`, `LATIN`."""
    return {unicodedata.name(letter, "").split(" ")[0] for letter in name if letter.isalpha()}


def index_of(pairs: Iterable[tuple[str, Line]]) -> dict[str, set[str]]:
    """Returns the keys of lines by something that is told of them."""
    index: dict[str, set[str]] = defaultdict(set)
    for term, line in pairs:
        index[term].add(line.student.key)
    return index


def lines_with(index: dict[str, set[str]], terms: Iterable[str]) -> set[str]:
    """Returns the keys of the lines of which any of the terms is told."""
    return {line for term in terms for line in index.get(term, ())}


@dataclass(frozen=True)
class Marks:
    """What the name of a folder or file tells of a student: `hw1_홍길동_20231234`.

    Attributes:
        ids: words with digits, as they compare.
        names: forms of the name with and without them, and without the words that all have.
        parts: forms of parts of it, which may be a name or not.
    """

    ids: frozenset[str]
    names: frozenset[str]
    parts: frozenset[str]

    @property
    def long_ids(self) -> set[str]:
        """Those that are no numbers on a list."""
        return {each for each in self.ids if len(each) >= SHORTEST_ID}


def marks_of(students: Sequence[Student]) -> dict[str, Marks]:
    """Returns what the names of a class tell; a number that several names share is no student's."""
    words = {student.key: words_in(student.name) for student in students}
    common = set.intersection(*map(set, words.values())) if len(words) > 1 else set()
    names_by_id: dict[str, set[str]] = defaultdict(set)
    for each in words.values():
        for number in filter(has_digit, each):
            names_by_id[number].add(" ".join(word for word in each if not has_digit(word)))
    return {student.key: marks_in(student.name, words[student.key], common, names_by_id) for student in students}


def marks_in(name: str, words: list[str], common: set[str], names_by_id: dict[str, set[str]]) -> Marks:
    """Returns what one name tells."""
    letters = [word for word in words if not has_digit(word)]
    addresses = {plain_id(each) for each in re.findall(r"[\w.+-]+@[\w.-]+", name)}
    ids = {plain_id(word) for word in words if has_digit(word) and len(names_by_id[word]) == 1}
    names = [name, " ".join(letters), " ".join(word for word in letters if word not in common)]
    return Marks(frozenset(ids | addresses), frozenset(form for each in names for form in name_forms(each)),
                 frozenset(parts_of(letters)))


def parts_of(words: list[str]) -> set[str]:
    """Returns the forms of all names that stand in some words, one after the other."""
    spans = [words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1)]
    return {form for span in spans if len(span) <= LONGEST_NAME for form in name_forms(" ".join(span))}


def words_in(name: str) -> list[str]:
    """Returns the words of a folder's or file's name."""
    return [word for word in re.split(r"[_\s,()\[\]-]+", name) if word]


def has_digit(word: str) -> bool:
    """Whether a word may be an id."""
    return any(map(str.isdigit, word))


def speaks_lms(students: Sequence[Student], lines: Sequence[Line]) -> bool:
    """Whether the ids of a list, whose kind it does not tell, are those of the LMS: half of the students' are in it."""
    given = [plain_id(student.lms_id) for student in students if student.lms_id]
    ids = {each for line in lines for each in line.ids}
    return bool(given) and 2 * sum(each in ids for each in given) >= len(given)


def are_one(students: Sequence[Student]) -> bool:
    """Whether several whose name and id are those of one line are one: nothing of the LMS tells them apart."""
    return len({student.lms_id for student in students if student.lms_id}) <= 1


def completed(several: list[HandedIn], line: Student) -> HandedIn:
    """Returns all that one student handed in, with the list's name and what only the list knows of the student."""
    first = several[0]
    student = msgspec.structs.replace(
        first.student, name=line.name, lms_id=first.student.lms_id or line.lms_id,
        school_id=first.student.school_id or line.school_id, email=first.student.email or line.email,
        late=any(each.student.late for each in several))
    return replace(first, student=student, files=named_apart(file for each in several for file in each.files))


def notices(found: Matching, by_line: dict[str, list[HandedIn]], lines: dict[str, Student]) -> list[Notice]:
    """Returns what has to be said of a class that was joined with its list."""
    told = [Notice("roster_together", {"student": lines[key].name, "keys": shown(each.student.key for each in several)})
            for key, several in by_line.items() if len(several) > 1]
    groups: dict[tuple[str, ...], list[Student]] = defaultdict(list)
    for key, students in found.possible.items():
        groups[tuple(dict.fromkeys(student.key for student in students))].append(lines[key])
    if groups:
        told.append(Notice("roster_unclear", {"count": len(groups)}))
    for keys, several in groups.items():
        named = shown(f"{line.name} ({line.shown_id or '-'})" for line in several)
        told.append(Notice("roster_unclear_names", {"lines": named, "keys": shown(keys)}))
    return told


def unknown_notices(found: Matching, open_lines: int) -> list[Notice]:
    """Returns who is not on the list, and how many of the list cannot be called absent for that."""
    if not found.unknown or not found.lines:
        return []
    params: dict[str, object] = {"count": len(found.unknown), "names": shown(found.unknown)}
    if open_lines:
        return [Notice("roster_foreign", params | {"lines": open_lines})]
    return [Notice("roster_unknown", params)]
