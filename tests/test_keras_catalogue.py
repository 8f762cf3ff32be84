"""What the installed Keras calls its layers is what is written down of its version."""

from __future__ import annotations

from grader.challenge.stock_layers import read_keras
from grader.specs.keras_names import catalogue
from grader.versions import installed, minor


def test_the_catalogue_of_the_installed_keras_is_true() -> None:
    """If it fails after an upgrade: `python -m grader.challenge.stock_layers`."""
    found = read_keras()
    written = catalogue(minor(installed("keras") or ""))
    assert {key for key in found if found[key] != written[key]} == set()
