"""Whatever an archive holds or claims, it is read, or told why not; and whatever a class is called, it is told apart."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import InputError
from grader.gradebook.downloads import read_download
from grader.submissions.reading import read_submission

PARTS = st.sampled_from(["a", "b.py", "c.ipynb", "d.md", "..", "", "C:", "in.zip", "__MACOSX", ".ipynb_checkpoints", "홍길동", "x_1_2_a.py",
                         "kim_LATE_1_2_a.py", "홍_3_assignsubmission_file", "submission_metadata.yml", "submission_1", "e.zip"]) | st.text(max_size=8)
NAMES = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
DATA = st.sampled_from([b"", b"x = 1", b"{}", b"\xff\xfe", b"submission_1:\n  :submitters:\n  - :name: a\n", b"- 1\n", b"a: [", b"PK\x05\x06"]) \
    | st.binary(max_size=60)
MEMBERS = st.lists(st.tuples(NAMES, DATA, st.sampled_from([0, 8, 12, 14]), st.integers(0, 0xFFFFFFFF)), max_size=6)


def zipped(members: list[tuple[str, bytes, int, int]], nested: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data, method, attributes in members:
            member = zipfile.ZipInfo(name.encode("utf-8", "replace").decode())
            member.compress_type, member.external_attr = method, attributes
            archive.writestr(member, nested if name.endswith(".zip") and nested else data)
    return made.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@given(members=MEMBERS, inner=MEMBERS, damage=st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=6))
def test_any_archive(tmp_path_factory: pytest.TempPathFactory, members: list, inner: list, damage: list[tuple[int, int]]) -> None:
    data = bytearray(zipped(members, zipped(inner)))
    for place, value in damage:
        data[place % len(data)] = value
    path: Path = tmp_path_factory.getbasetemp() / "fuzz.zip"
    path.write_bytes(data)
    with contextlib.suppress(InputError):
        for file in read_submission([path]).files:
            assert file.problem is None or not file.cells
    with contextlib.suppress(InputError):
        download = read_download(path)
        assert len({each.student.key for each in download.handed_in}) == len(download.handed_in) > 0
