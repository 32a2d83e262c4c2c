"""The edition that is served: found in a folder, and checked byte by byte before anybody reads in it."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.durable import sha256_of
from harvester.errors import DiskError, UsageError
from harvester.publish.database import APPLICATION_ID, open_publication
from harvester.publish.folder import SUMS, newest
from harvester.publish.oai_site import DATABASE
from harvester.store import disk_errors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition on the disk."""

    folder: Path
    about: Mapping[str, str]  # table `about` of its database
    files: Mapping[str, str]  # path inside it → SHA-256
    with_text: bool

    @property
    def database(self) -> Path:
        """Its `publication.db`."""
        return self.folder / DATABASE


def find_edition(folder: Path) -> Path:
    """An edition as it is; of a folder of editions the one that `latest` leads to.

    Raises:
        UsageError: there is none.
    """
    for place in (folder, newest(folder)):
        if place is not None and (place / DATABASE).is_file() and (place / SUMS).is_file():
            return place.resolve()
    raise UsageError(f"no edition in {folder}; make one with 'harvester publish {folder}'.")


def open_edition(folder: Path) -> Edition:
    """An edition, after every file of it was found to be what it was when it was made.

    Raises:
        UsageError: there is no edition there.
        DiskError: a file is missing, or is not what it was.
    """
    place = find_edition(folder)
    files = _listed(place)
    for name, digest in files.items():
        path = place / name
        if not path.is_file():
            raise DiskError(f"{path} is missing; put the edition back from a copy. Nothing is served.")
        with disk_errors(path):
            is_same = sha256_of(path) == digest
        if not is_same:
            raise DiskError(
                f"{path} is not what it was when the edition was made; put it back from a copy. "
                "Nothing is served."
            )
    if DATABASE not in files:
        raise DiskError(f"{place / SUMS} does not name {DATABASE}; put the edition back from a copy.")
    return _read(place, files)


def _listed(place: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    with disk_errors(place / SUMS):
        text = (place / SUMS).read_text(encoding="utf-8")
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None or match[2].startswith("/") or ".." in match[2].split("/"):
            raise DiskError(f"{place / SUMS} is damaged; put the edition back from a copy.")
        found[match[2]] = match[1]
    return found


def _read(place: Path, files: Mapping[str, str]) -> Edition:
    try:
        with closing(open_publication(place / DATABASE)) as db:
            if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise UsageError(f"{place / DATABASE} is no publication of harvester.")
            about = {row["name"]: row["value"] for row in db.execute("SELECT name, value FROM about")}
            texts = db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'pages_fts'").fetchone()
    except sqlite3.Error as error:
        raise DiskError(f"{place / DATABASE} cannot be read ({error}).") from error
    return Edition(folder=place, about=about, files=files, with_text=texts is not None)
