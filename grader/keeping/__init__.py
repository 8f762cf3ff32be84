"""Where evidence is kept: a table that a gradebook has, and the user's cache is."""
