"""Builds sdist and wheel twice, from copies in other folders made at other times, and holds them to each other.

    python tests/platforms/try_release.py

Needs a registry for the builder alone. Exit code 0: both are equal to the last byte, the wheel made from the sdist is the
one made from the checkout and from the little that the container's build sees of it, and it holds the course, the schemas,
the lock and `py.typed`, and no solution.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED = {"grader/py.typed", "grader/requirements.lock", "grader/course/course.toml", "grader/course/stubs.json",
          "grader/reports/schemas/submission-1.json", "grader/packaging/gradescope/setup.sh", "grader/platforms.toml"}


def run(*command: object, cwd: Path) -> None:
    """Runs a command that must not fail."""
    subprocess.run(list(map(str, command)), cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def build(python: Path, folder: Path) -> dict[str, bytes]:
    """Builds from a copy of what is committed: the wheel by way of the sdist, and straight."""
    folder.mkdir()
    run("git", "-C", ROOT, "archive", "--output", folder / "source.tar", "HEAD", cwd=folder)
    (folder / "source").mkdir()
    run("tar", "-xf", "source.tar", "-C", "source", cwd=folder)
    run(python, "-m", "build", "--outdir", "dist", "source", cwd=folder)
    run(python, "-m", "build", "--wheel", "--outdir", "straight", "source", cwd=folder)
    run(python, "-m", "build", "--wheel", "--outdir", "contained", seen_by_container(folder / "source"), cwd=folder)
    return {path.parent.name + path.suffix: path.read_bytes() for name in ("dist", "straight", "contained")
            for path in (folder / name).iterdir()}


def seen_by_container(source: Path) -> Path:
    """Copies what `.dockerignore` lets through, which is a list of names after `!`; returns the folder."""
    seen = source.parent / "seen"
    seen.mkdir()
    for line in (source / ".dockerignore").read_text().splitlines():
        if line.startswith("!"):
            run("cp", "-a", source / line[1:], seen, cwd=seen)
    return seen


def main() -> int:
    """Returns 0 if all is as it should be."""
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name)
        run(sys.executable, "-m", "venv", "builder", cwd=folder)
        python = folder / "builder" / "bin" / "python"
        run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "build", cwd=folder)
        first, second = build(python, folder / "a"), build(python, folder / "other")
        [wheel] = (folder / "a" / "dist").glob("*.whl")
        held = set(zipfile.ZipFile(wheel).namelist())
    problems = [f"{each} differs from build to build" for each in first if first[each] != second[each]]
    problems += [f"the wheel of the {what} is another" for what, name in (("checkout", "straight"), ("container", "contained"))
                 if first["dist.whl"] != first[f"{name}.whl"]]
    problems += [f"not in the wheel: {each}" for each in sorted(NEEDED - held)]
    problems += [f"not for a wheel: {each}" for each in held if each.startswith(("solutions", "tests", "grader/solutions"))]
    print("\n".join(problems) or f"as it should be: {wheel.name}, {len(first['dist.whl']) // 1024} KiB")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
