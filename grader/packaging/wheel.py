"""Makes a wheel of the grader that runs, with the course in force: what is graded there is what is graded here.

Source: packaging.python.org, "Binary distribution format".
"""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from grader import __version__
from grader.errors import GraderError
from grader.packaging.archives import pack
from grader.specs.course import course_files, course_folder
from grader.versions import DISTRIBUTION

PACKAGE = Path(__file__).parents[1]
STEM = f"{DISTRIBUTION.replace('-', '_')}-{__version__}"
NAME = f"{STEM}-py3-none-any.whl"
WHEEL = "Wheel-Version: 1.0\nGenerator: grader\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints"}


def make_wheel() -> bytes:
    """Returns the wheel.

    Raises:
        GraderError: the grader runs without being installed, so nobody knows what it depends on.
    """
    files = {f"grader/{name}": content for name, content in files_below(PACKAGE).items()
             if not name.startswith("course/")}
    files |= {f"grader/course/{path.name}": path.read_bytes() for path in course_files(course_folder())}
    files |= {f"{STEM}.dist-info/{name}": text.encode() for name, text in description().items()}
    record = f"{STEM}.dist-info/RECORD"
    lines = [f"{name},sha256={digest(content)},{len(content)}" for name, content in sorted(files.items())]
    return pack(files | {record: "\n".join([*lines, f"{record},,", ""]).encode()})


def files_below(folder: Path) -> dict[str, bytes]:
    """Returns the files of a folder and those below it, by name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and not LEFT_OUT.intersection(path.relative_to(folder).parts)}


def description() -> dict[str, str]:
    """Returns what an installer reads, as the installed grader has it."""
    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        raise GraderError("package_not_installed") from None
    kept = {name: installed.read_text(name) for name in ("METADATA", "entry_points.txt")}
    return {name: text for name, text in kept.items() if text} | {"WHEEL": WHEEL}


def digest(content: bytes) -> str:
    """Returns the hash of a file as RECORD writes it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
