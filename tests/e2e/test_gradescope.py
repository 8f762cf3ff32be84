"""Gradescope's autograder: its archive, and its second script run as Gradescope does, against submissions of all kinds.

`python tests/platforms/try_gradescope.py` runs the first script, too, which installs for minutes.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from grader import cli
from grader.commands.package import PLACES, VISIBILITIES
from grader.messages.texts import Texts
from grader.packaging import gradescope_run
from grader.packaging.bundle import SCRIPTS, Settings, Visibility, make_bundle

ROOT = Path(__file__).parents[2]
# gradescope-autograders.readthedocs.io, "Output format"
OF_RESULTS = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format", "visibility",
              "stdout_visibility", "extra_data", "tests", "leaderboard"}
OF_A_TEST = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags", "visibility",
             "extra_data"}


@pytest.fixture
def autograder(tmp_path: Path):
    """Lays out `/autograder` with the archive unpacked, and returns what runs its script over a submission."""
    def run(submission: dict[str, bytes], *, python: Path = Path(sys.prefix), **settings) -> dict:
        root = tmp_path / "autograder"
        with zipfile.ZipFile(io.BytesIO(make_bundle("gradescope", Settings(language="en", **settings)))) as archive:
            archive.extractall(root / "source")
        (root / "submission").mkdir(parents=True)
        for name, content in submission.items():
            (root / "submission" / name).write_bytes(content)
        environment = {"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root), "GRADER_ENVIRONMENT": str(python)}
        shutil.copy(root / "source" / "run_autograder", root)  # as the harness does
        subprocess.run(["bash", root / "run_autograder"], cwd=root, env=environment, check=False, timeout=500)
        results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
        assert set(results) <= OF_RESULTS
        assert all(set(each) <= OF_A_TEST for each in results.get("tests", []))
        assert [path.name for path in (root / "results").iterdir()] == ["results.json"]
        return results

    return run


def solution(name: str) -> bytes:
    return (ROOT / "solutions" / f"{name}.py").read_bytes()


def test_a_right_and_a_wrong_answer_and_a_hostile_one(autograder) -> None:
    files = {"mnist_sequential.py": solution("mnist_sequential"),
             "mnist_functional.py": solution("mnist_functional").replace(b"Conv2D(64", b"Conv2D(48"),
             "cifar100_sequential.py": b"import os, pathlib\n"
                                       b"pathlib.Path('/autograder/results/results.json').write_text('{\"score\": 100}')\n"
                                       b"model = os._exit(0)\n"}
    chosen = ("mnist_sequential", "mnist_functional", "cifar100_sequential")
    results = autograder(files, exercises=chosen, hints=2, visibility="after_due_date")
    right, wrong, hostile = results["tests"]
    assert (right["score"], right["max_score"], right["status"]) == (1.0, 1.0, "passed")
    assert 0 < wrong["score"] < 1
    assert "48" in wrong["output"]
    assert "^" in wrong["output"]  # the second hint shows the place in the source
    assert hostile["score"] < 0.2
    assert results["score"] == pytest.approx(right["score"] + wrong["score"] + hostile["score"])
    assert {each["visibility"] for each in results["tests"]} == {"after_due_date"}


def test_what_cannot_be_graded_is_told_and_scores_nothing(autograder) -> None:
    results = autograder({"essay.pdf": b"%PDF-1.4"})
    assert results["score"] == 0.0
    assert ".ipynb" in results["output"]


def test_an_empty_submission_is_told(autograder) -> None:
    assert autograder({})["score"] == 0.0


def test_our_own_failure_has_results_without_a_score(autograder, tmp_path: Path) -> None:
    results = autograder({"mnist_sequential.py": solution("mnist_sequential")}, python=tmp_path / "no_python_here")
    assert "score" not in results
    assert results["output"] == Texts("en").text("grader_error")


def test_a_usage_error_is_ours(autograder) -> None:
    results = autograder({"mnist_sequential.py": solution("mnist_sequential")}, exercises=("no_such_exercise",))
    assert "score" not in results
    assert "no_such_exercise" in results["output"]


def test_what_takes_too_long_has_results_without_a_score(autograder) -> None:
    results = autograder({"mnist_sequential.py": b"while True: pass\nmodel = None\n"}, submission_seconds=0.5)
    assert "score" not in results
    assert "0.5 s" in results["output"]


def test_an_exercise_that_we_failed_at_leaves_no_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    check = {"id": "answer.runs", "outcome": "broken", "message": "m", "hint": "h", "hints": ["h", "p", "f"]}
    exercise = {"id": "a", "verdict": "grader_error", "score": None, "max_score": 1.0, "checks": [check], "message": "ours", "seconds": 0}
    document = {"grader_version": "1", "isolation": "full", "submission": {"name": "s"}, "exercises": [exercise]}
    done = subprocess.CompletedProcess([], 3, json.dumps(document), "")
    results = gradescope_run.told(done, Settings(language="en", hints=0), Texts("en"))
    assert "score" not in results
    assert [(each["output"], "score" in each) for each in results["tests"]] == [("m", False)]


def test_the_archive_is_the_same_twice_and_its_scripts_can_be_executed() -> None:
    made = make_bundle("gradescope", Settings(language="ko"))
    assert made == make_bundle("gradescope", Settings(language="ko"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {name for name in archive.namelist() if archive.getinfo(name).external_attr >> 16 & 0o111} == {"setup.sh", "run_autograder"}
        assert msgspec.json.decode(archive.read("settings.json"), type=Settings).language == "ko"
        assert b"://" not in archive.read("setup.sh") + archive.read("requirements.lock")


def test_its_wheel_is_the_grader_with_the_course_and_no_solution(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(make_bundle("gradescope", Settings(language="en")))) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".whl")]
        (tmp_path / name).write_bytes(archive.read(name))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(tmp_path / "site"), str(tmp_path / name)]
    subprocess.run(command, check=True, capture_output=True)
    assert (tmp_path / "site/grader/course/stubs.json").read_bytes() == (ROOT / "exercises/stubs.json").read_bytes()
    assert {path.name for path in (ROOT / "grader").rglob("*.py")} <= {path.name for path in (tmp_path / "site/grader").rglob("*.py")}
    assert not [path for path in (tmp_path / "site").rglob("*.py") if path.read_bytes() == solution("mnist_sequential")]
    listed = subprocess.run([sys.executable, "-m", "grader", "list", "--lang", "en"], cwd=tmp_path, capture_output=True, text=True, check=True,
                            env={**os.environ, "PYTHONPATH": str(tmp_path / "site")})
    assert "mnist_sequential" in listed.stdout
    [made] = (tmp_path / "site").glob("*.dist-info")
    assert (made / "METADATA").read_text(encoding="utf-8") == distribution("keras-exercise-grader").read_text("METADATA")


def test_the_command_writes_what_was_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.zip"
    assert cli.run(["package", "gradescope", "--output", str(path), "--lang", "ko", "--exercise", "gradient_tape", "--hint", "0",
                    "--visibility", "hidden", "--timeout", "7", "--total-timeout", "99"]) == 0
    with zipfile.ZipFile(path) as archive:
        settings = msgspec.json.decode(archive.read("settings.json"), type=Settings)
    assert settings == Settings(language="ko", exercises=("gradient_tape",), hints=0, visibility="hidden", answer_seconds=7.0, submission_seconds=99.0)
    assert str(path) in capsys.readouterr().out
    assert cli.run(["package", "gradescope", "--output", str(path), "--exercise", "mnist"]) == 4
    assert cli.run(["package", "gradescope", "--output", str(tmp_path)]) == 4


def test_the_choices_of_the_command_are_those_there_are() -> None:
    assert get_args(Visibility) == VISIBILITIES
    assert (*SCRIPTS, "kernel") == PLACES
