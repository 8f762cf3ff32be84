"""Packs the grader with a course for the places where courses live."""
