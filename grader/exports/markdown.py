"""Markdown: a student's exercises in a table, below it what to mend. For job summaries, comments and mails.

What students wrote is escaped so that it is text alone: no element, link, picture or mention.
Source: CommonMark, "Backslash escapes": any ASCII punctuation may be escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from grader.exports.export import Export, Options
from grader.exports.scores import exercises, failures, shown_name
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts
from grader.reports.escaping import plain

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
SIGNS = {"passed": "✅", "not_attempted": "⬜", "grader_error": "⚠️"}
FAILED_SIGN = "❌"


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns all students, one below the other."""
    return Export("\n".join(line for entry in entries for line in student(entry, options.texts)) + "\n")


def student(entry: Entry, texts: Texts) -> Iterator[str]:
    """Yields the lines of one student."""
    passed = sum(each["verdict"] == "passed" for each in exercises(entry))
    counted = texts.word("passed_of", passed=passed, total=len(exercises(entry)))
    points = texts.word("points", score=f"{entry.document['score']:g}", max_score=f"{entry.document['max_score']:g}")
    yield from (f"### {text(shown_name(entry))}: {text(counted)}, {text(points)}", "", "| | | | |", "|-|-|-|-:|")
    for each in exercises(entry):
        score = "–" if each["score"] is None else f"{each['score']:g}"
        sign = SIGNS.get(each["verdict"], FAILED_SIGN)
        cells = (sign, text(each["id"]), text(texts.verdict(each["verdict"])), f"{score} / {each['max_score']:g}")
        yield f"| {' | '.join(cells)} |"
    yield ""
    for each in exercises(entry):
        yield from to_mend(each)


def to_mend(exercise: dict[str, Any]) -> Iterator[str]:
    """Yields what is to be mended in one exercise, and advice."""
    lines = [text(exercise["message"])] if exercise["message"] and not failures(exercise) else []
    for check in failures(exercise):
        lines += [f"- {text(check['message'])}", *(f"  *{text(hint)}*" for hint in check["hints"][:1])]
    lines += [f"- 💡 {text(advice)}" for advice in exercise["advice"]]
    if lines:
        yield from (f"**{text(exercise['id'])}**", "", *lines, "")


def text(words: str) -> str:
    """Returns words as Markdown shows them and nothing else, on one line."""
    return PUNCTUATION.sub(r"\\\1", " ".join(plain(words).split()))
