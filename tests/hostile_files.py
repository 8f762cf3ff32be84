"""Files that git cannot hold, made anew: name → (expected verdict, how to make it in an empty folder)."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

STEM = "mnist_sequential"
ANSWER = (Path(__file__).parents[1] / "solutions" / f"{STEM}.py").read_text(encoding="utf-8")
Maker = Callable[[Path], object]


def notebook(sources: list[str], outputs: list[dict] | None = None) -> str:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": outputs or [], "source": each} for each in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def sparse(folder: Path) -> None:
    """A file of 1 GiB that takes no room."""
    with (folder / f"{STEM}.py").open("wb") as file:
        file.truncate(2**30)


def unix_socket(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(folder / f"{STEM}.py"))


def without_permission(folder: Path) -> None:
    (folder / f"{STEM}.py").write_text(ANSWER)
    (folder / f"{STEM}.py").chmod(0)


def link_to(target: str) -> Maker:
    return lambda folder: (folder / f"{STEM}.py").symlink_to(target)


def loop_of_links(folder: Path) -> None:
    (folder / f"{STEM}.py").symlink_to(folder / "b.py")
    (folder / "b.py").symlink_to(folder / f"{STEM}.py")


def named(name: str | bytes) -> Maker:
    """A right answer in a file of this name; its marker says what it answers."""
    return lambda folder: Path(os.fsdecode(os.path.join(os.fsencode(folder), os.fsencode(name)))).write_text(ANSWER)


def written(name: str, text: str) -> Maker:
    return lambda folder: (folder / name).write_text(text, encoding="utf-8")


def folder_named_like_a_file(folder: Path) -> None:
    (folder / f"{STEM}.py").mkdir()


def deep_folders(folder: Path) -> None:
    place = folder.joinpath(*["d"] * 100)
    place.mkdir(parents=True)
    (place / f"{STEM}.py").write_text(ANSWER)


def link_to_the_folder_above(folder: Path) -> None:
    (folder / f"{STEM}.py").write_text(ANSWER)
    (folder / "again").symlink_to(folder)


def many_files(folder: Path) -> None:
    (folder / f"{STEM}.py").write_text(ANSWER)
    for number in range(600):
        (folder / f"z{number}.py").write_text("x = 1\n")


MANY_LINES = "".join(f"x{number} = {number}\n" for number in range(10_000))
CHAIN = "".join(f"def f{number}(): return f{number - 1}()\n" for number in range(5000))
MEGABYTES = [{"output_type": "stream", "name": "stdout", "text": "x" * 20_000_000}]
MADE: dict[str, tuple[str, Maker]] = {
    "fifo": ("unreadable", lambda folder: os.mkfifo(folder / f"{STEM}.py")),
    "unix socket": ("unreadable", unix_socket),
    "1 GiB": ("unreadable", sparse),
    "link to a device": ("unreadable", link_to("/dev/zero")),
    "link to a secret": ("unreadable", link_to("/etc/passwd")),
    "link to nothing": ("unreadable", link_to("/no/such/file")),
    "links in a ring": ("unreadable", loop_of_links),
    "no permission": ("passed" if os.geteuid() == 0 else "unreadable", without_permission),  # root may read all
    "name with a newline": ("passed", named("a\nb.py")),
    "name with escapes": ("passed", named("\x1b[31m\x1b]0;title\x07.py")),
    "name that is a formula": ("passed", named("=cmd('calc')!A0.py")),
    "name with markup": ("passed", named("[red]<script>alert(1)<&\".py")),
    "name that is not UTF-8": ("passed", named(b"\xff\xfe\xb0\xa1.py")),
    "name of 255 bytes": ("passed", named("x" * 252 + ".py")),
    "name like an option": ("passed", named("--help.py")),
    "name in Korean with spaces": ("passed", named("과제 제출 (1) [최종].py")),
    "folder named like a file": ("not_attempted", folder_named_like_a_file),
    "deep folders": ("passed", deep_folders),
    "link to the folder above": ("passed", link_to_the_folder_above),
    "600 other files": ("passed", many_files),
    "5,000 cells before": ("passed", written(f"{STEM}.ipynb", notebook([*["x = 1\nprint(x)"] * 4999, ANSWER]))),
    "5,000 cells behind": ("passed", written(f"{STEM}.ipynb", notebook([ANSWER, *["x = 1\nprint(x)"] * 5000]))),
    "too many cells before": ("unreadable", written(f"{STEM}.ipynb", notebook([*["x = 1\nprint(x)"] * 5000, ANSWER]))),
    "20 MB of output": ("passed", written(f"{STEM}.ipynb", notebook([ANSWER], MEGABYTES))),
    "10,000 lines": ("passed", written(f"{STEM}.py", MANY_LINES + ANSWER)),
    "a line of 200,000": ("passed", written(f"{STEM}.py", ANSWER + f"text = '{'x' * 200_000}'\n")),
    "5 MB of code": ("unreadable", written(f"{STEM}.py", ANSWER + "x = 1\n" * 800_000)),
    "5,000 models": ("passed", written(f"{STEM}.py", "import keras\n" + "m = keras.Sequential()\n" * 5000 + ANSWER)),
    "5,000 classes": ("passed", written(f"{STEM}.py", "import keras\nclass M(keras.Model): pass\n" * 5000 + ANSWER)),
    "5,000 functions": ("passed", written(f"{STEM}.py", CHAIN + ANSWER)),
    "100,000 underscores": ("passed", written(f"{STEM}.ipynb", notebook(["_" * 100_000 + " (", ANSWER]))),
    "20,000 opened classes": ("passed", written(f"{STEM}.ipynb", notebook(["class a(" * 20_000, ANSWER]))),
    "a sum of 3,000 terms": ("passed", written(f"{STEM}.py", ANSWER + "total = " + "+".join("1" * 3000) + "\n")),
    "a sum of 900 terms": ("passed", written(f"{STEM}.py", ANSWER + "total = " + "+".join("1" * 900) + "\n")),
    "brackets 150 deep": ("passed", written(f"{STEM}.py", ANSWER + f"nested = {'[' * 150}{']' * 150}\n")),
    "calls 300 deep": ("passed", written(f"{STEM}.py", ANSWER + "chain = a" + ".b()" * 300 + "\n")),
    "5,000 fences": ("passed", written(f"{STEM}.md", "```python\nx = 1\n```\n" * 5000 + f"```python\n{ANSWER}```\n")),
    "100,000 quotes": ("passed", written(f"{STEM}.md", f"```python\n{ANSWER}```\n\n{'>' * 100_000}\n")),
}
