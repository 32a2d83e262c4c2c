"""Joining the shards of a run to the whole: each is told to the one catalogue, as the run's own part.

A shard's chronicle holds what its crawl told its catalogue. It is told again to the whole's, under the
number of the whole run, so that the end is that of one crawl: one row, one night of each source, losses
weighed and withheld together. Every step may be done again; a shard is removed when all are done.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from harvester.clock import utc_now
from harvester.errors import LockedError
from harvester.many.lease import Leases, claim_within
from harvester.many.orders import ORDER, errors_name
from harvester.paths import DataDirectory
from harvester.run.tallies import load_tally, write_tally
from harvester.store import disk_errors, sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.chronicle import Entry

    _Answer = tuple[Any, ...]

log = logging.getLogger(__name__)

END_S = 60.0  # for the crawl of a shard whose run is gone to notice it and to end
_BATCH = 500  # entries between two commits: each waits for the disk, and others who write wait for it
_FLUSHED_AT_ONCE = 8  # folders
_GONE = "gone-"  # how the folder of a shard begins that was joined and is not removed yet


def prepare() -> None:
    """Load what joining needs, for whoever waits anyway: at the end others would wait for it."""
    import harvester.catalogue.decision_file
    import harvester.stores.place
    import harvester.takedown.deciding
    import harvester.warc_writer  # noqa: F401
    from harvester import extract
    from harvester.rebuild import replaying

    replaying.prepare()
    _ = extract.EXTRACTOR  # looked up when it is first asked for


class NotInTimeError(Exception):
    """Joining was cut short; the shard stays, and is joined by the next run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """What a shard brought."""

    read: int = 0  # files that its crawl had read already


def shards_folder(data: DataDirectory) -> Path:
    """Where the shards of runs under way lie."""
    return data.root / "shards"


def make_shard(data: DataDirectory, run_id: int, number: int, slugs: Iterable[str]) -> Path:
    """An empty shard's folder, which says of which run it is a part.

    Raises:
        DiskError: the disk refuses.
    """
    root = shards_folder(data) / f"{run_id}-{number}"
    with disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        draft = root / f"{ORDER}.tmp"
        draft.write_text(json.dumps({"run": run_id, "sources": sorted(slugs)}), encoding="utf-8")
        draft.replace(root / ORDER)
    return root


def finished(shard: Path, slugs: Iterable[str]) -> set[str]:
    """Sources of a shard whose crawl came to its end, well or not."""
    return {
        slug for slug in slugs if any(tally is not None and tally.finished for tally in _tallies(shard, slug))
    }


def _tallies(shard: Path, slug: str) -> Iterator[Any]:
    """What each crawl of the shard came to for a source, oldest first."""
    for folder in _numbered(DataDirectory(shard).runs):
        tally = load_tally(folder, slug)
        if tally is not None:
            yield tally


