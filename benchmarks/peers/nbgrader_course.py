"""The assignment as an nbgrader course: answer cells, and check cells with hidden tests.

`autograde` grades one student after another; so each job gets a course folder, with its own gradebook, and its share of
the students.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from peers.checks import Training, check_of
from peers.notebooks import EXERCISES, Student, write_notebook

ASSIGNMENT, NOTEBOOK = "homework", "homework.ipynb"
GENERATE = ["generate_assignment", ASSIGNMENT, "--create"]
AUTOGRADE = ["autograde", ASSIGNMENT, "--create"]
CONFIG = """c = get_config()
c.CourseDirectory.course_id = "course"
c.ExecutePreprocessor.timeout = 600
"""
READ_PASSED = f"""import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as gradebook:
    print(json.dumps([(submission.student.id, grade.name.removeprefix("check_"))
                      for submission in gradebook.assignment_submissions("{ASSIGNMENT}")
                      for notebook in submission.notebooks for grade in notebook.grades
                      if grade.auto_score == grade.max_score]))
"""


def write_courses(folder: Path, students: list[Student], jobs: int, training: Training) -> list[Path]:
    """Writes a course folder for each job, with its share of the students' notebooks as handed in."""
    for job in range(jobs):
        course = folder / f"course_{job}"
        course.mkdir(parents=True)
        (course / "nbgrader_config.py").write_text(CONFIG)
        source = [cell for exercise in EXERCISES for cell in pair(exercise, "model = None", hidden(exercise, training))]
        write_notebook(course / "source" / ASSIGNMENT / NOTEBOOK, source)
        for student in students[job::jobs]:
            cells = [cell for exercise, answer in student.answers.items() for cell in pair(exercise, answer, "")]
            write_notebook(course / "submitted" / student.name / ASSIGNMENT / NOTEBOOK, cells)
    return courses_of(folder)


def courses_of(folder: Path) -> list[Path]:
    """Returns the course folders."""
    return sorted(folder.glob("course_*"))


def hidden(exercise: str, training: Training) -> str:
    """Returns a check as it stands in the instructor's notebook."""
    return f"### BEGIN HIDDEN TESTS\n{check_of(exercise, training)}### END HIDDEN TESTS\n"


def pair(exercise: str, answer: str, check: str) -> list[NotebookNode]:
    """Returns an answer cell and the check cell that follows it."""
    return [new_code_cell(answer, metadata={"nbgrader": marks(exercise, is_check=False)}),
            new_code_cell(check, metadata={"nbgrader": marks(f"check_{exercise}", is_check=True)})]


def marks(grade_id: str, *, is_check: bool) -> dict[str, object]:
    """Returns the metadata by which nbgrader knows a cell."""
    points = {"points": 1} if is_check else {}
    return {"grade_id": grade_id, "grade": is_check, "locked": is_check, "solution": not is_check, "task": False,
            "schema_version": 3, **points}


def read_passed(python: Path, course: Path) -> set[tuple[str, str]]:
    """Reads a course's gradebook with nbgrader's own API."""
    told = subprocess.run([python, "-c", READ_PASSED], cwd=course, check=True, capture_output=True, text=True).stdout
    return {(student, exercise) for student, exercise in json.loads(told)}
