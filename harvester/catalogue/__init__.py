"""The catalogue: one SQLite file that holds everything a harvest knows (docs/catalogue.md)."""

from __future__ import annotations

from harvester.catalogue.decisions import Decision, append_decision, replay_decisions
from harvester.catalogue.facade import Catalogue
from harvester.catalogue.recording import RecordingCatalogue
from harvester.catalogue.types import (
    DocumentInput,
    Filters,
    Hit,
    Record,
    RunDetail,
    RunSource,
    RunSummary,
    SourceHealth,
)

__all__ = [
    "Catalogue",
    "Decision",
    "DocumentInput",
    "Filters",
    "Hit",
    "Record",
    "RecordingCatalogue",
    "RunDetail",
    "RunSource",
    "RunSummary",
    "SourceHealth",
    "append_decision",
    "replay_decisions",
]
