"""Which rules a sentence can matter to, told by its words one by one.

A rule is a pass of regular expressions over every sentence of every report, and most sentences have none
of the words that it could match. So each rule says, beside its patterns, by which words it may be told;
each word is looked at once, what it may belong to is kept as bits, and a sentence has the bits of its
words. A bit by `told_by` may be set for nothing, as the rule still looks itself, but a rule whose bit is
not set never matches (tests/coding/test_words.py).
"""

from __future__ import annotations

import re
from functools import cache, reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ANYTHING = -1  # the bits of what nobody looked at: no rule is ruled out
_MOST = 50_000  # words whose bits are kept
_LONGEST = 40  # characters of a word that may come again
_PIECE = re.compile(
    r"\\.|\[\^?\]?[^\]]*\]|.", re.DOTALL
)  # of a pattern: what stands for itself, or a bracket
_REPEATS = frozenset("?*+{")

_tests: list[Callable[[str], object]] = []
_told: list[str] = []  # what some test finds, as regular expressions


class _Bits(dict[str, int]):
    """Bits of words, worked out when a word is first met."""

    def __missing__(self, word: str) -> int:
        found = 0
        if not word.isascii() or _any().search(word.lower()):
            for number, test in enumerate(_tests):
                if test(word):
                    found |= 1 << number
        if len(word) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[word] = found
        return found


_bits = _Bits()
bits_of_word = _bits.__getitem__


def bits_of(text: str) -> int:
    """The bits of all words of a text."""
    return reduce(or_, map(bits_of_word, text.split()), 0)


def told_by(pattern: str, *, cased: bool = False) -> int:
    """A bit for words in which this is found.

    Args:
        pattern: what is found in a word of every match of the rule; it names no groups.
        cased: whether capitals count.
    """
    return _new(re.compile(pattern, 0 if cased else re.IGNORECASE).search, pattern)


def holding(pieces: str) -> int:
    """A bit for words that hold one of these pieces of words, as `piece in text.casefold()` tells."""
    parts = pieces.split()

    def test(word: str) -> bool:
        low = word.casefold()
        return any(part in low for part in parts)

    return _new(test, *map(re.escape, parts))


def _new(test: Callable[[str], object], *told: str) -> int:
    _tests.append(test)
    _told.extend(told)
    _bits.clear()
    _any.cache_clear()
    return 1 << (len(_tests) - 1)


@cache
def _any() -> re.Pattern[str]:
    """What is found in the small letters of every word in ASCII that has a bit.

    Nearly every word has none, and asking each test takes ten times as long. Plain letters are told apart
    fastest where no case is ignored, and where an alternative begins with them.
    """
    small = [
        re.sub(r"\\.|[A-Z]", lambda one: one[0] if len(one[0]) > 1 else one[0].lower(), p) for p in _told
    ]
    bounded: set[str] = set()
    others: set[str] = set()
    for one in (one for pattern in small for one in _alternatives(pattern)):
        if one.startswith(r"\b"):
            bounded.update(_opened(one[2:]))
        else:
            others.update(_opened(one))
    return re.compile(rf"\b(?:{'|'.join(sorted(bounded))})|(?:{'|'.join(sorted(others))})")


def _alternatives(pattern: str) -> list[str]:
    """A pattern cut where `|` stands outside of all brackets."""
    found, depth, start = [], 0, 0
    for piece in _PIECE.finditer(pattern):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if piece[0] == "|" and not depth:
            found.append(pattern[start : piece.start()])
            start = piece.end()
    return [*found, pattern[start:]]


def _opened(one: str) -> list[str]:
    """ "(?:a|b)c" as "ac" and "bc"."""
    if not one.startswith("(?:"):
        return [one]
    depth = 0
    for piece in _PIECE.finditer(one):
        depth += {"(": 1, ")": -1}.get(piece[0], 0)
        if not depth:
            rest = one[piece.end() :]
            alternatives = _alternatives(one[3 : piece.start()])
            return [one] if rest[:1] in _REPEATS else [inner + rest for inner in alternatives]
    raise AssertionError("brackets that do not close")  # pragma: no cover - it has been compiled
