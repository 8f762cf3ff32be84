"""Puts the course into the wheel: its tables and the sealed stubs, never what somebody wrote where the stubs lay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TRAVELS = (".toml", ".json")


class CourseInTheWheel(BuildHookInterface):
    """Adds the files of the course; an editable install reads them where they lie."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Names the files, and where they go."""
        if version == "standard":
            build_data["force_include"] |= {str(path): f"grader/course/{path.name}" for path in
                                            Path(self.root, "exercises").iterdir() if path.suffix in TRAVELS}
