"""Grading from inside a notebook: the kernel tells what its cells hold, another process grades it."""
