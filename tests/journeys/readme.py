"""What the README tells people to type. The journeys take every command from here."""

from __future__ import annotations

import re
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8")
TOKENS = MarkdownIt().parse(README)
COMMAND = re.compile(r"(make|grader|bash|pip|python3?|\.venv/bin/\w+) ")
# What no journey runs, and why.
ELSEWHERE = {
    "make test": "runs the journeys",
    "make docs": "CI builds the site",
    "grader batch … --cluster tls://scheduler:8786": "tests/cluster/ starts schedulers and workers",
    "grader merge": "tests/unit/test_merging.py",
    "bash .ci/run": "runs `make test` in a clean clone",
}


def block(language: str, text: str = README) -> str:
    """The first block of a language."""
    return next(token.content for token in MarkdownIt().parse(text) if token.type == "fence" and token.info == language)


def steps(text: str) -> list[str]:
    """The commands that a guide has its reader type, in order."""
    return [line for token in MarkdownIt().parse(text) if token.type == "code_block" for line in token.content.splitlines()]


def commands() -> set[str]:
    """Every command: the lines of its lists, up to where they explain, and those named in its sentences."""
    listed = {re.split(r" {2,}", line)[0] for token in TOKENS if token.type == "code_block"
              for line in token.content.splitlines()}
    named = {child.content for token in TOKENS for child in token.children or () if child.type == "code_inline"}
    return listed | {each for each in named if COMMAND.match(each)}
