"""Changes the code that judges and tells which changes no fast test notices: `make mutants [SECONDS=600] [SEED=1] [ONLY=…]`.

mutmut (`[tool.mutmut]` in pyproject.toml) makes the changes in a copy, `mutants/`; this draws a sample of them, the same for
the same seed, and keeps to a budget. A change that no selected test reaches counts as one that lives.
`ONLY=gradebook.planning,exports.canvas.x_points_row`: of these alone.
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


def main(seconds: str, seed: str, only: str) -> None:
    """Tries as many as the time allows, and shows those that live."""
    subprocess.run([*MUTMUT, "run", "grader.verdicts.x_score_of__mutmut_1"], check=True, stdout=subprocess.DEVNULL)
    parts = tuple(f"grader.{each}" for each in only.split(","))
    names, tried = sorted(name for name in results() if name.startswith(parts)), []
    seed = seed or str(random.randrange(1000))
    random.Random(seed).shuffle(names)
    ends = time.monotonic() + float(seconds or 600)
    while time.monotonic() < ends and names:
        tried, drawn, names = tried + names[:AT_ONCE], names[:AT_ONCE], names[AT_ONCE:]
        subprocess.run([*MUTMUT, "run", *drawn], check=True, stdout=subprocess.DEVNULL)
    known = results()
    alive = sorted(name for name in tried if known[name] in LIVES)
    for name in alive:
        told = subprocess.run([*MUTMUT, "show", name], capture_output=True, text=True, check=True).stdout
        print(f"{name}: {known[name]}", *(line for line in told.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")), sep="\n  ")
    print(f"seed {seed}: {len(alive)} of {len(tried)} changes live ({len(alive) / len(tried):.0%}); {len(tried) + len(names)} could be made")


if __name__ == "__main__":
    main(*sys.argv[1:])
