"""Word 97-2003 (.doc): text by the piece table, properties by olefile (MS-DOC 2.4.1, 2.5, 2.8.35).

Only what is needed for text is read: the file information block says where the piece table (Clx) is, the
piece table says where each stretch of characters is and whether it is Windows-1252 or UTF-16. Every
offset is checked against the stream, since files lie.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harvester.extract.cleaning import clean_properties
from harvester.extract.flow import Flow
from harvester.extract.limits import MAX_TEXT
from harvester.extract.reading import Reading, UnreadableError
from harvester.vocabulary import Outcome

if TYPE_CHECKING:
    from pathlib import Path

_WORD_97, _WORD_6 = 0xA5EC, 0xA5DC
_ENCRYPTED, _COMPLEX, _TABLE_1 = 0x0100, 0x0004, 0x0200
_CLX = 33  # index of fcClx/lcbClx among the pairs of the file information block
_COMPRESSED = 0x4000_0000
_MAX_PIECES = 200_000
_MAX_STREAM = 128 * 1024 * 1024
_FIELD_BEGIN, _FIELD_SEPARATOR, _FIELD_END = "\x13", "\x14", "\x15"
_MAX_TITLE_LINES = 40
_MARKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x1e": "-", "\x1f": None, "\x01": None, "\x08": None})


@dataclass(frozen=True, slots=True)
class _Stories:
    """Lengths in characters of the parts of the text, in their order in the file."""

    body: int
    footnotes: int
    headers: int
    between: int  # macros, annotations, endnotes
    boxes: int


def read_doc(path: Path) -> Reading:
    """Read a .doc file.

    Raises:
        UnreadableError: it is encrypted, damaged, or some other file of the same container.
    """
    import olefile

    try:
        container = olefile.OleFileIO(str(path))
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise UnreadableError(Outcome.PARSE_ERROR, f"its container is damaged: {error}"[:200]) from error
    with container:
        if container.exists("EncryptedPackage"):
            raise UnreadableError(Outcome.ENCRYPTED, "a password is needed to open it")
        if not container.exists("WordDocument"):
            raise UnreadableError(Outcome.UNSUPPORTED, "not a Word document, though of the same container")
        text, stories = _text(container)
        properties, pages = _properties(container)
    flow = Flow()
    _add_body(flow, text[: stories.body])
    start = stories.body + stories.footnotes + stories.headers + stories.between
    _add_boxes(flow, text[start : start + stories.boxes])
    start = stories.body + stories.footnotes
    flow.add_header(_plain(text[start : start + stories.headers]))
    return flow.reading(properties, pages)


def _stream(container: Any, name: str) -> bytes:
    if container.get_size(name) > _MAX_STREAM:
        raise UnreadableError(Outcome.LIMIT, f"its stream {name} is over {_MAX_STREAM:,} bytes")
    body: bytes = container.openstream(name).read()
    return body


def _text(container: Any) -> tuple[str, _Stories]:
    main = _stream(container, "WordDocument")
    try:
        ident, flags = _u16(main, 0), _u16(main, 10)
        if flags & _ENCRYPTED:
            raise UnreadableError(Outcome.ENCRYPTED, "a password is needed to open it")
        if ident == _WORD_6 or (ident == _WORD_97 and _u16(main, 2) < 0x6A):
            return _old_text(main, flags)
        if ident != _WORD_97:
            raise UnreadableError(Outcome.PARSE_ERROR, "no Word file information block")
        words = _u16(main, 32)
        longs_at = 34 + 2 * words + 2
        pairs_at = longs_at + 4 * _u16(main, longs_at - 2) + 2
        stories = _stories(main, longs_at)
        table = "1Table" if flags & _TABLE_1 else "0Table"
        if not container.exists(table):
            raise UnreadableError(Outcome.PARSE_ERROR, f"its stream {table} is missing")
        start, length = _u32(main, pairs_at + 8 * _CLX), _u32(main, pairs_at + 8 * _CLX + 4)
        return _pieces(main, _stream(container, table)[start : start + length]), stories
    except struct.error as error:
        raise UnreadableError(Outcome.PARSE_ERROR, "its file information block is cut short") from error


def _stories(main: bytes, longs_at: int) -> _Stories:
    body, footnotes, headers, macros, annotations, endnotes, boxes = (
        min(_u32(main, longs_at + 4 * index), MAX_TEXT) for index in (3, 4, 5, 6, 7, 8, 9)
    )
    return _Stories(body, footnotes, headers, macros + annotations + endnotes, boxes)


def _pieces(main: bytes, clx: bytes) -> str:
    """The characters of all pieces, in order."""
    at = 0
    while at < len(clx) and clx[at] == 0x01:  # property modifiers stand before the piece table
        at += 3 + _u16(clx, at + 1)
    if at >= len(clx) or clx[at] != 0x02:
        raise UnreadableError(Outcome.PARSE_ERROR, "its piece table is missing")
    plc = clx[at + 5 : at + 5 + _u32(clx, at + 1)]
    count = (len(plc) - 4) // 12
    if not 0 < count <= _MAX_PIECES:
        raise UnreadableError(Outcome.PARSE_ERROR, "its piece table is damaged")
    parts: list[str] = []
    total = 0
    for index in range(count):
        first, last = _u32(plc, 4 * index), _u32(plc, 4 * index + 4)
        place = _u32(plc, 4 * (count + 1) + 8 * index + 2)
        length = min(max(0, last - first), MAX_TEXT - total)
        total += length
        if place & _COMPRESSED:
            start = (place & ~_COMPRESSED) // 2
            part = main[start : start + length].decode("cp1252", "replace")
        else:
            part = main[place : place + 2 * length].decode("utf-16-le", "replace")
        parts.append(part.ljust(length, "\0") if len(part) < length < 1_000_000 else part)
    return "".join(parts)


def _old_text(main: bytes, flags: int) -> tuple[str, _Stories]:
    """Text of Word 6 and 95, which stands in one stretch unless the file was fast-saved."""
    if flags & _COMPLEX:
        raise UnreadableError(Outcome.UNSUPPORTED, "a fast-saved file of Word 95 or older")
    first, last = _u32(main, 0x18), _u32(main, 0x1C)
    text = main[first : min(last, first + MAX_TEXT)].decode("cp1252", "replace")
    body, footnotes, headers = _u32(main, 0x34), _u32(main, 0x38), _u32(main, 0x3C)
    if not 0 < body <= len(text):
        body, footnotes, headers = len(text), 0, 0
    return text, _Stories(body, footnotes, headers, 0, 0)


def _u16(body: bytes, at: int) -> int:
    value: int = struct.unpack_from("<H", body, at)[0]
    return value


def _u32(body: bytes, at: int) -> int:
    value: int = struct.unpack_from("<I", body, at)[0]
    return value


def _plain(text: str) -> str:
    """Text without field codes and marks; cells end in a tab."""
    out: list[str] = []
    hidden: list[bool] = []  # one entry a field that is open: whether we are in its code
    for char in text:
        if char == _FIELD_BEGIN:
            hidden.append(True)
        elif char == _FIELD_SEPARATOR and hidden:
            hidden[-1] = False
        elif char == _FIELD_END and hidden:
            hidden.pop()
        elif not any(hidden[-4:]):
            out.append(char)
    return "".join(out).translate(_MARKS)


def _add_body(flow: Flow, text: str) -> None:
    for page in _plain(text).split("\f"):
        for row in page.replace("\x07\x07", "\n").split("\n"):
            flow.add(row.replace("\x07", " "))
        flow.break_page()


def _add_boxes(flow: Flow, text: str) -> None:
    """Add text boxes, which often hold the title; nothing says where they stand.

    They go after the first page's own lines where that page is short, as a title page is; else first.
    """
    boxes = Flow()
    _add_body(boxes, text)
    if boxes.paragraphs:
        flow.paragraphs.extend(boxes.paragraphs)
        first = sum(1 for line in flow.lines if line.page == 1)
        flow.insert(boxes.lines, first if first <= _MAX_TITLE_LINES else 0)


def _properties(container: Any) -> tuple[dict[str, str], int | None]:
    try:
        meta = container.get_metadata()
    except (OSError, ValueError, IndexError, struct.error, KeyError, AttributeError, TypeError):
        return {}, None
    found: dict[str, str] = {}
    for name in ("title", "author", "subject", "keywords", "company", "last_saved_by"):
        value = getattr(meta, name, None)
        if isinstance(value, bytes):
            encoding = "utf-8" if meta.codepage == 65001 else "cp1252"
            found[name] = value.decode(encoding, "replace")
    for name, attribute in (("created", "create_time"), ("modified", "last_saved_time")):
        time = getattr(meta, attribute, None)
        if time is not None and hasattr(time, "strftime") and time.year > 1980:
            found[name] = time.strftime("%Y-%m-%dT%H:%M:%S")
    pages = meta.num_pages
    return clean_properties(found), pages if isinstance(pages, int) and 0 < pages < 100_000 else None
