"""GitHub: the steps of the action and the autograder of Classroom 50, run as they are run there."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from exports_support import check, entry, exercise, failed_exercise, wrong_filters
from markdown_it import MarkdownIt

from grader.exports.export import Options
from grader.exports.markdown import export
from grader.messages.texts import Texts
from grader.packaging import classroom50_run, github_run
from grader.packaging.bundle import Settings, make_bundle

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
COMMAND = re.compile(r"::error (?P<properties>[^\n:]*(?:%3A[^\n:]*)*)::(?P<message>[^\n]*)")
HOSTILE = "hi\n::error file=x::forged%0A\r\n::set-output name=score::7\n<img src=x onerror=1> [a](javascript:1) | `x` @all"
STUDENT = {
    "mnist_sequential.py": (ROOT / "solutions/mnist_sequential.py").read_text(encoding="utf-8"),
    "mnist_functional.py": (ROOT / "solutions/mnist_functional.py").read_text(encoding="utf-8").replace("Conv2D(64", "Conv2D(48"),
    "cifar100_sequential.py": f"from tensorflow import keras\nmodel = keras.Sequential([keras.layers.Dense({HOSTILE!r})])\nprint({HOSTILE!r})\n",
}
CHOSEN = ["mnist_sequential", "mnist_functional", "cifar100_sequential"]


def hand_in(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run_action(folder: Path, tmp_path: Path, **inputs: str) -> tuple[int, str, str, dict[str, str]]:
    """Runs the last step as the action does; returns exit code, log, summary and outputs."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: values["default"] for name, values in ACTION["inputs"].items()} | inputs
    environment = {name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], value)
                   for name, value in step["env"].items()}
    files = {name: tmp_path / name for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    environment |= {"ACTION": str(ROOT), "GRADER_ENVIRONMENT": sys.prefix, "PATH": os.environ["PATH"], **{k: str(v) for k, v in files.items()}}
    done = subprocess.run(["bash", "-c", step["run"]], cwd=folder, env=environment, capture_output=True, text=True, timeout=500)
    summary, outputs = (path.read_text(encoding="utf-8") if path.exists() else "" for path in files.values())
    return done.returncode, done.stdout, summary, dict(line.split("=") for line in outputs.splitlines())


def outside_of_stopped(log: str) -> list[str]:
    """The lines of a log in which GitHub looks for commands."""
    token, lines = None, []
    for line in log.splitlines():
        if token is None and line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif token is not None and line == f"::{token}::":
            token = None
        elif token is None:
            lines.append(line)
    assert token is None
    return lines


def test_right_wrong_and_hostile_work_is_told_to_github(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "work", STUDENT)
    code, log, summary, outputs = run_action(folder, tmp_path, exercises=" ".join(CHOSEN))
    commands = [COMMAND.fullmatch(line) for line in outside_of_stopped(log)]
    assert all(commands), log
    wrong, raised = (dict(pair.split("=") for pair in each["properties"].split(",")) for each in commands)
    assert (wrong["file"], wrong["title"].split("%3A")[0]) == ("mnist_functional.py", "mnist_functional")
    lines = STUDENT["mnist_functional.py"].splitlines()
    assert "Conv2D(48" in lines[int(wrong["line"]) - 1]
    assert (raised["file"], raised["line"]) == ("cifar100_sequential.py", "2")
    assert code == 1
    assert outputs["passed"] == "false"
    assert float(outputs["max-score"]) == 3
    assert 1 < float(outputs["score"]) < 3
    html = MarkdownIt("gfm-like", {"linkify": False}).render(summary)
    assert html.count("<tr>") == 1 + len(CHOSEN)
    assert not re.search("<img|<a ", html)


def test_the_step_may_pass_though_an_exercise_does_not(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "work", {"mnist_sequential.py": "model = 3\n"})
    assert run_action(folder, tmp_path, exercises="mnist_sequential", **{"must-pass": "false"})[0] == 0


def test_a_repository_without_an_answer_fails_the_step_and_says_so(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "work", {"essay.txt": "hello"})
    assert run_action(folder, tmp_path, **{"must-pass": "false"})[0] == 5


def test_no_input_is_part_of_a_command() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_at_most_ten_annotations_the_first_of_each_exercise_before_all_others() -> None:
    wrong = wrong_filters()
    document = {"exercises": [failed_exercise(f"e{number}", checks=[wrong | {"id": f"c{each}"} for each in range(4)]) for number in range(3)]}
    titles = [line.partition("title=")[2].partition("::")[0] for line in github_run.annotations(document, Path("hw.py"))]
    assert titles == ["e0%3A c0", "e1%3A c0", "e2%3A c0", *(f"e{e}%3A c{c}" for e in (0, 1) for c in (1, 2, 3)), "e2%3A c1"]


def test_a_message_cannot_end_its_command() -> None:
    told = github_run.command("error", {"title": "a,b::c\nd%"}, HOSTILE)
    assert told.count("\n") == 0
    assert told.startswith("::error title=a%2Cb%3A%3Ac%0Ad%25::hi%0A::error")


@pytest.mark.parametrize(("indent", "nested"), [(1, False), (2, True), (4, False)])
def test_a_line_of_a_cell_is_found_in_the_text_of_a_notebook(tmp_path: Path, indent: int, nested: bool) -> None:
    metadata = {"copy": {"source": ["not this\n"]}} if nested else {}
    cells = [{"cell_type": "markdown", "metadata": metadata, "source": []},
             {"cell_type": "code", "metadata": {}, "outputs": [], "source": ["a = 1\n", "wanted = 2\n"]}]
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=indent), encoding="utf-8")
    number = github_run.line_in_notebook(path, 2, 2)
    assert "wanted" in path.read_text(encoding="utf-8").splitlines()[number - 1]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"cells": [{"source": "one string"}]}', '{"cells": 3}', "[" * 100_000])
