"""Backups and editions in the data directory without what was taken down."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from harvester import backup as backing
from harvester.durable import write_whole
from harvester.errors import HarvesterError
from harvester.store import disk_errors, sync_folder
from harvester.takedown import archives, databases, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.takedown.what import What


def clean_backups(root: Path, what: What) -> list[Path]:
    """Clean every backup in a folder; those that were changed. What a crash left half-made is removed."""
    if not root.is_dir():
        return []
    for draft in root.glob(".draft-*"):
        shutil.rmtree(draft, ignore_errors=True)
    return [path for path in backing.backups(root) if _Backup(path, what).clean()]


class _Backup:
    """One backup on its way to being clean: its manifest says what a file will be before it is so."""

    def __init__(self, path: Path, what: What) -> None:
        self.path, self.what = path, what
        self.changed = False

    def clean(self) -> bool:
        for file in sorted(self.path.iterdir()):
            if not file.is_file() or file.name == backing.MANIFEST:
                continue
            if file.name.endswith((".cleaning", ".tmp")) or file.name.endswith("-journal"):
                file.unlink()
            elif databases.is_database(file):
                databases.clean_copy(file, self.what, self._note)
            else:
                texts.clean_text(file, self.what, self._note)
        self._files()
        for tree in ("warc", "archives"):
            archives.clean_tree(self.path / tree, self.what, self._note)
        return self.changed

    def _files(self) -> None:
        for file in list(self.path.glob("files/*/*")):
            if self.what.is_file(file.name):
                self._note(file, "", 0)
                with disk_errors(file):
                    file.unlink()
                    sync_folder(file.parent)

    def _note(self, file: Path, sha256: str, size: int) -> None:
        """Let the manifest say what a file is about to be; "" takes it out.

        A crash after it finds the old bytes, and makes the same new ones of them.
        """
        self.changed = True
        try:
            known = backing.load(self.path)
        except HarvesterError:
            return  # a damaged one stays damaged, and `harvester verify` tells
        name = file.relative_to(self.path).as_posix()
        files = [
            replace(one, sha256=sha256, size=size) if one.name == name else one
            for one in known.files
            if sha256 or one.name != name
        ]
        backing.save_manifest(replace(known, files=tuple(files)))


# ---------------------------------------------------------------- editions


def editions_below(root: Path) -> Iterator[Path]:
    """Every edition of a publication below a folder."""
    from harvester.publish.folder import SUMS

    for path in sorted(root.rglob("publication.db")):
        if (path.parent / SUMS).is_file():
            yield path.parent


def edition_holds(edition: Path, what: What) -> bool:
    """Whether an edition tells of a document that was taken down, or has its text or file."""
    ids = what.traces.documents
    try:
        with closing(
            sqlite3.connect(f"file:{edition / 'publication.db'}?mode=ro&immutable=1", uri=True)
        ) as db:
            marks = ", ".join("?" * len(ids))
            query = f"SELECT 1 FROM documents WHERE id IN ({marks}) LIMIT 1"  # noqa: S608
            if db.execute(query, ids).fetchone():
                return True
    except sqlite3.Error:
        pass
    from harvester.takedown.residue import Search

    return Search(what).tree(edition).bytes > 0


def remove_editions(root: Path, what: What) -> list[Path]:
    """Remove the editions below a folder that hold it; what they told as published stays known as such.

    An edition is never changed, and this one must not be kept: the next `harvester publish` makes another,
    in which OAI-PMH tells the document as deleted.
    """
    from harvester.publish.remembered import keep_states

    gone = []
    for leftover in root.rglob(".taken-down-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    for edition in list(editions_below(root)):
        if not edition_holds(edition, what):
            continue
        folder = edition.parent
        keep_states(folder, edition)
        away = folder / f".taken-down-{edition.name}"
        with disk_errors(edition):
            _note_removed(folder, edition, what)
            _forget_latest(folder, edition)
            edition.rename(away)
            sync_folder(folder)
            shutil.rmtree(away)
        gone.append(edition)
    return gone


def _note_removed(folder: Path, edition: Path, what: What) -> None:
    """Say beside it why a cited edition is no longer there."""
    from harvester.publish.folder import REMOVED

    first = what.stones[0]
    said = {
        "edition": edition.name,
        "removed": max(one.at for one in what.stones),
        "why": "a document in it was taken down; a later edition is the same without it",
        "takedown": first.id,
    }
    write_whole(folder / f"{edition.name}{REMOVED}", (json.dumps(said, indent=1) + "\n").encode())


def _forget_latest(folder: Path, edition: Path) -> None:
    from harvester.publish.folder import LATEST, editions

    pointer = folder / LATEST
    if not pointer.is_symlink() or pointer.resolve() != edition.resolve():
        return
    left = [one for one in editions(folder) if one != edition]
    pointer.unlink()
    if left:
        pointer.symlink_to(left[-1].name, target_is_directory=True)
    sync_folder(folder)
