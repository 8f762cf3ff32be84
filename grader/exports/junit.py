"""JUnit XML: a suite a student, a case a check, as Jenkins' schema (junit-10.xsd) has them.

A failure is the student's, an error is ours, a skipped case waits for another to pass.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from grader.exports.export import Export, Options
from grader.exports.scores import exercises, shown_name
from grader.gradebook.entries import Entry
from grader.reports.escaping import plain

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ELEMENTS = {"failed": "failure", "broken": "error", "skipped": "skipped"}


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns the suites of all students."""
    root = ElementTree.Element("testsuites", name="grader")
    root.extend(map(suite, entries))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(each.get(count, "0")) for each in root)))
    ElementTree.indent(root)
    return Export(f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n')


def suite(entry: Entry) -> ElementTree.Element:
    """Returns one student's checks, with verdicts and scores as properties."""
    name = shown_name(entry)
    element = ElementTree.Element("testsuite", name=safe_text(name), id=safe_text(entry.student.key))
    if entry.graded_at:
        element.set("timestamp", safe_text(entry.graded_at))
    properties = ElementTree.SubElement(element, "properties")
    for exercise in exercises(entry):
        score = "" if exercise["score"] is None else str(exercise["score"])
        for key, value in (("verdict", exercise["verdict"]), ("score", score)):
            ElementTree.SubElement(properties, "property", name=f"{exercise['id']}.{key}", value=value)
    cases = [case for exercise in exercises(entry) for case in cases_of(exercise)]
    element.extend(cases)
    counts = {tag: sum(case.find(tag) is not None for case in cases) for tag in ELEMENTS.values()}
    element.set("tests", str(len(cases)))
    element.set("failures", str(counts["failure"]))
    element.set("errors", str(counts["error"]))
    element.set("skipped", str(counts["skipped"]))
    element.set("time", f"{sum(exercise['seconds'] for exercise in exercises(entry)):.3f}")
    return element


def cases_of(exercise: dict[str, Any]) -> list[ElementTree.Element]:
    """Returns the cases of one exercise; a grader error that no check shows has a case of its own."""
    cases = [case(exercise["id"], check) for check in exercise["checks"]]
    if exercise["verdict"] == "grader_error" and not any(each.find("error") is not None for each in cases):
        cases.append(ElementTree.Element("testcase", classname=exercise["id"], name="grader"))
        ElementTree.SubElement(cases[-1], "error", type="grader_error", message=safe_text(exercise["message"]))
    return cases


def case(exercise_id: str, check: dict[str, Any]) -> ElementTree.Element:
    """Returns one check."""
    element = ElementTree.Element("testcase", classname=exercise_id, name=check["id"], time="0.000")
    if (tag := ELEMENTS.get(check["outcome"])) is not None:
        outcome = ElementTree.SubElement(element, tag, message=safe_text(check["message"]))
        if tag != "skipped":
            outcome.set("type", safe_text(check["code"]))
            outcome.text = safe_text(check["hint"])
    return element


def safe_text(text: str) -> str:
    """Returns a text that XML can hold."""
    return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", plain(text))
