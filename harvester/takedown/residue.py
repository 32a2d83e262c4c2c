"""Looking for what was taken down in every byte that a data directory holds, unpacked where it is packed."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from harvester.takedown.masking import Masker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.store import Store
    from harvester.takedown.what import What

_CHUNK = 4 * 1024 * 1024
_OVERLAP = 64 * 1024  # longer than anything that is looked for
_MOST_MEMBERS = 5000
_GZIP = b"\x1f\x8b"
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class Residue:
    """What was found: bytes, and where."""

    bytes: int = 0
    looked_at: int = 0  # bytes, unpacked
    places: dict[str, int] = field(default_factory=dict)

    def add(self, other: Residue) -> None:
        """Count what was found elsewhere too."""
        self.bytes += other.bytes
        self.looked_at += other.looked_at
        self.places.update(other.places)


class Search:
    """Counts the bytes of words and passages in files of any make."""

    def __init__(self, what: What) -> None:
        self._what = what
        self._words = Masker(what.traces.words, whole=False)
        self._passages = Masker(what.traces.probes, whole=False)
        self._samples = tuple(bytes.fromhex(sample) for sample in what.traces.samples)

    def tree(self, root: Path, leave_out: Path | None = None) -> Residue:
        """Every file below a folder but one, by its bytes and by its name."""
        found = Residue()
        for path in sorted(root.rglob("*")):
            if path.is_symlink() or not path.is_file() or path == leave_out:
                continue
            count, size = self._file(path)
            found.looked_at += size
            if self._what.is_file(path.name.partition(".")[0]):
                count = max(count, path.stat().st_size)
            if count:
                found.bytes += count
                found.places[str(path.relative_to(root))] = count
        return found

    def store(self, store: Store) -> Residue:
        """Every file of a store elsewhere."""
        found = Residue()
        with TemporaryDirectory(prefix="harvester-") as folder:
            for sha256, body in store.bodies(store.hashes()):
                path = Path(folder) / sha256
                path.write_bytes(body)
                count, size = self._file(path)
                found.looked_at += size
                if self._what.is_file(sha256):
                    count = max(count, len(body))
                if count:
                    found.bytes += count
                    found.places[store.where(sha256)] = count
                path.unlink()
        return found

    def file(self, path: Path) -> int:
        """Bytes of it in one file."""
        return self._file(path)[0]

    def _file(self, path: Path) -> tuple[int, int]:
        count = size = 0
        try:
            for data, weight in self._texts(path):
                size += weight
                count += self.count(data)
                if not _is_kept(path):  # kept files share pictures and typefaces
                    count += sum(len(sample) for sample in self._samples if sample in data)
        except OSError:
            return count, size
        return count, size

    def count(self, data: bytes) -> int:
        """Bytes of it in some bytes, read as text of the usual encodings."""
        low = data.lower()
        if not (self._words.may_be_in(low) or self._passages.may_be_in(low)):
            return 0  # nearly all there is: reading bytes as text takes a hundred times as long
        text = data.decode("utf-8", "replace")
        count = self._words.count(text) + self._passages.count(text)
        if b"\0" in data:
            count += self._words.count(data.decode("utf-16-le", "ignore"))
        return count

    # ------------------------------------------------------------ unpacking

    def _texts(self, path: Path) -> Iterator[tuple[bytes, int]]:
        """The bytes of a file in pieces that overlap, and what is packed in it; each with its new bytes."""
        with path.open("rb") as stream:
            head = stream.read(4)
            stream.seek(0)
            yield from _pieces(stream)
            if head.startswith(_GZIP):
                stream.seek(0)
                yield from _unzipped(stream)
        if head == b"PK\x03\x04":
            yield from _members(path)


def _pieces(stream: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    tail = b""
    while data := stream.read(_CHUNK):
        yield tail + data, len(data)
        tail = (tail + data)[-_OVERLAP:]


def _unzipped(stream: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """All gzip members of a file, one after the other; what cannot be unpacked is left out."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    held = stream.read(_CHUNK)
    tail = b""
    while held:
        try:
            out = unpacker.decompress(held, _CHUNK)
        except zlib.error:
            return
        if out:
            yield tail + out, len(out)
            tail = (tail + out)[-_OVERLAP:]
        if unpacker.eof:
            held = unpacker.unused_data.lstrip(b"\0") or stream.read(_CHUNK)
            unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        else:
            held = unpacker.unconsumed_tail or stream.read(_CHUNK)


def _members(path: Path) -> Iterator[tuple[bytes, int]]:
    try:
        with zipfile.ZipFile(path) as packed:
            for member in packed.infolist()[:_MOST_MEMBERS]:
                if member.file_size <= 64 * _CHUNK:
                    with packed.open(member) as stream:
                        yield from _pieces(stream)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, ValueError):
        return


def _is_kept(path: Path) -> bool:
    """Whether it is another document's file, named by its hash."""
    return bool(_NAME.fullmatch(path.name))
