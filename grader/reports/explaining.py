"""Checks in words: all of them in a list, or one with its reason and an example."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from grader.checks.examples import examples, kind_of, layer_of
from grader.messages.texts import Texts
from grader.reports.wording import Wording
from grader.specs.types import ExerciseSpec, of_case
from grader.verdicts import checks_of, points_of


def list_checks(specs: list[ExerciseSpec], texts: Texts) -> RenderableType:
    """Returns the checks of each exercise with what they assert."""
    parts: list[RenderableType] = []
    for spec in specs:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style="cyan")
        table.add_column(overflow="fold")
        for check in checks_of(spec):
            table.add_row(f"  {check.id}", explained("asserts", check.id, spec, texts))
        parts += [Text(spec.id, style="bold"), table, Text()]
    return Group(*parts, Text(texts.word("explain_try"), style="dim"))


def explain_check(check_id: str, spec: ExerciseSpec, texts: Texts) -> RenderableType:
    """Returns what one check asserts, why, what it is worth, and code that is right and wrong."""
    check = next(each for each in checks_of(spec) if each.id == check_id)
    parts: list[RenderableType] = [
        Text.assemble((check_id, "bold cyan"), "  ", (spec.id, "dim"), "  ", (worth(check_id, spec, texts), "dim")),
        Text(explained("asserts", check_id, spec, texts)), Text(explained("why", check_id, spec, texts)),
    ]
    case, own_id, _ = in_its_case(check_id, spec)
    if check.needs:
        parts.append(Text(texts.word("explain_needs", checks=", ".join(check.needs)), style="dim"))
    for mark, style, word, code in zip("✓✗", ("green", "red"), ("explain_right", "explain_wrong"),
                                       examples(own_id, case), strict=True):
        parts += [Text(f"\n{mark} {texts.word(word)}", style=f"bold {style}"),
                  Padding(Syntax(code.strip("\n"), "python", background_color="default", word_wrap=True), (0, 0, 0, 2))]
    return Group(*parts)


def explained(what: str, check_id: str, spec: ExerciseSpec, texts: Texts) -> str:
    """Returns one of the texts of a check: what it `asserts`, or `why`."""
    spec, check_id, call = in_its_case(check_id, spec)
    label, _, name = check_id.rpartition(".")
    layer = layer_of(check_id, spec)
    params: dict[str, Any] = {"exercise": spec.id, "layer": Wording(texts).label(label, spec), "argument": name}
    if layer is not None:
        params |= {"type": layer.type, "expected": layer.arguments.get(name)}
    told = texts.explanation(kind_of(check_id, spec), what, **params)
    return f"{call}: {told}" if call and what == "asserts" else told


def in_its_case(check_id: str, spec: ExerciseSpec) -> tuple[ExerciseSpec, str, str]:
    """Returns the exercise, check and call that a check is about, where calls of a function build networks."""
    number, check_id = of_case(spec, check_id)
    return (spec, check_id, "") if number is None else (spec.cases[number], check_id, spec.cases[number].call)


def worth(check_id: str, spec: ExerciseSpec, texts: Texts) -> str:
    """Returns the points of a check in words."""
    points = points_of(spec)[check_id]
    return texts.word("explain_points", points=f"{points:.2f}") if points else texts.word("explain_none")
