"""Grading in processes that hold one submission at a time: what a student's bytes do to one costs nobody else."""
