"""A class on a cluster whose workers and scheduler are killed in the middle comes to what it comes to on one machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "cluster_faults.py"
SUBMISSIONS, STOP = os.environ.get("CLUSTER_SUBMISSIONS", "8"), os.environ.get("CLUSTER_STOP", "2")


@pytest.mark.slow
def test_nothing_is_lost_doubled_or_judged_otherwise() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "--submissions", SUBMISSIONS, "--stop", STOP], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "scheduler killed: exit code 3" in done.stdout
