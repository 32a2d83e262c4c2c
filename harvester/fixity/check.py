"""Looking at everything that is kept, or at one part of it a night.

Kept files and archives are divided by name, so that after `parts` nights each was looked at once. The
catalogue, the decisions and the desk are looked at every time. Nothing is ever repaired here.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from harvester.backup import MANIFEST, backups, load
from harvester.backup import problems as backup_problems
from harvester.errors import HarvesterError, UsageError
from harvester.fixity.archives import check_archive
from harvester.fixity.databases import catalogue_findings, desk_findings
from harvester.fixity.decisions import decision_findings
from harvester.fixity.findings import MISSING, Finding, Fixity
from harvester.fixity.manifests import NAME as MANIFEST_NAME
from harvester.fixity.manifests import load_manifest
from harvester.store import open_store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory


def check_all(data: DataDirectory, hear: Callable[[dict[str, Any]], None] = lambda _m: None) -> Fixity:
    """Look at everything."""
    return check_part(data, 1, 1, hear)


def check_part(
    data: DataDirectory,
    part: int,
    parts: int,
    hear: Callable[[dict[str, Any]], None] = lambda _m: None,
) -> Fixity:
    """Look at one part of the files, archives and backups, and at the catalogue and the decisions.

    Args:
        data: where the harvest lives.
        part: which part, from 1.
        parts: how many there are.
        hear: told of progress: dicts with `event` verifying, `what`, `done`, `total`.

    Raises:
        UsageError: no such part, or no harvest.
    """
    if not 1 <= part <= parts:
        raise UsageError(f"there is no part {part} of {parts}; name one from 1/{parts} to {parts}/{parts}.")
    if not data.root.is_dir():
        raise UsageError(f"no harvest in {data.root}; run 'harvester crawl' first, or say where with --data.")
    return _Check(data, part, parts, hear).all()


class _Check:
    def __init__(
        self, data: DataDirectory, part: int, parts: int, hear: Callable[[dict[str, Any]], None]
    ) -> None:
        self.data, self.part, self.parts, self.hear = data, part, parts, hear
        self.store = open_store(data)
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.counts = {"files": 0, "bytes": 0, "archives": 0, "decisions": 0, "backups": 0}

    def all(self) -> Fixity:
        """Everything in turn; what cannot be opened is a finding and hides nothing else."""
        from harvester.catalogue import Catalogue

        self._databases()
        catalogue: Catalogue | None = None
        try:
            catalogue = Catalogue.open(self.data.catalogue, create=False, read_only=True)
            self._decisions(catalogue)
            self._files(catalogue)
        except UsageError:
            if not (self.data.files.is_dir() or self.data.store_note.is_file()):
                raise
            self._no_catalogue(MISSING)
            self._files(None)
        except HarvesterError as error:
            if not any(one.kind == "catalogue" for one in self.findings):
                self._no_catalogue(str(error).partition(". ")[0])
            self._files(None)
        finally:
            if catalogue is not None:
                catalogue.close()
        self._archives()
        self._backups()
        return Fixity(
            part=self.part,
            parts=self.parts,
            findings=tuple(self.findings),
            notes=tuple(self.notes),
            **self.counts,
        )

    def _no_catalogue(self, what: str) -> None:
        todo = "Run 'harvester restore latest' and then 'harvester rebuild'"
        path = str(self.data.catalogue)
        self.findings.append(Finding(kind="catalogue", path=path, place="", what=what, todo=todo))

    def _is_mine(self, name: str) -> bool:
        """Whether something is in this part, by its name: for ever the same, and evenly spread."""
        return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % self.parts == self.part - 1

    def _tell(self, what: str, done: int, total: int) -> None:
        self.hear({"event": "verifying", "what": what, "done": done, "total": total})

    # ------------------------------------------------------------ the parts

    def _databases(self) -> None:
        self._tell("catalogue", 0, 1)
        self.findings += catalogue_findings(self.data, self.notes)
        self.findings += desk_findings(self.data)
        self._tell("catalogue", 1, 1)

    def _decisions(self, catalogue: Catalogue) -> None:
        self.counts["decisions"], found = decision_findings(self.data, catalogue, self.notes)
        self.findings += found

    def _files(self, catalogue: Catalogue | None) -> None:
        known = {one for one in (catalogue.file_hashes() if catalogue else ()) if self._is_mine(one)}
        here = {one for one in self.store.hashes() if self._is_mine(one)}
        for sha256 in sorted(known - here):
            self._file(catalogue, sha256, MISSING)
        for number, (sha256, size, sound) in enumerate(self.store.examine(sorted(here)), start=1):
            self.counts["files"] += 1
            self.counts["bytes"] += size
            if not sound:
                self._file(catalogue, sha256, "its bytes are not those it is named by")
            if number % 50 == 0 or number == len(here):
                self._tell("files", number, len(here))
        unknown = len(here - known) if catalogue else 0
        if unknown:  # fetched when a crash came, or not taken for a document: sound, and not in the way
            self.notes.append(f"{unknown} kept files are in no row of the catalogue")

    def _file(self, catalogue: Catalogue | None, sha256: str, what: str) -> None:
        sources: list[str] = []
        if catalogue is not None:
            with catalogue.reading() as connection:
                rows = connection.execute(
                    "SELECT DISTINCT source FROM document WHERE sha256 = ? ORDER BY source LIMIT 3", (sha256,)
                )
                sources = [str(row[0]) for row in rows]
        crawl = f"'harvester crawl {' '.join(sources)}' fetches it again" if sources else "crawl again"
        todo = f"Restore it from a backup made with --with-files, or move it away and {crawl}"
        path = self.store.where(sha256)
        self.findings.append(Finding(kind="file", path=path, place="", what=what, todo=todo))

    def _archives(self) -> None:
        ours = sorted(self.data.warc.glob("*/*.warc.gz"))
        given = sorted(p for p in self.data.archives.rglob("*.warc*") if p.is_file())
        mine = [path for path in (*ours, *given) if self._is_mine(self._name(path))]
        for number, path in enumerate(mine, start=1):
            self.counts["archives"] += 1
            found = check_archive(path, self.store, ours=path.is_relative_to(self.data.warc))
            told = {one.path for one in self.findings}
            self.findings += [one for one in found if one.path not in told]
            self._tell("archives", number, len(mine))
        todo = "Restore it from a backup made with --with-files; what it recorded is lost otherwise"
        for folder in sorted(self.data.warc.glob(f"*/{MANIFEST_NAME}")):
            for name in load_manifest(folder.parent):
                path = folder.with_name(name)
                if not path.exists() and self._is_mine(self._name(path)):
                    self.findings.append(
                        Finding(kind="archive", path=str(path), place="", what=MISSING, todo=todo)
                    )

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.data.root)) if path.is_relative_to(self.data.root) else str(path)

    def _backups(self) -> None:
        mine = [path for path in backups(self.data.backups) if self._is_mine(path.name)]
        for number, path in enumerate(mine, start=1):
            self.counts["backups"] += 1
            try:
                for file, what in backup_problems(load(path)):
                    self._backup(file, what)
            except HarvesterError as error:
                self._backup(path / MANIFEST, str(error).partition("; take")[0])
            self._tell("backups", number, len(mine))

    def _backup(self, path: Path, what: str) -> None:
        todo = "Remove this backup and make a new one: 'harvester backup'"
        self.findings.append(Finding(kind="backup", path=str(path), place="", what=what, todo=todo))
