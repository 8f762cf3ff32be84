"""The command line keeps its contract, as a user meets it: in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests_support import follows_its_type

from grader.reports.schema import SubmissionDocument

ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).parent / "course_page.md"


def run_grader(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "grader", *map(str, arguments)], capture_output=True, text=True,
                          cwd=cwd or ROOT, env=os.environ | {"LC_ALL": "C.UTF-8", "COLUMNS": "80"} | environment,
                          timeout=300, check=False)


def test_the_course_page_itself(tmp_path: Path) -> None:
    done = run_grader("grade", PAGE, "--format", "json", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == ""
    document = json.loads(done.stdout)
    follows_its_type(document, SubmissionDocument)
    verdicts = {each["id"]: each["verdict"] for each in document["exercises"]}
    assert verdicts == {
        "mnist_sequential": "failed", "mnist_functional": "passed", "mnist_subclassing": "passed",
        "cifar100_sequential": "passed", "cifar100_functional": "passed", "cifar100_subclassing": "passed",
        "gradient_tape": "passed",
    }
    first = document["exercises"][0]
    [failed] = [check for check in first["checks"] if check["outcome"] == "failed"]
    assert (failed["id"], failed["expected"], failed["found"]) == ("layer_2.filters", 64, 32)
    assert "code block 5, line 124" in failed["message"]
    assert failed["hint"] == failed["hints"][0]
    assert "keras.layers.Conv2D(32, 3, activation='relu')" in failed["hints"][1]
    assert "filters=7" in failed["hints"][2]
    assert first["answer"] == {"file": "course_page.md", "cell": None, "line": 122, "candidates": 1}
    assert len(first["losses"]) == 2  # before and after a step
    assert document["format"] == 1
    assert document["max_score"] == 7.0
    assert document["score"] == pytest.approx(6 + first["score"])
    assert document["submission"] == {"name": "course_page.md", "files": ["course_page.md"]}
    assert document["isolation"] in ("full", "partial", "process")


def test_report_fits_80_columns_and_says_where_expected_found_and_next() -> None:
    for language, words in (("en", ["not yet right", "filters is 32", "asks for 64", "→", "6 of 7 passed"]),
                            ("ko", ["고칠 곳 있음", "filters 값이 32", "64입니다", "→", "7개 중 6개 통과"])):
        done = run_grader("grade", PAGE, "--lang", language, "--exercise", "mnist_sequential",
                          "--exercise", "mnist_functional")
        from rich.cells import cell_len

        assert max(cell_len(line) for line in done.stdout.splitlines()) <= 80
        assert "\x1b" not in done.stdout
        for word in words[:4]:
            assert word in done.stdout.replace("\n", " ")


def test_untouched_stubs_say_which_file_to_open() -> None:
    done = run_grader("grade", "--lang", "en")
    assert done.returncode == 1
    assert done.stdout.count("not attempted") == 7
    assert "Open exercises/mnist_sequential.py first" in done.stdout.replace("\n", " ")


@pytest.mark.parametrize(("make", "arguments", "code", "says"), [
    (None, ["grade", "no_such.py"], 4, "no_such.py"),
    (None, ["grade", "--exercise", "mnist_sequental"], 4, "mnist_sequential"),
    (None, ["grade", "--format", "yaml"], 4, "yaml"),
    (None, ["grade", "--hint", "my_notebook.ipynb"], 4, "a path stands before --hint"),
    (None, ["grade", "--output", "/no/such/folder/x.json"], 4, "/no/such/folder"),
    (None, ["gradee"], 4, "gradee"),
    (None, [], 4, "COMMAND"),
    (("folder/data.csv", b"x"), ["grade", "folder"], 5, "folder"),
    (("data.csv", b"x"), ["grade", "data.csv"], 4, "data.csv"),
    (("empty.ipynb", b""), ["grade", "empty.ipynb"], 5, "empty.ipynb"),
    (("broken.ipynb", b'{"cells": ['), ["grade", "broken.ipynb"], 5, "broken.ipynb"),
])
def test_what_cannot_be_graded_is_one_clear_line(tmp_path: Path, make: tuple[str, bytes] | None,
                                                  arguments: list[str], code: int, says: str) -> None:
    if make:
        (tmp_path / make[0]).parent.mkdir(exist_ok=True)
        (tmp_path / make[0]).write_bytes(make[1])
    done = run_grader(*arguments, "--lang", "en", cwd=tmp_path) if arguments and arguments[0] == "grade" \
        else run_grader(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    told = [line for line in (done.stdout + done.stderr).splitlines() if line and "usage:" not in line
            and not line.startswith(" ")]
    assert len(told) == 1, told


def test_unreadable_file_is_a_verdict_in_json(tmp_path: Path) -> None:
    (tmp_path / "empty.ipynb").write_bytes(b"")
    document = json.loads(run_grader("grade", "empty.ipynb", "--format", "json", cwd=tmp_path).stdout)
    assert {each["verdict"] for each in document["exercises"]} == {"unreadable"}


def test_json_goes_to_a_file_whole(tmp_path: Path) -> None:
    done = run_grader("grade", "--format", "json", "--output", tmp_path / "out.json")
    assert done.stdout == ""
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["passed"] is False


def test_list_words_the_exercises_as_the_page_does() -> None:
    page = PAGE.read_text(encoding="utf-8")
    lines = run_grader("list", "--lang", "ko", COLUMNS="300").stdout.splitlines()
    numbered = [line.strip() for line in lines if line.strip()[:2] in {f"{n}." for n in range(8)}]
    assert len(numbered) == 39
    assert all(line in page for line in numbered)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_list_wraps_beside_the_numbers(language: str) -> None:
    from rich.cells import cell_len

    lines = run_grader("list", "--lang", language).stdout.splitlines()
    assert max(cell_len(line) for line in lines) <= 80
    below = [line for line, above in zip(lines[1:], lines, strict=False)
             if above[2:4] in {f"{n}." for n in range(8)} and line.strip() and line[2:4] not in {f"{n}." for n in range(8)}]
    assert len(below) > 10
    assert all(line.startswith(" " * 5) and line[5] != " " for line in below)


def test_help_comes_in_steps_and_one_mistake_at_a_time(tmp_path: Path) -> None:
    answer = PAGE.read_text(encoding="utf-8").replace("Dense(10, activation='softmax')", "Dense(11, activation='softmax')")
    (tmp_path / "page.md").write_text(answer, encoding="utf-8")

    def told(*options: str) -> str:
        asked = ["grade", "page.md", "--exercise", "mnist_sequential", "--lang", "en", *options]
        return " ".join(run_grader(*asked, cwd=tmp_path).stdout.split())

    nudge, place, form, everything = told(), told("--hint"), told("--hint", "3"), told("--all")
    source = "keras.layers.Conv2D(32, 3, activation='relu'), ^^"
    assert "was its line copied?" in nudge
    assert source not in nudge
    assert source in place
    assert "Conv1D(filters=7, …)" in form
    assert "Conv1D(filters=7, …)" not in place
    assert "1 more: layer_5.units" in nudge
    assert "layer 5: units is 11" not in nudge
    assert "layer 5: units is 11" in everything


@pytest.mark.parametrize("arguments", [
    ["--help"], ["list"], ["grade", "--help"], ["grade", "none.py"], ["watch", "--help"], ["watch", "none.py"],
    ["new", "exercises"], ["reset", "none"], ["doctor", "--help"], ["explain"], ["explain", "update"]])
def test_nothing_before_grading_imports_tensorflow(arguments: list[str]) -> None:
    script = ("import sys\nfrom grader.cli import run\n"
              f"try:\n    run({arguments!r})\nexcept SystemExit:\n    pass\n"
              "assert not {'tensorflow', 'keras', 'pytest', 'nbformat'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=60)


def test_the_judging_process_never_imports_tensorflow() -> None:
    script = ("import sys\nfrom grader.cli import run\n"
              f"code = run(['grade', {str(ROOT / 'solutions' / 'mnist_sequential.py')!r}, '--exercise', "
              "'mnist_sequential'])\nassert code == 0, code\nassert not {'tensorflow', 'keras'} & set(sys.modules)")
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, timeout=120)


def test_plugin_shows_one_item_per_check(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "grader.pytest_plugin", "--submission", str(PAGE), "-k", "filters",
         "-v", "--junitxml", str(tmp_path / "junit.xml"), "--grader-lang", "en"],
        capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False)
    assert done.returncode == 1
    assert "mnist_sequential::layer_2.filters FAILED" in done.stdout
    assert "1 failed, 11 passed" in done.stdout
    assert "Traceback" not in done.stdout
    report = (tmp_path / "junit.xml").read_text(encoding="utf-8")
    assert 'classname="mnist_sequential" name="layer_2.filters"' in report
    assert "<failure" in report
    assert "<error" not in report


def test_settings_beside_the_submission_have_no_effect(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -k functional\npythonpath = .\n")
    (tmp_path / "conftest.py").write_text("import pathlib\npathlib.Path(__file__).with_name('OWNED').touch()\n"
                                          "def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n")
    for module in ("tomllib", "msgspec", "nbformat", "numpy"):
        (tmp_path / f"{module}.py").write_text("import pathlib\npathlib.Path(__file__).with_name('OWNED').touch()\n")
    for form in (["--submission", str(tmp_path / "page.md")], [f"--submission={tmp_path / 'page.md'}"]):
        done = subprocess.run([sys.executable, "-m", "pytest", *form, "-q", "--exercise", "mnist_sequential"],
                              capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
        assert done.returncode == 1
        assert "layer_2.filters" in done.stdout
    assert not (tmp_path / "OWNED").exists()


def test_modules_in_the_working_folder_are_not_taken_for_python_s(tmp_path: Path) -> None:
    for module in ("json", "tomllib", "msgspec", "tensorflow", "multiprocessing"):
        (tmp_path / f"{module}.py").write_text("import pathlib\npathlib.Path(__file__).with_name('OWNED').touch()\n1 / 0\n")
    done = run_grader("grade", ROOT / "solutions" / "mnist_sequential.py", "--exercise", "mnist_sequential", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "OWNED").exists()


def test_own_failure_is_exit_3_and_one_line() -> None:
    script = ("import sys\nfrom grader import cli\nfrom grader.commands import grade\ndef boom(*_): raise ZeroDivisionError\n"
              "grade.chosen_exercises = boom\nsys.exit(cli.run(['grade', '--lang', 'en']))")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_stays_behind_when_told_to_end(tmp_path: Path) -> None:
    (tmp_path / "hang.py").write_text("# exercise: mnist_sequential\nfrom tensorflow import keras\n"
                                      "def build():\n    while True:\n        pass\n    return keras.Sequential()\n"
                                      "model = build()\n")
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    with subprocess.Popen([sys.executable, "-m", "grader", "grade", str(tmp_path / "hang.py"), "--exercise",
                           "mnist_sequential"], env=os.environ | {"TMPDIR": str(scratch)}, cwd=ROOT,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        deadline = time.monotonic() + 120
        while not list(scratch.glob("grader-*")) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert list(scratch.glob("grader-*"))
        running.terminate()
        running.wait(timeout=20)
    assert not list(scratch.glob("grader-*"))


def test_an_answer_that_hangs_is_timed_out_and_the_next_is_graded(tmp_path: Path) -> None:
    source = (ROOT / "solutions" / "mnist_functional.py").read_text(encoding="utf-8")
    (tmp_path / "b.py").write_text(source, encoding="utf-8")
    (tmp_path / "a.py").write_text("# exercise: mnist_sequential\nfrom tensorflow import keras\ndef build():\n"
                                   "    while True:\n        pass\n    return keras.Sequential()\nmodel = build()\n")
    done = run_grader("grade", tmp_path, "--timeout", "3", "--format", "json", "--exercise", "mnist_sequential",
                      "--exercise", "mnist_functional")
    verdicts = {each["id"]: each["verdict"] for each in json.loads(done.stdout)["exercises"]}
    assert verdicts == {"mnist_sequential": "timed_out", "mnist_functional": "passed"}


@pytest.mark.parametrize(("command", "code", "says"), [
    ("grade ~nosuchuser/x.py", 4, "no such file"), ("grade {name}.py", 4, "too long"), ("list > /dev/full", 4, "No space"),
    ("list <&- >&-", 0, ""), ("grade answer.py --output answer.py", 4, "overwritten"),
    ("export g.db --format csv --output g.db", 4, "overwritten"),
])
def test_odd_paths_and_closed_files_are_one_line_at_most(tmp_path: Path, command: str, code: int, says: str) -> None:
    (tmp_path / "answer.py").write_text("x = 1\n")
    (tmp_path / "g.db").write_bytes(b"precious")
    line = f"{sys.executable} -m grader {command.format(name='x' * 300)}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
                          env=os.environ | {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)})
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == bool(says)
    assert says in done.stderr
    assert (tmp_path / "g.db").read_bytes() == b"precious"
    assert (tmp_path / "answer.py").read_text() == "x = 1\n"
