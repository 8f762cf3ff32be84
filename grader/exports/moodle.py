"""Fills Moodle's offline grading worksheet with grades and feedback comments.

Its headers are in the site's language, so columns are known by where they stand and what they hold. Source: how Moodle
itself writes the file: identifier, name and other user fields, status, grade, maximum grade (the same in all rows),
whether the grade can be changed, when submitted, the submission's texts, when graded, feedback comments.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from grader.errors import InputError
from grader.exports.export import Export, Options
from grader.exports.rows import Columns, rows_of_students, scale_notices, scaled
from grader.exports.scores import exercises, failures, max_total, note, shown_name, total
from grader.exports.worksheet import Worksheet, number_in, read_worksheet
from grader.gradebook.entries import Entry
from grader.gradebook.naming import last_digits
from grader.gradebook.notices import Notice
from grader.messages.texts import Texts
from grader.reports.escaping import plain

IDENTIFIER = 0
AFTER_GRADE = 3  # at least: maximum grade, whether it can be changed, when graded
SHOWN_COMMENT = 60
# "No" where Moodle says whether a grade can be changed, in the languages it is used most in.
NOT_TO_BE_CHANGED = {"no", "아니오", "아니요", "nein", "non", "não", "nee", "nej", "nei", "ei", "nie", "ne", "nu",
                     "いいえ", "否", "нет", "ні", "hayır", "όχι", "không", "tidak"}
DATE = re.compile(r".*\b(19|20)\d\d.*\d:\d\d.*|-", re.DOTALL)


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the template with grade and feedback of all students it has."""
    sheet = read_worksheet(options)
    grade = grade_column(sheet)
    feedback = feedback_column(sheet)
    columns = Columns(IDENTIFIER, range(IDENTIFIER + 2, grade), [IDENTIFIER, IDENTIFIER + 1])  # a name is no id
    matched = rows_of_students(sheet, columns, entries)
    notices = matched.notices + scale_notices(matched.pairs, number_in(sheet.rows[1][grade + 1]))
    for entry, row in matched.pairs:
        cells = sheet.rows[row]
        if cells[grade + 2].strip().casefold() in NOT_TO_BE_CHANGED:
            notices.append(Notice("export_locked", {"student": shown_name(entry)}))
            continue
        if (score := scaled(entry, number_in(cells[grade + 1]))) is not None:
            notices += sheet.fill(entry, row, grade, score)
        if feedback is not None:
            notices += fill_comment(entry, cells, feedback, options.texts)
    return sheet.export(notices)


def fill_comment(entry: Entry, cells: list[str], column: int, texts: Texts) -> list[Notice]:
    """Writes the comment; says so where another stood there."""
    before, cells[column] = cells[column].strip(), comment(entry, texts)
    return [] if before in ("", cells[column]) else [
        Notice("export_comment_replaced", {"student": shown_name(entry), "before": shortened(before)})]


def shortened(text: str) -> str:
    """Returns the beginning of a comment, on one line."""
    line = " ".join(plain(text).split())
    return line if len(line) <= SHOWN_COMMENT else f"{line[:SHOWN_COMMENT]}…"


def grade_column(sheet: Worksheet) -> int:
    """Returns the column before the one that holds the same number, the maximum grade, in every row.

    Raises:
        InputError: this is no grading worksheet, or one of a scale in place of points.
    """
    fitting = [number for number in range(1, len(sheet.header) - AFTER_GRADE) if fits_grade(sheet, number)]
    if fitting and all(map(last_digits, sheet.column(IDENTIFIER))):
        return fitting[-1]  # a phone number beside an id number looks alike where there is one student only
    raise InputError("export_worksheet_unclear", path=str(sheet.path), found=", ".join(sheet.header)[:200])


def fits_grade(sheet: Worksheet, number: int) -> bool:
    """Whether a column holds numbers or nothing, and the one after it the same number throughout."""
    limits = set(map(number_in, sheet.column(number + 1)))
    return len(limits) == 1 and None not in limits and all(
        grade in ("", "-") or number_in(grade) is not None for grade in sheet.column(number))


def feedback_column(sheet: Worksheet) -> int | None:
    """Returns the last column, unless it holds the time of grading: then the site takes no comments."""
    return None if all(map(DATE.fullmatch, sheet.column(-1))) else len(sheet.header) - 1


def comment(entry: Entry, texts: Texts) -> str:
    """Returns what the student reads beside the grade: Moodle takes it for HTML, so all text in it is escaped."""
    score = total(entry)
    lines = [] if score is None else [texts.word("points", score=f"{score:.2f}", max_score=f"{max_total(entry):.2f}")]
    lines += filter(None, [note(entry)])
    for exercise in exercises(entry):
        lines.append(f"{exercise['id']}: {texts.verdict(exercise['verdict'])}")
        lines += [f"– {line}" for line in causes(exercise)]
    return "<br>".join(html.escape(line).replace("\n", "<br>") for line in lines)


def causes(exercise: dict[str, Any]) -> list[str]:
    """Returns what is wrong and what to do next; of an exercise not attempted, nothing."""
    if exercise["verdict"] in ("passed", "not_attempted"):
        return []
    return [line for check in failures(exercise) for line in (check["message"], check["hint"]) if line] \
        or [exercise["message"]]
