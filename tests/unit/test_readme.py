"""The README says the same in both languages: same commands, same headings, links to each other."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
ENGLISH, KOREAN = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.ko.md"))


def commands(text: str) -> list[str]:
    """The code blocks, line by line; in lists of commands what follows two spaces is an explanation."""
    blocks = [token for token in MarkdownIt().parse(text) if token.type in ("code_block", "fence")]
    return [line if block.type == "fence" else re.split(r" {2,}", line)[0]
            for block in blocks for line in block.content.splitlines()]


def inline_code(text: str) -> set[str]:
    return {child.content for token in MarkdownIt().parse(text) for child in token.children or () if child.type == "code_inline"}


def test_both_show_the_same_commands() -> None:
    assert len(commands(ENGLISH)) > 25
    assert commands(ENGLISH) == commands(KOREAN)


def test_both_name_the_same_files_keys_and_options() -> None:
    assert inline_code(ENGLISH) == inline_code(KOREAN)


def test_both_have_the_same_sections_and_link_to_each_other() -> None:
    levels = [[token.tag for token in MarkdownIt().parse(text) if token.type == "heading_open"] for text in (ENGLISH, KOREAN)]
    assert levels[0] == levels[1]
    assert "(README.ko.md)" in ENGLISH
    assert "(README.md)" in KOREAN
