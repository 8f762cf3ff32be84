"""Signs and colours for verdicts and outcomes, the same in every report."""

from __future__ import annotations

from grader.verdicts import Verdict

# Marks tell verdicts apart without colour too.
MARKS = {
    Verdict.PASSED: ("✓", "green"), Verdict.FAILED: ("✗", "red"), Verdict.NOT_ATTEMPTED: ("○", "dim"),
    Verdict.CRASHED: ("!", "red"), Verdict.TIMED_OUT: ("⧗", "red"), Verdict.OUT_OF_MEMORY: ("!", "red"),
    Verdict.UNREADABLE: ("?", "magenta"), Verdict.UNTRUSTED: ("‼", "magenta"), Verdict.GRADER_ERROR: ("‼", "magenta"),
}
POINT_MARKS = {"passed": "+", "failed": "−", "broken": "‼", "skipped": "−"}
