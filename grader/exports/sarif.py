"""SARIF 2.1.0: each mistake at its line, for editors and sites that show findings beside the code.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0". A line within a notebook's cell is no
line of its file, so there the file alone is the place.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from grader.exports.export import Export, Options
from grader.exports.scores import exercises, failures, shown_name, ungraded
from grader.gradebook.entries import Entry
from grader.reports.escaping import plain

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns one document with a run for each student."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run(entry) for entry in entries]}
    return Export(json.dumps(document, ensure_ascii=False, indent=2) + "\n", notices=tuple(ungraded(entries)))


def run(entry: Entry) -> dict[str, Any]:
    """Returns one student's mistakes."""
    found = list(results(entry))
    driver = {"name": "keras-exercise-grader", "version": entry.document["grader_version"],
              "rules": [{"id": rule} for rule in sorted({each["ruleId"] for each in found})]}
    return {"tool": {"driver": driver}, "results": found, "automationDetails": {"id": shown_name(entry)}}


def results(entry: Entry) -> Iterator[dict[str, Any]]:
    """Yields the mistakes; what we failed at is a note, and no error of the student's."""
    for exercise in exercises(entry):
        for check in failures(exercise):
            place = check["place"] or exercise["answer"]
            text = plain("\n".join(filter(None, (check["message"], check["hint"]))))
            yield {"ruleId": check["code"] or check["id"], "level": "error" if check["outcome"] == "failed" else "note",
                   "message": {"text": text}, "locations": [location(place)] if place else [],
                   "properties": {"exercise": exercise["id"], "check": check["id"]}}


def location(place: dict[str, Any]) -> dict[str, Any]:
    """Returns where a mistake stands."""
    region = {} if place["cell"] is not None else {"region": {"startLine": place["line"]}}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(place["file"])}, **region}}
