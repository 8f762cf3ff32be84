"""Assembles the pages of the documentation site in build/docs, from which `make docs` has Zensical build it.

What is told elsewhere is not written again: `<!-- here: README.md, Student -->` in a page stands for that section, and
`<!-- here: commands -->` for what one of the functions below makes of the program itself. A link may lead to any file
of the repository: to its page, where it is one, else to a copy of the file.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from grader import cli
from grader.checks.check import Check
from grader.checks.examples import examples, kind_of
from grader.commands import options
from grader.errors import GraderError
from grader.exports.formats import FORMATS
from grader.messages.texts import Texts, read_catalogue
from grader.reports.explaining import explained, worth
from grader.reports.schema import SCHEMAS
from grader.specs.course import load_course
from grader.specs.keras_names import KerasNames, keras_names, known_versions
from grader.specs.types import ExerciseSpec
from grader.verdicts import checks_of

ROOT = Path(__file__).parents[1]
SITE = ROOT / "build" / "docs"
PAGES = {  # besides every page in docs/: where it comes from, and what it is called in the site
    "ARCHITECTURE.md": "architecture.md",
    "SECURITY.md": "security.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "README.md": "index.md",  # links to the README lead to the site's first page, which is docs/index.md
    "README.ko.md": "ko.md",
    "benchmarks/README.md": "benchmarks.md",
}
EXAMPLE = "examples/beyond_chains"
HERE = re.compile(r"<!-- here: (.+?) -->")
LINK = re.compile(r"(?<=\]\()([^)\s#]+)(#[^)\s]*)?(?=\))")
ENGLISH = Texts("en")


def main() -> None:
    """Writes all pages anew."""
    shutil.rmtree(SITE, ignore_errors=True)
    sources = {f"docs/{path.name}": path.name for path in (ROOT / "docs").glob("*.md")} | PAGES
    for source, page in sources.items():
        if source != "README.md":
            write(page, filled(source, sources))


def filled(source: str, sources: dict[str, str]) -> str:
    """Returns the text of a page with all that it takes from elsewhere."""
    def found(match: re.Match[str]) -> str:
        name, _, section = match[1].partition(", ")
        return linked(section_of(name, section), name, sources) if section else TABLES[name]()

    text = (ROOT / source).read_text(encoding="utf-8")
    return HERE.sub(found, linked(text, source, sources))


def section_of(source: str, title: str) -> str:
    """Returns a section of a page without its heading.

    Raises:
        LookupError: it has none of that title.
    """
    pattern = rf"^(#+) {re.escape(title)}\n(.*?)(?=^(?!\1#)#+ |\Z)"
    match = re.search(pattern, (ROOT / source).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if match is None:
        raise LookupError(f"{source} has no section {title!r}")
    return match[2].strip("\n")  # what begins with code keeps its margin


def linked(text: str, source: str, sources: dict[str, str]) -> str:
    """Returns a text whose links lead to where the site has what they mean.

    Raises:
        LookupError: one leads nowhere.
    """
    def found(match: re.Match[str]) -> str:
        if re.match(r"\w+:", match[1]):
            return match[0]
        target = os.path.normpath(os.path.join(os.path.dirname(source), match[1]))
        if target == EXAMPLE:
            return "example.md"
        if target not in sources:
            if not (ROOT / target).is_file():
                raise LookupError(f"{source}: a link leads to {match[1]}, which is no page and no file")
            (SITE / "files" / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / target, SITE / "files" / target)
        return sources.get(target, f"files/{target}") + (match[2] or "")

    return LINK.sub(found, text)


def write(page: str, text: str) -> None:
    """Writes a page."""
    (SITE / page).parent.mkdir(parents=True, exist_ok=True)
    (SITE / page).write_text(text, encoding="utf-8")


def table(head: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> str:
    """Returns rows as a table in Markdown."""
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in (head, ("-",) * len(head), *rows))


def commands() -> str:
    """Every command of the command line, with all it takes."""
    parser = cli.build_parser()
    common = [*parser._actions[1:-1]]
    parts = ["Every command takes:", table(("option", "what it is"), map(described, common))]
    known = {action.dest for action in common}
    parts += [part for name, each in subcommands(parser) for part in one_command(name, each, known)]
    return "\n\n".join(parts)


def subcommands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yields the commands below a parser, those that do something themselves."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                below = [(f"{name} {part}", deeper) for part, deeper in subcommands(each)]
                yield from below or [(name, each)]


def one_command(name: str, parser: argparse.ArgumentParser, common: set[str]) -> Iterator[str]:
    """Yields the parts that tell of one command."""
    yield f"## grader {name}"
    yield f"{sentence(parser.description or '')}"
    yield textwrap.indent((parser.epilog or "").removeprefix("example: "), "    ")
    own = [action for action in parser._actions if action.dest not in common | {"help"}]
    if own:
        yield table(("argument", "what it is"), map(described, own))


def described(action: argparse.Action) -> tuple[str, str]:
    """Returns an argument as it is typed, and what it is."""
    metavar = action.metavar if isinstance(action.metavar, str) else None
    value = metavar or (f"{{{','.join(map(str, action.choices))}}}" if action.choices else "")
    takes = f" {value}" if value and action.nargs != 0 else ""
    shown = [f"`{option}{takes}`" for option in action.option_strings]
    return ", ".join(shown) or f"`{value or action.dest}`", sentence(escaped(action.help or ""))


def sentence(text: str) -> str:
    """Returns a text as a sentence."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


