"""Diagnosis: from what a check saw to its likely cause, as a code, its parameters and a place in the source."""
