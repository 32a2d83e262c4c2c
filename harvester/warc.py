"""Reading web archives (WARC 1.0 and 1.1), ours and other people's.

`scan` walks a whole file and tells what is where; `read_at` gives one record with its body. Both are
strict about the container: warcio's own iterator does not notice a file that was cut off, and says
what it does notice on standard error. So the container (gzip members, lengths, block digests) is
checked here, and warcio parses what is inside (HTTP heads, chunked bodies).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from harvester.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warcio.statusandheaders import StatusAndHeaders

OPEN_SUFFIX = ".open"  # a WARC that is still being written, or whose writer died
NOT_MODIFIED = "server-not-modified"
_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK = 65536
_MAX_BODY = 256 * 1024 * 1024
_HTTP_TYPES = frozenset({"response", "revisit"})
_WARC_LINE = re.compile(r"WARC/\d\.\d+")
_FULL_RANGE = re.compile(r"bytes 0-(\d+)/(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one record is, without its body."""

    offset: int
    type: str  # response | revisit | resource | request | warcinfo | …
    url: str = ""
    at: str = ""  # capture time, normalised to microseconds
    status: int = 0
    size: int = 0  # of the payload as stored
    digest: str = ""  # of the payload, as "algorithm:hex"
    media_type: str = ""  # as the server said
    etag: str = ""
    last_modified: str = ""
    location: str = ""
    profile: str = ""  # of a revisit
    refers_url: str = ""
    refers_at: str = ""
    truncated: bool = False

    @property
    def names_file(self) -> bool:
        """Whether its payload is a file of ours, named by its SHA-256; other revisits refer to a record."""
        return self.type == "revisit" and self.profile != NOT_MODIFIED and not self.refers_url

    @property
    def answers(self) -> bool:
        """Whether a replay can answer a GET from this record, alone or through another."""
        if not self.url.startswith(("http://", "https://")):
            return False
        return self.type in ("response", "revisit", "resource") and self.status >= 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """One record read in full: an HTTP answer whose body is as sent, but not chunked."""

    entry: Entry
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    fields: dict[str, str] = field(default_factory=dict)  # WARC header fields, lower case


class DamagedArchiveError(ArchiveError):
    """A WARC that stops making sense at `offset`; everything before is sound."""

    def __init__(self, path: Path, offset: int, what: str) -> None:
        cut = f", or cut it there (`head -c {offset}`) to replay what is left" if offset else ""
        before = "records before it are sound" if offset else "nothing stands before it"
        super().__init__(f"{path}: {what} at byte {offset}; {before}. Fetch the file again{cut}.")
        self.offset = offset
        self.what = what


class _Damage(Exception):
    """Something is wrong here; the caller knows file and offset."""


class _Member(io.RawIOBase):
    """The bytes of exactly one gzip member; ends where it ends, fails where the file is cut."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._inflate.eof:
            data = self._inflate.unconsumed_tail or self._stream.read(_CHUNK)
            if not data:
                raise _Damage("the file is cut off inside a record")
            try:
                out = self._inflate.decompress(data, len(buffer))
            except zlib.error as error:
                raise _Damage(f"a compressed record is damaged ({error})") from error
            if out:
                buffer[: len(out)] = out
                return len(out)
        return 0

    @property
    def beyond(self) -> int:
        """How many bytes were read past the member's end."""
        return len(self._inflate.unused_data)


def scan(path: Path) -> Iterator[Entry]:
    """Walk a WARC file from beginning to end.

    Raises:
        DamagedArchiveError: the file is cut or damaged; what was yielded before is sound.
        ArchiveError: it cannot be opened, or is no WARC file.
    """
    with _opened(path) as stream:
        magic = stream.read(4)
        _refuse_others(path, magic)
        offset, size = 0, path.stat().st_size
        while offset < size:
            stream.seek(offset)
            try:
                entry, offset = _scan_one(stream, offset, gzipped=magic[:2] == _GZIP_MAGIC)
            except _Damage as damage:
                raise DamagedArchiveError(path, offset, str(damage)) from damage
            if entry is not None:
                yield entry


