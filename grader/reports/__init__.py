"""Reports: they take results and change nothing."""
