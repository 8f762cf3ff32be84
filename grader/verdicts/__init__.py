"""From evidence to verdicts: dependencies, outcomes, points."""
