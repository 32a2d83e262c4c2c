"""Crawling and reading on many machines, by Dask (docs/many-machines.md)."""
