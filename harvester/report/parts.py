"""Small parts of the report's HTML; everything from outside passes through here and is escaped."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LONGEST = 600
# good: nothing to do; care: look when you have time; bad: look
MARKS = {
    "ok": "good",
    "empty": "good",
    "done": "good",
    "capped": "care",
    "suspect": "bad",
    "blocked": "bad",
    "failed": "bad",
}


def line(value: object, longest: int = _LONGEST) -> str:
    """A value as text of one line, without characters that hide or turn what follows. Not escaped."""
    kept = (
        " " if char in "\t\n\r\x0b\x0c\x85\u2028\u2029" else char
        for char in str("" if value is None else value)[: longest * 2]
        if char in "\t\n\r\x0b\x0c\x85" or unicodedata.category(char) not in _HIDDEN
    )
    text = " ".join("".join(kept).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"


def plain(value: object) -> str:
    """The same, escaped for HTML."""
    return escape(line(value))


def link(address: str | None, words: object) -> str:
    """Words that lead to an address, if that is one of the web; else the words alone."""
    said = plain(words) or plain(address)
    try:
        good = address and urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname
    except ValueError:
        good = None
    return f'<a href="{escape(str(address), quote=True)}" rel="noreferrer">{said}</a>' if good else said


def mark(word: object) -> str:
    """A word of a vocabulary, coloured; the word itself says it, never the colour alone."""
    return f'<span class="mark {MARKS.get(str(word), "none")}">{plain(word)}</span>'


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: str = "") -> str:
    """A table of cells that are HTML already.

    Args:
        caption: what it shows.
        heads: column titles, plain.
        rows: cells; the first of each heads its row.
        numbers: for each column "n" (a number), "t" (a title) or "-".
    """
    kinds = {"n": ' class="number"', "t": ' class="title"'}
    classes = [kinds.get(kind, "") for kind in numbers.ljust(len(heads), "-")]
    head = "".join(f'<th scope="col"{c}>{plain(name)}</th>' for name, c in zip(heads, classes, strict=True))
    body = "\n".join(
        "<tr>"
        + "".join(
            f'<th scope="row"{c}>{cell}</th>' if place == 0 else f"<td{c}>{cell}</td>"
            for place, (cell, c) in enumerate(zip(row, classes, strict=True))
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{plain(caption)}" tabindex="0">'
        f"<table><caption>{plain(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
    )


def duration(seconds: float) -> str:
    """ "4 s", "12 min", "2 h 05 min"."""
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02d} min"


def size(count: int) -> str:
    """ "12 kB", "3.4 MB"."""
    for unit, one in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= one:
            return f"{count / one:.1f} {unit}" if count < 100 * one else f"{count / one:.0f} {unit}"
    return f"{count} B"


def counted(number: int, noun: str, plural: str = "") -> str:
    """ "1 document", "2 documents"."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


def time(iso: str | None) -> str:
    """A time as people read it: "26 Nov 2026, 05:36 UTC"."""
    if not iso:
        return ""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    try:
        year, month, day = iso[:10].split("-")
        said = f"{int(day)} {months[int(month) - 1]} {year}"
    except (ValueError, IndexError):
        return plain(iso)
    clock = f", {iso[11:16]} UTC" if len(iso) > 15 else ""
    return f'<time datetime="{escape(iso, quote=True)}">{plain(said + clock)}</time>'
