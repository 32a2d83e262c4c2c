"""Where the words of a query stand in a text, by the very rules of the index.

The texts of one answer are indexed in memory with the tokenizer of `pages_fts`: forms of words, accents,
phrases and beginnings are found as the search found them, at a price that depends on these texts alone.
"""

# Statements are put together from constants of this package only; values are always bound.
# ruff: noqa: S608

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Marked = tuple[str, tuple[tuple[int, int], ...]]

# Private-use characters around found words; a text that holds them itself shows a blank box instead.
OPEN, CLOSE = "\ue000", "\ue001"
TOKENIZER = "porter unicode61 remove_diacritics 2"  # of pages_fts
MAX_TEXT = 200_000  # characters of one page; what lies behind is not marked
_SNIPPET_WORDS = 24
_UNMARKED = str.maketrans({OPEN: "\ufffd", CLOSE: "\ufffd"})


def snippets(texts: Sequence[str], expression: str) -> list[Marked]:
    """Of each text the passage that holds most of the words, on one line, with the words marked."""
    marked = _query(texts, expression, f"snippet(page, 0, ?, ?, '…', {_SNIPPET_WORDS})")
    return [
        unmark(" ".join(marked[place].split())) if place in marked else (_beginning(text), ())
        for place, text in enumerate(texts)
    ]


def highlight(text: str, expression: str) -> Marked:
    """The whole text with the words marked."""
    marked = _query([text], expression, "highlight(page, 0, ?, ?)")
    if 0 not in marked:
        return text, ()
    plain, marks = unmark(marked[0])
    return plain + text[MAX_TEXT:], marks


def order(texts: Mapping[int, str], expression: str) -> list[int]:
    """The texts that hold the words, by their numbers, the best first (BM25 among these texts alone)."""
    with closing(_memory(enumerate(texts.values()))) as memory:
        rows = memory.execute("SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank, rowid", (expression,))
        numbers = list(texts)
        return [numbers[row[0]] for row in rows]


def _memory(texts: Iterable[tuple[int, str]]) -> sqlite3.Connection:
    """An index of these texts by their numbers."""
    memory = sqlite3.connect(":memory:")
    memory.execute(f"CREATE VIRTUAL TABLE page USING fts5(text, tokenize='{TOKENIZER}')")
    memory.executemany(
        "INSERT INTO page (rowid, text) VALUES (?, ?)",
        ((number, text[:MAX_TEXT].translate(_UNMARKED)) for number, text in texts),
    )
    return memory


def _query(texts: Sequence[str], expression: str, function: str) -> dict[int, str]:
    with closing(_memory(enumerate(texts))) as memory:
        rows = memory.execute(
            f"SELECT rowid, {function} FROM page WHERE page MATCH ?", (OPEN, CLOSE, expression)
        )
        return {row[0]: row[1] for row in rows}


def _beginning(text: str) -> str:
    words = text[:2000].split()
    return " ".join(words[:_SNIPPET_WORDS]) + (" …" if len(words) > _SNIPPET_WORDS else "")


def mark_words(text: str, words: Sequence[str]) -> Marked:
    """A short text with these words marked wherever they stand in it, in whatever case."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word)
    marks = [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)] if pattern else []
    return text, tuple(marks)


def unmark(marked: str) -> Marked:
    """The text without the marks, and where they stood."""
    marks: list[tuple[int, int]] = []
    parts = []
    length, start = 0, None
    for piece in _pieces(marked):
        if piece == OPEN:
            start = length
        elif piece == CLOSE:
            if start is not None and start < length:
                marks.append((start, length))
            start = None
        else:
            parts.append(piece)
            length += len(piece)
    return "".join(parts), tuple(marks)


def _pieces(marked: str) -> Iterator[str]:
    yield from re.split(f"([{OPEN}{CLOSE}])", marked)
