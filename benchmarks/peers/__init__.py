"""What `batch_against_peers.py` runs: one class of notebooks, and a module for each contender."""
