"""The assignment for otter-grader: a file of tests for each exercise, and notebooks that check after each answer.

`otter run` grades one notebook in one process; `otter grade`, which grades many at once, needs Docker.
"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

from nbformat.v4 import new_code_cell

from peers.checks import Training, check_of
from peers.notebooks import EXERCISES, Student, write_notebook

GENERATE = ["generate", "--tests-dir", "tests", "--output-path", "autograder.zip", "--no-config", "--no-requirements",
            "--no-environment"]
TEST_FILE = """from otter.test_files import test_case

OK_FORMAT = False

name = "{exercise}"
points = 1


@test_case(points=1, hidden=True)
def test_{exercise}({names}):
{body}
"""


def write_assignment(folder: Path, students: list[Student], training: Training) -> None:
    """Writes the test files and the notebooks as handed in."""
    (folder / "tests").mkdir(parents=True)
    for exercise in EXERCISES:
        names = "model, train_step" if exercise == "gradient_tape" else "model"
        body = textwrap.indent(check_of(exercise, training), "    ")
        (folder / "tests" / f"{exercise}.py").write_text(TEST_FILE.format(exercise=exercise, names=names, body=body))
    for student in students:
        (folder / "results" / student.name).mkdir(parents=True)
        sources = ["import otter\ngrader = otter.Notebook()"]
        for exercise, answer in student.answers.items():
            sources += [answer, f'grader.check("{exercise}")']
        write_notebook(folder / "submitted" / f"{student.name}.ipynb", [new_code_cell(source) for source in sources])


def run_arguments(student: Student) -> list[str]:
    """Returns the arguments that grade one student's notebook."""
    return ["run", f"submitted/{student.name}.ipynb", "--autograder", "autograder.zip", "--no-logo",
            "--output-dir", f"results/{student.name}"]


def read_passed(folder: Path) -> set[tuple[str, str]]:
    """Reads the `results.json` of each notebook."""
    passed = set()
    for path in folder.glob("results/*/results.json"):
        for test in json.loads(path.read_text())["tests"]:
            exercise = next((each for each in EXERCISES if test["name"].startswith(each)), None)
            if exercise is not None and test["score"] == test["max_score"]:
                passed.add((path.parent.name, exercise))
    return passed
