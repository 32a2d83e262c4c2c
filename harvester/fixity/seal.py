"""The seal of the catalogue: what its file hashed to when the last run was done with it.

SQLite's own check looks at the structure and passes most flipped bytes of values. While nobody has
written to the catalogue since (its header counts the changes), any flipped byte breaks the seal.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from harvester.durable import sha256_of, write_whole

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The hash of an SQLite file, and how often it had been changed then."""

    sha256: str
    size: int
    changes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the first hundred bytes of an SQLite file say."""

    changes: int  # file change counter
    valid_for: int  # the same number, written with it
    pages: int
    page_size: int


def seal_path(catalogue: Path) -> Path:
    """Where the seal of a catalogue is kept."""
    return catalogue.with_name(catalogue.name + ".seal")


def header_of(path: Path) -> Header | None:
    """The header of an SQLite file, or None when it has none."""
    with path.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        return None

    def number(start: int, size: int = 4) -> int:
        return int.from_bytes(head[start : start + size], "big")

    size = number(16, 2)
    return Header(
        changes=number(24), valid_for=number(92), pages=number(28), page_size=65536 if size == 1 else size
    )


def seal(catalogue: Path) -> None:
    """Seal a catalogue as it is now; nothing happens where there is none, or another program has it.

    Raises:
        DiskError: the disk refuses.
    """
    if not catalogue.exists():
        return
    try:
        with closing(sqlite3.connect(f"{catalogue.resolve().as_uri()}?mode=rw", uri=True)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from now on nobody can commit
            header = header_of(catalogue)
            if header is None:
                return
            made = Seal(sha256=sha256_of(catalogue), size=catalogue.stat().st_size, changes=header.changes)
    except sqlite3.Error:
        return
    write_whole(seal_path(catalogue), (json.dumps(asdict(made)) + "\n").encode("ascii"))


def load_seal(catalogue: Path) -> Seal | None:
    """The seal of a catalogue, or None when there is none that can be read."""
    try:
        return Seal(**json.loads(seal_path(catalogue).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
