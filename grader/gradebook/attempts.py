"""Which of a student's attempts is the newest, as far as names of files and folders tell."""

from __future__ import annotations

import re

Attempt = tuple[int, ...]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
KOREAN = re.compile(r"(\d{4})년 ?(\d+)월 ?(\d+)일")
ISO = re.compile(r"(\d{4})[-./](\d\d?)[-./](\d\d?)")
NAMED_MONTH = re.compile(
    r"(?:(?P<before>\d\d?)\.? )?(?P<month>[A-Za-z]{3,9})\.?,? (?:(?P<after>\d\d?),? )?(?P<year>\d{4})")
TIME = re.compile(r"(?P<half>오전|오후)? ?(?P<hour>\d\d?)[:.h ]?(?P<minute>\d\d)(?:[:.]?(?P<second>\d\d))?"
                  r" ?(?P<after>[AaPp]\.?[Mm])?")
KOREAN_HALVES = {"오전": "am", "오후": "pm"}


def from_numbers(text: str) -> Attempt:
    """Returns the numbers in a text in which the larger stand first: `2026-11-20-18-05-33`, `2`."""
    return tuple(map(int, re.findall(r"\d+", text)))


def from_words(text: str) -> Attempt | None:
    """Returns a date and a time as people write them; None where it cannot be told surely."""
    date, rest = date_in(text)
    time = TIME.search(rest)
    if date is None or (time is None and rest.strip(" ,")):
        return None
    return (*date, *(time_of(time) if time else (0, 0, 0)))


def date_in(text: str) -> tuple[Attempt | None, str]:
    """Returns year, month and day, and what stands after them."""
    if match := KOREAN.search(text) or ISO.search(text):
        return tuple(map(int, match.groups())), text[match.end():]
    match = NAMED_MONTH.search(text)
    if not match or match["month"][:3].lower() not in MONTHS or not (day := match["before"] or match["after"]):
        return None, text
    return (int(match["year"]), MONTHS.index(match["month"][:3].lower()) + 1, int(day)), text[match.end():]


def time_of(match: re.Match[str]) -> Attempt:
    """Returns hour of the day, minute and second."""
    hour, half = int(match["hour"]), (match["after"] or KOREAN_HALVES.get(match["half"], "")).lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, int(match["minute"]), int(match["second"] or 0)
