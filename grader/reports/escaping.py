"""The one door for text that students wrote: names, exception texts, prints. Nothing in it can act on a report."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

ESCAPE_SEQUENCES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
# Control codes, and the characters that turn or hide the text around them.
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
                    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]")
MAX_LENGTH = 4000


def plain(text: str) -> str:
    """Returns the text without anything a terminal, a browser or a reader could be misled by."""
    text = ESCAPE_SEQUENCES.sub("", text[: 4 * MAX_LENGTH])
    return UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)[:MAX_LENGTH]


def told_path(path: Path) -> str:
    """Returns a path as somebody in the working folder would type it."""
    for folder, name in ((Path.cwd(), ""), (Path(os.path.expanduser("~")), "~")):
        if path.is_absolute() and path.is_relative_to(folder) and folder.name:
            return plain(str(Path(name) / path.relative_to(folder)))
    return plain(str(path))


def plain_deep(value: Any) -> Any:
    """Applies `plain` to every text inside a JSON value."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, (list, tuple)):
        return [plain_deep(each) for each in value]
    if isinstance(value, dict):
        return {plain(str(key)): plain_deep(each) for key, each in value.items()}
    return value
