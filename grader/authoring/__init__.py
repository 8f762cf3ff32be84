"""What the author of a course is helped with: beginning one, proposing exercises from solutions, checking it all."""
