"""Reads Gradescope's export: a folder per submission, and a file beside them that says whose each is."""

from __future__ import annotations

import yaml

from grader.gradebook.entries import Student
from grader.submissions.stored import FileProblem, StoredFile

METADATA = "submission_metadata.yml"


def submitters(files: list[StoredFile]) -> dict[str, list[Student]] | None:
    """Returns the students of each folder, all members of a group; None if this is no such export."""
    metadata = next((file for file in files if file.name == METADATA), None)
    if metadata is None:
        return None
    try:
        submissions = yaml.load(metadata.read(), PlainLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, FileProblem, OSError, UnicodeDecodeError, RecursionError, ValueError):
        return None
    return {str(folder): members(str(folder), about)
            for folder, about in submissions.items()} if isinstance(submissions, dict) else {}


class PlainLoader(yaml.SafeLoader):  # type: ignore[misc] # PyYAML has no types
    """Reads what Ruby wrote: its own types are plain tables and texts."""


PlainLoader.add_multi_constructor("!ruby/", lambda loader, _, node: loader.construct_mapping(node, deep=True)
                                  if isinstance(node, yaml.MappingNode) else loader.construct_scalar(node))


def members(folder: str, about: object) -> list[Student]:
    """Returns who handed in a Gradescope submission."""
    people = about.get(":submitters") if isinstance(about, dict) else None
    people = [each for each in people if isinstance(each, dict)] if isinstance(people, list) else []
    told = [(str(each.get(":name") or folder), str(each.get(":sid") or ""), str(each.get(":email") or ""))
            for each in people] or [(folder, "", "")]
    return [Student(key=folder if len(told) == 1 else f"{folder}_{number}", name=name, school_id=sid, email=email)
            for number, (name, sid, email) in enumerate(told, 1)]
