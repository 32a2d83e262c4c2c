"""The union of data directories (docs/merge.md): in whatever order they are joined, the same comes of it."""

from __future__ import annotations

from harvester.merge.command import merge
from harvester.merge.report import MergeReport, PartReport

__all__ = ["MergeReport", "PartReport", "merge"]