def escaped(text: str) -> str:
    """Returns a text that a table's cell shows as it is, but for code in it."""
    plain = re.sub(r"([*_<>\[\]])", r"\\\1", text) if "`" not in text else text.replace("<", "&lt;")
    return plain.replace("|", "&#124;").replace("\n", "<br>")


def exit_codes() -> str:
    """The exit codes, with what they mean."""
    codes = {options.PASSED: "All exercises that were graded passed, or what was asked for is done.",
             options.NOT_PASSED: "Some exercise did not pass, or something that was to be checked does not hold.",
             options.INTERRUPTED: "Interrupted, by Ctrl-C."}
    errors_of_ours: list[type[GraderError]] = [GraderError, *subclasses(GraderError)]
    codes |= {each.exit_code: each.__doc__ or "" for each in reversed(errors_of_ours)}
    return table(("code", "what it means"), ((f"**{code}**", first_claim(codes[code])) for code in sorted(codes)))


def first_claim(docstring: str) -> str:
    """Returns what a docstring says first."""
    return f"{re.split(r'[;.]', docstring)[0]}."


def subclasses(of: type[GraderError]) -> Iterator[type[GraderError]]:
    """Yields the kinds of an error, the widest first."""
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def errors() -> str:
    """The one line of each error, in both languages."""
    english, korean = (read_catalogue(language)["errors"] for language in ("en", "ko"))
    rows = ((f"`{code}`", escaped(english[code]), escaped(korean[code])) for code in english if code != "nearest")
    return table(("code", "English", "한국어"), rows)


def checks() -> str:
    """Each kind of check, told on the first of the course the grader comes with."""
    kinds: dict[str, tuple[ExerciseSpec, Check]] = {}
    for spec in load_course().exercises:
        for check in checks_of(spec):
            kinds.setdefault(kind_of(check.id, spec), (spec, check))
    told = [check.id for _, check in kinds.values()]
    return "\n\n".join(part for spec, check in kinds.values()
                       for part in one_check(spec, check, told.count(check.id) == 1))


def one_check(spec: ExerciseSpec, check: Check, alone: bool) -> Iterator[str]:
    """Yields the parts that tell of one check; where it is not `alone`, others of its name say something else."""
    yield f"## {check.id}{'' if alone else f' ({spec.id})'} {{ #{kind_of(check.id, spec)} }}"
    yield f"{explained('asserts', check.id, spec, ENGLISH)} {explained('why', check.id, spec, ENGLISH)}"
    needs = f" Asked only after {', '.join(f'`{each}`' for each in check.needs)}." if check.needs else ""
    yield f"In `{spec.id}`: {worth(check.id, spec, ENGLISH)}.{needs}"
    for word, code in zip(("explain_right", "explain_wrong"), examples(check.id, spec), strict=True):
        yield f"{sentence(ENGLISH.word(word)).rstrip('.')}:\n\n```python\n{code.strip()}\n```"


