"""Cleaning what was taken down out of everything in a data directory, step by step.

The takedown itself is on the disk before anything is cleaned, and what to look for stands in the
catalogue until the last step: a crash anywhere is finished by doing all of it again.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from harvester import other_readings
from harvester.catalogue import tombstones
from harvester.catalogue.traces import is_said_elsewhere
from harvester.clock import utc_now
from harvester.errors import HarvesterError
from harvester.store import LocalStore, open_store
from harvester.stores.place import left_behind
from harvester.takedown import archives, copies, databases, texts
from harvester.takedown.residue import Residue, Search
from harvester.takedown.sweeping import sweep_files
from harvester.takedown.what import What

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

    Hear = Callable[[dict[str, Any]], None]

_SAMPLE = 48  # bytes
_SAMPLES = (0.15, 0.4, 0.5, 0.6, 0.85)  # places in a file
_LEFT = ("catalogue.db.rebuilding", ".catalogue.db.restoring", ".desk.db.restoring")
_NOT_TEXTS = frozenset({"lock", "lock.holder", "desk.key", "secret.key"})


@dataclass(slots=True)
class Cleaned:
    """What cleaning came to."""

    takedowns: int = 0
    documents: tuple[str, ...] = ()
    residue: Residue = field(default_factory=Residue)
    removed_editions: list[Path] = field(default_factory=list)
    done: bool = False


def finish(data: DataDirectory, hear: Hear = lambda _m: None, *, again: bool = False) -> Cleaned | None:
    """Clean everything that is not clean yet. Only for a holder of the data directory's lock.

    Args:
        data: the data directory.
        hear: told of progress: dicts with `event` cleaning and `step`.
        again: look for everything that was ever taken down: other files came into the directory.

    Returns:
        What it came to; None where there was nothing to do.

    Raises:
        HarvesterError: the disk refuses, or another program keeps a database locked. Run it again.
    """
    from harvester.catalogue import Catalogue, replay_decisions

    if not data.catalogue.exists():
        return None
    with Catalogue.open(data.catalogue, create=False) as catalogue:
        replay_decisions(data, catalogue)
        if again:
            with catalogue.writing() as connection:
                tombstones.note_uncleaned(connection)
        with catalogue.reading() as connection:
            what = What.pending(connection, data.catalogue)
        if what is None:
            return None
        return _Cleaning(data, catalogue, what, hear).all()


def pending(data: DataDirectory) -> int:
    """How many takedowns are not cleaned yet."""
    from harvester.catalogue import Catalogue

    if not data.catalogue.exists():
        return 0
    with (
        Catalogue.open(data.catalogue, create=False, read_only=True) as catalogue,
        catalogue.reading() as connection,
    ):
        return len(tombstones.all_tombstones(connection, pending=True))


class _Cleaning:
    def __init__(self, data: DataDirectory, catalogue: Catalogue, what: What, hear: Hear) -> None:
        self.data, self.catalogue, self.what, self.hear = data, catalogue, what, hear
        self.store = open_store(data)
        self.result = Cleaned(takedowns=len(what.stones), documents=what.traces.documents)

    def all(self) -> Cleaned:
        """Every step; the catalogue's own memory of it last."""
        steps: tuple[tuple[str, Callable[[], object]], ...] = (
            ("samples", self._samples),
            ("files", self._files),
            ("images", self._images),
            ("decisions", lambda: texts.erase_decisions(self.data, self.catalogue, self.what)),
            ("readings", self._readings),
            ("archives", self._archives),
            ("texts", self._texts),
            ("databases", self._databases),
            ("backups", lambda: copies.clean_backups(self.data.backups, self.what)),
            ("publications", self._publications),
            ("catalogue", self._catalogue),
            ("search", self._search),
            ("end", self._end),
        )
        for name, step in steps:
            self.hear({"event": "cleaning", "step": name})
            step()
        return self.result

    def _samples(self) -> None:
        """Pieces of the files, to look for them at the end; kept, because the files are gone by then."""
        held = self.what.traces.samples
        found = dict.fromkeys(held)
        for sha256 in self.what.traces.files:
            body = self.store.read(sha256)
            if body is not None and len(body) > 4 * _SAMPLE:
                found.update((body[int(len(body) * at) :][:_SAMPLE].hex(), None) for at in _SAMPLES)
        shared = self._shared(found)
        samples = tuple(sample for sample in found if sample not in shared)
        if samples == held:
            return
        traces = replace(self.what.traces, samples=samples)
        self.what = What(self.what.stones, traces, self.data.catalogue)
        with self.catalogue.writing() as connection:
            connection.execute(
                "UPDATE tombstone SET traces = ? WHERE id = ?", (traces.to_json(), self.what.stones[0].id)
            )

    def _shared(self, samples: Iterable[str]) -> set[str]:
        """Those that documents which stay have too: a picture or typeface of the house, a common sentence."""
        pieces = {sample: bytes.fromhex(sample) for sample in samples}
        with self.catalogue.reading() as connection:
            found = {
                sample
                for sample, piece in pieces.items()
                if is_said_elsewhere(connection, piece, self.what.traces.files)
            }
        others = (sha256 for sha256 in self.store.hashes() if not self.what.is_file(sha256))
        for _, body in self.store.bodies(others):
            found.update(sample for sample, piece in pieces.items() if piece in body)
        return found

    # ------------------------------------------------------------ places

    def _files(self) -> None:
        for store in (self.store, *left_behind(self.data)):
            for sha256 in self.what.traces.files:
                store.remove(sha256)
            store.clean(older_than_s=0)  # nobody else writes: whoever calls holds the data directory
        # A merge that was killed may have left them.
        sweep_files(self.data, self.catalogue, self.what.traces.beside, [self.store, *left_behind(self.data)])

    def _images(self) -> None:
        for sha256 in self.what.traces.files:
            shutil.rmtree(self.data.root / "images" / sha256[:2] / sha256, ignore_errors=True)

    def _readings(self) -> None:
        with self.catalogue.reading() as connection:
            other_readings.keep(self.data, connection)

    def _archives(self) -> None:
        changed = archives.clean_tree(self.data.warc, self.what)
        changed += archives.clean_tree(self.data.archives, self.what)
        # Rebuilt from the archives by whoever needs them next.
        search = Search(self.what)
        for name in ("index.db", "replay.db"):
            index = self.data.warc / name
            if index.exists() and (changed or search.file(index)):
                index.unlink()
                index.with_name(f"{name}-journal").unlink(missing_ok=True)

    def _texts(self) -> None:
        for path in self._loose():
            if not databases.is_database(path):
                texts.clean_text(path, self.what)

    def _databases(self) -> None:
        for path in self._loose():
            if databases.is_database(path):
                self._database(path)

    def _database(self, path: Path) -> None:
        if path == self.data.desk:
            if databases.holds(path, self.what):
                databases.clean_database(path, self.what)
        else:
            databases.clean_copy(path, self.what)

    def _loose(self) -> list[Path]:
        """Files of the data directory that no other step sees to."""
        own = (
            self.data.files,
            self.data.file_cache,
            self.data.warc,
            self.data.archives,
            self.data.backups,
        )
        live = {self.data.catalogue, self.data.decisions}
        found = []
        editions = list(copies.editions_below(self.data.root))
        for path in sorted(self.data.root.rglob("*")):
            if path.is_symlink() or not path.is_file() or path in live or path.name in _NOT_TEXTS:
                continue
            if any(path.is_relative_to(folder) for folder in (*own, *editions)):
                continue
            if path.name in _LEFT or path.name.endswith((".cleaning", ".rewriting", ".cleaned")):
                path.unlink()
            elif not path.name.startswith("catalogue.db-"):
                found.append(path)
        return found

    def _publications(self) -> None:
        self.result.removed_editions = copies.remove_editions(self.data.root, self.what)

    # ------------------------------------------------------------ the end

    def _catalogue(self) -> None:
        """Its rows are gone since the takedown; reviews that it belonged to are worked out next night."""
        databases.clean_database(self.data.catalogue, self.what)

    def _search(self) -> None:
        """Everything is looked through once more, except where it still stands what to look for."""
        search = Search(self.what)
        self.result.residue = search.tree(self.data.root, leave_out=self.data.catalogue)
        for store in (self.store, *left_behind(self.data)):
            if not (isinstance(store, LocalStore) and store.root.is_relative_to(self.data.root)):
                self.result.residue.add(search.store(store))

    def _end(self) -> None:
        """Forget what to look for; then the catalogue is looked through too."""
        from harvester.fixity.seal import seal

        found = self.result.residue
        if found.bytes:
            return
        with self.catalogue.writing() as connection:
            held = connection.execute("SELECT id, traces FROM tombstone WHERE cleaned IS NULL").fetchall()
            tombstones.note_cleaned(connection, [one.id for one in self.what.stones], utc_now())
        left = Search(self.what).file(self.data.catalogue)
        if left:
            found.bytes, found.places = left, {self.data.catalogue.name: left}
            with self.catalogue.writing() as connection:
                connection.executemany(
                    "UPDATE tombstone SET traces = ?, cleaned = NULL WHERE id = ?",
                    [(row["traces"], row["id"]) for row in held],
                )
            return
        self.result.done = True
        with suppress(HarvesterError):
            seal(self.data.catalogue)
