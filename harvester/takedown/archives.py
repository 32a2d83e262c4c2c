"""Web archives without what was taken down: its records dropped, pages that list it blanked there.

A file is written anew beside and takes the old one's name; records that have nothing of it keep their
bytes. What a record of a page loses it loses for every later replay.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from harvester.chronicle import OPEN_NAME
from harvester.durable import sha256_of, write_whole
from harvester.errors import ArchiveError
from harvester.fixity.manifests import NAME as MANIFEST
from harvester.fixity.manifests import load_manifest
from harvester.store import disk_errors, sync_folder
from harvester.takedown import pages
from harvester.warc import DamagedArchiveError, Entry, scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harvester.takedown.what import What

_LINES = "application/x-ndjson"
_LENGTH = re.compile(rb"(?im)^(content-length|warc-block-digest|warc-payload-digest):[^\r\n]*\r?\n")
_TRUNCATED = b"WARC-Truncated: unspecified\r\n"
_ENCODED = re.compile(rb"(?im)^(content-length|content-encoding|transfer-encoding):[^\r\n]*\r?\n")
_CHARSET = re.compile(rb"(?i)charset=[\"']?([\w.:-]{1,40})")


Note = Callable[["Path", str, int], None]  # a file, and the hash and size that it is about to have


def clean_tree(folder: Path, what: What, note: Note | None = None) -> list[Path]:
    """Clean every web archive and open chronicle below a folder.

    Args:
        folder: where they are.
        what: is cleaned out.
        note: told of each file before it is changed.

    Returns:
        The files that were changed.
    """
    changed: list[Path] = []
    if not folder.is_dir():
        return changed
    for path in sorted(folder.rglob("*")):
        if path.name.endswith((".tmp", ".rewriting")) and path.is_file():
            path.unlink()  # of a crash: whoever calls holds the data directory
        elif path.name == OPEN_NAME:
            if clean_lines(path, what):
                changed.append(path)
        elif ".warc" in path.name and path.is_file() and clean_archive(path, what, note):
            changed.append(path)
    return changed


def clean_archive(path: Path, what: What, note: Note | None = None) -> bool:
    """Clean one archive; whether it had anything of it."""
    try:
        dirty = any(_cleaned(record, what) is not record.raw for record in _records(path))
    except ArchiveError:
        return False  # no archive; the search at the end tells whether it holds anything
    if not dirty:
        return False
    draft = path.with_name(path.name + ".rewriting")
    with disk_errors(path):
        with draft.open("wb") as stream:
            for record in _records(path):
                stream.write(_cleaned(record, what))
            stream.flush()
            _sync(stream)
        draft.chmod(path.stat().st_mode & 0o777)
        sha256 = sha256_of(draft)
        note_in_manifest(path, sha256, note)
        if note is not None:
            note(path, sha256, draft.stat().st_size)
        draft.replace(path)
        sync_folder(path.parent)
    return True


def clean_lines(path: Path, what: What) -> bool:
    """Clean the chronicle of a run that is not finished."""
    held = path.read_bytes()
    made = _lines(held, what)
    if made == held:
        return False
    write_whole(path, made)
    return True


def _sync(stream: IO[bytes]) -> None:
    import os

    os.fsync(stream.fileno())


# ---------------------------------------------------------------- records


class _Record:
    """One record with its bytes as they are in the file."""

    def __init__(self, entry: Entry | None, raw: bytes, *, gzipped: bool) -> None:
        self.entry, self.raw, self.gzipped = entry, raw, gzipped

    def parts(self) -> tuple[bytes, bytes]:
        """The record's own head, and its block."""
        plain = zlib.decompress(self.raw, 16 + zlib.MAX_WBITS) if self.gzipped else self.raw
        plain = plain.lstrip(b"\r\n")
        head, gap, rest = plain.partition(b"\r\n\r\n")
        found = re.search(rb"(?im)^content-length:\s*(\d+)", head)
        length = int(found[1]) if found else 0
        return head + (b"\r\n" if gap else b""), rest[:length]

    def made(self, head: bytes, block: bytes, payload: bytes, *, cut: bool) -> bytes:
        """The record anew, with another block."""
        lines = _LENGTH.sub(b"", head)
        lines += f"WARC-Payload-Digest: sha256:{hashlib.sha256(payload).hexdigest()}\r\n".encode()
        lines += f"Content-Length: {len(block)}\r\n".encode()
        if cut and b"WARC-Truncated" not in lines:
            lines += _TRUNCATED
        whole = lines + b"\r\n" + block + b"\r\n\r\n"
        if not self.gzipped:
            return whole
        packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return packer.compress(whole) + packer.flush()


def _records(path: Path) -> Iterator[_Record]:
    """All records, and at last what no record can be made of, as it is."""
    with path.open("rb") as stream:
        gzipped = stream.read(2) == b"\x1f\x8b"
        size = path.stat().st_size
        before: Entry | None = None
        end = size
        try:
            for entry in scan(path):
                if before is not None:
                    yield _Record(before, _between(stream, before.offset, entry.offset), gzipped=gzipped)
                before = entry
        except DamagedArchiveError as damage:
            end = damage.offset
        if before is not None:
            yield _Record(before, _between(stream, before.offset, end), gzipped=gzipped)
        elif end == size:
            raise ArchiveError(f"{path}: no record in it")
        if end < size:
            yield _Record(None, _between(stream, end, size), gzipped=gzipped)


