"""Web archives read fast: one pass over the records of a WARC file, nothing looked at twice.

`harvester.warc` is strict, checks digests and stops at the first damage: right for a replay. A search of
millions of records wants the opposite: heads found by two look-ups, bodies only of records that somebody
wants, and after damage the next record that makes sense. What could not be read is told, never passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

try:  # inflates half as fast again
    from isal import isal_zlib as zlib
except ImportError:  # there is no wheel for every machine
    import zlib  # type: ignore[no-redef]

from harvester.discover.heads import (
    BEGIN,
    MOST_HEAD,
    NO_RECORD,
    Damage,
    field_of,
    kind_and_length,
    split_head,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SLICE: Final = 16 * 1024  # fed to zlib at once: what follows a member's end is copied
CHUNK: Final = 256 * 1024  # read from the file at once; what is read stays in the processor's cache
WHOLE: Final = 4 * 1024 * 1024  # a member is inflated in one go up to here
MOST_INFLATED: Final = 2 * 1024**3  # of one member; more is a bomb, or no archive of web pages
# What members that came to nothing may inflate to, before what they took in is no longer looked at again
# for members inside it: at all, and for every byte of the file so far.
MOST_WASTED: Final = 16 * 1024 * 1024
WASTED_A_BYTE: Final = 32
inflater = zlib.decompressobj
BROKEN: Final[type[Exception]] = zlib.error  # type: ignore[assignment]
_MAGIC: Final = b"\x1f\x8b\x08"
_PROBE: Final = 512
_OVERLAP: Final = 8
_LINE_END: Final = 10

CUT_OFF: Final = "cut off"
DAMAGED: Final = "damaged"
EMPTY: Final = "empty"
TOO_LONG: Final = "inflates without end"


class Readable(Protocol):
    """A file, wherever it lies."""

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(slots=True)
class Record:
    """One record: its head as it stands, and its block if somebody wanted it."""

    offset: int  # where it begins in the file; in a compressed one, where its member begins
    kind: bytes  # WARC-Type, lower case
    head: bytes  # the whole WARC head
    low: bytes  # the same in lower case
    length: int  # of the block
    block: bytes | None  # None: nobody wanted it, or it is longer than was wanted

    def field(self, name: bytes) -> bytes:
        """One field of the head, as it stands; `name` in lower case, with its colon."""
        return field_of(self.head, self.low, name)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be read, and where."""

    offset: int
    reason: str  # one of a few words, to be counted by
    detail: str = ""


def records(
    stream: Readable,
    wants: Callable[[bytes, int], bool],
    *,
    start: int = 0,
    end: int | None = None,
    plain: bool | None = None,
) -> Iterator[Record | Trouble]:
    """All records of a file, or of a part of it, in their order; troubles among them.

    Args:
        stream: the file, standing at `start`.
        wants: asked with WARC-Type and length whether the block of a record is wanted.
        start: where the reading begins; the first record that begins there or later is the first read.
        end: no record that begins here or later is read.
        plain: whether the file is uncompressed; None: as its beginning looks.
    """
    first = stream.read(CHUNK)
    if not first:
        if not start:
            yield Trouble(0, EMPTY, "the file is empty")
        return
    plain = not first.startswith(_MAGIC) if plain is None else plain
    reader: _Plain | _Gzip = _Plain(stream, first, start) if plain else _Gzip(stream, first, start)
    if start and not reader.resume(0):
        return
    yield from _walk(reader, wants, end)


def _walk(
    reader: _Plain | _Gzip, wants: Callable[[bytes, int], bool], end: int | None
) -> Iterator[Record | Trouble]:
    while True:
        offset = reader.offset
        if end is not None and offset >= end:
            return
        try:
            for record in reader.part(wants):
                if end is not None and record.offset >= end:
                    return
                yield record
            if not reader.on():
                return
        except Damage as damage:
            yield Trouble(reader.offset, damage.reason, damage.detail)
            if not reader.resume(1):
                return