def json_documents() -> str:
    """The types of the JSON documents, key by key."""
    schema = msgspec.json.schema(SCHEMAS["class-1.json"])["$defs"]
    order = sorted(schema, key=lambda name: ("Document" not in name, name != "SubmissionDocument"))
    return "\n\n".join(part for name in order for part in one_type(name, schema[name]))


def one_type(name: str, told: dict[str, Any]) -> Iterator[str]:
    """Yields the parts that tell of one type."""
    yield f"## {name}"
    yield textwrap.dedent(told.get("description", "")).strip()
    if "properties" in told:
        yield table(("key", "value"), ((f"`{key}`", shape_of(value)) for key, value in told["properties"].items()))
    else:
        yield f"One of {', '.join(f'`{each}`' for each in told['enum'])}."


def shape_of(schema: dict[str, Any]) -> str:
    """Returns what a schema takes, in words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(map(shape_of, schema["anyOf"]))
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {shape_of(schema['items'])}"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"object of {shape_of(values)}" if values else "object"
    return str(schema.get("type", "anything"))


def formats() -> str:
    """What `grader export` writes."""
    return ", ".join(f"`{each}`" for each in FORMATS)


def platforms() -> str:
    """Where the grader was tried."""
    tried = tomllib.loads((ROOT / "grader" / "platforms.toml").read_text(encoding="utf-8"))["platform"]
    rows = ((f"`{each['name']}`", each["python"], ", ".join(f"`{held}`" for held in each["holds"])) for each in tried)
    return table(("platform", "Python", "what is there before the grader is installed"), rows)


def keras_versions() -> str:
    """What came to Keras, what left it and which defaults changed, version by version."""
    rows = ((f"**{after}**", "<br>".join(told_changes(keras_names(before), keras_names(after))))
            for before, after in pairwise(known_versions()))
    return table(("Keras", f"what differs from the version before it; {known_versions()[0]} is the oldest"), rows)


def told_changes(old: KerasNames, new: KerasNames) -> Iterator[str]:
    """Yields what differs between two versions."""
    for sign, left, right in (("new", old, new), ("gone", new, old)):
        names = sorted(right.layers.keys() - left.layers.keys())
        names += [f"{layer}({argument}=…)" for layer in sorted(right.layers.keys() & left.layers.keys())
                  for argument in right.layers[layer] if argument not in left.layers[layer]]
        names += [f"activation={name!r}" for name in right.activations if name not in left.activations]
        if names:
            yield f"{sign}: {', '.join(f'`{name}`' for name in names)}"
    for layer in sorted(old.defaults.keys() & new.defaults.keys()):
        for name in sorted(old.defaults[layer].keys() & new.defaults[layer].keys()):
            if old.defaults[layer][name] != new.defaults[layer][name]:
                yield f"default: `{layer}({name}={old.defaults[layer][name]!r})` became `{new.defaults[layer][name]!r}`"


def example() -> str:
    """The files of the course that is an example."""
    paths = [path for kind in ("toml", "py") for path in sorted((ROOT / EXAMPLE).rglob(f"*.{kind}"))]
    return "\n\n".join(f"## {path.relative_to(ROOT / EXAMPLE)}\n\n```{path.suffix[1:]}\n"
                       f"{path.read_text(encoding='utf-8').strip()}\n```" for path in paths)


TABLES: dict[str, Callable[[], str]] = {
    "commands": commands, "exit codes": exit_codes, "errors": errors, "checks": checks, "json": json_documents,
    "formats": formats, "platforms": platforms, "keras": keras_versions, "example": example,
}

if __name__ == "__main__":
    main()
