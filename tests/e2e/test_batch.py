"""A class, graded by the command as an instructor runs it: whatever happens to the process, no result is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from tests_support import follows_its_type

from grader.reports.schema import ClassDocument

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
# More with GRADER_BATCH_STUDENTS=200 GRADER_BATCH_KILLS=20.
STUDENTS = int(os.environ.get("GRADER_BATCH_STUDENTS", "16"))
KILLS = int(os.environ.get("GRADER_BATCH_KILLS", "4"))
HOSTILE = {
    "exits.py": ("# exercise: mnist_sequential\nimport os\nfrom tensorflow import keras\nmodel = keras.Sequential([os._exit(0)])\n", "crashed"),
    "hangs.py": ("# exercise: mnist_sequential\nfrom tensorflow import keras\ndef build():\n    while True: pass\n"
                 "    return keras.Sequential()\nmodel = build()\n", "timed_out"),
    "broken.ipynb": ('{"cells": [', "unreadable"),
    "stub.py": ((ROOT / "exercises" / "mnist_sequential.py").read_text(encoding="utf-8"), "not_attempted"),
}
ROWS = """
SELECT students.position, students.key, late, number, exercise, verdict, results.score
FROM students JOIN attempts ON student = students.key JOIN results ON attempt = attempts.id ORDER BY 1, 2, 5
"""


def command(download: Path, gradebook: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "grader", "batch", str(download), "--gradebook", str(gradebook), "--lang", "en",
            "--timeout", "8", *more]


def run(download: Path, gradebook: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(download, gradebook, *more), capture_output=True, text=True, cwd=ROOT, timeout=1800, check=False)


def rows(gradebook: Path) -> list[tuple]:
    with closing(sqlite3.connect(gradebook)) as connection:
        return connection.execute(ROWS).fetchall()


@pytest.fixture(scope="module")
def canvas_zip(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, str]]]:
    """A download of a mixed class, and what has to come of whom: key → (exercise, verdict)."""
    drawn = random.Random(7)
    accept, reject = (sorted(path for path in CORPUS.glob(f"mnist_*/{kind}") if path.is_file())
                      for kind in ("accept/*", "reject/*/*"))
    path, expected = tmp_path_factory.mktemp("download") / "submissions.zip", {}
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(STUDENTS):
            late = "_LATE" if number % 5 == 0 else ""
            key, prefix = f"학생{number}_{1000 + number}", f"학생{number}{late}_{1000 + number}_{5000 + number}_"
            kind = number % 4
            if kind == 3:
                name, (text, verdict) = list(HOSTILE.items())[number // 4 % len(HOSTILE)]
                archive.writestr(prefix + name, text)
                expected[key] = ("mnist_sequential", verdict)
            else:
                case = drawn.choice(accept if kind else reject)
                exercise = case.relative_to(CORPUS).parts[0]
                archive.writestr(f"{prefix}{exercise}{case.suffix}", case.read_bytes())
                expected[key] = (exercise, "passed" if kind else "")
    return path, expected


@pytest.fixture(scope="module")
def undisturbed(canvas_zip: tuple[Path, dict], tmp_path_factory: pytest.TempPathFactory) -> Path:
    gradebook = tmp_path_factory.mktemp("undisturbed") / "g.db"
    done = run(canvas_zip[0], gradebook)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return gradebook


def test_everyone_gets_the_right_verdict(canvas_zip: tuple[Path, dict], undisturbed: Path) -> None:
    found = {(key, exercise): (verdict, score) for _, key, _, _, exercise, verdict, score in rows(undisturbed)}
    assert len(found) == 7 * STUDENTS
    for key, (exercise, expected) in canvas_zip[1].items():
        verdict, score = found[key, exercise]
        if expected:
            assert verdict == expected, (key, exercise)
        else:
            assert verdict not in ("passed", "not_attempted", "grader_error"), (key, exercise)
            assert score < 1
    assert {key for _, key, late, *_ in rows(undisturbed) if late} == {f"학생{n}_{1000 + n}" for n in range(0, STUDENTS, 5)}


def test_killed_at_any_moment_it_goes_on_and_ends_as_if_undisturbed(canvas_zip: tuple[Path, dict], undisturbed: Path, tmp_path: Path) -> None:
    drawn = random.Random(11)
    gradebook = tmp_path / "g.db"
    for _ in range(KILLS):
        with subprocess.Popen(command(canvas_zip[0], gradebook), stderr=subprocess.DEVNULL, cwd=ROOT) as process:
            time.sleep(drawn.uniform(0.2, 8))
            process.send_signal(signal.SIGKILL)
    done = run(canvas_zip[0], gradebook)
    assert done.returncode == 1, done.stderr
    assert rows(gradebook) == rows(undisturbed)
    assert "0 to grade" in run(canvas_zip[0], gradebook).stderr


def test_interrupted_it_saves_says_how_to_go_on_and_leaves_nothing_running(canvas_zip: tuple[Path, dict], tmp_path: Path) -> None:
    gradebook = tmp_path / "g.db"
    scratch = tmp_path / "tmp"
    scratch.mkdir()
    with subprocess.Popen(command(canvas_zip[0], gradebook, "--jobs", "1"), stderr=subprocess.PIPE, text=True, cwd=ROOT,
                          env=os.environ | {"TMPDIR": str(scratch)}) as process:
        assert process.stderr is not None
        told = []
        for line in process.stderr:
            told.append(line)
            if line.startswith("1/"):
                process.send_signal(signal.SIGINT)
                break
        told += process.stderr.readlines()
    assert process.returncode == 2
    assert "saved" in told[-1], told
    assert "the same command" in told[-1]
    assert "Traceback" not in "".join(told)
    deadline = time.monotonic() + 10
    while list(scratch.glob("grader-*")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not list(scratch.glob("grader-*"))
    assert rows(gradebook)


def test_json_of_each_is_the_contract_s_document(undisturbed: Path) -> None:
    from grader.gradebook.store import Gradebook

    with Gradebook.open(undisturbed) as gradebook:
        for language in ("ko", "en"):
            for entry in gradebook.entries(language):
                document = json.loads(json.dumps(entry.document))
                assert document["submission"]["name"] == entry.student.key
                assert len(document["exercises"]) == 7


@pytest.mark.parametrize(("arguments", "code", "words"), [
    (["nowhere"], 4, "no such file"), (["tests"], 4, "whose files these are"), ([str(ROOT / "exercises")], 4, "one student"),
    ([str(CORPUS / "mnist_sequential" / "accept"), "--roster", "pyproject.toml"], 4, "roster"),
])
def test_what_cannot_be_graded_is_one_line(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = run(Path(arguments[0]), tmp_path / "g.db", *arguments[1:])
    assert (done.returncode, done.stderr.count("\n")) == (code, 1), done.stderr
    assert words in done.stderr
    assert not (tmp_path / "g.db").exists()


@pytest.mark.parametrize("export_format", ["csv", "json", "junit", "gradescope", "html"])
def test_the_gradebook_leaves_in_every_format(undisturbed: Path, tmp_path: Path, export_format: str) -> None:
    output = tmp_path / "export"
    done = subprocess.run([sys.executable, "-m", "grader", "export", str(undisturbed), "--format", export_format, "--output",
                           str(output), "--lang", "ko"], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    texts = [path.read_text(encoding="utf-8") for path in (output.iterdir() if output.is_dir() else [output])]
    assert len(texts) == (STUDENTS if export_format == "gradescope" else 1)
    if export_format == "json":
        follows_its_type(json.loads(texts[0]), ClassDocument)
        submissions = json.loads(texts[0])["submissions"]
        assert {each["submission"]["name"] for each in submissions} == {f"학생{n}_{1000 + n}" for n in range(STUDENTS)}
    elif export_format != "gradescope":
        assert all(f"학생{number}" in texts[0] for number in range(STUDENTS))


def test_canvas_own_file_is_filled_by_its_ids(undisturbed: Path, tmp_path: Path) -> None:
    template, output = tmp_path / "site.csv", tmp_path / "filled.csv"
    template.write_text("Student,ID,SIS Login ID,Section,TF2 API (77)\n    Points Possible,,,,7.00\n"
                        "\"길동, 학생\",1002,a,1,\nNobody,9999,b,1,3\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "grader", "export", str(undisturbed), "--format", "canvas", "--output", str(output),
                           "--template", str(template), "--lang", "en"], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    lines = output.read_text(encoding="utf-8-sig").splitlines()
    assert lines[2] == '"길동, 학생",1002,a,1,1'
    assert lines[3] == "Nobody,9999,b,1,3"


def test_feedback_is_one_page_a_student(canvas_zip: tuple[Path, dict], undisturbed: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    done = run(canvas_zip[0], undisturbed, "--feedback", str(pages))
    assert done.returncode == 1, done.stderr
    assert len(list(pages.iterdir())) == STUDENTS
    [page] = pages.glob("*1002*")
    assert "Conv2D" in page.read_text(encoding="utf-8")
