"""A virtual environment for each peer, made once, with the TensorFlow this grader runs on."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

SHARED = ("tensorflow", "keras", "numpy")
PEERS = {"nbgrader": "nbgrader==0.9.6", "otter": "otter-grader==7.0.0"}


def programs_of(peer: str, environments: Path) -> Path:
    """Returns the `bin` folder of a peer's environment, made if there is none yet."""
    folder = environments / peer
    done = folder / "installed"
    if not done.exists():
        print(f"installing {PEERS[peer]} into {folder} (once, a few minutes) …", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        same = [f"{name}=={version(name)}" for name in SHARED]
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet", PEERS[peer], "ipykernel", *same],
                       check=True)
        done.touch()
    return folder / "bin"


def surroundings(programs: Path) -> dict[str, str]:
    """Returns the environment variables of a peer's command: its own programs and kernel first, and quiet."""
    ours = {"PYTHONPATH", "PYTHONSAFEPATH", "VIRTUAL_ENV", "JUPYTER_PATH"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PATH": f"{programs}{os.pathsep}{kept.get('PATH', os.defpath)}", "TF_CPP_MIN_LOG_LEVEL": "3",
                   "TF_ENABLE_ONEDNN_OPTS": "0"}