def _between(stream: IO[bytes], start: int, end: int) -> bytes:
    stream.seek(start)
    return stream.read(end - start)


def _cleaned(record: _Record, what: What) -> bytes:
    """The bytes of a record without it; b"" where nothing is left, the very same where it has nothing."""
    entry = record.entry
    if entry is None:
        return b"" if _torn_says(record, what) else record.raw
    if what.is_address(entry.url) or what.is_address(entry.refers_url) or _is_payload(entry, what):
        return b""
    if entry.type == "warcinfo":
        return record.raw
    head, block = record.parts()
    if entry.type == "metadata":
        made = _lines(block, what) if _LINES.encode() in head else block
        return record.raw if made == block else record.made(head, made, made, cut=False) if made else b""
    if entry.type in ("response", "revisit", "request") and entry.url.startswith("http"):
        return _http(record, head, block, what)
    if what.is_body(block):
        return b""
    made = pages.masked(block, entry.url, None, what.masker, what.keep_out) if _is_text(block) else block
    return record.raw if made == block else record.made(head, made, made, cut=not made)


def _is_payload(entry: Entry, what: What) -> bool:
    algorithm, _, digest = entry.digest.partition(":")
    return algorithm == "sha256" and what.is_file(digest)


def _http(record: _Record, head: bytes, block: bytes, what: What) -> bytes:
    http, gap, sent = block.partition(b"\r\n\r\n")
    http = http + b"\r\n" if gap else http
    body = _decoded(http, sent)
    if body and what.is_body(body):
        return b""
    told = what.masker(http.decode("utf-8", "surrogateescape"), "").encode("utf-8", "surrogateescape")
    made = body
    url = record.entry.url if record.entry else ""
    if _is_text(body):
        made = pages.masked(body, url, _charset(http, body), what.masker, what.keep_out)
    if made == body and told == http:
        return record.raw
    if made == body:
        made, fields = sent, told
    else:
        fields = _ENCODED.sub(b"", told) + f"Content-Length: {len(made)}\r\n".encode()
    return record.made(head, fields + b"\r\n" + made, made, cut=not made and bool(body))


def _is_text(body: bytes) -> bool:
    """Whether bytes are something that is read as text: no file of its own kind."""
    return bool(body) and b"\0" not in body[:2048] and not body.startswith((b"%PDF", b"PK\x03\x04"))


def _charset(http: bytes, body: bytes) -> str | None:
    found = _CHARSET.search(http) or _CHARSET.search(body[:2048])
    return found[1].decode("ascii", "replace") if found else None


def _decoded(http: bytes, sent: bytes) -> bytes:
    """A body as the site meant it: other people's archives keep it as it was packed."""
    lower = http.lower()
    body = sent
    if b"transfer-encoding: chunked" in lower:
        from warcio.bufferedreaders import ChunkedDataReader

        body = ChunkedDataReader(io.BytesIO(body)).read()
    try:
        if body.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(body)
        if b"content-encoding: br" in lower:
            import brotli

            return bytes(brotli.decompress(body))
        if b"content-encoding: deflate" in lower:
            return zlib.decompressobj().decompress(body)
    except Exception:
        return body  # not packed after all
    return body


def _torn_says(record: _Record, what: What) -> bool:
    """Whether the torn end of a file holds any of it, as far as it can be unpacked."""
    text = record.raw
    if record.gzipped:
        try:
            text = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(record.raw)
        except zlib.error:
            return True  # nobody can say, and nobody can use it
    return what.masker.found(text.decode("utf-8", "replace")) or b"%PDF" in text


def _lines(block: bytes, what: What) -> bytes:
    """Lines of a chronicle without it; lines that have nothing of it stay byte for byte."""
    out = []
    for line in block.splitlines(keepends=True):
        try:
            values = json.loads(line)
            made = what.told(values)
        except (ValueError, KeyError, AttributeError, TypeError):
            made = None if what.masker.found(line.decode("utf-8", "replace")) else {}
            if made == {}:
                out.append(line)
            continue
        if made == values:
            out.append(line)
        elif made is not None:
            out.append(json.dumps(made, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n")
    return b"".join(out)


def note_in_manifest(path: Path, sha256: str, note: Note | None) -> None:
    """Let the manifest beside an archive say what it will be.

    Before it is: whoever finds the old bytes after a crash makes the same new ones of them.
    """
    known = load_manifest(path.parent)
    if path.name in known and known[path.name] != sha256:
        known[path.name] = sha256
        text = "".join(f"{digest}  {name}\n" for name, digest in sorted(known.items())).encode()
        if note is not None:
            note(path.parent / MANIFEST, hashlib.sha256(text).hexdigest(), len(text))
        write_whole(path.parent / MANIFEST, text)