def read_at(path: Path, offset: int) -> Archived:
    """Read the record that begins at `offset`.

    Raises:
        ArchiveError: there is no whole record there, or the file is gone.
    """
    with _opened(path) as stream:
        gzipped = stream.read(2) == _GZIP_MAGIC
        stream.seek(offset)
        try:
            source, _ = _record_stream(stream, gzipped=gzipped)
            fields = _warc_fields(source)
            block = _Block(source, fields, digest=False)
            entry, head = _describe(block, fields, offset)
            if block.left > _MAX_BODY:
                raise _Damage(f"a record of {block.left} bytes is more than is ever replayed")
            body = block.read()
            if block.left:
                raise _Damage("the file is cut off inside a record")
        except _Damage as damage:
            raise DamagedArchiveError(path, offset, str(damage)) from damage
    headers = tuple(head.headers) if head else _resource_headers(fields)
    if head and "chunked" in (head.get_header("Transfer-Encoding") or "").lower():
        body = _unchunk(body)
        headers = tuple(pair for pair in headers if pair[0].lower() != "transfer-encoding")
    return Archived(entry=entry, headers=headers, body=body, fields=fields)


# ---------------------------------------------------------------- the container


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError as error:
        raise ArchiveError(f"{path}: no such web archive; check the path.") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror or error}).") from error


def _refuse_others(path: Path, magic: bytes) -> None:
    if not magic:
        raise ArchiveError(f"{path}: the file is empty, so there is nothing to replay.")
    if magic[:2] == _GZIP_MAGIC or magic == b"WARC":
        return
    if magic.startswith(b"PK"):
        raise ArchiveError(f"{path}: a ZIP or WACZ file; unpack it and replay the archive/*.warc.gz inside.")
    if magic == b"\x28\xb5\x2f\xfd":
        raise ArchiveError(f"{path}: compressed with zstd; decompress it to .warc first (`unzstd`).")
    raise ArchiveError(f"{path}: not a WARC file (byte 0 does not begin a WARC record or gzip member).")


def _record_stream(stream: IO[bytes], *, gzipped: bool) -> tuple[io.BufferedIOBase, _Member | None]:
    if not gzipped:
        return stream, None  # type: ignore[return-value]
    member = _Member(stream)
    return io.BufferedReader(member, _CHUNK), member


def _scan_one(stream: IO[bytes], offset: int, *, gzipped: bool) -> tuple[Entry | None, int]:
    """One record at `offset`, and where the next one begins."""
    source, member = _record_stream(stream, gzipped=gzipped)
    if member is None and not _skip_blank(stream):
        return None, stream.tell()
    begin = offset if member else stream.tell()
    fields = _warc_fields(source)
    block = _Block(source, fields, digest=True)
    entry, _ = _describe(block, fields, begin)
    block.drain()
    if block.left:
        raise _Damage("the file is cut off inside a record")
    block.check()
    if member is None:
        return entry, stream.tell()
    if (rest := source.read(_CHUNK)).strip(b"\r\n"):
        if b"WARC/" in rest[:16]:
            raise _Damage("the whole file is one gzip member (run `warcio recompress` on it)")
        raise _Damage("a record is longer than it says")
    return entry, stream.tell() - member.beyond


def _skip_blank(stream: IO[bytes]) -> bool:
    """Move to the next byte that is no line end; False at the end of the file."""
    while byte := stream.read(1):
        if byte not in b"\r\n":
            stream.seek(-1, io.SEEK_CUR)
            return True
    return False


def _warc_fields(source: io.BufferedIOBase) -> dict[str, str]:
    from warcio.statusandheaders import StatusAndHeadersParser

    try:
        head = StatusAndHeadersParser([], verify=False).parse(source)
    except EOFError as error:
        raise _Damage("an empty record") from error
    if not _WARC_LINE.fullmatch(head.protocol):
        raise _Damage(f"no WARC record begins here ({head.protocol[:40]!r})")
    fields = {name.lower(): value.strip() for name, value in head.headers}
    if not re.fullmatch(r"[0-9]{1,18}", fields.get("content-length", "")):
        raise _Damage("a record without a length")
    return fields


