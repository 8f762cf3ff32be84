"""Another course reaches every place where one grades: it is chosen once, and nothing of ours looks for another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "beyond_chains"
ANSWER = EXAMPLE / "solutions" / "digit_autoencoder.py"


def run(*command: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GRADER")}
    return subprocess.run([sys.executable, "-P", "-m", *command], cwd=folder, capture_output=True, text=True, timeout=300,
                          env=kept | {"LC_ALL": "C.UTF-8"} | environment, check=False)


def test_by_option_before_or_after_the_command_or_by_environment(tmp_path: Path) -> None:
    told = [run("grader", "--course", str(EXAMPLE), "list", folder=tmp_path),
            run("grader", "list", "--course", str(EXAMPLE / "course.toml"), folder=tmp_path),
            run("grader", "list", folder=tmp_path, GRADER_COURSE=str(EXAMPLE))]
    assert {each.returncode for each in told} == {0}
    assert len({each.stdout for each in told}) == 1
    assert "digit_autoencoder" in told[0].stdout
    wrong = run("grader", "list", "--course", "nowhere", folder=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (4, "")
    assert "nowhere: neither a folder nor the name of an installed course" in wrong.stderr


def test_lanes_and_pytest_grade_by_it(tmp_path: Path) -> None:
    graded = run("grader", "grade", str(ANSWER), "--exercise", "digit_autoencoder", "--format", "json", "--course", str(EXAMPLE), folder=tmp_path)
    assert graded.returncode == 0, graded.stderr
    assert [each["verdict"] for each in json.loads(graded.stdout)["exercises"]] == ["passed"]
    items = run("pytest", "-p", "grader.pytest_plugin", "--submission", str(ANSWER), "--course", str(EXAMPLE), "-k", "target_shape",
                folder=tmp_path)
    assert "1 passed" in items.stdout, items.stdout + items.stderr


def test_a_class_is_graded_and_exported_by_it(tmp_path: Path) -> None:
    (tmp_path / "class" / "kim").mkdir(parents=True)
    shutil.copy(ANSWER, tmp_path / "class" / "kim" / "answer.py")
    done = run("grader", "batch", "class", "--gradebook", "c.db", "--feedback", "pages", "--course", str(EXAMPLE), folder=tmp_path)
    assert done.returncode == 1, done.stderr
    run("grader", "export", "c.db", "--format", "html", "--output", "c.html", "--course", str(EXAMPLE), folder=tmp_path)
    for page in (tmp_path / "c.html", *(tmp_path / "pages").glob("*.html")):
        text = page.read_text(encoding="utf-8")
        assert "Beyond chains" in text
        assert "Autoencoder of digits" in text


def test_it_travels_in_a_package(tmp_path: Path) -> None:
    made = run("grader", "package", "gradescope", "--output", "a.zip", "--course", str(EXAMPLE), folder=tmp_path)
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        [wheel] = [name for name in archive.namelist() if name.endswith(".whl")]
        archive.extract(wheel, tmp_path)
    with zipfile.ZipFile(tmp_path / wheel) as archive:
        tables = {name for name in archive.namelist() if name.startswith("grader/course/")}
    assert tables == {f"grader/course/{path.name}" for path in EXAMPLE.glob("*.toml")}


@pytest.mark.parametrize(("options", "code", "says"), [
    (["--exercise", "digit_autoencoder"], 0, ["units", "The other"]),
    (["--exercise", "series_forecast"], 4, ["series_forecast.toml", "no such exercise"]),
])
def test_one_broken_exercise_is_told_and_costs_no_other(tmp_path: Path, options: list[str], code: int, says: list[str]) -> None:
    course = shutil.copytree(EXAMPLE, tmp_path / "course")
    table = course / "series_forecast.toml"
    table.write_text(table.read_text(encoding="utf-8").replace("units = 8", "unitss = 8"), encoding="utf-8")
    done = run("grader", "grade", str(ANSWER), *options, "--course", str(course), "--lang", "en", folder=tmp_path)
    assert done.returncode == code, done.stderr
    for each in says:
        assert each in done.stderr
