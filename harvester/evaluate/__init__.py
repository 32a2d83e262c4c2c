"""Measures the harvest against labelled examples: links, title pages, replayed sites."""
