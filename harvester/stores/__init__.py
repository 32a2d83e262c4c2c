"""Stores of files that lie elsewhere than in the data directory: any file system that fsspec knows."""
