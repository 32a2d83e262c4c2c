"""Answers of sites in records: what their heads say, and their bodies as the site meant them. Pure."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harvester.discover.heads import field_of
from harvester.discover.records import BROKEN, inflater

if TYPE_CHECKING:
    from harvester.discover.records import Record

MOST_PAGE: Final = 5_000_000
_MOST_HEAD: Final = 65_536


@dataclass(slots=True)  # one is made for every record, and a frozen one takes twice as long
class Answer:
    """What a record says of one address, before anybody looks into its body."""

    record: Record
    url: bytes
    status: int
    media_type: bytes  # lower case, with parameters
    encoded: bytes  # Content-Encoding, lower case
    chunked: bool
    body: bytes

    @property
    def at(self) -> str:
        """When it was captured."""
        return self.record.field(b"warc-date:").decode("ascii", "replace")[:20]


def answer_of(record: Record) -> Answer | None:
    """The answer in a record; None when it holds none."""
    url = record.field(b"warc-target-uri:").strip(b"<>")
    if url[:4].lower() != b"http" or record.block is None:
        return None
    block = record.block
    if record.kind != b"response":
        media_type = record.field(b"content-type:").lower()
        return Answer(record, url, 200, media_type, b"", False, block)
    if block[:5] != b"HTTP/":
        return None
    # The first blank line of either kind: one of a body behind a head of bare line feeds is not the head's.
    end = block.find(b"\n\r\n", 0, _MOST_HEAD)
    body = end + 3
    bare = block.find(b"\n\n", 0, end + 2 if end >= 0 else _MOST_HEAD)
    if bare >= 0:
        end, body = bare, bare + 2
    if end < 0:
        return None
    head = block[:end].lower()
    status = b"".join(head[:40].split(None, 2)[1:2])
    encoded, chunked = b"", False
    if b"-encoding:" in head:
        encoded = field_of(head, head, b"content-encoding:")
        chunked = b"chunked" in field_of(head, head, b"transfer-encoding:")
    media_type = field_of(head, head, b"content-type:")
    code = int(status) if status.isdigit() else 0
    return Answer(record, url, code, media_type, encoded, chunked, block[body:])


def plain_body(answer: Answer) -> bytes | None:
    """A page as the site meant it: neither chunked nor compressed, and no longer than a page may be."""
    if not answer.chunked and not answer.encoded:
        return answer.body[:MOST_PAGE]
    return plain_bytes(answer, most=MOST_PAGE)


def plain_bytes(answer: Answer, *, most: int) -> bytes | None:
    """A body neither chunked nor compressed, up to a length; None where it cannot be undone.

    Archives that undo either of them often leave the header as it was.
    """
    body = _unchunked(answer.body, most) if answer.chunked else answer.body
    if answer.encoded and b"identity" not in answer.encoded:
        return _inflated(body, answer.encoded, most)
    return body[:most]


def _unchunked(body: bytes, most: int) -> bytes:
    pieces: list[bytes] = []
    at = size = 0
    while size < most:
        end = body.find(b"\r\n", at, at + 40)
        said = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        try:
            length = int(said, 16)
        except ValueError:
            return b"".join(pieces) if pieces else body  # undone already, or cut off
        if length <= 0:
            break
        pieces.append(body[end + 2 : end + 2 + length])
        size += len(pieces[-1])
        at = end + 4 + length
    return b"".join(pieces)


def _inflated(body: bytes, encoded: bytes, most: int) -> bytes | None:
    if body[:2] == b"\x1f\x8b" or b"deflate" in encoded:
        make = inflater if body[:3] == b"\x1f\x8b\x08" else zlib.decompressobj
        for window in (47, -15):
            try:
                return make(window).decompress(body, most)
            except (zlib.error, BROKEN):
                continue
    if b"br" in encoded and b"<" not in body[:200]:
        import brotli

        try:
            out: bytes = brotli.Decompressor().process(body, output_buffer_limit=most)
            return out[:most]
        except brotli.error:
            return None
    looks_plain = b"<" in body[:2_000] or body.startswith(b"%PDF-")
    return body[:most] if looks_plain else None
