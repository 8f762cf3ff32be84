"""Grades Keras exercises: facts first, opinions last, and a verdict is decided where student code never ran."""
