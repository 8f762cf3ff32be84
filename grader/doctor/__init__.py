"""Examines the machine the grader runs on."""
