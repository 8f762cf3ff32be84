"""The formats by name, and how what they make reaches the disk."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

from grader.errors import InputError
from grader.exports.export import Export, Exporter

FORMATS = ("csv", "json", "canvas", "moodle", "blackboard", "brightspace", "gradescope", "prairielearn", "check50",
           "junit", "sarif", "html", "markdown")
FOLDERS = ("gradescope", "prairielearn", "check50")  # a file for each student
# Those that one submission alone can be told in, without a file of the LMS.
SINGLE_FORMATS = ("csv", *FOLDERS, "junit", "sarif", "html", "markdown")


def exporter(name: str) -> Exporter:
    """Returns the function that makes a format; its module, and what that needs, is imported only now."""
    export: Exporter = import_module(f"grader.exports.{name}").export
    return export


def write(export: Export, output: Path) -> None:
    """Writes the file, or the files into the folder: each complete or not at all.

    Raises:
        InputError: it cannot be written.
    """
    try:
        if isinstance(export.content, str):
            write_file(output, export.content, export.encoding)
            return
        output.mkdir(exist_ok=True)
        for name, text in export.content.items():
            write_file(output / name, text, export.encoding)
    except OSError as error:
        raise InputError("output_unwritable", path=str(output), reason=error.strerror or "") from None


def write_file(path: Path, text: str, encoding: str) -> None:
    """Puts a complete file in place of an old one; a disk that fills up leaves the old one as it was."""
    if path.exists() and not path.is_file():  # a pipe or a device
        path.write_text(text, encoding=encoding, newline="")
        return
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding=encoding, newline="")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
