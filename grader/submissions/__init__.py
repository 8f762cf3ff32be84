"""What was handed in: reading files and finding the answers in them. Executes nothing."""