def _numbered(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted((p for p in folder.iterdir() if p.name.isdecimal()), key=lambda p: int(p.name))


def join_leftovers(data: DataDirectory, catalogue: Catalogue) -> list[str]:
    """Join the shards that a killed or stopped run left, each to the run that it is a part of.

    Returns:
        One sentence a shard that was joined, or cannot be.

    Raises:
        LockedError: one is still being crawled, by a worker that does not end.
        DiskError: the disk refuses.
    """
    folder = shards_folder(data)
    if not folder.is_dir():
        return []
    notes = []
    shards = [path for path in folder.iterdir() if (path / ORDER).is_file()]
    for shard in sorted(path for path in shards if not path.name.startswith(_GONE)):
        run_id = _run_of(shard)
        if run_id is None or catalogue.run_detail(run_id) is None:
            notes.append(
                f"{shard} is a part of no run of this catalogue; 'harvester merge {shard}' takes it in"
            )
            continue
        Leases().revoke(shard)
        join(data, catalogue, shard, run_id)
        notes.append(f"what run {run_id} had fetched and not joined was taken in ({shard.name})")
    _clear_all(folder)
    return notes


def _run_of(shard: Path) -> int | None:
    try:
        return int(json.loads((shard / ORDER).read_text(encoding="utf-8"))["run"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def join(
    data: DataDirectory, catalogue: Catalogue, shard: Path, run_id: int, until: float = float("inf")
) -> Joined:
    """Take all that a shard holds into the whole, then remove it.

    Args:
        data: the whole, which the caller holds.
        catalogue: its catalogue.
        shard: the shard's folder; nobody may crawl it any more.
        run_id: of the whole run.
        until: by the monotonic clock; what is not done then is left to the next run.

    Raises:
        LockedError: somebody still crawls it.
        NotInTimeError: the time was up.
        DiskError: the disk refuses.
    """
    handle = claim_within(shard, min(END_S, max(0.0, until - time.monotonic())))
    if handle is None:
        raise LockedError(
            f"{shard} is still being crawled by a worker that does not end; end it, then run again."
        )
    try:
        joining = _Joining(data, catalogue, DataDirectory(shard), run_id, until)
        joined = joining.all()
        with disk_errors(shard):
            shard.replace(_clear(shard.with_name(f"{_GONE}{shard.name}")))
    finally:
        os.close(handle)
    _clear_all(shards_folder(data))
    return joined


def _clear_all(folder: Path) -> None:
    """Remove what shards that were joined have left, after a crash too; what cannot be removed now stays."""
    for gone in folder.glob(f"{_GONE}*"):
        _clear(gone)
    with suppress(OSError):  # others are still there
        folder.rmdir()


def _clear(gone: Path) -> Path:
    shutil.rmtree(gone, ignore_errors=True)
    return gone


class _Joining:
    def __init__(
        self, data: DataDirectory, catalogue: Catalogue, shard: DataDirectory, run_id: int, until: float
    ) -> None:
        self.data, self.catalogue, self.shard = data, catalogue, shard
        self.run_id, self.until = run_id, until

    def all(self) -> Joined:
        from harvester.chronicle import finish
        from harvester.warc_writer import recover

        for note in (*recover(self.shard.warc), *finish(self.shard.warc)):
            log.warning("%s", note)
        self._takedowns()
        self._files()
        self._archives()
        self._tell()
        read = self._texts()
        self._runs()
        return Joined(read=read)

    def _in_time(self) -> None:
        if time.monotonic() > self.until:
            raise NotInTimeError

    def _takedowns(self) -> None:
        """What the shard's crawl met again although it was taken down is kept out here too, first."""
        from harvester.catalogue.decision_file import read_decisions
        from harvester.takedown.deciding import keep

        known = {one.id for one in read_decisions(self.data.decisions) if one is not None}
        for one in read_decisions(self.shard.decisions):
            if one is not None and one.id not in known:
                alone = [replace(one, batch=None)]  # a shard's own decisions may belong to no batch here
                keep(self.data, self.catalogue, lambda _connection, said=alone: said)  # type: ignore[misc]

    def _files(self) -> None:
        """Move the files; one that is here already is dropped with the shard."""
        from harvester.store import LocalStore, open_store
        from harvester.stores.copying import bring
        from harvester.stores.place import elsewhere

        if elsewhere(self.data) or elsewhere(self.shard):
            bring(open_store(self.shard), open_store(self.data), hear=lambda _done: self._in_time())
            return
        here, there = LocalStore(self.data.files), LocalStore(self.shard.files)
        kept: dict[Path, list[str]] = {}
        for sha256 in there.hashes():
            kept.setdefault(there.path(sha256).parent, []).append(sha256)
        changed = []
        with disk_errors(here.root):
            here.root.mkdir(parents=True, exist_ok=True)
            for folder, names in kept.items():
                self._in_time()
                target = here.path(names[0]).parent
                if not target.exists() and len(list(folder.iterdir())) == len(names):
                    folder.replace(target)  # as it is: it was flushed when the files were kept
                elif sum(self._move(there.path(one), here.path(one)) for one in names):
                    changed.append(target)
            # Each wait for the disk is short and they can be waited for together.
            with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as pool:
                list(pool.map(sync_folder, changed))
            if kept:
                sync_folder(here.root)

    @staticmethod
    def _move(old: Path, new: Path) -> bool:
        if new.exists():
            return False
        new.parent.mkdir(parents=True, exist_ok=True)
        old.replace(new)  # it was flushed when it was kept
        return True

    def _archives(self) -> None:
        """Move the recorded traffic to the run's own."""
        target = self.data.warc / str(self.run_id)
        for folder in _numbered(self.shard.warc):
            for path in sorted(folder.glob("*.warc.gz")):
                if path.name.startswith("_"):
                    continue
                with disk_errors(target):
                    target.mkdir(parents=True, exist_ok=True)
                    path.replace(_free(target / path.name))
        if target.is_dir():
            with disk_errors(target):
                sync_folder(target)

    def _tell(self) -> None:
        from harvester import chronicle
        from harvester.rebuild.replaying import tell_crawled

        known = self._known_answers()

        def told() -> Iterator[Entry]:
            for number in chronicle.recorded_runs(self.shard.warc):
                for entry in chronicle.read(self.shard.warc, number):
                    if entry is not None and not _is_known(entry, known):
                        yield replace(entry, run_id=self.run_id)

        batch: list[Entry] = []

        def tell() -> None:
            self._in_time()
            with self.catalogue.writing():
                for one in batch:
                    tell_crawled(self.catalogue, one)
            batch.clear()

        for entry in told():
            batch.append(entry)
            if len(batch) >= _BATCH:
                tell()
        tell()

    def _known_answers(self) -> Counter[_Answer]:
        """What a joining that was cut short has told already, of what would be counted twice."""
        sql = "SELECT source, url, at, outcome, sha256 FROM fetch WHERE run_id = ?"
        with self.catalogue.reading() as connection:
            return Counter(map(tuple, connection.execute(sql, (self.run_id,))))

    def _texts(self) -> int:
        """Take over what was read from the files, so that nothing is read twice."""
        from harvester.catalogue import Catalogue
        from harvester.extract import EXTRACTOR
        from harvester.run.reading import keep_read

        read = 0
        if not self.shard.catalogue.exists():
            return read
        waiting = {sha256 for sha256, _ in self.catalogue.files_to_read(EXTRACTOR, limit=-1)}
        with Catalogue.open(self.shard.catalogue, create=False, read_only=True) as there:
            for sha256 in there.file_hashes():
                extract = there.load_extract(sha256) if sha256 in waiting else None
                if extract is not None and extract.extractor == EXTRACTOR:
                    self._in_time()
                    keep_read(self.catalogue, extract, utc_now())
                    read += 1
        return read

    def _runs(self) -> None:
        """Keep the tallies where the run looks for them, and the logs for people."""
        folder = self.data.runs / str(self.run_id)
        for name in {path.name for run in _numbered(self.shard.runs) for path in run.glob("*.tally.json")}:
            slug = name.removesuffix(".tally.json")
            tallies = list(_tallies(self.shard.root, slug))
            if not tallies:
                continue  # a power cut left none that can be read
            best = next((one for one in reversed(tallies) if one.finished), tallies[-1])
            folder.mkdir(parents=True, exist_ok=True)
            write_tally(folder, best)
        kept = folder / "shards" / self.shard.root.name
        errors = [path for path in self.shard.root.glob(errors_name("*")) if path.stat().st_size]
        for path in (*_numbered(self.shard.runs), *errors):
            with suppress(OSError):  # for the eye only
                kept.mkdir(parents=True, exist_ok=True)
                path.replace(kept / path.name)


def _is_known(entry: Entry, known: Counter[_Answer]) -> bool:
    """Whether an entry is an answer among these, from which it is then taken."""
    if entry.op != "fetch":
        return False
    said = entry.values["fetch"]
    answer = tuple(said.get(name) for name in ("source", "url", "at", "outcome", "sha256"))
    if not known[answer]:
        return False
    known[answer] -= 1
    return True


def _free(path: Path) -> Path:
    """The path, or with a number added when the name is taken."""
    stem, number, candidate = path.name.removesuffix(".warc.gz"), 1, path
    while candidate.exists():
        number += 1
        candidate = path.with_name(f"{stem}-{number}.warc.gz")
    return candidate
