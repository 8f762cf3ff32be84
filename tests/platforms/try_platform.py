"""Tries the grader on a platform: what is there before is not replaced, and verdicts are what they are elsewhere.

    python tests/platforms/try_platform.py --list                    the platforms, as JSON
    python tests/platforms/try_platform.py colab                     all of it: some minutes, 2 GB while it runs
    python tests/platforms/try_platform.py colab --quick             the course page, solutions and stubs alone
    python tests/platforms/try_platform.py --environment VENV        one that is there already, packages and all

The wheel is built from this checkout and installed into a virtual environment that already holds what the platform
holds, as `grader/platforms.toml` says. Everything is run from an empty folder. Exit code 0: as it should be.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLATFORMS = {each["name"]: each for each in tomllib.loads(
    (ROOT / "grader" / "platforms.toml").read_text(encoding="utf-8"))["platform"]}
EXERCISES = ("mnist_sequential", "gradient_tape")  # audited: one of each kind
SAMPLE = "gradient_tape or cifar100_subclassing or mnist_functional"  # of the corpus: steps and all three styles
OURS = {"keras-exercise-grader"}


class Environment:
    """A virtual environment of a platform."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, platform: dict) -> None:
        """Makes it anew, with what the platform holds."""
        python = shutil.which(f"python{platform['python']}")
        if python is None:
            sys.exit(f"python{platform['python']} is not on the PATH")
        run([python, "-m", "venv", str(self.folder)])
        self.pip("install", *platform["holds"])

    def pip(self, *arguments: str) -> str:
        """Runs pip in it."""
        return run([str(self.folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]).stdout

    def packages(self) -> dict[str, str]:
        """Returns what is installed."""
        return {each["name"]: each["version"] for each in json.loads(self.pip("list", "--format", "json"))}

    def python(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Runs Python in it, whatever comes of it."""
        return subprocess.run([str(self.folder / "bin" / "python"), *arguments], cwd=cwd, capture_output=True, text=True)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command that must not fail."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done


def main() -> int:
    """Tries one platform; returns 0 if all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("platform", nargs="?", choices=PLATFORMS)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--environment", type=Path, metavar="VENV")
    options = parser.parse_args()
    if options.list:
        print(json.dumps(list(PLATFORMS)))
        return 0
    if (options.platform is None) == (options.environment is None):
        parser.error("either a platform or --environment")
    with tempfile.TemporaryDirectory(prefix="platform-") as folder:
        environment = Environment((options.environment or Path(folder, "environment")).absolute())
        if options.platform:
            environment.create(PLATFORMS[options.platform])
        empty = Path(folder, "empty")
        empty.mkdir()
        problems = [*install(environment, Path(folder)), *grade(environment, empty),
                    *([] if options.quick else check(environment, empty))]
    print("\n".join(problems) or "as it should be")
    return bool(problems)


def install(environment: Environment, folder: Path) -> list[str]:
    """Installs the wheel; returns what it replaced."""
    before = {name: version for name, version in environment.packages().items() if name not in OURS}
    environment.pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    [wheel] = folder.glob("*.whl")
    environment.pip("install", "--quiet", str(wheel))
    environment.pip("install", "--quiet", "--no-deps", "--force-reinstall", str(wheel))
    after = environment.packages()
    print("installed beside them:", " ".join(f"{name}=={after[name]}" for name in sorted(after.keys() - before.keys())))
    return [f"{name} {version} became {after.get(name)}" for name, version in before.items() if after.get(name) != version]


def grade(environment: Environment, folder: Path) -> list[str]:
    """Grades the course page, the solutions and the stubs; returns what differs from what they come to."""
    page = graded(environment, folder, ROOT / "tests" / "e2e" / "course_page.md")
    print(page["versions"], "isolation", page["isolation"], "score", page["score"])
    mistakes = [(exercise["id"], each["id"], each["expected"], each["found"]) for exercise in page["exercises"]
                for each in exercise["checks"] if each["outcome"] == "failed"]
    solutions = graded(environment, folder, ROOT / "solutions")
    stubs = {each["verdict"] for each in graded(environment, folder, ROOT / "exercises")["exercises"]}
    return [*differing("the mistakes of the course page", mistakes, [("mnist_sequential", "layer_2.filters", 64, 32)]),
            *differing("exercises of the page that passed",
                       sum(each["verdict"] == "passed" for each in page["exercises"]), len(page["exercises"]) - 1),
            *differing("the solutions' score", solutions["score"], solutions["max_score"]),
            *differing("the stubs", stubs, {"not_attempted"})]


def graded(environment: Environment, folder: Path, path: Path) -> dict:
    """Returns the document of one submission."""
    done = environment.python("-m", "grader", "grade", str(path), "--format", "json", "--timeout", "120", cwd=folder)
    return json.loads(done.stdout) if done.stdout else sys.exit(done.stderr)


def differing(what: str, found: object, expected: object) -> list[str]:
    """Returns a line if something is not what it should be."""
    return [] if found == expected else [f"{what}: {found}, and not {expected}"]


def check(environment: Environment, folder: Path) -> list[str]:
    """Audits an exercise of each kind and judges a part of the corpus; returns what went wrong."""
    audit = environment.python("-m", "grader", "audit", *EXERCISES, cwd=folder)
    print(audit.stdout.strip().splitlines()[-1:])
    # The checkout's tests, with the installed grader: nothing of the checkout is on the path but the tests' own folder.
    corpus = environment.python("-P", "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(ROOT), "-p", "no:cacheprovider",
                                "--import-mode=importlib", "-o", f"pythonpath={ROOT / 'tests'}", "-k", SAMPLE,
                                str(ROOT / "tests" / "test_corpus.py"), cwd=folder)
    print(corpus.stdout.strip().splitlines()[-1:])
    return [f"{name}: {done.stdout[-4000:]}{done.stderr[-1000:]}"
            for name, done in (("audit", audit), ("corpus", corpus)) if done.returncode]


if __name__ == "__main__":
    sys.exit(main())
