"""Documents in another language than they were graded in: what they say is worded anew from its codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from grader.exports.scores import failures
from grader.gradebook.entries import Entry
from grader.messages.texts import Texts
from grader.reports.wording import TOLD_BY_VERDICT, Wording
from grader.submissions.types import Place


def in_language(entries: Iterable[Entry], texts: Texts) -> list[Entry]:
    """Returns the entries with their documents in the language of the texts."""
    return [replace(entry, document=reworded(entry.document, texts)) for entry in entries]


def reworded(document: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """Returns a document as it would have been written in the language of the texts."""
    wording = Wording(texts)
    return document | {"exercises": [reworded_exercise(exercise, wording) for exercise in document["exercises"]]}


def reworded_exercise(exercise: dict[str, Any], wording: Wording) -> dict[str, Any]:
    """Returns one exercise in the other language; words without a code, as of a file that cannot be read, stay."""
    checks = [reworded_check(exercise["id"], check, wording) for check in exercise["checks"]]
    worded = exercise | {"checks": checks}
    if "advised" in exercise:  # older documents have the words alone
        worded["advice"] = [wording.texts.advice(each["code"], **wording.worded(each["params"]))
                            for each in exercise["advised"]]
    if exercise["verdict"] in TOLD_BY_VERDICT:
        return worded | {"message": wording.texts.text(exercise["verdict"])}
    first = next((check for check in failures(worded) if check["outcome"] == "failed"), None)
    return worded if first is None or exercise["verdict"] == "unreadable" else worded | {"message": first["message"]}


def reworded_check(exercise_id: str, check: dict[str, Any], wording: Wording) -> dict[str, Any]:
    """Returns one check in the other language; one whose code another version of the grader knew stays as it is."""
    if check["outcome"] not in ("failed", "broken") or not wording.texts.knows(check["code"]):
        return check
    params = wording.worded({"expected": check["expected"], "found": check["found"], "exercise": exercise_id,
                             "stub": f"{exercise_id}.py"} | check["params"])
    text = wording.texts.text(check["code"], **params)
    place = f"{wording.place(Place(**check['place']))}: " if check.get("place") else ""
    return check | {"message": f"{place}{text}", "hint": wording.texts.hint(check["code"], **params)}
