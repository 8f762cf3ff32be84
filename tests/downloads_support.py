"""Downloads of a class, made for a test."""

from __future__ import annotations

import zipfile
from pathlib import Path


def make(root: Path, names: list[str], *, zipped: bool) -> Path:
    if zipped:
        path = root / "download.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, content(name))
        return path
    for name in names:
        path = root / "download" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content(name))
    return root / "download"


def content(name: str) -> str:
    if name.endswith(".yml"):
        return METADATA
    return "Name: Jane Doe (jdoe)\nAssignment: TF2 API\nComments: Name: Kim (m_lee)\n" if name.endswith("jdoe_attempt_2026-11-19-10-00-00.txt") \
        else "x = 1"


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
