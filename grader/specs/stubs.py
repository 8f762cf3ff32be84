"""Makes stubs: the file students begin with, from the table of an exercise alone."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from grader.specs.texts import said_in_all
from grader.specs.types import BuilderSpec, ExerciseSpec

BOTH = " / "  # between what a comment says in one language and in the next


def make_stub(spec: ExerciseSpec, languages: Sequence[str]) -> str:
    """Returns the stub of an exercise: marker, task and points as comments, a blank line, and the code to fill in."""
    points = []
    for number, text in spec.numbered_texts:
        first, *others = said_in_all(text, languages)
        margin = " " * len(f"{number}.")
        points += [f"{number}. {first}", *(f"{margin} {other}" for other in others)]
    head = [f"exercise: {spec.id}", *said_in_all(spec.task, languages)]
    if points:
        head += ["", templates()["spec"]["en"], *points]
    comments = "\n".join(f"# {line}".rstrip() for text in head for line in text.split("\n"))
    return f"{comments}\n{make_code(spec, languages)}"


def make_code(spec: ExerciseSpec, languages: Sequence[str]) -> str:
    """Returns the code to fill in."""
    template: dict[str, Any] = templates()[spec.style or spec.kind]
    known = [language for language in languages if language in template["words"]]
    words = {key: BOTH.join(said_in_all(text, known)) for key, text in template.items() if key != "code"}
    code: str = template["code"]
    signature = spec.subject.signature if isinstance(spec.subject, BuilderSpec) else ""
    return "\n" + code.format(**words, function=spec.subject.function, signature=signature)


@cache
def templates() -> dict[str, Any]:
    """Reads what there is to fill in for each kind of exercise."""
    return tomllib.loads((Path(__file__).parent / "stubs.toml").read_text(encoding="utf-8"))
