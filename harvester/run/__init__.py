"""A run: crawl some sources, read what came, describe and group it, and say how it went."""

from harvester.run.options import RunOptions, RunReport, SourceReport
from harvester.run.orchestrate import crawl
from harvester.run.reprocessing import reprocess

__all__ = ["RunOptions", "RunReport", "SourceReport", "crawl", "reprocess"]
