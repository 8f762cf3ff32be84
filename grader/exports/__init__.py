"""Ways for grades to leave: one module a format, each a function from entries to what is written."""
