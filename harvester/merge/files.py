"""Kept files, web archives, chronicles, reports: copied beside first, each with its hash, then moved in.

Nothing of a part is in its place before everything of it was found sound. What is copied is cleaned of what
was taken down while it still lies beside.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from harvester import chronicle
from harvester.durable import sha256_of, write_whole
from harvester.fixity.archives import check_archive
from harvester.fixity.manifests import NAME as MANIFEST
from harvester.fixity.manifests import load_manifest
from harvester.merge.parts import PartRefusedError
from harvester.store import LocalStore, disk_errors, open_store, sync_folder
from harvester.stores.copying import bring
from harvester.stores.lending import lent_or_missing
from harvester.stores.place import elsewhere
from harvester.takedown import archives as taken_archives
from harvester.takedown import texts as taken_texts
from harvester.warc import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from harvester.fixity.findings import Finding
    from harvester.merge.parts import Part
    from harvester.paths import DataDirectory
    from harvester.takedown.what import What

    Hear = Callable[[str, int, int], None]

_INDEXES = ("index.db", "replay.db")


@dataclass(slots=True)
class Staged:
    """What was copied of a part."""

    files: list[str] = field(default_factory=list)
    archives: int = 0


class Staging:
    """One part's files on their way in."""

    def __init__(self, part: Part, into: DataDirectory, beside: Path, hear: Hear) -> None:
        self.part, self.into, self.beside, self.hear = part, into, beside, hear
        self.staged = Staged()

    def copy(self, held: Mapping[str, int]) -> None:
        """Copy what is not here, and find it sound.

        Args:
            held: name of each run that is here → its number.

        Raises:
            PartRefusedError: something is damaged, or missing.
            DiskError: the disk refuses.
        """
        shutil.rmtree(self.beside, ignore_errors=True)
        with disk_errors(self.beside):
            self._files()
            self._runs(self.part.data.warc, self.into.warc, held)
            self._runs(self.part.data.runs, self.into.runs, held)
            self._given()

    def clean(self, what: What, lost: Iterable[str] = ()) -> None:
        """Take what was taken down out of the copies.

        Args:
            what: was taken down.
            lost: files that are nobody's since.

        Raises:
            DiskError: the disk refuses.
        """
        with disk_errors(self.beside):
            for sha256 in (*what.keep_out.files, *lost):
                (self.beside / "files" / sha256[:2] / sha256).unlink(missing_ok=True)
            for name in (self.into.warc.name, self.into.archives.name):
                taken_archives.clean_tree(self.beside / name, what)
            for path in _below(self.beside / self.into.runs.name):
                taken_texts.clean_text(path, what)

    # ------------------------------------------------------------ kept files

    def _files(self) -> None:
        here, there = open_store(self.into), open_store(self.part.data)
        held = list(there.hashes())
        known = {row[0] for row in self.part.connection.execute("SELECT sha256 FROM file")}
        missing = sorted(known - set(held))
        if missing and not held:
            self.part.notes.append(f"{self.part.data.root} holds no files, only what is known of them")
        elif missing:
            raise PartRefusedError(f"{there.where(missing[0])} is missing ({len(missing)} in all)")
        known = set(here.hashes())
        wanted = [one for one in held if one not in known]
        for number, sha256 in enumerate(wanted):
            if number % 50 == 0:
                self.hear("files", number, len(wanted))
            target = self.beside / "files" / sha256[:2] / sha256
            with lent_or_missing(there, sha256) as lent:
                if _copy(lent.path, target) != sha256:
                    raise PartRefusedError(f"the bytes of {there.where(sha256)} are not those it is named by")
            self.staged.files.append(sha256)

    def _into_store(self) -> None:
        """Files whose store is elsewhere go there; others are moved with everything else."""
        if elsewhere(self.into):
            beside = self.beside / "files"
            bring(LocalStore(beside), open_store(self.into))
            shutil.rmtree(beside, ignore_errors=True)

    # ------------------------------------------------------------ folders of runs

    def _runs(self, there: Path, here: Path, held: Mapping[str, int]) -> None:
        """The folders of runs; beside, a folder has the name of its run, which is its own everywhere."""
        if not there.is_dir():
            return
        names = {run.number: run.uid for run in self.part.runs}
        folders = [path for path in sorted(there.iterdir()) if path.is_dir() and path.name.isdecimal()]
        for done, folder in enumerate(folders):
            self.hear("archives", done, len(folders))
            uid = names.get(int(folder.name))
            if uid is None:
                self.part.notes.append(f"{folder} is of no run of its catalogue; it was left out")
                continue
            target = here / str(held[uid]) if uid in held else None
            copy = self.beside / here.name / uid
            for path in sorted(one for one in folder.rglob("*") if one.is_file() and not one.is_symlink()):
                if path.name != MANIFEST and not path.name.endswith((".tmp", ".rewriting")):
                    name = path.relative_to(folder)
                    self._one(path, copy / name, target / name if target is not None else None)

    def _one(self, path: Path, copy: Path, held: Path | None) -> None:
        if held is not None and self._is_here(path, held):
            return
        sha256 = _copy(path, copy)
        mine = (held.stat().st_size, sha256_of(held)) if held is not None and held.exists() else (-1, "")
        if mine >= (copy.stat().st_size, sha256):  # one of them was written on since the other was copied
            copy.unlink()
            return
        if path.name.endswith(".warc.gz"):
            manifest = load_manifest(path.parent)
            if manifest.get(path.name, sha256) != sha256:
                raise PartRefusedError(f"{path} is damaged: its bytes are not those its manifest names")
            found = [] if path.name in manifest else self._problems(path)
            if found:
                raise PartRefusedError(f"{found[0].path} is damaged: {found[0].what}")
            self.staged.archives += 1

    def _problems(self, path: Path) -> list[Finding]:
        found = check_archive(path, open_store(self.part.data), ours=True)
        return [one for one in found if one.kind == "archive"]

    @staticmethod
    def _is_here(path: Path, held: Path) -> bool:
        """Whether a file is here already: under its final name where a crash left it open there."""
        if path.name == chronicle.OPEN_NAME and chronicle.archives_of(held.parent):
            return True
        if path.name.endswith(OPEN_SUFFIX) and held.with_name(path.name.removesuffix(OPEN_SUFFIX)).exists():
            return True
        return held.exists() and held.stat().st_size == path.stat().st_size and _same(path, held)

    # ------------------------------------------------------------ archives that people gave

    def _given(self) -> None:
        there, here = self.part.data.archives, self.into.archives
        if not there.is_dir():
            return
        for path in sorted(one for one in there.rglob("*") if one.is_file() and not one.is_symlink()):
            target = here / path.relative_to(there)
            if target.exists() and _same(path, target):
                continue
            sha256 = sha256_of(path)
            if target.exists():
                target = target.with_name(f"{sha256[:12]}-{target.name}")
                if target.exists():
                    continue
            copy = self.beside / target.relative_to(self.into.root)
            _copy(path, copy)
            self.staged.archives += 1

    # ------------------------------------------------------------ in their places

    def move_in(self, numbers: Mapping[str, int]) -> None:
        """Everything that was copied to its place.

        Args:
            numbers: name of each run → its number here.

        Raises:
            DiskError: the disk refuses.
        """
        with disk_errors(self.into.root):
            self._into_store()
            os.sync()  # one wait for all of them
            folders: set[Path] = set()
            manifests: dict[Path, dict[str, str]] = {}
            for path in list(_below(self.beside)):
                target = self.into.root / self._place(path.relative_to(self.beside), numbers)
                target.parent.mkdir(parents=True, exist_ok=True)
                if path.name.endswith(".warc.gz") and target.is_relative_to(self.into.warc):
                    manifests.setdefault(target.parent, {})[path.name] = sha256_of(path)
                path.replace(target)
                folders.update((target.parent, target.parent.parent))
            for folder, hashes in manifests.items():
                _note(folder, hashes)
            for folder in sorted(folders):
                sync_folder(folder)
        shutil.rmtree(self.beside, ignore_errors=True)

    def _place(self, path: Path, numbers: Mapping[str, int]) -> Path:
        if path.parts[0] not in (self.into.warc.name, self.into.runs.name):
            return path
        return Path(path.parts[0], str(numbers[path.parts[1]]), *path.parts[2:])


def _note(folder: Path, hashes: Mapping[str, str]) -> None:
    """Archives that came into the folder of a run: in its manifest, and instead of what was left open."""
    known = {**load_manifest(folder), **hashes}
    text = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(known.items()))
    write_whole(folder / MANIFEST, text.encode())
    if chronicle.archives_of(folder):
        (folder / chronicle.OPEN_NAME).unlink(missing_ok=True)


def _below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and sha256_of(one) == sha256_of(other)


def _copy(source: Path, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(1024 * 1024):
            digest.update(chunk)
            writing.write(chunk)
    target.chmod(0o644)
    return digest.hexdigest()


def forget_indexes(into: DataDirectory) -> None:
    """The indexes of archives are made anew where runs came in before others, or got other numbers."""
    for name in _INDEXES:
        (into.warc / name).unlink(missing_ok=True)
        (into.warc / f"{name}-journal").unlink(missing_ok=True)
