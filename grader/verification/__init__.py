"""The process that rebuilds what was claimed; student code never runs in it."""