class _Plain:
    """An uncompressed file: one long part."""

    def __init__(self, stream: Readable, first: bytes, start: int) -> None:
        self._stream, self._data, self._at = stream, first, 0
        self._base = start  # of `_data` in the file
        self.offset = start

    def part(self, wants: Callable[[bytes, int], bool]) -> Iterator[Record]:
        """The records from here on."""
        while True:
            self._skip_blank()
            if self._at >= len(self._data):
                return
            self.offset = self._base + self._at
            head, low, body = self._head()
            kind, length = kind_and_length(low)
            self._at = body
            block = self._block(length, wanted=wants(kind, length))
            yield Record(self.offset, kind, head, low, length, block)

    def _skip_blank(self) -> None:
        while True:
            self._at = _after(b"\r\n", self._data, self._at)
            if self._at < len(self._data) or not self._more(keep=False):
                return

    def _more(self, *, keep: bool) -> bool:
        chunk = self._stream.read(CHUNK)
        if keep:
            self._base += self._at
            self._data = self._data[self._at :] + chunk
        else:
            self._base += len(self._data)
            self._data = chunk
        self._at = 0
        return bool(chunk)

    def _head(self) -> tuple[bytes, bytes, int]:
        while True:
            found = split_head(self._data, self._at)
            if found is not None:
                return found
            if len(self._data) - self._at > MOST_HEAD:
                raise Damage(NO_RECORD, "a head without end")
            if not self._more(keep=True):
                raise Damage(CUT_OFF, "the file ends inside the head of a record")

    def _block(self, length: int, *, wanted: bool) -> bytes | None:
        have = len(self._data) - self._at
        if have >= length:
            begin, self._at = self._at, self._at + length
            return self._data[begin : self._at] if wanted else None
        pieces = [self._data[self._at :]] if wanted else []
        left = length - have
        while left > 0:
            if not self._more(keep=False):
                raise Damage(CUT_OFF, "the file ends inside a record")
            piece = self._data[:left]
            left -= len(piece)
            self._at = len(piece)
            if wanted:
                pieces.append(piece)
        return b"".join(pieces) if wanted else None

    def on(self) -> bool:
        """There is nothing after the one part."""
        return False

    def resume(self, ahead: int) -> bool:
        """Go to the next place where a record may begin; False at the end of the file."""
        self._at = max(0, self.offset + ahead - self._base)
        while True:
            found = self._data.find(BEGIN, self._at)
            if found < 0:
                self._at = max(self._at, len(self._data) - _OVERLAP)
                if not self._more(keep=True):
                    return False
            elif found and self._data[found - 1] != _LINE_END:
                self._at = found + 1
            else:
                self._at = found
                self.offset = self._base + found
                return True


