"""Indexes of web archives (CDX, CDXJ, JSON lines): captures whose address names a review, and where they lie.

An index is a hundredth of its archive, so the addresses of a whole crawl of the web can be looked through;
the archive itself is read only where an address promises something, and where it is at hand.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self, cast

from harvester.cdx import InFile, iso_time
from harvester.discover import sieve
from harvester.discover.findings import FoundFile, FoundPage, UnitFindings
from harvester.discover.opening import Unit, is_address, open_at
from harvester.discover.records import Record, records
from harvester.discover.scanning import MOST_BLOCK, MOST_FILES, MOST_PAGES, Scanner, wants
from harvester.errors import ArchiveError
from harvester.urls import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harvester.cdx import Capture

BY_ADDRESS: Final = 0.2  # what an address alone is worth, however many there are of one host
_MOST_LINE: Final = 64 * 1024
_MOST_NAME: Final = 1_000  # characters of the name of an archive
_NUMBER: Final = re.compile(r"[0-9]{1,15}")
_STEMS: Final = (b"review", b"adolyg", b"cspr", b"scr", b"dhr", b"susr", b"verview")
_CDX_FIELDS: Final = {"a": "url", "b": "timestamp", "m": "mime", "s": "status", "S": "length", "V": "offset"}
_USUAL: Final = list("NbamskrMSVg")
_DOCUMENTS: Final = re.compile(r"pdf|msword|wordprocessing|rtf|opendocument\.text", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """One capture as the index lists it."""

    url: str
    at: str
    media_type: str
    archive: str
    offset: int
    length: int

    @classmethod
    def of(cls, capture: Capture) -> Self:
        """A capture as an index over HTTP lists it."""
        place = capture.place if isinstance(capture.place, InFile) else InFile("", -1, 0)
        return cls(capture.url[:2_000], capture.captured, capture.media_type, *place)

    def values(self) -> list[str | int]:
        """As they are kept, in the order of the fields."""
        return [self.url, self.at, self.media_type, self.archive, self.offset, self.length]

    @property
    def is_document(self) -> bool:
        """Whether the index calls it a PDF or a text of a word processor."""
        return bool(_DOCUMENTS.search(self.media_type))


def may_be_wanted(one: Listed) -> bool:
    """Whether a capture may be a page or a document of reviews, as far as the index tells."""
    kind = one.media_type
    if not one.url.isprintable():  # a line break would be a line of a record's head
        return False
    return (kind in ("", "-", "unk") or "html" in kind or one.is_document) and sieve.names_review(
        one.url.encode()
    )


def search_index(unit: Unit) -> UnitFindings:
    """Look through one index; read what it promises where the archive is at hand."""
    found = UnitFindings(archive=unit.archive)
    listed = listed_in(unit, found)
    place = unit.under or unit.archive.rpartition("/")[0]
    _Reader(found, place).read(sorted(listed.values(), key=lambda one: (one.archive, one.offset)))
    return found


def listed_in(unit: Unit, found: UnitFindings) -> dict[str, Listed]:
    """The newest capture of each address of an index file that names a review; none of a file that fails."""
    try:
        with open_at(unit.archive, 0) as stream:
            return _listed(stream, found)
    except (ArchiveError, OSError, EOFError) as error:
        found.counts["trouble: unreadable"] += 1
        found.troubles.append((0, "unreadable", str(error)[:200]))
        return {}


def _listed(stream: IO[bytes], found: UnitFindings) -> dict[str, Listed]:
    """The newest capture of each address that names a review."""
    newest: dict[str, Listed] = {}
    names, sound = _USUAL, False
    for line in _lines(stream):
        found.counts["index lines"] += 1
        if line.startswith((b" CDX ", b"CDX ")):
            names, sound = line.decode("ascii", "replace").split()[1:], True
            continue
        sound = sound or _lists(_row(line, names))
        low = line.lower()
        if not any(stem in low for stem in _STEMS):
            continue
        row = _row(line, names)
        if row is None:
            found.counts["trouble: index line"] += 1
            continue
        one = _capture(row)
        if one is None or not may_be_wanted(one):
            continue
        found.counts["index lines: name reviews"] += 1
        key = canonical(one.url)
        if key not in newest and len(newest) >= MOST_FILES:
            found.counts["left out: more addresses than are kept"] += 1
        elif key not in newest or newest[key].at <= one.at:
            newest[key] = one
    if sound or not found.counts["index lines"]:
        found.counts["records"] = found.counts["index lines"]
    else:
        found.counts["trouble: index line"] = (
            found.counts["trouble: index line"] or found.counts["index lines"]
        )
        found.troubles.append((0, "index line", "no line of it lists a capture: it is no index"))
    return newest


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    begin = stream.read(2)
    stream.seek(0)
    lines = cast("IO[bytes]", gzip.GzipFile(fileobj=stream)) if begin == b"\x1f\x8b" else stream
    while line := lines.readline(_MOST_LINE):
        yield line.rstrip(b"\r\n")


def _row(line: bytes, names: list[str]) -> dict[str, Any] | None:
    """One line of any dialect, by the names that CDXJ has."""
    text = line.decode("utf-8", "replace")
    begin = text.find("{")
    if begin >= 0:
        try:
            row = json.loads(text[begin:])
        except (ValueError, RecursionError):
            return None
        if not isinstance(row, dict):
            return None
        words = text[:begin].split()
        return row if len(words) < 2 else {"timestamp": words[1]} | row
    words = text.split(" ")
    if len(words) < 5:
        return None
    row = {_CDX_FIELDS.get(name, name): value for name, value in zip(names, words, strict=False)}
    row["filename"] = row.get("g", "")
    return row


def _lists(row: dict[str, Any] | None) -> bool:
    """Whether a line lists a capture of whatever kind."""
    if row is None or not (row.get("url") or row.get("original")):
        return False
    return bool(re.fullmatch(r"[0-9]{4,14}", str(row.get("timestamp") or "")))


def _capture(row: dict[str, Any]) -> Listed | None:
    """A capture that may be a page or a document; None for errors, redirects, pictures."""
    url, at = str(row.get("url") or row.get("original") or ""), str(row.get("timestamp") or "")
    kind = str(row.get("mime-detected") or row.get("mime") or row.get("mimetype") or "").lower()
    status = str(row.get("status") or row.get("statuscode") or "")
    if status not in ("200", "", "-") or not re.match(r"https?://", url, re.IGNORECASE):
        return None
    if not re.fullmatch(r"[0-9]{4,14}", at):
        return None
    name = str(row.get("filename") or "")
    offset, length = str(row.get("offset") or ""), str(row.get("length") or "")
    return Listed(
        url=url[:2_000],
        at=iso_time(at),
        media_type=kind,
        archive=name if name.isprintable() and len(name) <= _MOST_NAME else "",
        offset=int(offset) if _NUMBER.fullmatch(offset) else -1,
        length=int(length) if _NUMBER.fullmatch(length) else 0,
    )


class _Reader:
    """Reads captures out of the archives, as far as they are there."""

    def __init__(self, found: UnitFindings, place: str) -> None:
        self._found, self._place = found, place
        self._scanner = Scanner(found)
        self._name, self._stream = "", cast("IO[bytes] | None", None)

    def read(self, listed: list[Listed]) -> None:
        """All of them, sorted by archive."""
        try:
            for one in listed:
                if one.is_document:
                    self._add_file(one)
                elif not self._read(one):
                    self._by_address(one)
        finally:
            self._close()

    def _add_file(self, one: Listed) -> None:
        self._found.counts["files"] += 1
        self._found.counts["files: named like reviews"] += 1
        where = self._where(one) if one.archive and one.offset >= 0 else ""
        if where and not is_address(where) and not Path(where).is_file():
            where = ""
        self._found.counts["files: known by address only"] += not where
        self._found.files.append(
            FoundFile(
                url=one.url, at=one.at, archive=where, offset=one.offset, size=one.length, signed="address"
            )
        )

    def _read(self, one: Listed) -> bool:
        """Judge the page in the archive; False when the archive is not there, or holds something else."""
        stream = self._open(self._where(one)) if one.archive and one.offset >= 0 else None
        if stream is None:
            return False
        try:
            stream.seek(one.offset)
            piece = stream.read(one.length) if 0 < one.length <= MOST_BLOCK else b""
            record = next(records(io.BytesIO(piece) if piece else stream, wants), None)
            if not isinstance(record, Record) and piece:  # lengths of some indexes are wrong
                stream.seek(one.offset)
                record = next(records(stream, wants), None)
        except (OSError, ValueError):
            record = None
        if (
            not isinstance(record, Record)
            or record.field(b"warc-target-uri:").decode("utf-8", "replace") != one.url
        ):
            self._found.counts["trouble: not where the index says"] += 1
            return False
        record.offset = one.offset
        self._scanner.take(record, archive=self._where(one))
        return True

    def _where(self, one: Listed) -> str:
        """The path or address of an archive that the index names; never outside the place that was given."""
        name = one.archive
        if not self._place or is_address(self._place):
            return f"{self._place.rstrip('/')}/{name}" if self._place else name
        folder = Path(self._place).absolute()
        for path in (folder / name, folder / Path(name).name):
            try:
                if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
                    return str(path)
            except OSError:  # a part of the name is longer than a name may be
                continue
        return str(folder / Path(name).name)

    def _open(self, archive: str) -> IO[bytes] | None:
        if archive != self._name:
            self._close()
            self._name = archive
            try:
                self._stream = open_at(archive, 0, few=True)
            except ArchiveError:
                self._found.counts["archives that are not at hand"] += 1
        return self._stream

    def _close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _by_address(self, one: Listed) -> None:
        """Keep an address whose page nobody has seen."""
        self._found.counts["pages: known by address only"] += 1
        if len(self._found.pages) >= MOST_PAGES:
            self._found.counts["left out: more pages than are kept"] += 1
            return
        page = FoundPage(
            url=one.url,
            at=one.at,
            archive=one.archive,
            offset=one.offset,
            kind="unseen",
            score=BY_ADDRESS,
            title="",
        )
        self._found.pages.append(page)
