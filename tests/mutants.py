"""Changes the code that judges and tells which changes no fast test notices: `make mutants [SECONDS=600]`.

mutmut (`[tool.mutmut]` in pyproject.toml) makes the changes in a copy, `mutants/`; this draws a sample of them, anew on each
run, and keeps to a budget. A change that no selected test reaches counts as one that lives.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time

MUTMUT = (sys.executable, "-W", "ignore", "-m", "mutmut")
AT_ONCE = 40
LIVES = {"survived", "no tests"}


def results() -> dict[str, str]:
    """What is known of each change, by its name."""
    told = subprocess.run([*MUTMUT, "results", "--all", "true"], capture_output=True, text=True, check=True).stdout
    return dict(line.strip().rsplit(": ", 1) for line in told.splitlines() if "__mutmut_" in line)


def main(seconds: float) -> None:
    """Tries as many as the time allows, and shows those that live."""
    subprocess.run([*MUTMUT, "run", "grader.verdicts.x_score_of__mutmut_1"], check=True, stdout=subprocess.DEVNULL)
    names, tried = list(results()), []
    random.shuffle(names)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and names:
        tried, drawn, names = tried + names[:AT_ONCE], names[:AT_ONCE], names[AT_ONCE:]
        subprocess.run([*MUTMUT, "run", *drawn], check=True, stdout=subprocess.DEVNULL)
    known = results()
    alive = sorted(name for name in tried if known[name] in LIVES)
    for name in alive:
        told = subprocess.run([*MUTMUT, "show", name], capture_output=True, text=True, check=True).stdout
        print(f"{name}: {known[name]}", *(line for line in told.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")), sep="\n  ")
    print(f"{len(alive)} of {len(tried)} changes live ({len(alive) / len(tried):.0%}); {len(tried) + len(names)} could be made")


if __name__ == "__main__":
    main(float(sys.argv[1]))
