"""Whose files are whose is told from what an LMS gives, or said to be unknown."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest

from grader.errors import InputError, NothingGradable
from grader.gradebook.layouts import Download, read_download
from grader.gradebook.roster import join_roster, read_roster
from grader.submissions.reading import read_files


def make(root: Path, names: list[str], *, zipped: bool) -> Path:
    if zipped:
        path = root / "download.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, METADATA if name.endswith(".yml") else "x = 1")
        return path
    for name in names:
        path = root / "download" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(METADATA if name.endswith(".yml") else "x = 1")
    return root / "download"


METADATA = """
submission_11:
  :submitters:
  - !ruby/hash:Member
    :name: 홍길동
    :sid: 2023001
    :email: hong@example.com
  - :name: 김철수
    :sid: 2023002
    :email: kim@example.com
submission_12:
  :submitters: []
"""

# layout: (names in the download, {student's name: (id, late, the files as the student called them)})
CASES = {
    "canvas": (["honggildong_1001_5001_hw.ipynb", "honggildong_1001_5002_extra.py", "kimyeong_LATE_1002_5003_hw-1.ipynb",
                "이영희_1003_5004_과제 (1).ipynb", "notes.txt", "leesun_1004_5005_all.zip", "park_1005_5006_scan.pdf"],
               {"honggildong": ("1001", False, ["hw.ipynb", "extra.py"]), "kimyeong": ("1002", True, ["hw-1.ipynb"]),
                "이영희": ("1003", False, ["과제 (1).ipynb"]), "leesun": ("1004", False, ["all.zip"]),
                "park": ("1005", False, [])}),
    "moodle": (["홍길동_11_assignsubmission_file/hw.ipynb", "홍길동_11_assignsubmission_file/sub/b.py",
                "Kim Yeong_12_assignsubmission_file_/hw.ipynb", "Kim Yeong_12_assignsubmission_onlinetext_/onlinetext.html"],
               {"홍길동": ("11", False, ["hw.ipynb", "sub/b.py"]), "Kim Yeong": ("12", False, ["hw.ipynb"])}),
    "moodle flat": (["홍길동_11_assignsubmission_file_hw.ipynb", "Kim Yeong_12_assignsubmission_file_my_hw.ipynb"],
                    {"홍길동": ("11", False, ["hw.ipynb"]), "Kim Yeong": ("12", False, ["my_hw.ipynb"])}),
    "gradescope": (["assignment_9_export/submission_metadata.yml", "assignment_9_export/submission_11/hw.ipynb",
                    "assignment_9_export/submission_12/hw.py"],
                   {"홍길동": ("2023001", False, ["hw.ipynb"]), "김철수": ("2023002", False, ["hw.ipynb"]), "submission_12": ("", False, ["hw.py"])}),
    "folders": (["hong/hw.ipynb", "hong/src/b.py", "kim/photo.png", "README.md"],
                {"hong": ("", False, ["hw.ipynb", "src/b.py"]), "kim": ("", False, [])}),
    "folders in a folder": (["class/hong/hw.ipynb", "class/kim/hw.ipynb"],
                            {"hong": ("", False, ["hw.ipynb"]), "kim": ("", False, ["hw.ipynb"])}),
    "files": (["홍길동.ipynb", "kim.py", "lee_2023_1.zip", "park_2023_1.py"],
              {"홍길동": ("", False, ["홍길동.ipynb"]), "kim": ("", False, ["kim.py"]),
               "lee_2023_1": ("", False, ["lee_2023_1.zip"]), "park_2023_1": ("", False, ["park_2023_1.py"])}),
    "files numbered alike": (["hw_2024_03_kim.py", "hw_2024_03_lee.py"],
                             {"hw_2024_03_kim": ("", False, ["hw_2024_03_kim.py"]), "hw_2024_03_lee": ("", False, ["hw_2024_03_lee.py"])}),
    "files dated alike": (["hong_2024_1_mid.ipynb", "kim_2024_1_mid.ipynb"],
                          {"hong_2024_1_mid": ("", False, ["hong_2024_1_mid.ipynb"]),
                           "kim_2024_1_mid": ("", False, ["kim_2024_1_mid.ipynb"])}),
}


def people(download: Download) -> dict[str, tuple[str, bool, list[str]]]:
    return {each.student.name: (each.student.lms_id, each.student.late, [file.name for file in each.files])
            for each in download.handed_in}


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("layout", CASES)
def test_who_handed_in_what(tmp_path: Path, layout: str, zipped: bool) -> None:
    names, expected = CASES[layout]
    download = read_download(make(tmp_path, names, zipped=zipped))
    assert download.layout == layout.split(" ")[0]
    assert people(download) == expected


def test_a_zip_of_a_folder_of_files_is_a_class_and_a_folder_with_one_folder_one_student(tmp_path: Path) -> None:
    names = ["work/hong.ipynb", "work/kim.ipynb"]
    assert set(people(read_download(make(tmp_path, names, zipped=True)))) == {"hong", "kim"}
    assert set(people(read_download(make(tmp_path, names, zipped=False)))) == {"work"}


def test_copies_and_caches_are_passed_over_and_said_so(tmp_path: Path) -> None:
    download = read_download(make(tmp_path, ["hong/hw.ipynb", "hong/.ipynb_checkpoints/hw-checkpoint.ipynb", "kim/hw.py",
                                             "__MACOSX/hong/._hw.ipynb"], zipped=True))
    assert download.skipped == ("__MACOSX/hong/._hw.ipynb", "hong/.ipynb_checkpoints/hw-checkpoint.ipynb")
    assert len(download.handed_in) == 2


def test_one_named_otherwise_is_not_lost_among_an_lms_files(tmp_path: Path) -> None:
    names = ["hong_1_11_hw.py", "kim_2_12_hw.py", "by hand.py"]
    assert set(people(read_download(make(tmp_path, names, zipped=True)))) == {"hong", "kim", "by hand"}


@pytest.mark.parametrize(("names", "code"), [
    (["hong/hw.py", "kim.py"], "layout_unknown"), (["mnist_sequential.py", "gradient_tape.py"], "layout_one_student"),
])
def test_what_cannot_be_told_is_one_clear_error(tmp_path: Path, names: list[str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_download(make(tmp_path, names, zipped=False), ["mnist_sequential", "gradient_tape"])
    assert caught.value.code == code
    assert names[0] in str(caught.value.params["found"])


def test_nothing_to_grade_no_archive_and_no_such_path(tmp_path: Path) -> None:
    with pytest.raises(NothingGradable):
        read_download(make(tmp_path, ["hong/photo.png"], zipped=False))
    (tmp_path / "x.zip").write_bytes(b"no zip")
    for path, code in ((tmp_path / "x.zip", "batch_not_readable"), (tmp_path / "none", "path_missing")):
        with pytest.raises(InputError) as caught:
            read_download(path)
        assert caught.value.code == code


def joined(tmp_path: Path, names: list[str], roster: str) -> list[tuple[str, str, str, int]]:
    path = tmp_path / "roster.csv"
    path.write_text(roster, encoding="utf-8")
    everyone = join_roster(read_download(make(tmp_path, names, zipped=True)).handed_in, read_roster(path))
    assert len({each.student.key for each in everyone}) == len(everyone)
    return [(each.student.name, each.student.lms_id, each.student.email, len(each.files)) for each in everyone]


def test_the_roster_names_people_and_adds_who_handed_in_nothing(tmp_path: Path) -> None:
    assert joined(tmp_path, ["honggildong_1001_5001_hw.ipynb", "kimyeong_1002_5003_hw.ipynb"],
                  "\ufeffName;ID;Email\n홍길동;1001;hong@example.com\nKim Yeong;;kim@example.com\n박지성;1009;\n;;\n") == [
        ("홍길동", "1001", "hong@example.com", 1), ("Kim Yeong", "1002", "kim@example.com", 1), ("박지성", "1009", "", 0)]


@pytest.mark.parametrize("name", ["{name}_{id}", "{id}_{name}", "{id}", "{name}", "{id} {name}"])
def test_folders_named_by_name_or_number_are_joined(tmp_path: Path, name: str) -> None:
    people = {"홍길동": "20231234", "김철수": "20235678"}
    names = [name.format(name=who, id=number) + "/hw.py" for who, number in people.items()]
    assert set(joined(tmp_path, names, "name,id\n김철수,20235678\n홍길동,20231234\n")) == {
        (who, number, "", 1) for who, number in people.items()}


def test_numbers_of_an_lms_are_not_taken_for_those_of_the_school(tmp_path: Path) -> None:
    names = [f"{who}_assignsubmission_file/hw.py" for who in ("Kim A_1", "Lee B_2")]
    assert joined(tmp_path, names, "name,id\nPark C,1\nKim A,2\nLee B,3\n") == [
        ("Kim A", "1", "", 1), ("Lee B", "2", "", 1), ("Park C", "1", "", 0)]


def test_who_could_be_two_of_the_roster_is_joined_to_neither(tmp_path: Path) -> None:
    assert set(joined(tmp_path, ["김민수/hw.py", "lee/hw.py"], "name,id\n김민수,2023001\n김민수,2023002\n")) == {
        ("김민수", "", "", 1), ("lee", "", "", 1), ("김민수", "2023001", "", 0), ("김민수", "2023002", "", 0)}


def test_names_in_parts_and_in_another_encoding_are_one_student_s(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    for name in (unicodedata.normalize("NFD", "홍길동").encode(), "김철수".encode("cp949")):
        os.makedirs(os.path.join(os.fsencode(folder), name))
        with open(os.path.join(os.fsencode(folder), name, b"hw.py"), "w") as file:
            file.write("x = 1")
    assert people(read_download(folder)) == {"홍길동": ("", False, ["hw.py"]), "김철수": ("", False, ["hw.py"])}


def test_a_folder_that_may_not_be_read_is_a_student_whose_work_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path, ["kim/hw.py", "lee/hw.py"], zipped=False)
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: (_ for _ in ()).throw(PermissionError(13, "Permission denied", str(path)))
                        if str(path).endswith("lee") else real(path))
    lee = next(each for each in read_download(folder).handed_in if each.student.key == "lee")
    assert [file.problem for file in read_files(lee.files)] == ["file_unreadable"]


def test_what_was_written_for_the_class_is_not_of_the_class(tmp_path: Path) -> None:
    folder = make(tmp_path, ["kim/hw.py", "feedback/kim.md"], zipped=False)
    assert set(people(read_download(folder, without=folder / "feedback"))) == {"kim"}


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_roster_without_its_columns_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.csv").write_text(text)
    with pytest.raises(InputError) as caught:
        read_roster(tmp_path / "r.csv")
    assert caught.value.code == "roster_columns"
