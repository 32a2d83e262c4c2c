"""Which rules a sentence can matter to, told by its words one by one.

A rule is a pass of regular expressions over every sentence of every report, and most sentences have none
of the words that it could match. So each rule says, beside its patterns, by which words it may be told;
each word is looked at once, what it may belong to is kept as bits, and a sentence has the bits of its
words. A bit by `told_by` may be set for nothing, as the rule still looks itself, but a rule whose bit is
not set never matches (tests/coding/test_words.py).
"""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ANYTHING = -1  # the bits of what nobody looked at: no rule is ruled out
_MOST = 50_000  # words whose bits are kept
_LONGEST = 40  # characters of a word that may come again

_tests: list[Callable[[str], object]] = []


class _Bits(dict[str, int]):
    """Bits of words, worked out when a word is first met."""

    def __missing__(self, word: str) -> int:
        found = 0
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
        pattern: what is found in a word of every match of the rule.
        cased: whether capitals count.
    """
    return _new(re.compile(pattern, 0 if cased else re.IGNORECASE).search)


def holding(pieces: str) -> int:
    """A bit for words that hold one of these pieces of words, as `piece in text.casefold()` tells."""
    parts = pieces.split()

    def test(word: str) -> bool:
        low = word.casefold()
        return any(part in low for part in parts)

    return _new(test)


def _new(test: Callable[[str], object]) -> int:
    _tests.append(test)
    _bits.clear()
    return 1 << (len(_tests) - 1)
