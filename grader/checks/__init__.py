"""The checks: pure functions from a spec and evidence to a finding."""
