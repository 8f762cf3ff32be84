"""Reads out of a file's name what the site, or whoever named it, put there: whose it is, late or not, which attempt.

Sources: Canvas' `content_zipper.rb` (`name_LATE_userid_attachmentid_file`, `anon_…` in anonymous assignments,
`…_text.html` and `…_link.html` for what was typed); Moodle `Full name_participantid_assignsubmission_file/…`, or flat;
Blackboard `Assignment_username_attempt_date_file`, and the same with `.txt` for what the site says of an attempt;
Brightspace `number-number - Name - date/file`, or flat.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.gradebook.attempts import Attempt, from_numbers, from_words
from grader.gradebook.entries import Student

CANVAS = re.compile(
    r"(?P<name>[^/]+?)(?P<late>_LATE)?_(?P<id>\d+)_"
    r"(?:(?P<attachment>\d+)_(?P<file>[^/]+)|(?P<typed>(?:text|link)\.html))")
CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<name>anon_[0-9A-Za-z]{5})_(?:(?P<attachment>\d+)_(?P<file>[^/]+)"
                              r"|(?P<typed>(?:text|link)\.html))")
MOODLE = re.compile(r"(?P<name>[^/]+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?/?(?P<file>.+)")
BLACKBOARD = re.compile(r"(?P<whose>[^/]+?)_attempt_(?P<date>\d{4}(?:-\d\d){5})(?:_(?P<file>[^/]+)|(?P<by_site>\.txt))")
BRIGHTSPACE = re.compile(
    r"(?P<id>\d+-\d+) - (?P<name>[^/]+?) ?- (?P<date>(?:(?! - )[^/])*(?<!\d)(?:19|20)\d\d(?!\d)(?:(?! - )[^/])*)"
    r"(?: - (?P<flat>[^/]+)|/(?P<file>.+))")


@dataclass(frozen=True)
class Told:
    """What one file's name tells.

    Attributes:
        file: the name the student gave it.
        attempt: how the name tells attempts apart; empty where there is one only.
        order: greater in a later attempt; None where that cannot be told.
        by_site: the site itself wrote it, the student did not hand it in.
        attachment: the number of this file alone, where the site gives one.
    """

    student: Student
    file: str
    attempt: str = ""
    order: Attempt | None = None
    by_site: bool = False
    attachment: str = ""


def read_canvas(name: str) -> Told | None:
    """`hongkildong_LATE_1234_5678_homework.ipynb`."""
    if match := CANVAS_ANONYMOUS.fullmatch(name):
        student = Student(key=match["name"], name=match["name"], late=bool(match["late"]))
    elif match := CANVAS.fullmatch(name):
        student = Student(f"{match['name']}_{match['id']}", match["name"], match["id"], late=bool(match["late"]))
    else:
        return None
    return Told(student, match["file"] or match["typed"], attachment=match["attachment"] or "")


def read_moodle(name: str) -> Told | None:
    """`홍길동_1234_assignsubmission_file/homework.ipynb`, or the same as one name."""
    match = MOODLE.fullmatch(name)
    return match and Told(Student(f"{match['name']}_{match['id']}", match["name"], match["id"]), match["file"])


def read_blackboard(name: str) -> Told | None:
    """`Homework 1_jdoe_attempt_2026-11-20-18-05-33_homework.ipynb`; the name holds the assignment's, too, at first."""
    if not (match := BLACKBOARD.fullmatch(name)):
        return None
    student = Student(key=match["whose"], name=match["whose"])
    date = match["date"]
    return Told(student, match["file"] or "", date, from_numbers(date), by_site=bool(match["by_site"]))


def read_brightspace(name: str) -> Told | None:
    """`111-222 - Jane Doe - Nov 20, 2026 605 PM/homework.ipynb`."""
    if not (match := BRIGHTSPACE.fullmatch(name)):
        return None
    student = Student(key=f"{match['id']} - {match['name']}", name=match["name"])  # no file of the site has this number
    return Told(student, match["file"] or match["flat"], match["date"], from_words(match["date"]))
