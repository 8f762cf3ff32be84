"""Runs both scripts of Gradescope's autograder as Gradescope does, installation and all: minutes, and 2 GB meanwhile.

    python tests/platforms/try_gradescope.py [--environment FOLDER]      (one that is there from before: seconds)

A Python that has the grader installed runs it. Exit code 0: the course page came to what it comes to elsewhere.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from grader.packaging.bundle import Settings, make_bundle

PAGE = Path(__file__).parents[1] / "e2e" / "course_page.md"


def main() -> int:
    """Returns 0 if the page fails in one exercise, and there by the one mistake it has."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        root = Path(folder)
        with zipfile.ZipFile(io.BytesIO(make_bundle("gradescope", Settings(language="en")))) as archive:
            archive.extractall(root / "source")
        (root / "submission").mkdir()
        shutil.copy(PAGE, root / "submission")
        shutil.copy(root / "source" / "run_autograder", root)
        places = {"AUTOGRADER_ROOT": str(root), "GRADER_ENVIRONMENT": str((options.environment or root / "grader").absolute())}
        subprocess.run(["bash", root / "source" / "setup.sh"], env=os.environ | places, check=True, stdout=subprocess.DEVNULL)
        # What Gradescope's harness gives to the second script: little.
        subprocess.run(["bash", root / "run_autograder"], env={"PATH": "/usr/bin:/bin", **places}, check=True)
        results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    wrong = [(each["name"], each["output"]) for each in results["tests"] if each["status"] != "passed"]
    print(f"{results['score']} points, {results['extra_data']}", *wrong, sep="\n")
    return not (len(wrong) == 1 and "filters is 32, but the spec asks for 64" in wrong[0][1])


if __name__ == "__main__":
    sys.exit(main())
