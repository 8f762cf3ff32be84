"""Classroom 50 runs this for each submission, in the checkout: installs the grader, grades, writes `result.json`.

Unpack the whole archive into `CLASSROOM/autograders/ASSIGNMENT/`. The assignment's runtime needs Python 3.11 to 3.13:
`"runtime": {"python": "3.12"}`.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = os.environ.get("GRADER_ENVIRONMENT")  # one that is there already


def main() -> int:
    """Returns 0 if it graded; anything else is a failure of ours, and no grade."""
    folder = Path(ENVIRONMENT or tempfile.mkdtemp(prefix="grader-"))
    python = folder / "bin" / "python"
    if ENVIRONMENT is None:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint",
                        HERE / "requirements.lock", *HERE.glob("keras_exercise_grader-*.whl")], check=True)
    return subprocess.call([python, "-P", "-m", "grader.packaging.classroom50_run", HERE, Path.cwd()])


if __name__ == "__main__":
    sys.exit(main())
