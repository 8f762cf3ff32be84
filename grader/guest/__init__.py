"""The only files that share a process with student code."""
