"""Writing web archives: one file per source and run, open until it is closed."""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from harvester import __version__
from harvester.errors import ArchiveError, DiskError
from harvester.store import disk_errors, sync_folder
from harvester.warc import NOT_MODIFIED, OPEN_SUFFIX, DamagedArchiveError, Entry, normal_time, scan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_BARELY_BEGUN = 4096  # bytes; an open file up to this size that holds no whole record is of no use
_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
_SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie", "set-cookie2"})

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as they are recorded."""

    url: str
    method: str
    request_headers: Headers
    status_line: str  # "200 OK"
    protocol: str  # "HTTP/1.1"
    headers: Headers
    body: bytes
    sha256: str  # of the body
    truncated: bool = False
    at: str = ""  # when it was captured, where it comes from another archive's file


class WarcWriter:
    """Appends records to one WARC file.

    The file is called `….open` until `close` has flushed it to the disk and checked it; a crash
    leaves the open file, of which `recover` keeps every whole record.
    """

    def __init__(self, path: Path, facts: Mapping[str, str]) -> None:
        """Begin a file; `path` is its final name, `facts` go into its first record.

        Raises:
            DiskError: the disk refuses.
        """
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.path = _free(path)
            self.open_path = self.path.with_name(self.path.name + OPEN_SUFFIX)
            self._stream = self.open_path.open("xb")
            self._sum = hashlib.sha256()  # of everything written
            self._end = self._records = 0
            info = {"software": f"harvester/{__version__}", "format": "WARC File Format 1.1", **facts}
            told = "".join(f"{name}: {value}\r\n" for name, value in info.items() if value)
            fields = [("WARC-Type", "warcinfo"), ("WARC-Record-ID", _new_id())]
            fields += [("WARC-Filename", self.path.name), ("WARC-Date", _now())]
            self._append(_record(fields, "application/warc-fields", told.encode()))

    def response(self, exchange: Exchange) -> Entry:
        """Record an answer with its body."""
        fields = {"WARC-Payload-Digest": f"sha256:{exchange.sha256}"}
        if exchange.truncated:
            fields["WARC-Truncated"] = "disconnect"
        return self._write("response", exchange, fields, exchange.body)

    def kept(self, exchange: Exchange) -> Entry:
        """Record an answer whose body is kept in the store under its SHA-256."""
        fields = {
            "WARC-Profile": _PROFILES + "identical-payload-digest",
            "WARC-Payload-Digest": f"sha256:{exchange.sha256}",
        }
        return self._write("revisit", exchange, fields, b"")

    def same(self, exchange: Exchange, original: Entry) -> Entry:
        """Record an answer whose body is the very one of an earlier record."""
        fields = {
            "WARC-Profile": _PROFILES + "identical-payload-digest",
            "WARC-Payload-Digest": f"sha256:{exchange.sha256}",
            "WARC-Refers-To-Target-URI": original.url,
            "WARC-Refers-To-Date": original.at,
        }
        return self._write("revisit", exchange, fields, b"")

    def not_modified(self, exchange: Exchange, original: Entry) -> Entry:
        """Record that the server said 304 to the validators of an earlier capture."""
        fields = {
            "WARC-Profile": _PROFILES + NOT_MODIFIED,
            "WARC-Refers-To-Target-URI": original.url,
            "WARC-Refers-To-Date": original.at,
        }
        if original.digest:
            fields["WARC-Payload-Digest"] = original.digest
        return self._write("revisit", exchange, fields, b"")

    def _write(self, kind: str, exchange: Exchange, fields: dict[str, str], body: bytes) -> Entry:
        at, number = exchange.at or _now(), _new_id()
        own = [*fields.items(), ("WARC-Date", at), ("WARC-Type", kind), ("WARC-Record-ID", number)]
        own.append(("WARC-Target-URI", exchange.url))
        parts = [_record(own, "application/http; msgtype=response", _head(exchange) + body)]
        if "WARC-Refers-To-Date" not in fields:
            parts.append(_request(exchange, number, at))
        with disk_errors(self.open_path):
            offset = self._end
            self._append(*parts)
            self._stream.flush()
        value = {name.lower(): text.decode("latin-1") for name, text in exchange.headers}.get
        return Entry(
            offset=offset,
            type=kind,
            url=exchange.url,
            at=normal_time(at),
            status=int(exchange.status_line.split(" ", 1)[0]),
            size=len(body),
            digest=fields.get("WARC-Payload-Digest", ""),
            media_type=value("content-type", "").partition(";")[0].strip().lower(),
            etag=value("etag", ""),
            last_modified=value("last-modified", ""),
            location=value("location", ""),
            profile=NOT_MODIFIED if NOT_MODIFIED in fields.get("WARC-Profile", "") else "",
            refers_url=fields.get("WARC-Refers-To-Target-URI", ""),
            refers_at=fields.get("WARC-Refers-To-Date", ""),
            truncated=exchange.truncated,
        )

    def _append(self, *records: bytes) -> None:
        for record in records:
            self._stream.write(record)
            self._sum.update(record)
            self._end += len(record)
        self._records += len(records)

    def close(self) -> Path:
        """Flush the file to the disk and give it its name.

        Returns:
            The file under its final name.

        Raises:
            DiskError: the disk refuses, or does not give back what was written; the open file stays for
                `recover`.
        """
        with disk_errors(self.open_path):
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()
            self._check()
            self.open_path.replace(self.path)
            sync_folder(self.path.parent)
        return self.path

    def _check(self) -> None:
        with self.open_path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").digest() == self._sum.digest():
                return
        try:  # say what is wrong with it
            found = sum(1 for _ in scan(self.open_path))
        except ArchiveError as error:
            raise DiskError(f"what was just written does not read back: {error}") from error
        raise DiskError(f"{self.open_path}: {self._records} records were written; {found} read back, changed")


def recover(folder: Path) -> tuple[str, ...]:
    """Finish the files that a crash left open below a folder: cut each after its last whole record.

    Only for a caller that knows that no writer is at work there (it holds the lock of the data
    directory).

    Returns:
        One sentence per file.

    Raises:
        DiskError: the disk refuses.
    """
    return tuple(_recover_one(path) for path in sorted(folder.glob(f"*/*.warc.gz{OPEN_SUFFIX}")))


def _recover_one(path: Path) -> str:
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if final.exists():
        final = _free(final)
    end, records = path.stat().st_size, 0
    try:
        for _ in scan(path):
            records += 1
    except DamagedArchiveError as damage:
        end = damage.offset
    except ArchiveError:  # not even the beginning of a record
        end = 0
    with disk_errors(path):
        if not records:
            return _set_aside(path)
        with path.open("r+b") as stream:
            stream.truncate(end)
            os.fsync(stream.fileno())
        path.replace(final)
        sync_folder(final.parent)
    return f"{final}: finished after a crash; {records} records are sound"


def _set_aside(path: Path) -> str:
    if path.stat().st_size <= _BARELY_BEGUN:
        path.unlink()
        return f"{path}: nothing was recorded before the crash; removed"
    aside = path.with_name(path.name + ".damaged")
    path.replace(aside)
    return f"{aside}: no whole record is in it; set aside"


def _free(path: Path) -> Path:
    """The path, or with a number added when the name is taken in this run already."""
    stem, number, candidate = path.name.removesuffix(".warc.gz"), 1, path
    while candidate.exists() or candidate.with_name(candidate.name + OPEN_SUFFIX).exists():
        number += 1
        candidate = path.with_name(f"{stem}-{number}.warc.gz")
    return candidate


def _lines(first: str, headers: Headers) -> bytes:
    pairs = [name.encode("latin-1", "replace") + b": " + value for name, value in headers]
    return b"\r\n".join([first.encode("latin-1", "replace"), *pairs, b"", b""])


def _head(exchange: Exchange) -> bytes:
    kept = [pair for pair in exchange.headers if pair[0].lower() not in _SECRET]
    return _lines(f"{exchange.protocol} {exchange.status_line}", tuple(kept))


def _request(exchange: Exchange, answer: str, at: str) -> bytes:
    """What was asked. Revisits that refer to a record have none: they are written every night."""
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [pair for pair in exchange.request_headers if pair[0].lower() not in _SECRET | {"host"}]
    host = parts.netloc.rpartition("@")[2].encode("latin-1", "replace")
    head = _lines(f"{exchange.method} {target} HTTP/1.1", (("Host", host), *kept))
    fields = [("WARC-Date", at), ("WARC-Concurrent-To", answer), ("WARC-Type", "request")]
    fields += [("WARC-Record-ID", _new_id()), ("WARC-Target-URI", exchange.url)]
    fields.append(("WARC-Payload-Digest", _sha1(b"")))
    return _record(fields, "application/http; msgtype=request", head)


def _record(fields: Iterable[tuple[str, str]], content: str, block: bytes) -> bytes:
    """One record, compressed by itself."""
    own = [
        ("WARC-Block-Digest", _sha1(block)),
        ("Content-Type", content),
        ("Content-Length", str(len(block))),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in (*fields, *own))
    pack = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = [
        pack.compress(f"WARC/1.1\r\n{head}\r\n".encode("utf-8", "replace")),
        pack.compress(block),
        pack.compress(b"\r\n\r\n"),
        pack.flush(),
    ]
    return b"".join(packed)


def _sha1(block: bytes) -> str:
    digest = hashlib.sha1(block, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(digest).decode("ascii")


def _new_id() -> str:
    return f"<urn:uuid:{uuid4()}>"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
