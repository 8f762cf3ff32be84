"""What every format is given and gives: a function from entries and options to an export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.gradebook.entries import Entry
from grader.gradebook.notices import Notice
from grader.messages.texts import Texts


@dataclass(frozen=True)
class Options:
    """How to export.

    Attributes:
        template: the file the LMS exported, for formats that fill it.
        assignment: the column of the template to fill: its title or its id.
    """

    texts: Texts
    template: Path | None = None
    assignment: str | None = None


@dataclass(frozen=True)
class Export:
    """What a format made: the text of one file, or of each file of a folder by name.

    Attributes:
        encoding: `utf-8-sig` where a spreadsheet has to be told that it is UTF-8.
    """

    content: str | dict[str, str]
    encoding: str = "utf-8"
    notices: tuple[Notice, ...] = ()

    @property
    def only_text(self) -> str:
        """The text, where there is a single file."""
        if isinstance(self.content, str):
            return self.content
        [text] = self.content.values()
        return text


Exporter = Callable[[Sequence[Entry], Options], Export]
