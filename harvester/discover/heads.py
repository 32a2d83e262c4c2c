"""The heads of WARC records: where one ends, and the two fields by which its record is read. Pure."""

from __future__ import annotations

from typing import Final

MOST_HEAD: Final = 64 * 1024
NO_RECORD: Final = "no record"


class Damage(Exception):
    """The stream stops making sense."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def field_of(head: bytes, low: bytes, name: bytes) -> bytes:
    """The value of a line of a head, "" when there is none."""
    at = low.find(b"\n" + name)
    if at < 0:
        return b""
    at += len(name) + 1
    end = head.find(b"\n", at)
    return (head[at:end] if end >= 0 else head[at:]).strip()


def split_head(data: bytes, at: int) -> tuple[bytes, bytes, int] | None:
    """The head of the record at a place: as it stands, in lower case, and where its block begins.

    Returns:
        None when the head is not whole.

    Raises:
        Damage: no record begins there.
    """
    if data[at : at + 5] != b"WARC/" and len(data) - at >= 5:
        raise Damage(NO_RECORD, f"no record begins here ({data[at : at + 20]!r})")
    end = data.find(b"\r\n\r\n", at, at + MOST_HEAD)
    body = end + 4
    if end < 0:
        end = data.find(b"\n\n", at, at + MOST_HEAD)
        body = end + 2
        if end < 0:
            return None
    head = data[at:end]
    return head, head.lower(), body


def kind_and_length(low: bytes) -> tuple[bytes, int]:
    """WARC-Type and Content-Length of a head in lower case.

    Raises:
        Damage: there is no length, so that nobody can tell where the record ends.
    """
    said = field_of(low, low, b"content-length:")
    if not said.isdigit() or len(said) > 15:
        raise Damage(NO_RECORD, f"a record without a length ({said[:20]!r})")
    return field_of(low, low, b"warc-type:"), int(said)
