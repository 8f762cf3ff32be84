"""The class report: one HTML file that needs no network and runs no text a student wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.exports.export import Export, Options
from grader.exports.pages import render_page
from grader.exports.scores import shown_name, ungraded
from grader.exports.statistics import exercise_rates, failed_checks, summarise, totals_by_bar
from grader.exports.views import StudentView, exercise_title
from grader.gradebook.entries import Entry
from grader.gradebook.naming import plain_name
from grader.specs.course import load_course
from grader.specs.texts import said

MAX_FAILED_CHECKS = 25


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the report of all students, in the order they are given."""
    texts, course = options.texts, load_course()
    labels, counts = totals_by_bar(entries)
    names = Counter(plain_name(shown_name(entry)) for entry in entries)
    page = render_page(
        "report.html", texts, script="report.js",
        course_title=said(course.title, texts.language),
        title_of=lambda exercise: exercise_title(exercise, course, texts.language),
        summary=summarise(entries),
        distribution=list(zip(labels, counts, strict=True)),
        rates=exercise_rates(entries),
        failed=failed_checks(entries)[:MAX_FAILED_CHECKS],
        students=[StudentView(number, entry, course, texts, is_namesake=names[plain_name(shown_name(entry))] > 1)
                  for number, entry in enumerate(entries)],
        graded=max((entry.graded_at for entry in entries), default="")[:16].replace("T", " "),
    )
    return Export(page, notices=tuple(ungraded(entries)))
