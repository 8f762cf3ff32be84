"""File names made of what students are called: safe on every system, readable, and no two alike."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from grader.gradebook.entries import Entry

MAX_BYTES = 120
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def file_names(keys: Iterable[str]) -> list[str]:
    """Returns a name for each key, in order; alike on systems that ignore case counts as alike."""
    taken: set[str] = set()
    names = []
    for key in keys:
        name, number = safe_name(key), 1
        while name.casefold() in taken:
            number += 1
            name = f"{safe_name(key)}-{number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def file_name(key: str) -> str:
    """Returns a name that tells this key from any other without knowing the others, where case does not count, too."""
    name = safe_name(key)
    return name if name == key == key.casefold() else f"{name}-{sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"


def safe_name(key: str) -> str:
    """Returns the letters, digits and single separators of a key, Korean kept; never empty, hidden or reserved."""
    text = unicodedata.normalize("NFC", key)
    text = re.sub(r"[^\w.-]+", "_", text).encode("utf-8", "ignore")[:MAX_BYTES].decode("utf-8", "ignore")
    text = text.strip("._-") or "student"
    return f"_{text}" if RESERVED.fullmatch(text) else text


def json_files(entries: Sequence[Entry], document: Callable[[Entry], object]) -> dict[str, str]:
    """Returns a JSON file for each student, by its name."""
    names = file_names([entry.student.key for entry in entries])
    return {f"{name}.json": json.dumps(document(entry), ensure_ascii=False, indent=2) + "\n"
            for name, entry in zip(names, entries, strict=True)}
