"""A run: crawl some sources, read what came, describe and group it, and say how it went."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harvester.run.options import RunOptions, RunReport, SourceReport
    from harvester.run.orchestrate import crawl
    from harvester.run.reprocessing import reprocess

__all__ = ["RunOptions", "RunReport", "SourceReport", "crawl", "reprocess"]

_PLACES = {"crawl": "orchestrate", "reprocess": "reprocessing"}


def __getattr__(name: str) -> Any:
    """Loaded when it is asked for: the processes of a run are modules of this package and need none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES.get(name, 'options')}"), name)
