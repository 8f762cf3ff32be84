"""The frozen types of what was measured, and the strict codec they cross process borders in."""
