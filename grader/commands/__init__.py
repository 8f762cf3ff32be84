"""The commands, one module each: NAME, HELP, EXAMPLE, `add_arguments` and `run`. None imports anything heavy on top."""
