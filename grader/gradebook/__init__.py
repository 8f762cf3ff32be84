"""A course's results: who handed in what, how it was graded, and how that leaves for the LMS."""
