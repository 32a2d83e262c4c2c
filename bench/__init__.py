"""Benchmarks: each speed promise against its obvious alternative, in one run, as ratios."""
