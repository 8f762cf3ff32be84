"""Archives are read for what is in them, and cannot lead, lie or swell their way anywhere."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from grader.submissions import stored
from grader.submissions.reading import read_submission
from grader.submissions.types import SourceFile


def zipped(members: dict[str, bytes], **options: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def read(tmp_path: Path, data: bytes, name: str = "handed in.zip") -> dict[str, SourceFile]:
    (tmp_path / name).write_bytes(data)
    return {file.name.removeprefix(f"{name}/"): file for file in read_submission([tmp_path / name]).files}


def test_what_can_hold_answers_is_read_and_the_rest_passed_over(tmp_path: Path) -> None:
    files = read(tmp_path, zipped({"a.py": b"x = 1", "b/c.md": b"```python\ny = 2\n```", "photo.png": b"\x89PNG",
                                   "__MACOSX/._a.py": b"\x00", ".ipynb_checkpoints/a-checkpoint.ipynb": b"{}"}))
    assert {name: [cell.source.strip() for cell in file.cells] for name, file in files.items()} \
        == {"a.py": ["x = 1"], "b/c.md": ["y = 2"]}


def test_archives_in_archives_are_read_to_a_depth(tmp_path: Path) -> None:
    data = zipped({"a.py": b"x = 1"})
    for _ in range(2):
        data = zipped({"in.zip": data})
    assert list(read(tmp_path, data)) == ["in.zip/in.zip/a.py"]
    files = read(tmp_path, zipped({"in.zip": data}))
    assert {name: file.problem for name, file in files.items()} == {"in.zip/in.zip/in.zip": "archive_too_deep"}


@pytest.mark.parametrize("name", ["/etc/a.py", "../../a.py", "C:\\work\\a.py", "..\\a.py", "./a.py"])
def test_a_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    before = set(os.listdir(tmp_path))
    [(found, file)] = read(tmp_path, zipped({name: b"x = 1"})).items()
    assert file.problem is None
    assert found in ("etc/a.py", "a.py", "C:/work/a.py")
    assert set(os.listdir(tmp_path)) - before == {"handed in.zip"}


def test_links_lead_nowhere(tmp_path: Path) -> None:
    member = zipfile.ZipInfo("secret.py")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(member, "/etc/passwd")
        archive.writestr("a.py", "x = 1")
    files = read(tmp_path, made.getvalue())
    assert {name: file.problem for name, file in files.items()} == {"a.py": None, "secret.py": "file_special"}


def test_a_password_is_told_and_the_rest_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.py": b"x = 1", "b.py": b"y = 2"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    files = read(tmp_path, bytes(data))
    assert {name: file.problem for name, file in files.items()} == {"a.py": "archive_encrypted", "b.py": None}


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    files = read(tmp_path, zipped({"bomb.py": b"#" * (stored.MAX_FILE_BYTES + 1), "a.py": b"x = 1"}))
    assert {name: file.problem for name, file in files.items()} == {"a.py": None, "bomb.py": "file_too_large"}


def test_many_that_are_bearable_alone_are_not_read_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored.Allowance, "__init__", lambda self: vars(self).update(bytes_left=10, members_left=100, characters_left=10**6))
    files = read(tmp_path, zipped({"a.py": b"x = 1" + b" " * 9, "b.py": b"x = 1"}))
    # the archive itself lies on disk and is not counted
    assert {name: file.problem for name, file in files.items()} == {"a.py": None, "b.py": "submission_too_large"}


def test_thousands_of_archives_of_thousands_are_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "MAX_MEMBERS", 30)
    monkeypatch.setattr(stored.Allowance, "__init__", lambda self: vars(self).update(bytes_left=10**9, members_left=30, characters_left=10**6))
    inner = zipped({f"{number}.txt": b"" for number in range(20)})
    files = read(tmp_path, zipped({"a.py": b"x = 1", **{f"{number}.zip": inner for number in range(5)}}))
    assert files["a.py"].problem is None
    assert {file.problem for name, file in files.items() if name != "a.py"} == {"archive_too_deep"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_with_one_name_both_are_read(tmp_path: Path) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.py", "x = 1")
        archive.writestr("a.py", "x = 2")
    files = read(tmp_path, made.getvalue())
    assert sorted(file.cells[0].source for file in files.values()) == ["x = 1", "x = 2"]
    assert list(files) == ["a.py", "a (2).py"]


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
@pytest.mark.parametrize("marked", [True, False])
def test_korean_names_in_either_encoding(tmp_path: Path, encoding: str, marked: bool) -> None:
    raw = "과제/홍길동.py".encode(encoding)
    data = bytearray(zipped({"x" * len(raw): b"x = 1"}).replace(b"x" * len(raw), raw))
    if marked and encoding == "utf-8":
        for mark, offset in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
            data[data.index(mark) + offset] |= 8
    assert list(read(tmp_path, bytes(data))) == ["과제/홍길동.py"]


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\x05\x06" + b"\xff" * 18, b"PK\x03\x04" + b"\x00" * 100])
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    [file] = read(tmp_path, data).values()
    assert file.problem == "archive_broken"


def test_a_damaged_member_loses_only_itself(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.py": os.urandom(2000).hex().encode(), "b.py": b"y = 2"}))
    data[100:200] = bytes(100)
    files = read(tmp_path, bytes(data))
    assert {name: file.problem for name, file in files.items()} == {"a.py": "archive_broken", "b.py": None}
