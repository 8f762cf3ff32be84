"""A fresh clone for each journey."""

from __future__ import annotations

from pathlib import Path

import pytest
from journeys.users import User, clone, make_environment


@pytest.fixture
def user(tmp_path: Path) -> User:
    """Somebody who has just cloned the repository."""
    folder, home = tmp_path / "grader", tmp_path / "home"
    home.mkdir()
    clone(folder)
    make_environment(folder / ".venv", folder)
    return User(folder, home)
