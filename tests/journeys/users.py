"""People who sit in front of a terminal, in a fresh clone, and type what the README says."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass, field
from pathlib import Path

from journeys.readme import ROOT, commands

SECONDS = 300
SOLUTIONS = ROOT / "solutions"


@dataclass
class Done:
    """What somebody saw."""

    code: int
    text: str

    @property
    def words(self) -> str:
        """The text as it is read: wherever its lines end."""
        return " ".join(self.text.split())


@dataclass
class User:
    """Somebody with a shell in a folder, the environment there active."""

    folder: Path
    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def types(self, command: str, **words: str) -> Done:
        """Runs a command of the README; `words` stand for what it leaves to the reader."""
        assert command in commands(), f"the README has no such command: {command}"
        for word, value in words.items():
            assert word in command
            command = command.replace(word, value)
        return self.runs(command)

    def runs(self, command: str) -> Done:
        """Runs any command."""
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.shell(), capture_output=True, text=True,
                              timeout=SECONDS, check=False)
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        return Done(done.returncode, done.stdout + done.stderr)

    def shell(self) -> dict[str, str]:
        """The environment of the shell."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GRADER", "PYTHON", "MAKE"))}
        path = os.pathsep.join([str(self.folder / ".venv" / "bin"), kept.get("PATH", "")])
        return kept | {"HOME": str(self.home), "PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "80"} | self.environment

    def fills_in(self, *names: str, folder: str = "exercises", old: str = "", new: str = "") -> None:
        """Types the answers into the stubs."""
        for name in names:
            text = (SOLUTIONS / name).read_text(encoding="utf-8")
            assert old in text
            (self.folder / folder / name).write_text(text.replace(old, new), encoding="utf-8")


def clone(folder: Path) -> None:
    """Clones the repository, with what is not committed yet, but for what somebody filled in where the stubs lie."""
    git = ["git", "-C", str(ROOT)]
    if subprocess.run([*git, "rev-parse"], capture_output=True, check=False).returncode:
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "*.egg-info"))
    else:
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        changed = subprocess.run([*git, "ls-files", "-z", "--modified", "--others", "--exclude-standard"],
                                 capture_output=True, text=True, check=True).stdout
        for name in filter(None, changed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
    empty_the_exercises(folder / "exercises")


def empty_the_exercises(exercises: Path) -> None:
    """Whoever runs the tests may have filled in the exercises, which is what they are for."""
    from grader.specs.course import load_course
    from grader.specs.handing_out import hand_out_all, handed_out_names

    course = load_course(exercises)
    for name in handed_out_names(course):
        (exercises / name).unlink(missing_ok=True)
    fresh = exercises.parent / "fresh"
    for path in hand_out_all(course, fresh):
        path.rename(exercises / path.name)
    fresh.rmdir()


def make_environment(folder: Path, source: Path | None) -> None:
    """Makes a virtual environment that borrows the packages of this one, as `make` would have filled it.

    Args:
        source: the checkout that is installed in it to be edited; None: nothing is.
    """
    venv.create(folder, symlinks=True, with_pip=False)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    borrowed = sysconfig.get_path("purelib")
    (packages / "a_borrowed.pth").write_text("\n".join(filter(None, [source and str(source), borrowed])) + "\n")
    if source is not None:
        script = folder / "bin" / "grader"
        script.write_text(f"#!{shlex.quote(str(folder / 'bin' / 'python'))}\nimport sys\nfrom grader.__main__ import main\n"
                          "sys.exit(main())\n")
        script.chmod(0o755)
    for name in ("installed", "installed-dev"):
        (folder / name).touch()


def python() -> str:
    """The Python that runs the tests."""
    return sys.executable
