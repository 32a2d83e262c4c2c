"""Where a harvest leaves its files (docs/architecture.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The places inside one data directory. Nothing is created by asking for a path."""

    root: Path

    @property
    def catalogue(self) -> Path:
        """The SQLite catalogue."""
        return self.root / "catalogue.db"

    @property
    def decisions(self) -> Path:
        """What people said, one JSON object a line, append-only."""
        return self.root / "decisions.jsonl"

    @property
    def files(self) -> Path:
        """The content-addressed store: `files/ab/abcdef….`."""
        return self.root / "files"

    @property
    def store_note(self) -> Path:
        """Says where the store is when it is not `files/` (docs/storage.md)."""
        return self.root / "store.json"

    @property
    def file_cache(self) -> Path:
        """Copies of files of a store elsewhere, for those who need a path; may be deleted at any moment."""
        return self.root / "cache" / "files"

    @property
    def images(self) -> Path:
        """Pages drawn for the desk, made anew when missing: `images/ab/abcdef…/<page>-<width>.png`."""
        return self.root / "images"

    @property
    def warc(self) -> Path:
        """Recorded traffic: `warc/<run>/<slug>.warc.gz`, and `warc/index.db`."""
        return self.root / "warc"

    @property
    def archives(self) -> Path:
        """WARC files of closed sites, given by people (docs/vanished-boards.md)."""
        return self.root / "archives"

    @property
    def runs(self) -> Path:
        """Reports and logs per run."""
        return self.root / "runs"

    @property
    def backups(self) -> Path:
        """Copies of the catalogue and of what people said, one folder each."""
        return self.root / "backups"

    @property
    def desk(self) -> Path:
        """The desk's own tables; there when a desk was ever served."""
        return self.root / "desk.db"

    @property
    def desk_key(self) -> Path:
        """What signs the desk's sessions and links; secret, in no backup."""
        return self.root / "desk.key"

    @property
    def lock(self) -> Path:
        """Held while a command changes the harvest."""
        return self.root / "lock"
