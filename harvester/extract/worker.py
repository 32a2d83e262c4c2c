"""What runs inside a worker process: one document, confined, and the process ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harvester.extract.confinement import Confinement, confine, has_network
from harvester.extract.files import read_text
from harvester.extract.scans import recognise

if TYPE_CHECKING:
    from pathlib import Path

    from harvester.records import Extract


class Answer(NamedTuple):
    """What a worker sends back."""

    extract: Extract
    scanned: tuple[int, ...]  # pages that recognising would help
    offline: bool  # whether the worker had no network


def read_confined(path: Path, sha256: str, limits: Confinement) -> Answer:
    """Read the text layer of one document."""
    confine(limits)
    extract, scanned = read_text(path, sha256)
    return Answer(extract, scanned, offline=not has_network())


def recognise_confined(path: Path, extract: Extract, pages: tuple[int, ...], limits: Confinement) -> Extract:
    """Read pictures of text in one document."""
    confine(limits)
    return recognise(path, extract, pages)
