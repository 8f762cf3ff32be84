"""What each version of Keras calls things, written down: verdicts and advice know the Keras that is installed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import CourseError
from grader.specs import keras_names as names
from grader.specs import lint
from grader.specs.keras_names import changed, difference, keras_names, known_versions, newest, since

ROOT = Path(__file__).parents[2]
# What the grader uses of Keras that is no part of its interface, looked up in every version from 3.3 to 3.15.
INSIDE_KERAS = {"keras.src.backend.common.global_state.get_global_attribute", "keras.src.models.functional.Functional",
                "keras.src.losses", "keras.src.metrics", "keras.src.optimizers"}


@pytest.fixture
def keras_3_3(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if Keras 3.3.3 were installed."""
    keras_names.cache_clear()
    for module in (names, lint):
        monkeypatch.setattr(module, "installed", {"keras": "3.3.3"}.get)
    yield
    keras_names.cache_clear()


def test_the_installed_version_counts(keras_3_3: None) -> None:
    assert "ReversibleEmbedding" not in keras_names().layers
    assert "ReversibleEmbedding" in newest().layers
    assert "Dense" in keras_names().layers


def test_a_version_that_nobody_wrote_down_is_the_one_before_it() -> None:
    assert keras_names("3.12.7") == keras_names("3.12")
    assert keras_names("9.0") == newest()
    assert keras_names("3.0") == keras_names("3.3")
    assert known_versions()[-1] == "3.15"  # and not 3.9


def test_what_came_later_is_told_with_its_version(keras_3_3: None) -> None:
    assert since("ReversibleEmbedding") == "3.12"
    assert since("Dense", "lora_alpha") == "3.10"
    assert since("Dens") is None
    with pytest.raises(CourseError) as error:
        lint.lint_layer_names("tiny", "layer_1", "ReversibleEmbedding", [])
    assert (error.value.code, error.value.params["since"]) == ("course_newer_keras", "3.12")
    with pytest.raises(CourseError) as error:
        lint.lint_layer_names("tiny", "layer_1", "Dense", ["lora_alpha"])
    assert (error.value.code, error.value.params["found"]) == ("course_newer_keras", "Dense(lora_alpha=…)")
    with pytest.raises(CourseError, match="course_unknown_argument"):
        lint.lint_layer_names("tiny", "layer_1", "Dense", ["nodes"])


def test_a_difference_leads_from_one_to_the_other() -> None:
    old = {"layers": {"A": ["x"], "B": [], "C": ["z"]}, "losses": ["l"], "objects": {}}
    new = {"layers": {"A": ["x", "y"], "C": ["z"]}, "losses": ["l", "m"], "objects": {"O": {"config": {"max": None}}}}
    told = difference(old, new)
    assert told == {"layers": {"A": ["x", "y"]}, "losses": ["l", "m"], "objects": {"O": {"config": {"max": None}}},
                    "gone": {"layers": ["B"]}}
    assert changed(old, json.loads(json.dumps(told))) == new


def test_nothing_inside_keras_is_used_that_an_older_one_lacks() -> None:
    """Another import from `keras.src` is looked up in the oldest Keras (`try_platform.py oldest`) before it is listed."""
    texts = [text for path in (ROOT / "grader").rglob("*.py") if "keras.src" in (text := path.read_text(encoding="utf-8"))]
    used = {f"{node.module}.{alias.name}" for text in texts for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("keras.src") for alias in node.names}
    assert used == INSIDE_KERAS
