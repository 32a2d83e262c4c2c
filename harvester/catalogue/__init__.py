"""The catalogue: one SQLite file that holds everything a harvest knows (docs/catalogue.md)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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

_ELSEWHERE = {
    "Catalogue": "facade",
    "Decision": "decisions",
    "RecordingCatalogue": "recording",
    "append_decision": "decisions",
    "replay_decisions": "decisions",
}


def __getattr__(name: str) -> object:
    """What others import from here, from where it is: a look at a catalogue needs few of its modules."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'types')}"), name)
    globals()[name] = value
    return value
