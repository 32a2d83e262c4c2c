"""Values on their way into and out of columns: safe text, JSON, identifiers."""

from __future__ import annotations

import functools
import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from harvester.records import Line, Link
from harvester.typed import learnt_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def clean(text: str) -> str:
    """Text as SQLite can hold it: no NUL (it would cut the value off) and no lone surrogate."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def bound(*values: object) -> tuple[object, ...]:
    """Values ready to bind: text cleaned, truth as 0 or 1."""
    return tuple(
        clean(value) if isinstance(value, str) else int(value) if isinstance(value, bool) else value
        for value in values
    )


def to_json(value: object) -> str:
    """Compact JSON, the same for the same value."""
    return _JSON.encode(value)


def link_from_json(text: str) -> Link:
    """A link as it was kept; fields that this program does not know are left out."""
    data: dict[str, Any] = json.loads(text)
    known = {name: data[name] for name in Link.__dataclass_fields__ if name in data}
    known["outline"] = tuple(known.get("outline", ()))
    return Link(**known)


def lines_to_json(lines: Sequence[Line]) -> str:
    """Lines as arrays: there are hundreds a document."""
    import msgspec

    rows = [(n.text, n.page, n.number, n.box, n.size, n.bold) for n in lines]
    try:
        told = msgspec.json.encode(rows)
    except UnicodeEncodeError:  # half of a letter
        return to_json(rows)
    # A number without end, as a lying file may have it, would become null.
    return to_json(rows) if b"null" in told else told.decode()


def lines_from_json(text: str) -> tuple[Line, ...]:
    """The lines as they were kept."""
    import msgspec

    try:
        rows: list[Any] = msgspec.json.decode(text)
    except msgspec.DecodeError:  # a number without end
        rows = json.loads(text)
    told = [
        {"text": words, "page": page, "number": number, "box": box or None, "size": size, "bold": bold}
        for words, page, number, box, size, bold in rows
    ]
    return _to_lines()(told)


@learnt_once
def _to_lines() -> Callable[[object], tuple[Line, ...]]:
    import msgspec

    to_lines = functools.partial(msgspec.convert, type=tuple[Line, ...])
    to_lines([])  # it learns of the type at the first call
    return to_lines


def document_id(source: str, key: str) -> str:
    """Stable name of a document: `key` is the SHA-256 of its file, or its address without one."""
    return "d" + _digest(f"{source}\n{key}")


def review_id(*parts: str) -> str:
    """Stable name of a review, from what identifies it."""
    return "r" + _digest("\n".join(parts))


def list_entry_id(*parts: str) -> str:
    """Stable name of an entry of a national list, from what tells it from others."""
    return "e" + _digest("\n".join(parts))


def run_uid(command: str, started: str, sources: str) -> str:
    """Name of a run that was given none: from what is never changed of it."""
    return sha256("\n".join((command, started, sources)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def file_label(url: str, file_name: str | None) -> str:
    """What to call a document that has neither title nor link text."""
    parts = urlsplit(url)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2], errors="replace")
    return (file_name or last or parts.netloc or url).strip()


def first_text(values: Iterable[str | None]) -> str | None:
    """The first value that is not blank."""
    return next((value for value in values if value), None)
