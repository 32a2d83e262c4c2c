"""harvester: finds, keeps and describes published safeguarding reviews."""

__version__ = "0.1.0"
