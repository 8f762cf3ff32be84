"""The name that is meant is found; a name that is right, another number and an unrelated word are never proposed."""

import pytest

from grader.nearest import nearest_name


@pytest.mark.parametrize(("name", "known", "meant"), [
    ("conv2D", ["Conv1D", "Conv2D", "Dense"], "Conv2D"),
    ("gradients", ["watch", "gradient", "jacobian"], "gradient"),
    ("modle", ["model", "loss"], "model"),
    ("kears", ["np", "keras"], "keras"),
    ("_init_", ["call", "__init__"], "__init__"),
    ("train_steps", ["train_model", "train_step"], "train_step"),
    ("MaxPool", ["MaxPool2D", "MaxPool1D"], "MaxPool2D"),
    ("fun", ["fnu"], "fnu"),
    ("ad", ["add", "pop"], "add"),
])
def test_nearest_name_is_the_meant_one(name: str, known: list[str], meant: str) -> None:
    assert nearest_name(name, known) == meant


@pytest.mark.parametrize(("name", "known"), [
    ("q", ["q", "p"]),
    ("q", ["p", "x"]),
    ("pool1", ["pool2", "pool3"]),
    ("pool1", ["pool1", "pool11"]),
    ("x1", ["x2", "h"]),
    ("d", ["dd", "ad"]),
    ("ad", ["bad"]),
    ("tape", ["model", "optimizer"]),
    ("_", ["__"]),
    ("model", []),
])
def test_no_other_name_is_proposed(name: str, known: list[str]) -> None:
    assert nearest_name(name, known) is None
