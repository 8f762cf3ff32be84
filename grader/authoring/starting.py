"""Begins a course: its folder, its table, and the schemas by which editors know what may stand there."""

from __future__ import annotations

import json
from pathlib import Path

from grader.errors import InputError
from grader.specs.course import COURSE_FILE
from grader.specs.handing_out import make_empty, write_new
from grader.specs.schema import SCHEMAS, render
from grader.specs.types import FREE_ARGUMENTS, CourseFile

SCHEMA_FOLDER = "schemas"
TABLE = """\
{schema}
# All of this may be left out. Every key with an example: docs/spec.md, and in editors that know TOML schemas.
title = {title}

# The exercise files in the order in which they are shown; without this line all that are here.
# files = ["first.toml", "second.toml"]

# Every text has to be written in each of these; without this line in any.
# languages = ["en", "ko"]

# What students may set freely although no exercise names it.
# free_arguments = {free_arguments}
"""


def begin_course(folder: Path) -> list[Path]:
    """Makes the folder of a course without exercises; returns what was written.

    Raises:
        InputError: the folder is there and not empty, or cannot be written to.
    """
    make_empty(folder)
    make_empty(folder / CourseFile().solutions)
    title = folder.resolve().name.replace("_", " ").replace("-", " ").capitalize()
    table = TABLE.format(schema=schema_line("course.json"), title=json.dumps(title, ensure_ascii=False),
                         free_arguments=json.dumps(FREE_ARGUMENTS))
    return [write_new(folder / COURSE_FILE, table), *write_schemas(folder)]


def write_schemas(folder: Path) -> list[Path]:
    """Writes the schemas of this version where the tables of the course name them; returns those that changed."""
    place, written = folder / SCHEMA_FOLDER, []
    try:
        place.mkdir(exist_ok=True)
        for name in SCHEMAS:
            path, text = place / name, render(name)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                written.append(path)
    except OSError as error:
        raise InputError("output_unwritable", path=str(place), reason=error.strerror or "") from None
    return written


def schema_line(name: str) -> str:
    """Returns the line that tells an editor which schema a table follows."""
    return f"#:schema ./{SCHEMA_FOLDER}/{name}"
