"""Patterns of many alternatives that are asked of nearly every text, and found in few.

Python tries every alternative at every place of a text. What each alternative begins with is looked for
first: plain letters in small ones, which is a hundred times as fast to rule out, and the pattern is tried
only where one of them stands. An alternative that may begin with anything is ruled out by its longest piece
of plain letters, which no match of it can do without.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

from harvester.phrase_plans import DOTLESS, DOTTED, LONG_S, plan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NOWHERE: Final = r"\0(?!)"
_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")


_Named = TypeVar("_Named", bound="tuple[Any, ...]")


class Phrases:
    """A pattern of plain words, whatever their case; it is read and compiled when it is first asked."""

    __slots__ = ("ascii", "digits", "first", "needs", "opens", "others", "pattern", "regex", "starts")

    pattern: str
    regex: re.Pattern[str]
    needs: tuple[str, ...] | None  # pieces, one of which is in each match; None: not known
    opens: str | None  # where most alternatives can begin, in small letters; None: not known
    starts: re.Pattern[str]  # the same, compiled when it is first looked for
    others: tuple[
        tuple[tuple[str, ...], ...], ...
    ]  # for each other alternative all that it needs, one of each
    first: bool  # whether others can only stand at the beginning of a text
    ascii: bool  # whether all that holds for texts in ASCII alone
    digits: bool  # whether matches may begin with a digit, of any script

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __getattr__(self, name: str) -> Any:
        """What was not made yet: asked once, then it is a plain attribute."""
        if name == "regex":
            self.regex = re.compile(self.pattern, re.IGNORECASE)
        elif name == "starts":
            self.starts = re.compile(self.opens or _NOWHERE)
        elif name in self.__slots__:
            self.needs, self.opens, self.others, self.first, self.ascii = plan(self.pattern)
            self.digits = r"\d" in self.pattern
        else:
            raise AttributeError(name)
        return getattr(self, name)

    def _places(self, text: str) -> tuple[bool, str]:
        """Whether a text has what a match needs, and the text in small letters, to look for starts in it.

        Those letters are "" where all places are to be tried.
        """
        if not text.isascii() and (self.ascii or DOTTED in text or DOTLESS in text or LONG_S in text):
            return True, ""
        low = text.lower()
        if self.needs is not None:
            for piece in self.needs:
                if piece in low:
                    break
            else:
                return False, ""
        if self.opens is None or (self.digits and not low.isascii() and _OTHER_DIGIT.search(low)):
            return True, ""
        for other in self.others:
            for pieces in other:
                for piece in pieces:
                    if piece in low:
                        break
                else:
                    break
            else:
                return True, ""
        return True, low

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where it matches."""
        may, low = self._places(text)
        if not may:
            return None
        if not low:
            return self.regex.search(text)
        match = self.regex.match
        if self.first and (found := match(text)) is not None:
            return found
        begin = self.starts.search
        start = begin(low)
        while start is not None:
            at = start.start()
            if (found := match(text, at)) is not None:
                return found
            start = begin(low, at + 1)
        return None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All its matches, as `re` finds them."""
        may, low = self._places(text)
        if not may:
            return iter(())
        return self._tried(text, low) if low else self.regex.finditer(text)

    def _tried(self, text: str, low: str) -> Iterator[re.Match[str]]:
        match, begin = self.regex.match, self.starts.search
        at = 0
        if self.first and (found := match(text)) is not None:
            yield found
            at = found.end()
        while (start := begin(low, at)) is not None:
            at = start.start()
            found = match(text, at)
            if found is None:
                at += 1
            else:
                yield found
                at = found.end()

    def match(self, text: str) -> re.Match[str] | None:
        """Its match at the beginning."""
        return self.regex.match(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Its match of the whole text."""
        return self.regex.fullmatch(text)

    def findall(self, text: str) -> list[Any]:
        """All its matches, as `re` gives them."""
        groups = self.regex.groups
        if not groups:
            return [found.group() for found in self.finditer(text)]
        every = (found.groups("") for found in self.finditer(text))
        return [said[0] for said in every] if groups == 1 else list(every)

    def some(self, text: str, most: int) -> set[str]:
        """What it finds, in small letters, up to so many different ones."""
        found: set[str] = set()
        for one in self.finditer(text):
            found.add(one.group().lower())
            if len(found) >= most:
                break
        return found

    def sub(self, instead: str, text: str) -> str:
        """The text with something instead of each match."""
        return text if self.search(text) is None else self.regex.sub(instead, text)


def likely(patterns: Sequence[_Named], text: str) -> Sequence[_Named]:
    """Those of some patterns, each the last of a tuple, of which a text has what a match needs."""
    whole = text.isascii()
    if not whole and (DOTTED in text or DOTLESS in text or LONG_S in text):
        return patterns
    low = text.lower()
    found = []
    for one in patterns:
        pattern = one[-1]
        if pattern.needs is None or not (whole or not pattern.ascii):
            found.append(one)
            continue
        for piece in pattern.needs:
            if piece in low:
                found.append(one)
                break
    return found
