"""Every file students hand in is read, or told why not."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import nbformat
import pytest

from grader.errors import InputError, NothingGradable
from grader.submissions.reading import decode_text, read_file, read_submission
from grader.submissions.statements import parse_file
from grader.submissions.stored import file_on_disk


def notebook_cell(source: object, **more: object) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None} | more


def notebook(cells: list[dict], minor: int = 4) -> str:
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": minor})


@pytest.mark.parametrize("minor", range(6))
@pytest.mark.parametrize("source", ["x = 1\ny = 2", ["x = 1\n", "y = 2"]])
def test_every_minor_version_and_form_of_source(tmp_path: Path, minor: int, source: object) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(notebook([{"cell_type": "markdown", "source": "# H", "metadata": {}}, notebook_cell(source)], minor))
    file = read_file(file_on_disk(path, path.name))
    assert file.problem is None
    assert [(cell.cell, cell.source, cell.context.strip()) for cell in file.cells] == [(2, "x = 1\ny = 2", "# H")]


def test_version_3_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    sheet = {"cells": [{"cell_type": "code", "language": "python", "input": "x = 1", "outputs": [], "metadata": {}}]}
    path.write_text(json.dumps({"worksheets": [sheet], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}))
    assert [cell.source for cell in read_file(file_on_disk(path, path.name)).cells] == ["x = 1"]


def test_written_by_nbformat_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])
    nbformat.write(made, path)
    assert [cell.source for cell in read_file(file_on_disk(path, path.name)).cells] == ["x = 1"]


@pytest.mark.parametrize(("data", "problem"), [
    (b"", "notebook_empty"), (b"  \n", "notebook_empty"), (b"{", "notebook_not_json"), (b"[]", "notebook_invalid"),
    (b"null", "notebook_invalid"), (b'{"nbformat": 4}', "notebook_invalid"), (b'{"cells": 3}', "notebook_invalid"),
    (b'{"cells": [3], "nbformat": 4}', "notebook_invalid"), (b'{"cells": null}', "notebook_invalid"),
    (b'{"cells": [],\n<<<<<<< a\n=======\n', "notebook_not_json"), (b"[" * 100_000, "notebook_invalid"),
    (b"\xff\xfe\x00\xd8", "file_encoding"), (b"\x80\x81\xfe\xff\xff", "file_encoding"),
])
def test_broken_notebooks_are_told_apart(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    assert read_file(file_on_disk(path, path.name)).problem == problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
def test_encodings_of_korean_editors(encoding: str) -> None:
    assert decode_text("# 한글\r\nx = 1".encode(encoding)) == "# 한글\nx = 1"


@pytest.mark.parametrize("encoding", ["latin-1", "cp949", "euc-kr", "shift_jis", "big5", "cp1252"])
@pytest.mark.parametrize("line", ["# -*- coding: {} -*-\n", "#!/usr/bin/python\n# vim: set fileencoding={} :\n"])
def test_encoding_that_the_first_lines_name(encoding: str, line: str) -> None:
    letters = {"latin-1": "café über", "cp1252": "“café”", "shift_jis": "モデル", "big5": "模型"}.get(encoding, "모델")
    text = f"{line.format(encoding)}x = '{letters}'\n"
    assert decode_text(text.encode(encoding)) == text


@pytest.mark.parametrize("name", ["klingon", "rot13", "hex", "ascii", "latin-1"])
def test_encoding_named_wrongly_does_no_harm(name: str) -> None:
    text = f"# coding: {name}\n# 모델\nx = 1\n"
    assert decode_text(text.encode()) == text


def test_only_broken_cells_of_a_notebook_are_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    cells = [None, 3, "text", [], {}, {"cell_type": "code"}, {"cell_type": "code", "source": None, "metadata": None},
             {"cell_type": "code", "source": ["a = 1\n", None, 3], "metadata": [], "execution_count": "5"},
             {"cell_type": "sql", "source": "select"}, {"cell_type": "code", "source": 3},
             {"cell_type": "code", "source": "b = 2", "metadata": {"tags": [None, "t"]}, "execution_count": 7}]
    path.write_text(json.dumps({"cells": cells}))
    file = read_file(file_on_disk(path, path.name))
    assert file.problem is None
    assert [(cell.cell, cell.source.strip(), cell.tags, cell.execution) for cell in file.cells if cell.source] == [
        (8, "a = 1", (), None), (11, "b = 2", ("t",), 7)]


@pytest.mark.parametrize(("ours", "theirs", "read"), [
    ('"source": "x = 1",', '"source": "x = 2",', "x = 1"), ('"source": "x = 1"', '"source": "x = 2",', "x = 2")])
def test_notebook_with_a_conflict_of_git_is_read_one_way(tmp_path: Path, ours: str, theirs: str, read: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(f'{{"nbformat": 4, "cells": [{{\n<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> b\n'
                    '"cell_type": "code"}]}')
    assert [cell.source for cell in read_file(file_on_disk(path, path.name)).cells] == [read]


def test_what_only_looks_like_conflicts_is_read_in_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text("<<<<<<< ours\n" * 150 + "=======\n" * 2000)
    began = time.process_time()
    assert read_file(file_on_disk(path, path.name)).problem == "notebook_not_json"
    assert time.process_time() - began < 2.0  # it took half a minute


def test_markdown_blocks_keep_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# T\n\n```python\nx = 1\n```\n\n```shell\nls\n```\n\n```\ny = (\n\t2)\n```\n")
    cells = read_file(file_on_disk(path, path.name)).cells
    assert [(cell.block, cell.source.strip(), cell.place(1).line) for cell in cells] \
        == [(1, "x = 1", 4), (2, "y = (\n\t2)", 12)]


def test_broken_python_file_loses_only_the_broken_statement(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n\n\ndef f(:\n    pass\n\n\n@deco\ndef g():\n    return x\n")
    program = parse_file(read_file(file_on_disk(path, path.name)))
    assert [sorted(each.binds) for each in program.statements] == [["x"], ["g"]]
    assert [each.node.lineno for each in program.statements] == [1, 9]
    assert [each.line for each in program.broken] == [4]


def test_file_whose_every_line_is_indented_is_broken_code(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("    x = 1\n    y = 2\n")
    program = parse_file(read_file(file_on_disk(path, path.name)))
    assert program.statements == ()
    assert [each.line for each in program.broken] == [1]


@pytest.mark.parametrize("text", ["x = 1\n" * 50_000, "# " + "x" * 300_000])
def test_more_code_than_anybody_writes_is_not_parsed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.py"
    path.write_text(text)
    assert read_file(file_on_disk(path, path.name)).problem == "code_too_large"


def test_what_is_no_text_in_a_notebook_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    odd = [notebook_cell(3), notebook_cell(["x = 1\r\n", None, "y = '\ud83d'"], metadata={"tags": [3, "tag\udfff"]}), notebook_cell(None)]
    path.write_text(notebook(odd))
    assert [(cell.cell, cell.source, cell.tags) for cell in read_file(file_on_disk(path, path.name)).cells] \
        == [(1, "", ()), (2, "x = 1\ny = '?'", ("tag?",)), (3, "", ())]


def test_folder_leaves_copies_links_and_hidden_files_out(tmp_path: Path) -> None:
    for name in ("a.py", ".ipynb_checkpoints/a-checkpoint.ipynb", "__MACOSX/._a.py", "b/c.md", "data.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x = 1")
    os.symlink("/etc/passwd", tmp_path / "evil.py")
    os.mkfifo(tmp_path / "pipe.py")
    files = read_submission([tmp_path]).files
    assert [(file.name, file.problem) for file in files] \
        == [("a.py", None), ("evil.py", "file_special"), ("pipe.py", "file_special"), ("b/c.md", None)]


def test_paths_that_cannot_be_graded(tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        read_submission([tmp_path / "no.py"])
    assert (missing.value.code, missing.value.exit_code) == ("path_missing", 4)
    with pytest.raises(NothingGradable) as empty:
        read_submission([tmp_path])
    assert empty.value.exit_code == 5
