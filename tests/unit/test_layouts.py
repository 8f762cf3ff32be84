"""Whose files are whose is told from what an LMS gives, or said to be unknown."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from downloads_support import make

from grader.commands.batch import LAYOUT_NAMES
from grader.errors import InputError, NothingGradable
from grader.gradebook.attempts import from_words
from grader.gradebook.downloads import Download, class_in, read_download
from grader.gradebook.entries import Student
from grader.gradebook.joining import join_roster
from grader.gradebook.layouts import LAYOUTS, is_named_by_lms, text_of_site
from grader.gradebook.notices import Notice
from grader.gradebook.roster import read_roster
from grader.messages.texts import Texts
from grader.submissions.reading import read_files
from grader.submissions.stored import FileProblem, StoredFile

# layout: (names in the download, {student's name: (id, late, the files as the student called them)})
CASES = {
    "canvas": (["honggildong_1001_5001_hw.ipynb", "honggildong_1001_5002_extra.py", "kimyeong_LATE_1002_5003_hw-1.ipynb",
                "이영희_1003_5004_과제 (1).ipynb", "notes.txt", "leesun_1004_5005_all.zip", "park_1005_5006_scan.pdf"],
               {"honggildong": ("1001", False, ["hw.ipynb", "extra.py"]), "kimyeong": ("1002", True, ["hw-1.ipynb"]),
                "이영희": ("1003", False, ["과제 (1).ipynb"]), "leesun": ("1004", False, ["all.zip"]),
                "park": ("1005", False, ["scan.pdf"])}),
    "moodle": (["홍길동_11_assignsubmission_file/hw.ipynb", "홍길동_11_assignsubmission_file/sub/b.py",
                "Kim Yeong_12_assignsubmission_file_/hw.ipynb", "Kim Yeong_12_assignsubmission_onlinetext_/onlinetext.html"],
               {"홍길동": ("11", False, ["hw.ipynb", "sub/b.py"]), "Kim Yeong": ("12", False, ["hw.ipynb"])}),
    "moodle flat": (["홍길동_11_assignsubmission_file_hw.ipynb", "Kim Yeong_12_assignsubmission_file_my_hw.ipynb"],
                    {"홍길동": ("11", False, ["hw.ipynb"]), "Kim Yeong": ("12", False, ["my_hw.ipynb"])}),
    "canvas of odd names": (["2024kim_1001_5001_2026_11_20_final.ipynb", "leesun_LATE_1004_text.html", "park_1005_link.html",
                             "choi_LATE_1006_5009_hw_1_2_3.py", "남궁민_1007_5010_과제.ipynb", "김_민_1008_5011_hw.py"],
                            {"2024kim": ("1001", False, ["2026_11_20_final.ipynb"]), "leesun": ("1004", True, ["text.html"]),
                             "park": ("1005", False, ["link.html"]), "choi": ("1006", True, ["hw_1_2_3.py"]),
                             "남궁민": ("1007", False, ["과제.ipynb"]), "김_민": ("1008", False, ["hw.py"])}),
    "canvas anonymous": (["anon_Ab1cD_5001_2_hw.ipynb", "LATE_anon_x9Yz2_5002_hw.ipynb", "anon_48213_5003_hw.ipynb"],
                         {"anon_Ab1cD": ("", False, ["2_hw.ipynb"]), "anon_x9Yz2": ("", True, ["hw.ipynb"]),
                          "anon_48213": ("", False, ["hw.ipynb"])}),
    "canvas in sections": (["a/kim_1001_5001_hw.ipynb", "b/lee_1002_5002_hw.ipynb"],
                           {"kim": ("1001", False, ["hw.ipynb"]), "lee": ("1002", False, ["hw.ipynb"])}),
    "blackboard": (["TF2_API_jdoe_attempt_2026-11-19-10-00-00.txt", "TF2_API_jdoe_attempt_2026-11-19-10-00-00_hw.ipynb",
                    "TF2_API_jdoe_attempt_2026-11-20-18-05-33_hw_2.ipynb", "TF2_API_m_lee_attempt_2026-11-20-18-05-33_b.py",
                    "TF2_API_m_lee_attempt_2026-11-20-18-05-33_a_attempt_2026-11-21-00-00-00.txt",
                    "TF2_API_typed_attempt_2026-11-20-18-05-33.txt", "TF2_API_pdf_attempt_2026-11-19-10-00-00_hw.py",
                    "TF2_API_pdf_attempt_2026-11-20-10-00-00_hw.pdf"],
                   {"Jane Doe": ("jdoe", False, ["hw_2.ipynb"]), "m_lee": ("m_lee", False, ["b.py"]),
                    "typed": ("typed", False, ["TF2_API_typed_attempt_2026-11-20-18-05-33.txt"]), "pdf": ("pdf", False, ["hw.py"])}),
    "brightspace": (["111-222 - Jane Doe - Nov 19, 2026 1000 AM/hw.ipynb", "111-222 - Jane Doe - Nov 20, 2026 605 PM/new.ipynb",
                     "113-222 - Min - Jun Lee - Nov 20, 2026 606 PM/src/b.py", "114-222 - Jane Roe - Nov 20, 2026 606 PM/scan.pdf",
                     "114-222 - 홍길동 - 2026년 11월 20일 오전 905/old.py", "114-222 - 홍길동 - 2026년 11월 20일 오후 105/new.py",
                     "index.html"],
                    {"Jane Doe": ("", False, ["new.ipynb"]), "Min - Jun Lee": ("", False, ["src/b.py"]), "Jane Roe": ("", False, ["scan.pdf"]),
                     "홍길동": ("", False, ["new.py"])}),
    "brightspace flat": (["111-222 - Jane Doe- Sep 9, 2026 905 AM - hw.ipynb", "111-222 - Min Lee- Sep 30, 2026 1105 PM - hw 2 - b.py",
                          "index.html"],
                         {"Jane Doe": ("", False, ["hw.ipynb"]), "Min Lee": ("", False, ["hw 2 - b.py"])}),
    "brightspace without order": (["1-2 - Léa Roy - 2 févr. 2026 0905/a.py", "1-2 - Léa Roy - 3 févr. 2026 0905/a.py"],
                                  {"Léa Roy": ("", False, ["a.py", "a (2).py"])}),
    "gradescope": (["assignment_9_export/submission_metadata.yml", "assignment_9_export/submission_11/hw.ipynb",
                    "assignment_9_export/submission_12/hw.py", "assignment_9_export/submission_13/of_no_metadata.py"],
                   {"홍길동": ("2023001", False, ["hw.ipynb"]), "김철수": ("2023002", False, ["hw.ipynb"]), "submission_12": ("", False, ["hw.py"]),
                    "submission_13": ("", False, ["of_no_metadata.py"])}),
    "folders of dated files": (["hong/2026_11_20_final.py", "kim/2026_12_21_final.py"],
                               {"hong": ("", False, ["2026_11_20_final.py"]), "kim": ("", False, ["2026_12_21_final.py"])}),
    "folders": (["hong/hw.ipynb", "hong/src/b.py", "kim/photo.png", "README.md"],
                {"hong": ("", False, ["hw.ipynb", "src/b.py"]), "kim": ("", False, ["photo.png"])}),
    "folders in a folder": (["class/hong/hw.ipynb", "class/kim/hw.ipynb"],
                            {"hong": ("", False, ["hw.ipynb"]), "kim": ("", False, ["hw.ipynb"])}),
    "files": (["홍길동.ipynb", "kim.py", "lee_2023_1.zip", "park_2023_1.py"],
              {"홍길동": ("", False, ["홍길동.ipynb"]), "kim": ("", False, ["kim.py"]),
               "lee_2023_1": ("", False, ["lee_2023_1.zip"]), "park_2023_1": ("", False, ["park_2023_1.py"])}),
    "files that share what would be an attachment": (["quiz_2024_50001_kim.py", "exam_2025_50001_lee.py"],
                                                     {"quiz_2024_50001_kim": ("", False, ["quiz_2024_50001_kim.py"]),
                                                      "exam_2025_50001_lee": ("", False, ["exam_2025_50001_lee.py"])}),
    "files numbered alike": (["hw_2024_03_kim.py", "hw_2024_03_lee.py"],
                             {"hw_2024_03_kim": ("", False, ["hw_2024_03_kim.py"]), "hw_2024_03_lee": ("", False, ["hw_2024_03_lee.py"])}),
    "files dated alike": (["hong_2024_1_mid.ipynb", "kim_2024_1_mid.ipynb"],
                          {"hong_2024_1_mid": ("", False, ["hong_2024_1_mid.ipynb"]),
                           "kim_2024_1_mid": ("", False, ["kim_2024_1_mid.ipynb"])}),
}


def people(download: Download) -> dict[str, tuple[str, bool, list[str]]]:
    return {each.student.name: (each.student.shown_id, each.student.late, [file.name for file in each.files])
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


@pytest.mark.parametrize("zipped", [True, False])
def test_copies_and_caches_are_passed_over_and_said_so(tmp_path: Path, zipped: bool) -> None:
    download = read_download(make(tmp_path, ["hong/hw.ipynb", "hong/.ipynb_checkpoints/hw-checkpoint.ipynb", "kim/hw.py",
                                             "__MACOSX/hong/._hw.ipynb"], zipped=zipped))
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
    everyone = join_roster(read_download(make(tmp_path, names, zipped=True)).handed_in, read_roster(path)).everyone
    assert len({each.student.key for each in everyone}) == len(everyone)
    return [(each.student.name, each.student.shown_id, each.student.email, len(each.files)) for each in everyone]


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
        ("김민수", "", "", 1), ("lee", "", "", 1)}


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


def test_one_student_s_files_are_no_class_of_canvas(tmp_path: Path) -> None:
    download = read_download(make(tmp_path, ["kim_1001_5001_a.py", "kim_1001_5002_b.py"], zipped=True))
    assert (download.layout, set(people(download))) == ("files", {"kim_1001_5001_a", "kim_1001_5002_b"})


@pytest.mark.parametrize(("names", "layout"), [
    (["kim_1001_5001_a.py"], "canvas"), (["kim_1001_5001_a.py", "lee_1002_5002_b.py", "x.py"], "canvas"),
    (["kim_1001_5001_a.py", "lee_1002_5002_b.py", "x.py", "y.py"], "files")])
def test_more_than_half_of_the_names_make_a_layout(tmp_path: Path, names: list[str], layout: str) -> None:
    assert read_download(make(tmp_path, names, zipped=True)).layout == layout


def test_a_file_that_blackboard_did_not_name_is_of_a_student_of_its_own(tmp_path: Path) -> None:
    names = [*CASES["blackboard"][0], "by hand.py", "notes.txt"]
    assert people(read_download(make(tmp_path, names, zipped=True))) == CASES["blackboard"][1] | {"by hand": ("", False, ["by hand.py"])}


def test_who_a_login_is_the_site_says_and_no_student_s_file() -> None:
    files = {"HW_kim_attempt_2026-11-20-18-05-33.txt": b"Name: Kim Min (kim)", "HW_lee_attempt_2026-11-20-18-05-34.txt": b"Name: Lee Su (lee)",
             "HW_ahn_attempt_2026-11-20-18-05-35_b.py": b"Name: Kim Min (ahn)", "HW_m_choi_attempt_2026-11-20-18-05-36.txt": b"Name: Kim Min (kim)"}
    owned = LAYOUTS["blackboard"]([StoredFile(name, lambda data=data: data) for name, data in files.items()])
    assert [each.student for each in owned or ()] == [Student("HW_kim", "Kim Min", school_id="kim"), Student("HW_lee", "Lee Su", school_id="lee"),
                                                      Student("HW_ahn", "ahn", school_id="ahn"), Student("HW_m_choi", "m_choi", school_id="m_choi")]


def test_a_pattern_may_speak_of_the_folder_around_all(tmp_path: Path) -> None:
    path = make(tmp_path, ["class/hong/hw.ipynb", "class/kim/hw.ipynb"], zipped=True)
    assert set(people(read_download(path, wanted="{any}/{name}/{file}"))) == set(people(read_download(path, wanted="{name}/{file}"))) == {"hong", "kim"}


def test_what_a_site_wrote_is_read_as_far_as_it_can_be() -> None:
    def unreadable() -> bytes:
        raise FileProblem("archive_encrypted")

    assert text_of_site(StoredFile("a.txt", lambda: b"\xef\xbb\xbfName: \xff")) == "Name: \ufffd"
    assert len(text_of_site(StoredFile("a.txt", lambda: b"x" * 200_000))) == 100_000
    assert text_of_site(StoredFile("a.txt", unreadable)) == ""


# --- any other layout, by a pattern

@pytest.mark.parametrize(("pattern", "names", "expected"), [
    ("{name}_{id}_{file}", ["kim_min_su_1234_hw_v2.ipynb", "lee_1235_hw_1_x.ipynb", "obrien_1236_2026_11_20_final.py"],
     {"kim_min_su": ("1234", False, ["hw_v2.ipynb"]), "lee": ("1235", False, ["hw_1_x.ipynb"]),
      "obrien": ("1236", False, ["2026_11_20_final.py"])}),
    ("{id}_{name}", ["20231234_홍길동/a/b.py", "20231235_김 철수.ipynb"],
     {"홍길동": ("20231234", False, ["a/b.py"]), "김 철수": ("20231235", False, ["20231235_김 철수.ipynb"])}),
    ("{any}/{name}({id})/{file}", ["1반/홍길동(2023)/hw.py", "2반/홍길동(2024)/hw.py", "2반/김(2025)/hw.py"],
     {"홍길동": ("2024", False, ["hw.py"]), "김": ("2025", False, ["hw.py"])}),
    ("[{id}] {name} - {file}", ["x/[2023] 홍 - x.py", "x/[2024] 김 - a - b.py"],
     {"홍": ("2023", False, ["x.py"]), "김": ("2024", False, ["a - b.py"])}),
    ("{name} - {any}", ["Jane Doe - TF2 API.ipynb", "Min Lee - TF2 API.ipynb"],
     {"Jane Doe": ("", False, ["Jane Doe - TF2 API.ipynb"]), "Min Lee": ("", False, ["Min Lee - TF2 API.ipynb"])}),
    ("{id}_{file}", ["jdoe_hw.py", "m.lee_hw_2.py"], {"jdoe": ("jdoe", False, ["hw.py"]), "m.lee": ("m.lee", False, ["hw_2.py"])}),
    ("{name}_{file}", ["kim_hw_1.py", "남궁_민_hw.py", "남궁_수_hw.py"],  # 남궁's two files could be one student's
     {"kim": ("", False, ["hw_1.py"]), "남궁_민_hw": ("", False, ["남궁_민_hw.py"]), "남궁_수_hw": ("", False, ["남궁_수_hw.py"])}),
    ("{name}_{id}_{file}", ["kim_2_1234_hw.py", "kim_2_5678_hw.py", "ahn_7_x.py"],  # two students of one section
     {"kim_2_1234_hw": ("", False, ["kim_2_1234_hw.py"]), "kim_2_5678_hw": ("", False, ["kim_2_5678_hw.py"]),
      "ahn": ("7", False, ["x.py"])}),
    ("{name}_{id}_{file}", ["kim_2026_20261_hw.py", "kim_2026_20262_hw.py", "lee_2027_20263_hw.py", "ahn_7_x.py"],  # and of one year
     {"kim_2026_20261_hw": ("", False, ["kim_2026_20261_hw.py"]), "kim_2026_20262_hw": ("", False, ["kim_2026_20262_hw.py"]),
      "lee": ("2027", False, ["20263_hw.py"]), "ahn": ("7", False, ["x.py"])}),
    ("{name}_{id}_{file}", ["kim_1234_hw_1_a.py", "kim_1234_hw_2_a.py", "lee_1235_hw_2026_x.py"],
     {"kim": ("1234", False, ["hw_1_a.py", "hw_2_a.py"]), "lee": ("1235", False, ["hw_2026_x.py"])}),
    ("{name}_v{attempt}.py", ["kim_v2.py", "kim_v10.py", "lee_v1.py"],
     {"kim": ("", False, ["kim_v10.py"]), "lee": ("", False, ["lee_v1.py"])}),
    ("{name}_{id}_{file}.ipynb", ["kim_1234_hw.ipynb", "lee_1235_hw.ipynb", "by hand.py"],
     {"kim": ("1234", False, ["hw.ipynb"]), "lee": ("1235", False, ["hw.ipynb"]), "by hand": ("", False, ["by hand.py"])}),
])
def test_a_pattern_tells_whose_files_are_or_leaves_each_alone(tmp_path: Path, pattern: str, names: list[str], expected: Any) -> None:
    download = read_download(make(tmp_path, names, zipped=True), wanted=pattern)
    assert people(download) == expected
    alone = sorted(name for name, told in expected.items() if told[2] == [f"{name}.py"] and f"{name}.py" in names and not told[0])
    unfit = [notice.params["names"] for notice in download.notices if notice.code == "layout_unfit"]
    assert unfit == [", ".join(f"{name}.py" for name in alone)] * bool(alone)


@pytest.mark.parametrize(("pattern", "code"), [
    ("{name}_{file}_{name}", "layout_pattern"), ("{nmae}_{file}", "layout_pattern"), ("{file}", "layout_pattern"),
    ("canvass", "layout_pattern"), ("{name}#{id}", "layout_does_not_fit"), ("gradescope", "layout_does_not_fit")])
def test_a_pattern_that_is_none_or_fits_nothing_is_told(tmp_path: Path, pattern: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_download(make(tmp_path, ["kim_1_hw.py", "lee_2_hw.py"], zipped=True), wanted=pattern)
    assert caught.value.code == code
    assert all(Texts(language).error(code, **caught.value.params) for language in ("ko", "en"))


def test_a_layout_can_be_asked_for_by_its_name(tmp_path: Path) -> None:
    path = make(tmp_path, ["kim_1001_5001_hw.py", "lee_1002_5002_hw.py"], zipped=True)
    assert set(people(read_download(path, wanted="files"))) == {"kim_1001_5001_hw", "lee_1002_5002_hw"}
    assert tuple(LAYOUTS) == LAYOUT_NAMES


def test_what_was_handed_in_and_cannot_be_graded_is_named(tmp_path: Path) -> None:
    download = read_download(make(tmp_path, ["kim_1001_5001_hw.py", "lee_1002_5002_scan.pdf", "ahn_1003_text.html"], zipped=True))
    assert {each.student.name: (each.is_gradable, each.files[0].name) for each in download.handed_in} == {
        "kim": (True, "hw.py"), "lee": (False, "scan.pdf"), "ahn": (False, "text.html")}
    assert [(notice.code, notice.params["names"]) for notice in download.notices] == [
        ("batch_not_gradable", "ahn (text.html), lee (scan.pdf)")]


def test_all_that_one_handed_in_and_all_that_fits_no_layout_is_counted(tmp_path: Path) -> None:
    names = ["kim_1001_5001_hw.py", "lee_1002_5002_scan.pdf", "lee_1002_5003_b.png", "by hand.py"]
    assert read_download(make(tmp_path, names, zipped=True)).notices == (
        Notice("layout_unfit", {"count": 1, "names": "by hand.py"}), Notice("batch_not_gradable", {"count": 1, "names": "lee (scan.pdf, b.png)"}))


@pytest.mark.parametrize(("name", "of_lms"), [
    ("Kim_12_assignsubmission_file/a.py", True), ("HW_kim_attempt_2026-11-20-18-05-33.txt", True), ("kim_1_5001_a.py", True),
    ("1-2 - Kim - Nov 19, 2026 1000 AM/a.py", True), ("kim_1_500_a.py", False), ("kim.py", False)])
def test_names_of_an_lms_are_known(name: str, of_lms: bool) -> None:
    assert is_named_by_lms(name) is of_lms


def test_two_files_of_one_name_are_both_read(tmp_path: Path) -> None:
    names = ["kim_1001_5001_hw.py", "kim_1001_5002_hw.py", "lee_1002_5003_hw.py"]
    assert people(read_download(make(tmp_path, names, zipped=True)))["kim"][2] == ["hw.py", "hw (2).py"]


# --- one student or a class

@pytest.mark.parametrize("layout", [name for name in CASES if name.startswith(("canvas", "moodle", "blackboard", "gradescope"))] + [
    "brightspace", "brightspace flat"])
@pytest.mark.parametrize("zipped", [True, False])
def test_a_class_is_known_before_it_is_graded_as_one(tmp_path: Path, layout: str, zipped: bool) -> None:
    found = class_in(make(tmp_path, CASES[layout][0], zipped=zipped))
    assert found is not None
    assert found.layout == layout.split(" ")[0]


@pytest.mark.parametrize("names", [
    ["mnist_sequential.py", "gradient_tape.py"], ["hw/tf2.ipynb", "hw/src/b.py"], ["lab_1_1_a.py", "lab_2_2_b.py"],
    ["lab_1_100_a.py", "exam_2_200_b.py"], ["lab_1_1_a.py", "exam_2_2_b.py"], ["kim_1001_5001_a.py", "kim_1001_5002_b.py"], ["홍길동_11_assignsubmission_file/hw.ipynb"],
    ["1-2 - Jane Doe - Nov 19, 2026 1000 AM/hw.py", "1-2 - Jane Doe - Nov 20, 2026 605 PM/hw.py"], ["kim/hw.py", "lee/hw.py"],
    ["notes_2024_1000_x.py", "a.py", "b.py", "c.py"], ["photo.png"]])
@pytest.mark.parametrize("zipped", [True, False])
def test_one_student_s_files_are_never_refused_as_a_class(tmp_path: Path, names: list[str], zipped: bool) -> None:
    assert class_in(make(tmp_path, names, zipped=zipped)) is None


def test_what_is_no_download_at_all_is_no_class(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    (tmp_path / "hw.py").write_text("x = 1")
    assert [class_in(tmp_path / name) for name in ("x.zip", "hw.py", "none")] == [None, None, None]


@pytest.mark.parametrize(("text", "date"), [
    ("Nov 19, 2026 1000 AM", (2026, 11, 19, 10, 0, 0)), ("Nov 20, 2026 605 PM", (2026, 11, 20, 18, 5, 0)),
    ("Nov 20, 2026 1205 AM", (2026, 11, 20, 0, 5, 0)), ("20 November 2026 18 05", (2026, 11, 20, 18, 5, 0)),
    ("2026년 11월 20일 오후 12:05", (2026, 11, 20, 12, 5, 0)), ("2026-11-20 18:05:33", (2026, 11, 20, 18, 5, 33)),
    ("Sept 3, 2026", (2026, 9, 3, 0, 0, 0)), ("20 février 2026 1805", None), ("11/12/2026 605 PM", None), ("Nov 20, 2026 soon", None)])
def test_dates_are_read_where_they_are_sure(text: str, date: object) -> None:
    assert from_words(text) == date
