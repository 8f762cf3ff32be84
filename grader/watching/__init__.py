"""Grading while somebody edits: what changed on disk, what it came to, and the keys beside it."""
