"""Tells what is wrong with a table: which key of which file, what was expected there, and what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec
from msgspec import inspect

from grader.errors import CourseError
from grader.specs.lint import nearest
from grader.specs.schema import keys

ANY_OF_THEM = "[...]"  # how msgspec tells of one in a table of any keys
EXPECTED = re.compile(r"Expected `([^`]*)`(.*?), got `([^`]*)`")


def explain_invalid(file: str, table: dict[str, Any], kind: type, told: str) -> CourseError:
    """Turns a conversion error (`Object contains unknown field … - at `$.…``) into one that helps its author."""
    reason, _, place = told.partition(" - at `$")
    place = named(table, kind, reason, place.rstrip("`").lstrip("."))
    names = [*parts(place)]
    if (value := re.search(r"Invalid enum value '([^']*)'", reason)) is not None:
        known = values_at(kind, names)
        return CourseError("course_unknown_value", file=file, key=place, found=value.group(1), known=", ".join(known),
                           nearest=nearest(value.group(1), known))
    if (unknown := re.search(r"unknown field `([^`]*)`", reason)) is not None:
        known = sorted(fields_at(kind, names))
        return CourseError("course_unknown_key", file=file, key=joined(place, unknown.group(1)), known=", ".join(known),
                           nearest=nearest(unknown.group(1), known))
    if (missing := re.search(r"missing required field `([^`]*)`", reason)) is not None:
        return CourseError("course_key_missing", file=file, key=joined(place, missing.group(1)),
                           example=example_of(missing.group(1)))
    expected = EXPECTED.search(reason)
    return CourseError("course_invalid", file=file, key=place, expected=expected.group(1) if expected else reason,
                       found=expected.group(3) if expected else "–", example=example_of(names[-1] if names else ""))


def named(table: dict[str, Any], kind: type, reason: str, place: str) -> str:
    """Returns a place with the key of each table in a table of tables, which msgspec leaves open; lists from 1."""
    while ANY_OF_THEM in place:
        before, _, after = place.partition(ANY_OF_THEM)
        alone = {key: with_value(table, before, {key: each}) for key, each in value_at(table, before).items()}
        name = next((key for key, changed in alone.items() if still_wrong(changed, kind, reason)), "*")
        place, table = f"{before}.{name}{after}", alone.get(name, table)
    return re.sub(r"\[(\d+)\]", lambda found: f"[{int(found.group(1)) + 1}]", place)


def still_wrong(table: dict[str, Any], kind: type, reason: str) -> bool:
    """Whether a table is wrong in the same way."""
    try:
        msgspec.convert(table, type=kind)
    except msgspec.ValidationError as error:
        return str(error).startswith(reason)
    return False


def value_at(table: dict[str, Any], place: str) -> Any:
    """Returns what stands at a place; its lists count from 0."""
    found: Any = table
    for name, number in steps(place):
        found = found[name] if number is None else found[name][number]
    return found


def with_value(table: dict[str, Any], place: str, value: Any) -> dict[str, Any]:
    """Returns a copy of a table with another value at a place."""
    copy = deepcopy(table)
    before, _, name = place.rpartition(".")
    (value_at(copy, before) if before else copy)[name] = value
    return copy


def steps(place: str) -> list[tuple[str, int | None]]:
    """Splits `network.layers[2].type` into names, each with the number that stands behind it."""
    found = [re.fullmatch(r"([^\[\]]*)(?:\[(\d+)\])?", part) for part in place.split(".")]
    return [(each.group(1), int(each.group(2)) if each.group(2) else None) for each in found if each is not None]


def parts(place: str) -> Iterator[str]:
    """Yields the names of a place."""
    yield from (name for name, _ in steps(place) if name)


def joined(place: str, name: str) -> str:
    """Returns the place of a key of a table."""
    return f"{place}.{name}" if place else name


def structs_in(kind: inspect.Type) -> Iterator[inspect.StructType]:
    """Yields the tables that may stand where a value of this type is expected."""
    if isinstance(kind, inspect.StructType):
        yield kind
    for name in ("types", "item_types"):
        for each in getattr(kind, name, ()):
            yield from structs_in(each)
    for name in ("item_type", "value_type"):
        if (each := getattr(kind, name, None)) is not None:
            yield from structs_in(each)


def types_at(kind: type, names: list[str]) -> list[inspect.Type]:
    """Returns the types that may stand at a place."""
    found: list[inspect.Type] = [inspect.type_info(kind)]
    for name in names:
        found = [field.type for each in found for struct in structs_in(each) for field in struct.fields
                 if field.encode_name == name]
    return found


def fields_at(kind: type, names: list[str]) -> set[str]:
    """Returns the keys that the table at a place may have."""
    structs = (struct for each in types_at(kind, names) for struct in structs_in(each))
    return {field.encode_name for struct in structs for field in struct.fields}


def values_at(kind: type, names: list[str]) -> list[str]:
    """Returns the values that the key at a place may have."""
    kinds = [one for each in types_at(kind, names) for one in (each, *getattr(each, "types", ()))]
    return [str(value) for each in kinds if isinstance(each, inspect.LiteralType) for value in each.values]


def example_of(key: str) -> str:
    """Returns an example of a key; empty where none is known."""
    examples = (told[key]["example"] for told in keys().values() if key in told)
    return " ".join(next(examples, "").split())
