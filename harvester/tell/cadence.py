"""How often sources are crawled, by a quick look at their declarations.

`harvester status` must start at once, and reading hundreds of declarations with all their rules takes
seconds. Two keys are enough for it, and they stand on lines of their own; whether a declaration is right is
what `harvester sources check` says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.declarations import MAX_BYTES, declaration_files
from harvester.schedule import parse_every
from harvester.vocabulary import SourceStatus

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_LINE = re.compile(r"^(status|every):[ \t]*[\"']?([0-9a-z]+(?: [hd])?)[\"']?[ \t]*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cadence:
    """When a source is crawled."""

    status: SourceStatus = SourceStatus.LIVE
    every: str = "1d"


def cadences(directory: Path | None, slugs: Collection[str]) -> dict[str, Cadence]:
    """How often these sources are crawled, by slug; those that are not declared are left out.

    Args:
        directory: the declarations; None: the shipped ones.
        slugs: the sources.

    Raises:
        DeclarationError: there is no such directory.
    """
    return {path.stem: _cadence(path) for path in declaration_files(directory) if path.stem in slugs}


def _cadence(path: Path) -> Cadence:
    try:
        with path.open(encoding="utf-8", errors="replace") as stream:
            said = dict(_LINE.findall(stream.read(MAX_BYTES)))
        status, every = SourceStatus(said.get("status", "live")), said.get("every", "1d")
        parse_every(every)
    except (OSError, ValueError):
        return Cadence()
    return Cadence(status=status, every=every)