def test_a_notebook_written_otherwise_is_annotated_as_a_whole(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hw.ipynb"
    path.write_text(text, encoding="utf-8")
    assert github_run.line_in_notebook(path, 1, 1) is None
    assert github_run.location({"file": "hw.ipynb", "cell": 1, "line": 1}, tmp_path) == {"file": path.as_posix()}


def test_the_summary_fits_into_what_github_takes() -> None:
    assert len(github_run.cut("가" * 10**6).encode()) < 2**20


def test_what_a_student_wrote_is_text_in_markdown() -> None:
    hostile = exercise("a", "failed", 0.5, checks=[check("answer.runs", "failed", message=HOSTILE, hints=["*h* <b>"])], advice=["# a"])
    html = MarkdownIt("gfm-like", {"linkify": False}).render(export([entry(HOSTILE, [hostile])], Options(Texts("en"))).only_text)
    assert not re.search("<(img|a|b|code|h1)[ >]", html)
    assert html.count("<h3>") == 1


# --- Classroom 50

RUNNER = {"CLASSROOM": "dl", "ASSIGNMENT": "tf2", "SUBMISSION_TAG": "submit/2026-11-27", "COMMIT_URL": "c", "RELEASE_URL": "r"}


def run_classroom50(checkout: Path, tmp_path: Path, **settings) -> tuple[int, dict | None, str]:
    bundle = tmp_path / "bundle"
    with zipfile.ZipFile(io.BytesIO(make_bundle("classroom50", Settings(language="en", **settings)))) as archive:
        archive.extractall(bundle)
    environment = {**RUNNER, "PATH": os.environ["PATH"], "GRADER_ENVIRONMENT": sys.prefix}
    done = subprocess.run([sys.executable, bundle / "autograder.py"], cwd=checkout, env=environment, capture_output=True, text=True, timeout=500)
    path = checkout / "result.json"
    return done.returncode, json.loads(path.read_text(encoding="utf-8")) if path.exists() else None, done.stderr


def test_classroom50_gets_whole_points_in_its_own_form(tmp_path: Path) -> None:
    checkout = hand_in(tmp_path / "work", STUDENT | {"result.json": '{"score": 300}'})
    code, result, _ = run_classroom50(checkout, tmp_path, exercises=tuple(CHOSEN))
    assert code == 0
    assert set(result) == {"schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime", "score", "max-score", "tests"}
    assert (result["schema"], result["classroom"], result["review"]) == ("classroom50/result/v1", "dl", "c")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["datetime"])
    assert [(each["test-name"], each["passed"], each["max-score"]) for each in result["tests"]] == [
        (CHOSEN[0], True, 100), (CHOSEN[1], False, 100), (CHOSEN[2], False, 100)]
    assert all(type(each["score"]) is int for each in result["tests"])
    assert result["score"] == sum(each["score"] for each in result["tests"])
    assert result["tests"][0]["score"] == 100
    assert "48" in result["tests"][1]["output"]


def test_classroom50_is_told_of_a_checkout_without_an_answer(tmp_path: Path) -> None:
    code, result, _ = run_classroom50(hand_in(tmp_path / "work", {"essay.txt": "hello"}), tmp_path)
    assert (code, result["score"], result["max-score"]) == (0, 0, 700)


@pytest.mark.parametrize("settings", [{"exercises": ("no_such_exercise",)}, {"submission_seconds": 0.2}])
def test_our_failure_is_no_grade_in_classroom50(tmp_path: Path, settings: dict) -> None:
    checkout = hand_in(tmp_path / "work", {"mnist_sequential.py": "model = 3", "result.json": '{"score": 700}'})
    code, result, said = run_classroom50(checkout, tmp_path, **settings)
    assert (code, result) == (3, None)
    assert Texts("en").text("grader_error") in said


def test_an_exercise_that_we_failed_at_is_no_grade_in_classroom50() -> None:
    document = {"exercises": [exercise("a"), exercise("b", "grader_error", None, message="ours")]}
    done = subprocess.CompletedProcess([], 3, json.dumps(document), "")
    assert classroom50_run.tests_of(done, Settings(language="en")) == "ours"
