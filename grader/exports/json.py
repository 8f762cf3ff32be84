"""The JSON documents of all submissions in one."""

from __future__ import annotations

import json
from collections.abc import Sequence

from grader.exports.export import Export, Options
from grader.gradebook.entries import Entry
from grader.reports.json import FORMAT


def export(entries: Sequence[Entry], options: Options) -> Export:
    """Returns one document that holds every submission's own."""
    document = {"format": FORMAT, "submissions": [entry.document for entry in entries]}
    return Export(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
