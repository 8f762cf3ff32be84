"""What editors and authors are told of the course's files is what the types say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest

from grader.specs.course import course_folder
from grader.specs.schema import FOLDER, HEADS, PAGE, SCHEMAS, keys, render, render_page
from grader.specs.types import CourseFile, exercise_file_type

COURSES = [course_folder(), *(each.parent for each in sorted((Path(__file__).parents[2] / "examples").glob("*/course.toml")))]


def structs() -> dict[str, type]:
    """Every table that there may be in a course's files, by its type's name."""
    found: dict[str, type] = {}

    def visit(kind: msgspec.inspect.Type) -> None:
        if isinstance(kind, msgspec.inspect.StructType) and kind.cls.__name__ not in found:
            found[kind.cls.__name__] = kind.cls
            for field in kind.fields:
                visit(field.type)
        for name in ("types", "item_types"):
            for each in getattr(kind, name, ()):
                visit(each)
        for name in ("item_type", "key_type", "value_type"):
            if (each := getattr(kind, name, None)) is not None:
                visit(each)

    for kind in (CourseFile, exercise_file_type()):
        visit(msgspec.inspect.type_info(kind))
    return found


KEYS = [(name, key) for name, kind in structs().items() for key in kind.__struct_fields__]


def test_what_is_made_is_fresh() -> None:
    for name in SCHEMAS:
        assert (FOLDER / name).read_text(encoding="utf-8") == render(name), "run `python -m grader.specs.schema`"
    assert PAGE.read_text(encoding="utf-8") == render_page(), "run `python -m grader.specs.schema`"


def test_nothing_is_told_that_is_not_there() -> None:
    assert {(name, key) for name, told in keys().items() for key in told} <= set(KEYS)
    assert set(HEADS) == set(structs())


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_key_has_an_example_that_is_right(name: str, key: str) -> None:
    assert key in keys().get(name, {}), f"say in grader/specs/keys.toml what {key} of {name} is, with an example"
    told = keys()[name][key]
    read = tomllib.loads(told["example"])
    for part in ("network",) if name == "LayerSpec" else ():
        read = read.get(part, read)
    value = read["network"]["layers"] if key == "layers" and name != "LayerSpec" else read[key]
    field = next(each for each in msgspec.structs.fields(structs()[name]) if each.name == key)
    kind = field.type
    if name == "ExerciseFile" and key in ("network", "train_step"):
        value = value | ({"layers": []} if key == "network" else {})
    msgspec.convert(value, kind)


@pytest.mark.parametrize("folder", COURSES, ids=[each.name for each in COURSES])
def test_the_schemas_take_our_courses(folder: Path) -> None:
    for path in folder.glob("*.toml"):
        schema = json.loads(render("course.json" if path.name == "course.toml" else "exercise.json"))
        jsonschema.Draft7Validator.check_schema(schema)
        jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema)
