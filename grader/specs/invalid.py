"""Tells what is wrong with a table: which key of which file, what was expected there, and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import msgspec
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from grader.errors import CourseError
from grader.specs.lint import nearest
from grader.specs.schema import keys

# What is told first of a table that is wrong in several ways: a misspelt key is one that is missing, too.
FIRST_TOLD = ("additionalProperties", "enum", "required", "type")
IN_TOML = {"object": "table", "null": ""}
MOST_SHOWN = 60


def explain_invalid(file: str, table: dict[str, Any], kind: type, told: str) -> CourseError:
    """Returns the error that helps the author of a table which does not fit its type; `told`: msgspec's own words."""
    errors = [innermost(error) for error in Draft202012Validator(msgspec.json.schema(kind)).iter_errors(table)]
    if not errors:
        return CourseError("course_invalid", file=file, key="", expected=told, found="–", example="")
    error = first(errors)
    place, (rule, schema) = place_of(error.absolute_path), broken(error)
    if error.validator == "enum":
        known = [str(value) for value in rule if value is not None]
        return CourseError("course_unknown_value", file=file, key=place, found=error.instance, known=", ".join(known),
                           nearest=nearest(str(error.instance), known))
    if error.validator == "additionalProperties" and rule is False:
        known = sorted(schema["properties"])
        unknown = next(key for key in error.instance if key not in known)
        return CourseError("course_unknown_key", file=file, key=place_of([*error.absolute_path, unknown]),
                           known=", ".join(known), nearest=nearest(unknown, known))
    if error.validator == "required":
        missing = next(key for key in rule if key not in error.instance)
        return CourseError("course_key_missing", file=file, key=place_of([*error.absolute_path, missing]),
                           example=example_of(missing))
    return CourseError("course_invalid", file=file, key=place, expected=what_fits(error), found=shown(error.instance),
                       example=example_of(next((str(each) for each in reversed(error.absolute_path)
                                                if isinstance(each, str)), "")))


def broken(error: ValidationError) -> tuple[Any, Any]:
    """Returns the rule that is broken, and the schema that it stands in."""
    return error.validator_value, error.schema


def first(errors: Iterable[ValidationError]) -> ValidationError:
    """Returns the error to be told."""
    return min(errors, key=lambda error: [*FIRST_TOLD, error.validator].index(error.validator))


def innermost(error: ValidationError) -> ValidationError:
    """Returns of a value that fits none of several forms what is wrong with it in the form that was meant."""
    meant = [each for each in error.context or () if each.validator != "type" or each.relative_path]
    return innermost(first(meant)) if meant else error


def place_of(path: Iterable[str | int]) -> str:
    """Returns a path as authors read it, `network.layers[3].type`; lists from 1."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def what_fits(error: ValidationError) -> str:
    """Returns what would have been right."""
    rule, schema = broken(error)
    if error.validator not in ("type", "anyOf"):
        return f"{error.validator} {rule}"
    forms = rule if error.validator == "anyOf" else [schema]
    kinds = (str(form.get("type", "object")) for form in forms)  # what refers to another form is a table
    return ", ".join(filter(None, (IN_TOML.get(kind, kind) for kind in kinds)))


def shown(value: Any) -> str:
    """Returns a value as it may stand in a message."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def example_of(key: str) -> str:
    """Returns an example of a key; empty where none is known."""
    examples = (told[key]["example"] for told in keys().values() if key in told)
    return " ".join(next(examples, "").split())
