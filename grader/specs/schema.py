"""The JSON schemas of a course's files, for editors, and the page of all keys: made of the types and `keys.toml`.

Run `python -m grader.specs.schema` after a change of either; a test fails while what is made of them is stale.
"""

from __future__ import annotations

import inspect
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader.specs.keras_names import newest
from grader.specs.types import CourseFile, exercise_file_type

DIALECT = "http://json-schema.org/draft-07/schema#"  # what editors of TOML know
HERE = Path(__file__).parent
FOLDER = HERE / "schemas"
PAGE = HERE.parents[1] / "docs" / "spec.md"
SCHEMAS = {"course.json": CourseFile, "exercise.json": exercise_file_type()}
HEADS = {
    "CourseFile": ("course.toml", "All of it may be left out, and the file with it."),
    "ExerciseFile": ("An exercise file", "Any other `*.toml` file of the folder."),
    "ExerciseEntry": ("`[[exercises]]`", "One exercise."),
    "NetworkSpec": ("`[network]`", "What the exercises of the file ask to be built."),
    "CompileSpec": ("`[network.compile]`", "What `compile` is to be given; training confirms it."),
    "InputSpec": ("`inputs` of a network", "One table for each."),
    "LayerSpec": ("`[[network.layers]]`", "One layer, or a block of them."),
    "CountSpec": ("`counts` of a network", "One table for each."),
    "ModelSpec": ("`models` of a network", "One table for each."),
    "Repeat": ("`repeat` of a layer", "At least, at most."),
    "BuilderSpec": ("`[builder]`", "A function that builds a network, or a block: besides, all keys of `[network]`."),
    "TrainStepSpec": ("`[train_step]`", "What the exercises of the file ask to be written."),
}


def own_keys() -> dict[str, dict[str, dict[str, str]]]:
    """Reads what is to be said of each key, by the type it belongs to."""
    return tomllib.loads((HERE / "keys.toml").read_text(encoding="utf-8"))


def keys() -> dict[str, dict[str, dict[str, str]]]:
    """Returns what is to be said of each key, also of those that a type has from another."""
    told = own_keys()
    return told | {"BuilderSpec": told["NetworkSpec"] | told["BuilderSpec"]}


def render(name: str) -> str:
    """Returns the text of a schema."""
    schema = msgspec.json.schema(SCHEMAS[name])
    for type_name, definition in schema["$defs"].items():
        definition["description"] = inspect.cleandoc(definition.get("description", ""))
        for key, told in keys().get(type_name, {}).items():
            definition["properties"][key]["description"] = f"{told['says']}\n\n{told['example'].strip()}"
        if type_name == "LayerSpec":
            for part in parts_for_text(definition["properties"]["type"]):
                part["enum"] = sorted([*newest().layers, *newest().applications])
    text = json.dumps({"$schema": DIALECT, **schema}, indent=1, ensure_ascii=False)
    return text.replace("#/$defs/", "#/definitions/").replace('"$defs"', '"definitions"') + "\n"


def parts_for_text(part: Any) -> Iterator[dict[str, Any]]:
    """Yields the parts of a schema that a text has to fit."""
    if isinstance(part, dict):
        if part.get("type") == "string":
            yield part
        for each in part.values():
            yield from parts_for_text(each)
    elif isinstance(part, list):
        for each in part:
            yield from parts_for_text(each)


def render_page() -> str:
    """Returns the page of all keys."""
    lines = ["# Every key of a course's files", "",
             "Made of `grader/specs/keys.toml`. How to make a course: [authors.md](authors.md). Editors that know",
             "TOML schemas (VS Code with *Even Better TOML*) show all of this where you type."]
    for type_name, told in own_keys().items():
        head, about = HEADS.get(type_name, (f"`{type_name}`", ""))
        lines += ["", f"## {head}", "", *filter(None, [about])]
        for key, each in told.items():
            lines += ["", f"**`{key}`** {each['says']}", "", "```toml", each["example"].strip(), "```"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in SCHEMAS:
        (FOLDER / each).write_text(render(each), encoding="utf-8")
    PAGE.write_text(render_page(), encoding="utf-8")
