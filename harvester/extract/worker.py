"""What runs inside a worker process: one document, confined, and the process ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.extract.confinement import Confinement, confine, has_network
from harvester.extract.files import read_text
from harvester.extract.wire import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.records import Extract


def read_confined(path: Path, sha256: str, limits: Confinement) -> Answer:
    """Read the text layer of one document."""
    confine(limits)
    extract, scanned = read_text(path, sha256)
    return Answer(extract, scanned, offline=not has_network())


def recognise_confined(path: Path, extract: Extract, pages: tuple[int, ...], limits: Confinement) -> Extract:
    """Read pictures of text in one document."""
    from harvester.extract.scans import recognise

    confine(limits)
    return recognise(path, extract, pages)
