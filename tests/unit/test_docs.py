"""The documentation site: its pages are in its table of contents, its links lead somewhere, its commands can be typed."""

from __future__ import annotations

import importlib.util
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from markdown_it import MarkdownIt

from grader.cli import build_parser
from grader.verdicts import Verdict

ROOT = Path(__file__).parents[2]
WRITTEN = [*(ROOT / "docs").glob("*.md"), *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"))]
COMMAND = re.compile(r"(?:\S*/)?grader ([a-z]+ .*|list|doctor|audit|watch|new|explain)")
TARGET = re.compile(r"make ([a-z][a-z-]*)\b")
PROGRAM = re.compile(r"python3? ((?:\w+/)+\w+\.py)\b")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The pages, assembled."""
    location = importlib.util.spec_from_file_location("make_site", ROOT / "docs" / "make_site.py")
    assert location is not None
    assert location.loader is not None
    module = importlib.util.module_from_spec(location)
    location.loader.exec_module(module)
    module.SITE = tmp_path_factory.mktemp("site")
    module.main()
    return module


def test_every_page_is_in_the_table_of_contents(site: ModuleType) -> None:
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    assert set(pages_in(nav)) == {path.name for path in site.SITE.glob("*.md")}


def pages_in(nav: Any) -> Iterator[str]:
    """The pages that a table of contents names."""
    if isinstance(nav, str):
        yield nav
    else:
        for each in nav.values() if isinstance(nav, dict) else nav:
            yield from pages_in(each)


def test_what_a_page_takes_from_elsewhere_is_there(site: ModuleType) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in site.SITE.glob("*.md")}
    assert not any("<!-- here" in text for text in pages.values())
    assert "make grade HINT=2" in pages["students.md"]
    assert "\n    make batch SUBMISSIONS=submissions.zip\n" in pages["instructors.md"]  # still code
    assert "## grader course add" in pages["commands.md"]
    assert "{ #loss_value }" in pages["checks.md"]
    assert "[ExerciseDocument](#exercisedocument)" in pages["json.md"]
    assert "| **5** | The path exists but holds nothing that can be graded. |" in pages["errors.md"]


def test_a_link_that_leads_nowhere_is_refused(site: ModuleType) -> None:
    with pytest.raises(LookupError, match=r"docs/places\.md: a link leads to gone\.md"):
        site.linked("[there](gone.md)", "docs/places.md", {})
    assert site.linked("[a](../SECURITY.md#where)", "docs/places.md", site.PAGES) == "[a](security.md#where)"


def test_how_an_exercise_is_added_is_two_clicks_away(site: ModuleType) -> None:
    assert "[Add an exercise](authors.md)" in (site.SITE / "index.md").read_text(encoding="utf-8")


def test_every_verdict_is_told_to_students() -> None:
    told = (ROOT / "docs" / "students.md").read_text(encoding="utf-8")
    assert [each for each in Verdict if f"`{each}`" not in told] == []


def commands() -> list[str]:
    """Every command of the grader that a page shows, choices in it written out."""
    found = {match[1] for path in WRITTEN for line in code_of(path) if (match := COMMAND.fullmatch(line.strip()))}
    return sorted(each for line in found for each in written_out(re.split(r" {2,}", line)[0]))


def code_of(path: Path) -> Iterator[str]:
    """The lines of a page's code, in blocks and in sentences."""
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        if token.type in ("code_block", "fence"):
            yield from token.content.replace("\\\n", " ").splitlines()
        for child in token.children or ():
            if child.type == "code_inline":
                yield child.content


def written_out(line: str) -> list[str]:
    """`--format a|b` is two commands."""
    match = re.search(r"(?<= )[a-z]+(\|[a-z]+)+", line)
    return [line.replace(match[0], each) for each in match[0].split("|")] if match else [line]


@pytest.mark.parametrize("line", [pytest.param(line, id=line) for line in commands() if "…" not in line])
def test_a_command_can_be_typed(line: str) -> None:
    words = re.sub(r"[\[\]]", "", line)  # what may be left out is not
    build_parser().parse_args(shlex.split(words.replace("ID", "mnist_sequential")))


def test_many_commands_were_found() -> None:
    assert len(commands()) > 40


def test_programs_and_targets_that_pages_name_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    code = [line for path in WRITTEN for line in code_of(path)]
    assert {match[1] for line in code if (match := TARGET.match(line))} <= targets
    assert [name for line in code for name in PROGRAM.findall(line) if not (ROOT / name).is_file()] == []
