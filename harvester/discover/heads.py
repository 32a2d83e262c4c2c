"""The heads of WARC records: where one ends, and the two fields by which its record is read. Pure."""

from __future__ import annotations

from typing import Final

MOST_HEAD: Final = 64 * 1024
NO_RECORD: Final = "no record"
BEGIN: Final = b"WARC/1."
# How far the end of a head is looked for before it is looked whether another begins: of heads that do not
# end there may be one every eight bytes.
_FAR: Final = (1024, 8 * 1024, MOST_HEAD)


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
    for far in _FAR:
        end = data.find(b"\r\n\r\n", at, at + far)
        body = end + 4
        bare = data.find(b"\n\n", at, end if end >= 0 else at + far)
        if bare >= 0:  # what else ends there is the head of an answer
            end, body = bare, bare + 2
        if data.find(b"\n" + BEGIN, at, end if end >= 0 else at + far) >= 0:
            raise Damage(NO_RECORD, "another record begins inside its head")
        if end >= 0:
            head = data[at:end]
            return head, head.lower(), body
        if at + far >= len(data):
            break
    return None


def kind_and_length(low: bytes) -> tuple[bytes, int]:
    """WARC-Type and Content-Length of a head in lower case.

    Raises:
        Damage: there is no length, so that nobody can tell where the record ends.
    """
    said = field_of(low, low, b"content-length:")
    if not said.isdigit() or len(said) > 15:
        raise Damage(NO_RECORD, f"a record without a length ({said[:20]!r})")
    return field_of(low, low, b"warc-type:"), int(said)
