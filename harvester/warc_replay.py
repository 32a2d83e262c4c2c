"""Answering an address from web archives: which capture, which payload, whose headers."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from harvester.errors import ArchiveError
from harvester.paths import DataDirectory
from harvester.store import open_store
from harvester.warc import NOT_MODIFIED, OPEN_SUFFIX, read_at
from harvester.warc_index import ArchiveIndex, Capture

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from harvester.store import Store

log = logging.getLogger(__name__)

_SUFFIXES = (".warc", ".warc.gz", ".warc" + OPEN_SUFFIX, ".warc.gz" + OPEN_SUFFIX)
_LONGEST_CHAIN = 5  # of revisits that refer to revisits
_STORE_ABOVE = 4  # how far above a WARC file of ours the store it names may be


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the archive says: an HTTP answer, and when it was captured."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: str
    truncated: bool = False
    archive: str = ""  # the name of the file that answers


def warc_files(paths: Iterable[Path]) -> list[Path]:
    """The WARC files that `--replay` names: files, or all below a folder.

    Raises:
        ArchiveError: a path does not exist, or a folder holds no WARC file.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(file for file in path.rglob("*.warc*") if file.name.endswith(_SUFFIXES))
        if not inside:
            raise ArchiveError(f"{path}: no .warc or .warc.gz file in this folder; name the file to replay.")
        found.extend(inside)
    return found


def replay_index(data: Path) -> Path:
    """Where the index over replayed files is kept."""
    return DataDirectory(data).warc / "replay.db"


def prepare_replay(data: Path, paths: Sequence[Path]) -> tuple[str, ...]:
    """Index the files to replay, so that a bad one ends the command before anything is fetched.

    Returns:
        Sentences about files of ours that were cut by a crash and answer with what is sound.

    Raises:
        ArchiveError: a file is missing, no WARC file, or damaged; the text names file and place.
    """
    from harvester.takedown.keep_out import load

    files, keep_out = warc_files(paths), load(DataDirectory(data))
    with ArchiveIndex(replay_index(data)) as index:
        if keep_out:
            index.leave_out = keep_out.address  # type: ignore[method-assign]
        index.keep_only(files)  # what an earlier replay read must not answer in this one
        return tuple(damage for path in files if (damage := index.add_file(path)))


class ArchiveReader:
    """Turns a capture into the answer it stands for, following revisits."""

    def __init__(
        self, index: ArchiveIndex, stores: Sequence[Store], neighbours: Sequence[ArchiveIndex] = ()
    ) -> None:
        """`neighbours` are asked only for what a revisit refers to: earlier nights of the same house."""
        self._indexes = (index, *neighbours)
        self._stores = stores

    def read(self, capture: Capture, *, depth: int = 0) -> Answer | None:
        """The answer, or None when it is a revisit whose payload is not held.

        Raises:
            ArchiveError: the WARC file is gone or damaged.
        """
        entry = capture.entry
        if entry.type != "revisit":
            record = read_at(capture.path, entry.offset)
            return Answer(
                status=entry.status,
                headers=record.headers,
                body=record.body,
                at=entry.at,
                truncated=entry.truncated,
                archive=capture.path.name,
            )
        original = next((o for index in self._indexes if (o := index.original_of(capture))), None)
        if original is None or depth >= _LONGEST_CHAIN:
            return self._from_store(capture)
        found = self.read(original, depth=depth + 1)
        if found is None or entry.profile == NOT_MODIFIED:
            return found
        headers = _encoded_alike(read_at(capture.path, entry.offset).headers, found.headers)
        # The same bytes came again, and this time whole: what was doubted of the first is doubted no more.
        return replace(found, status=entry.status, headers=headers, at=entry.at, truncated=entry.truncated)

    def holds(self, capture: Capture) -> bool:
        """Whether the payload of a capture seems to be there, without reading it."""
        if capture.entry.type != "revisit":
            return capture.path.exists()
        if capture.entry.refers_url:
            original = self._indexes[0].original_of(capture)
            return original is not None and original.entry.type != "revisit" and original.path.exists()
        sha256 = _sha256(capture)
        return any(store.has(sha256) for store in self._stores) if sha256 else False

    def _from_store(self, capture: Capture) -> Answer | None:
        entry, sha256 = capture.entry, _sha256(capture)
        for store in self._stores if sha256 else ():
            body = store.read(sha256)
            if body is not None:
                headers = read_at(capture.path, entry.offset).headers
                status = 200 if entry.profile == NOT_MODIFIED else entry.status
                name = capture.path.name
                return Answer(status=status, headers=headers, body=body, at=entry.at, archive=name)
        return None


def _sha256(capture: Capture) -> str:
    algorithm, _, digest = capture.entry.digest.partition(":")
    return digest if algorithm == "sha256" else ""


class Replay:
    """Web archives as a web: one address in, one answer out, nothing else consulted."""

    def __init__(self, data: Path, paths: Sequence[Path]) -> None:
        """Index what is not indexed yet.

        Raises:
            ArchiveError: as `prepare_replay`.
        """
        files = warc_files(paths)
        self.notes = prepare_replay(data, files)
        self._index = ArchiveIndex(replay_index(data))
        self._neighbours = _neighbours(files)
        self._reader = ArchiveReader(self._index, _stores(data, files), self._neighbours)

    def close(self) -> None:
        """Close the indexes."""
        for index in (self._index, *self._neighbours):
            index.close()

    def answer(self, url: str) -> Answer | None:
        """What the newest capture of this address answers, or None when there is none.

        A revisit whose payload is nowhere to be found gives way to the next older capture.
        """
        for capture in self._index.captures(url):
            found = self._reader.read(capture)
            if found is not None:
                return found
            log.warning("%s at %s: a revisit whose payload is not held", capture.entry.url, capture.entry.at)
        return None


def _encoded_alike(
    headers: tuple[tuple[str, str], ...], original: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """A revisit's own headers (the original's if it has none), with the encoding of the original body."""
    if not headers:
        return original
    about_body = ("content-encoding", "content-length", "transfer-encoding")
    kept = tuple(pair for pair in headers if pair[0].lower() not in about_body)
    return kept + tuple(pair for pair in original if pair[0].lower() == "content-encoding")


def _stores(data: Path, files: Sequence[Path]) -> tuple[Store, ...]:
    """Where payloads that WARC files of ours only name may be: our store, and the one beside them."""
    found = [DataDirectory(data)]
    for file in files:
        for folder in list(file.absolute().parents)[:_STORE_ABOVE]:
            beside = DataDirectory(folder)
            if beside not in found and (beside.files.is_dir() or beside.store_note.is_file()):
                found.append(beside)
    return tuple(open_store(one) for one in found)


def _neighbours(files: Sequence[Path]) -> tuple[ArchiveIndex, ...]:
    """Indexes of the archives that replayed files of ours lie in: `warc/index.db` above `warc/<run>/`.

    A 304 of last night is a reference to the night that has the page; without these, a night could
    not be replayed alone.
    """
    places = {file.absolute().parent.parent / "index.db" for file in files}
    return tuple(index for place in sorted(places) if (index := ArchiveIndex.existing(place)) is not None)
