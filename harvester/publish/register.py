"""Which editions were ever made from this data directory, and where: `publications.jsonl`.

A takedown cannot reach what has left the house; this says where to look.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.store import disk_errors

if TYPE_CHECKING:
    from harvester.paths import DataDirectory

NAME = "publications.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One edition that was made."""

    path: str
    made: str
    with_text: bool
    documents: tuple[str, ...] = ()  # ids of the documents in it


def note_edition(data: DataDirectory, made: Made) -> None:
    """Remember an edition.

    Raises:
        DiskError: the disk refuses.
    """
    path = data.root / NAME
    line = json.dumps(asdict(made)).encode("ascii") + b"\n"
    with disk_errors(path), path.open("ab") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def editions_made(data: DataDirectory) -> list[Made]:
    """Every edition ever made, oldest first; half a line of a crash is left out."""
    found = []
    try:
        lines = (data.root / NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            values = json.loads(line)
            found.append(Made(**{**values, "documents": tuple(values.get("documents", ()))}))
        except (ValueError, TypeError, AttributeError):
            continue
    return found


def holding(data: DataDirectory, documents: tuple[str, ...]) -> list[Made]:
    """The editions that had one of these documents."""
    wanted = set(documents)
    return [one for one in editions_made(data) if wanted & set(one.documents)]


def outside(data: DataDirectory, made: Made) -> bool:
    """Whether an edition is outside the data directory, so that a takedown does not clean it."""
    root = data.root.resolve()
    path = Path(made.path)
    return not (path.resolve() if path.exists() else path).is_relative_to(root)