class _Block:
    """The block of one record: never reads past it, and knows whether it is what it was."""

    def __init__(self, source: io.BufferedIOBase, fields: dict[str, str], *, digest: bool) -> None:
        self._source = source
        self.left = int(fields["content-length"])
        self._expected = normal_digest(fields.get("warc-block-digest", "")) if digest else ""
        algorithm = self._expected.partition(":")[0]
        known = algorithm in hashlib.algorithms_guaranteed
        self._hash = hashlib.new(algorithm, usedforsecurity=False) if known else None

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(self.left if size < 0 else min(size, self.left))
        return self._took(data)

    def readline(self, size: int = -1) -> bytes:
        limit = self.left if size < 0 else min(size, self.left)
        return self._took(self._source.readline(limit)) if limit else b""

    def _took(self, data: bytes) -> bytes:
        self.left -= len(data)
        if self._hash:
            self._hash.update(data)
        return data

    def drain(self) -> None:
        while self.left and self.read(_CHUNK):
            pass

    def check(self) -> None:
        """Fail when the block is not what its digest says."""
        if self._hash and self._expected.partition(":")[2] != self._hash.hexdigest():
            raise _Damage("a record does not match its digest")


# ---------------------------------------------------------------- what is inside


def _describe(block: _Block, fields: dict[str, str], offset: int) -> tuple[Entry, StatusAndHeaders | None]:
    kind = fields.get("warc-type", "").lower()
    url = fields.get("warc-target-uri", "").strip("<>")
    head = _http_head(block) if kind in _HTTP_TYPES and url.startswith("http") and block.left else None
    status = _status(head) if head else 200 if kind in ("resource", "revisit") else 0
    if kind == "response" and status == 304:  # written so by browsers' recorders
        kind, fields = "revisit", {**fields, "warc-profile": NOT_MODIFIED}
    value = head.get_header if head else lambda _name: None
    entry = Entry(
        offset=offset,
        type=kind,
        url=url,
        at=normal_time(fields.get("warc-date", "")),
        status=status,
        size=block.left,
        digest=normal_digest(fields.get("warc-payload-digest", "")),
        media_type=_media_type(value("Content-Type") or (fields.get("content-type", "") if not head else "")),
        etag=value("ETag") or "",
        last_modified=value("Last-Modified") or "",
        location=value("Location") or "",
        profile=NOT_MODIFIED if NOT_MODIFIED in fields.get("warc-profile", "") else "",
        refers_url=fields.get("warc-refers-to-target-uri", "").strip("<>"),
        refers_at=normal_time(fields.get("warc-refers-to-date", "")),
        truncated="warc-truncated" in fields or "warc-segment-number" in fields,
    )
    return entry, head


def _http_head(block: _Block) -> StatusAndHeaders | None:
    from warcio.statusandheaders import StatusAndHeadersParser

    try:
        head = StatusAndHeadersParser([], verify=False).parse(block)
    except EOFError:
        return None
    return head if head.protocol.upper().startswith("HTTP") else None


def _status(head: StatusAndHeaders) -> int:
    code = (head.statusline or "").split(" ", 1)[0]
    status = int(code) if re.fullmatch(r"[1-9]\d\d", code) else 0
    if status == 206:  # a browser asks for a PDF in ranges; only the whole is worth anything here
        whole = _FULL_RANGE.fullmatch((head.get_header("Content-Range") or "").strip())
        return 200 if whole and int(whole[1]) + 1 == int(whole[2]) else 0
    return status


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()


def _resource_headers(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    content_type = fields.get("content-type", "")
    return (("Content-Type", content_type),) if content_type and "msgtype" not in content_type else ()


def _unchunk(body: bytes) -> bytes:
    """Undo chunked transfer; a body that some tool has undone already stays as it is."""
    from warcio.bufferedreaders import ChunkedDataReader

    whole: bytes = ChunkedDataReader(io.BytesIO(body)).read()
    return whole


def normal_time(text: str) -> str:
    """A WARC-Date with microseconds, so that times of either version compare as text."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.(\d+))?)?Z?", text.strip())
    if not match:
        return ""
    day, clock, fraction = match.groups()
    clock = (clock or "00:00:00") + (":00" if clock and len(clock) == 5 else "")
    return f"{day}T{clock}.{(fraction or '')[:6]:0<6}Z"


def normal_digest(text: str) -> str:
    """A digest header as "algorithm:hex", whether it was written in base 32 or 16."""
    algorithm, _, value = text.strip().partition(":")
    algorithm = algorithm.lower().replace("-", "")
    size = {"sha1": 20, "sha256": 32, "md5": 16, "sha512": 64}.get(algorithm)
    if not size or not value:
        return ""
    if len(value) == size * 2:
        return f"{algorithm}:{value.lower()}"
    try:
        raw = base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (binascii.Error, ValueError):
        return ""
    return f"{algorithm}:{raw.hex()}" if len(raw) == size else ""