class _Gzip:
    """A compressed file: a part is a member, usually of one record."""

    def __init__(self, stream: Readable, first: bytes, start: int) -> None:
        self._stream, self._data, self._at = stream, first, 0
        self._base = start
        self.offset = self._start = start
        self._inflate = zlib.decompressobj(31)
        self._given = 0  # inflated so far of this member
        self._wasted = 0  # inflated of members that came to nothing

    def on(self) -> bool:
        """Whether another member follows."""
        self.offset = self._base + self._at
        while (at := _after(b"\0", self._data, self._at)) >= len(self._data):  # padded with zeros
            if not self._refill():
                return False
        self._at = at
        self.offset = self._base + self._at
        return True

    def _refill(self) -> bool:
        self._base += len(self._data)
        self._data, self._at = self._stream.read(CHUNK), 0
        return bool(self._data)

    def _more(self, most: int) -> bytes:
        """More of what this member inflates to; nothing at its end."""
        inflate = self._inflate
        while not inflate.eof:
            piece = inflate.unconsumed_tail
            if not piece:
                if self._at >= len(self._data) and not self._refill():
                    raise Damage(CUT_OFF, "the file ends inside a compressed record")
                piece = self._data[self._at : self._at + SLICE]
                self._at += len(piece)
            try:
                out = inflate.decompress(piece, most)
            except BROKEN as error:
                raise Damage(DAMAGED, str(error)) from error
            if inflate.eof:
                self._at -= len(inflate.unused_data)
            if out:
                self._given += len(out)
                if self._given > MOST_INFLATED:
                    raise Damage(TOO_LONG, f"more than {MOST_INFLATED} bytes in one compressed record")
                return out
        return b""

    def _gathered(self) -> bytes:
        """The whole member, as far as it is no longer than is held at once."""
        out = self._more(WHOLE)
        if self._inflate.eof:
            return out
        pieces, size = [out], len(out)
        while size < WHOLE:
            out = self._more(WHOLE - size)
            if not out:
                break
            pieces.append(out)
            size += len(out)
        return b"".join(pieces)

    def part(self, wants: Callable[[bytes, int], bool]) -> Iterator[Record]:
        """The records of one member."""
        self._inflate = zlib.decompressobj(31)
        self._given = 0
        data, at = self._gathered(), 0
        while True:
            at = _after(b"\r\n", data, at)
            if at >= len(data):
                data, at = self._more(WHOLE), 0
                if not data:
                    return
                continue
            found = split_head(data, at)
            if found is None:
                more = self._more(WHOLE) if len(data) - at <= MOST_HEAD else b""
                if not more:
                    raise Damage(NO_RECORD, "a compressed part that is no record")
                data, at = data[at:] + more, 0
                continue
            head, low, at = found
            kind, length = kind_and_length(low)
            wanted = wants(kind, length)
            if len(data) - at >= length:
                block = data[at : at + length] if wanted else None
                at += length
            else:
                block, data = self._long(data[at:], length, wanted=wanted)
                at = 0
            yield Record(self.offset, kind, head, low, length, block)

    def _long(self, begun: bytes, length: int, *, wanted: bool) -> tuple[bytes | None, bytes]:
        """The block of a record longer than what was inflated at once, and what follows it."""
        pieces = [begun] if wanted else []
        left = length - len(begun)
        while True:
            out = self._more(WHOLE)
            if not out:
                raise Damage(CUT_OFF, "a record is shorter than it says")
            if wanted:
                pieces.append(out[:left])
            if len(out) >= left:
                return (b"".join(pieces) if wanted else None), out[left:]
            left -= len(out)

    def resume(self, ahead: int) -> bool:
        """Go to the next place where a member with a record begins; False at the end of the file."""
        at = max(0, self.offset + ahead - self._base)
        self._wasted += self._given
        if self._wasted > MOST_WASTED + WASTED_A_BYTE * (self.offset - self._start):
            at = max(at, self._at)
        while True:
            found = self._data.find(_MAGIC, at)
            if found < 0:
                if not self._top_up(max(at, len(self._data) - len(_MAGIC) + 1)):
                    return False
                at = 0
            elif len(self._data) - found < _PROBE and self._top_up(found):
                at = 0
            elif _begins_record(self._data[found : found + _PROBE]):
                self._at = found
                self.offset = self._base + found
                return True
            else:
                at = found + 1

    def _top_up(self, keep_from: int) -> bool:
        chunk = self._stream.read(CHUNK)
        if not chunk:
            return False
        self._base += keep_from
        self._data = self._data[keep_from:] + chunk
        return True


def _after(some: bytes, data: bytes, at: int) -> int:
    """The first place from here on with another byte than these, which are seldom many."""
    near = data[at : at + 16].lstrip(some)
    if near or at >= len(data):
        return min(len(data), at + 16) - len(near)
    return len(data) - len(data[at:].lstrip(some))


def _begins_record(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, 16).lstrip(b"\r\n").startswith(b"WARC/")
    except BROKEN:
        return False
