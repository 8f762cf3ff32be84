"""The warm process, the children forked from it, and their limits."""
