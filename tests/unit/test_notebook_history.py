"""Which cells of a kernel count: each as it was run last."""

from __future__ import annotations

import subprocess
import sys

from grader.notebooks.history import cells_that_count, names_of


def test_a_cell_run_again_replaces_its_earlier_run() -> None:
    history = ["", "a = 1", "b = 1", "a = 2", "b = 1"]
    assert cells_that_count(history, {1: "x", 3: "x"}) == ["", "", "a = 2", "b = 1"]


def test_without_ids_a_marker_tells_cells_apart() -> None:
    history = ["", "# exercise: one\nmodel = 1", "model = 2", "# exercise: one\nmodel = 3"]
    assert cells_that_count(history, {}) == ["", "model = 2", "# exercise: one\nmodel = 3"]


def test_names_are_those_of_this_very_object() -> None:
    thing, like_it = [1], [1]
    assert names_of(thing, {"a": thing, "b": like_it, "_3": thing}) == ["a"]


def test_the_kernel_s_side_imports_no_tensorflow() -> None:
    script = ("import sys\nfrom IPython.core.interactiveshell import InteractiveShell\nimport grader\n"
              "grader.load_ipython_extension(InteractiveShell.instance())\n"
              "assert not {'tensorflow', 'keras', 'rich', 'numpy'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=60)
