"""Lanes on other machines, of a Dask cluster."""
