"""What exercises ask, as data: TOML to types, and the rules a course has to keep."""
