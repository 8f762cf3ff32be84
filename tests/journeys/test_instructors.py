"""An instructor: one submission, a class from its download to the LMS, exit codes for a pipeline."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
import zipfile
from xml.etree import ElementTree

from journeys.users import SOLUTIONS, User

RIGHT = (SOLUTIONS / "mnist_sequential.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("64", "48")


def test_one_submission(user: User) -> None:
    (user.folder / "kim.py").write_text(WRONG, encoding="utf-8")
    graded = user.types(".venv/bin/grader grade SUBMISSION --format json --output result.json", SUBMISSION="kim.py")
    assert graded.code == 1
    assert graded.text == ""
    document = json.loads((user.folder / "result.json").read_text(encoding="utf-8"))
    first = document["exercises"][0]
    assert (first["verdict"], first["answer"]["file"]) == ("failed", "kim.py")
    assert [check["id"] for check in first["checks"] if check["outcome"] == "failed"] == ["layer_2.filters"]

    everything = user.types(".venv/bin/grader grade SUBMISSION --all --hint 3", SUBMISSION="kim.py")
    assert "filters=7" in everything.text

    items = user.types(".venv/bin/python -m pytest -p grader.pytest_plugin --submission SUBMISSION -k filters "
                       "--junitxml report.xml", SUBMISSION="kim.py")
    assert items.code == 1
    assert "mnist_sequential::layer_2.filters" in items.text
    cases = ElementTree.parse(user.folder / "report.xml").iter("testcase")
    assert {(case.get("classname"), case.get("name"), case.find("failure") is not None) for case in cases} >= {
        ("mnist_sequential", "layer_1.filters", False), ("mnist_sequential", "layer_2.filters", True)}

    folder = user.folder / "folder_of_one_student"
    folder.mkdir()
    (folder / "step.py").write_text((SOLUTIONS / "gradient_tape.py").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "report.pdf").write_bytes(b"%PDF-1.7")
    assert user.types(".venv/bin/grader grade folder_of_one_student --exercise gradient_tape").code == 0
    (folder / "step.py").unlink()
    nothing = user.types(".venv/bin/grader grade folder_of_one_student --exercise gradient_tape")
    assert nothing.code == 5
    assert "report.pdf" in nothing.text
    assert user.runs(".venv/bin/grader grade no_such_file.py").code == 4
    assert user.types("grader grade --format html").code == 1


def test_a_class(user: User) -> None:
    stub = (user.folder / "exercises" / "mnist_sequential.py").read_text(encoding="utf-8")
    handed_in = {"kimminsu_1001_501_mnist_sequential.py": RIGHT, "leejiwoo_1002_502_report.pdf": "%PDF-1.7",
                 "parkseojun_1003_503_mnist_sequential.py": stub, "choiyuna_1004_504_homework.py": WRONG,
                 "jungdo_1005_505_homework.py": ""}
    with zipfile.ZipFile(user.folder / "submissions.zip", "w") as archive:
        for name, text in handed_in.items():
            archive.writestr(name, text)
    roster = [("Kim Minsu", 1001), ("Lee Jiwoo", 1002), ("Park Seojun", 1003), ("Choi Yuna", 1004), ("Jung Do", 1005),
              ("Han Byeol", 1006)]
    (user.folder / "class.csv").write_text("name,id,email\n" + "".join(f"{name},{number},\n" for name, number in roster))

    interrupted_after_the_first(user, "make batch SUBMISSIONS=submissions.zip")
    went_on = user.types("make batch SUBMISSIONS=submissions.zip")
    assert "are in the gradebook already" in went_on.words
    assert not went_on.words.startswith("0 are")

    again = user.types(".venv/bin/grader batch submissions.zip --gradebook course.db --roster class.csv --feedback pages")
    assert again.code == 1
    assert "5 are in the gradebook already, 1 to grade" in again.words
    assert "1 of the roster handed in nothing" in again.words
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (user.folder / "pages").iterdir()}
    assert len(pages) == 6
    assert "filters is 48" in next(page for name, page in pages.items() if "choi" in name)
    assert "report.pdf" in next(page for name, page in pages.items() if "lee" in name)
    assert "0 to grade" in user.types(".venv/bin/grader batch submissions.zip --gradebook course.db --retry").words

    points = user.folder / "exercises" / "course.toml"
    text = points.read_text(encoding="utf-8")
    points.write_text(text.replace("arguments = 0.35", "arguments = 0.25").replace("runs = 0.10", "runs = 0.20", 1),
                      encoding="utf-8")
    dry = user.types(".venv/bin/grader regrade course.db --dry-run")
    assert "Choi Yuna" in dry.words
    assert "0 answers had to be run. course.db is as it was." in dry.words
    assert "0 answers had to be run" in user.types(".venv/bin/grader regrade course.db").words
    assert "the grades of 0 would change" in user.types(".venv/bin/grader regrade course.db --dry-run").words
    points.write_text(text, encoding="utf-8")
    assert "0 answers had to be run" in user.types(".venv/bin/grader regrade course.db").words

    for chosen in ("csv", "json", "junit"):
        done = user.types("grader export course.db --format csv|json|junit --output FILE",
                          **{"csv|json|junit": chosen, "FILE": f"grades.{chosen}"})
        assert done.code == 0
    assert len(json.loads((user.folder / "grades.json").read_text(encoding="utf-8"))["submissions"]) == 6
    assert len(list(ElementTree.parse(user.folder / "grades.junit").iter("testsuite"))) == 6
    with (user.folder / "grades.csv").open(encoding="utf-8-sig") as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert rows["Kim Minsu"]["mnist_sequential"] == "1.0"
    notes = [rows[name]["note"] for name in ("Lee Jiwoo", "Jung Do", "Han Byeol", "Park Seojun")]
    assert len(set(filter(None, notes))) == 4
    assert "report.pdf" in notes[0]
    exports_for_an_lms(user)


def test_packing_for_where_students_push(user: User) -> None:
    for command in ("grader package gradescope --output autograder.zip", "grader package classroom50 --output autograder.zip"):
        user.fills_in("mnist_sequential.py")
        assert user.types(command).code == 0
        with zipfile.ZipFile(user.folder / "autograder.zip") as archive:
            for name in archive.namelist():
                assert b"Dense(128" not in archive.read(name), name


def interrupted_after_the_first(user: User, command: str) -> None:
    """Runs a command and stops it, as somebody with Ctrl-C does, when the first result is there."""
    running = subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=user.folder, env=user.shell(), stderr=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, text=True, start_new_session=True)
    assert running.stderr is not None
    for line in running.stderr:
        if line.startswith("1/"):
            os.killpg(running.pid, signal.SIGINT)
            break
    running.communicate(timeout=120)
    time.sleep(0.1)


def exports_for_an_lms(user: User) -> None:
    """Fills what Canvas and Moodle give, and writes what Gradescope and a browser take."""
    (user.folder / "from_canvas.csv").write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,TF2 API (777)\n    Points Possible,,,,,7\n"
        '"Minsu, Kim",1001,,minsu,A,\n"Yuna, Choi",1004,,yuna,A,\n')
    canvas = user.types('grader export course.db --format canvas --template from_canvas.csv --assignment "TF2 API" '
                        "--output to_canvas.csv")
    assert canvas.code == 0
    filled = list(csv.reader((user.folder / "to_canvas.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[-1] for row in filled[2:]] == ["1", "0.93"]
    (user.folder / "worksheet.csv").write_text(
        'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (submission)",'
        '"Last modified (grade)","Feedback comments"\n'
        '"Participant 1001","Kim Minsu",,"Submitted for grading",,7.00,Yes,"Monday, 16 November 2026, 3:04 PM",-,\n'
        '"Participant 1004","Choi Yuna",,"Submitted for grading",,7.00,Yes,"Monday, 16 November 2026, 3:05 PM",-,\n')
    assert user.types("grader export course.db --format moodle --template worksheet.csv --output to_moodle.csv").code == 0
    with (user.folder / "to_moodle.csv").open(encoding="utf-8-sig") as file:
        grades = {row["Full name"]: row["Grade"] for row in csv.DictReader(file)}
    assert grades["Kim Minsu"].startswith("1")
    (user.folder / "grades.csv").write_text(
        '"Last Name","First Name","Username","Student ID","TF2 API [Total Pts: 7 Score] |101"\n"Kim","Minsu","mkim","1001",""\n',
        encoding="utf-8-sig")
    blackboard = user.types("grader export course.db --format blackboard|brightspace --template grades.csv "
                            '--assignment "TF2 API" --output FILE', **{"blackboard|brightspace": "blackboard", "FILE": "back.csv"})
    assert blackboard.code == 0
    assert "mkim,1001,1" in (user.folder / "back.csv").read_text(encoding="utf-8-sig")
    assert user.types("grader export course.db --format gradescope --output FOLDER", FOLDER="results").code == 0
    assert len(list((user.folder / "results").glob("*.json"))) == 6
    assert user.types("grader export course.db --format html --output report.html").code == 0
    assert "Kim Minsu" in (user.folder / "report.html").read_text(encoding="utf-8")
