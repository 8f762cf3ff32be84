"""A gradebook judged again by a changed course: nobody's code runs, and all is as a fresh batch would have it."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXERCISES = ("mnist_sequential", "cifar100_functional", "gradient_tape")
CHILDREN = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=sys.stderr)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
WITHOUT_TENSORFLOW_MIB = 160


def grader(*arguments: object, course: Path | None = None) -> tuple[int, int, str]:
    """Runs a command; returns its exit code, the MiB of its largest process, and what it printed."""
    environment = os.environ | ({"GRADER_COURSE": str(course)} if course else {})
    done = subprocess.run([sys.executable, "-c", CHILDREN, sys.executable, "-m", "grader", *map(str, arguments), "--lang", "en"],
                          capture_output=True, text=True, cwd=ROOT, env=environment, timeout=600, check=True)
    code, mib = map(int, done.stdout.split())
    return code, mib, done.stderr


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three students: all right; the same on another page, with one mistake; and one whose answer kills its process."""
    folder = tmp_path_factory.mktemp("class")
    for student in ("ann", "bob", "eve"):
        (folder / student).mkdir()
        for exercise in EXERCISES:
            text = (ROOT / "solutions" / f"{exercise}.py").read_text(encoding="utf-8")
            text = text if student == "ann" else "# by " + student + "\n\n" + text
            if exercise == "mnist_sequential" and student != "ann":
                text = text.replace("Conv2D(64", "Conv2D(32") if student == "bob" else \
                    "import os\nfrom tensorflow import keras\nmodel = keras.Sequential([os._exit(0)])\n"
            (folder / student / f"{exercise}.py").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def gradebook(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gradebook") / "g.db"
    code, _, printed = grader("batch", handed_in, "--gradebook", path)
    assert code == 1, printed
    return path


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with other points, and with other filters in one layer."""
    folder = tmp_path_factory.mktemp("courses") / "changed"
    shutil.copytree(ROOT / "exercises", folder)
    course = (folder / "course.toml").read_text(encoding="utf-8")
    network, step = course.split("[points.train_step]")
    network = network.replace("runs = 0.10", "runs = 0.30").replace("arguments = 0.35", "arguments = 0.15")
    (folder / "course.toml").write_text(f"{network}[points.train_step]{step}", encoding="utf-8")
    mnist = (folder / "mnist.toml").read_text(encoding="utf-8")
    (folder / "mnist.toml").write_text(re.sub("filters = 64", "filters = 32", mnist, count=1), encoding="utf-8")
    return folder


def documents(path: Path) -> dict[str, Any]:
    target = path.with_suffix(".json")
    grader("export", path, "--format", "json", "--output", target)
    found = json.loads(target.read_text(encoding="utf-8"))["submissions"]
    return {each["submission"]["name"]: each["exercises"] for each in found}


def judged(path: Path) -> dict[str, list[tuple]]:
    """Everything in the documents but what is drawn anew and what was measured."""
    return {name: [(each["id"], each["verdict"], each["score"], each["answer"],
                    [(check["id"], check["outcome"], check["points"], check["code"]) for check in each["checks"]])
                   for each in exercises] for name, exercises in documents(path).items()}


def test_a_dry_run_tells_who_would_change_and_changes_nothing(gradebook: Path, changed: Path) -> None:
    before = gradebook.read_bytes()
    code, _, printed = grader("regrade", gradebook, "--dry-run", course=changed)
    assert code == 0
    assert gradebook.read_bytes() == before
    assert "ann  mnist_sequential: passed 1.00 → not yet right 0.95  layer_2.filters" in printed
    assert "bob  mnist_sequential: not yet right" in printed
    assert "→ passed 1.00" in printed
    assert "cifar100_functional" not in printed
    assert "3 judged again by today's course: the grades of 2 would change. 1 answers had to be run." in printed


def test_it_equals_a_fresh_batch_and_runs_only_what_nothing_is_kept_of(
        gradebook: Path, handed_in: Path, changed: Path, tmp_path: Path) -> None:
    again, fresh = tmp_path / "again.db", tmp_path / "fresh.db"
    shutil.copy(gradebook, again)
    with closing(sqlite3.connect(again)) as connection, connection:
        connection.execute("DELETE FROM students WHERE key LIKE 'eve%'")  # whose end is never kept, and is run again
    code, _, printed = grader("regrade", again, course=changed)
    assert (code, "0 answers had to be run" in printed) == (0, True), printed
    assert grader("batch", handed_in, "--gradebook", fresh, course=changed)[0] == 1
    expected = judged(fresh)
    assert judged(again) == {name: expected[name] for name in ("ann", "bob")}


def test_changed_points_start_no_tensorflow(gradebook: Path, handed_in: Path, tmp_path: Path) -> None:
    again, course = tmp_path / "again.db", tmp_path / "points"
    shutil.copy(gradebook, again)
    shutil.copytree(ROOT / "exercises", course)
    text = (course / "course.toml").read_text(encoding="utf-8")
    (course / "course.toml").write_text(text.replace("arguments = 0.35", "arguments = 0.30").replace(
        "defaults = 0.05", "defaults = 0.10"), encoding="utf-8")
    with closing(sqlite3.connect(again)) as connection, connection:
        connection.execute("DELETE FROM students WHERE key LIKE 'eve%'")
    code, mib, printed = grader("regrade", again, course=course)
    assert (code, mib < WITHOUT_TENSORFLOW_MIB) == (0, True), (mib, printed)
    assert "the grades of 1 changed" in printed


def test_a_batch_by_the_same_course_then_has_nothing_to_do(gradebook: Path, handed_in: Path, changed: Path,
                                                           tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    shutil.copy(gradebook, again)
    grader("regrade", again, course=changed)
    assert "3 are in the gradebook already, 0 to grade" in grader("batch", handed_in, "--gradebook", again, course=changed)[2]


def test_half_a_course_regrades_nobody(gradebook: Path, changed: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(changed, broken)
    (broken / "cifar100.toml").write_text("[network\n", encoding="utf-8")
    before = gradebook.read_bytes()
    code, _, printed = grader("regrade", gradebook, course=broken)
    assert code == 4
    assert "cifar100.toml" in printed
    assert gradebook.read_bytes() == before


def test_equal_answers_of_two_students_are_run_once(gradebook: Path) -> None:
    """Ann's and Bob's functional networks and steps are the same programs on other pages."""
    with closing(sqlite3.connect(gradebook)) as connection:
        [(entries,), (readings,)] = (connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                                     for table in ("evidence", "readings"))
    # of three networks and a step: what the guest said, the twin's answer, and the two exercises' layers; what was found
    assert (entries, readings) == (4 + 4 + 2 + 3, 3)


def test_graded_again_unchanged_starts_no_tensorflow(tmp_path: Path) -> None:
    work = tmp_path / "hw"
    shutil.copytree(ROOT / "solutions", work, ignore=shutil.ignore_patterns("*.ipynb"))
    reports = []
    for _ in range(2):
        code, mib, printed = grader("grade", work, "--exercise", "mnist_sequential", "--exercise", "gradient_tape")
        assert code == 0
        reports.append((mib < WITHOUT_TENSORFLOW_MIB, printed))
    assert [cheap for cheap, _ in reports] == [False, True]
    assert reports[0][1] == reports[1][1]
    text = (work / "mnist_sequential.py").read_text(encoding="utf-8")
    (work / "mnist_sequential.py").write_text(text.replace("Conv2D(64", "Conv2D(32"), encoding="utf-8")
    code, _, printed = grader("grade", work, "--exercise", "mnist_sequential", "--exercise", "gradient_tape")
    assert (code, "1 of 2" in printed) == (1, True)


def test_fresh_runs_all_again(tmp_path: Path) -> None:
    shutil.copy(ROOT / "solutions" / "mnist_sequential.py", tmp_path)
    for more in ((), ("--fresh",)):
        code, mib, _ = grader("grade", tmp_path / "mnist_sequential.py", "--exercise", "mnist_sequential", *more)
        assert (code, mib > WITHOUT_TENSORFLOW_MIB) == (0, True)
