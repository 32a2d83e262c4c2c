"""Patterns of many alternatives that are asked of nearly every text, and found in few.

Python tries every alternative at every place of a text. What no match can do without is looked for first:
for each alternative its longest piece of plain letters, which is a hundred times as fast to rule out.
"""

from __future__ import annotations

import re
from typing import Any

_LEAST = 2  # letters; a single one stands in every text
_MOST_TIMES = 8


class Phrases:
    """A pattern of plain words, whatever their case, with what its matches cannot do without."""

    __slots__ = ("needs", "pattern", "regex")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.regex = re.compile(pattern, re.IGNORECASE)
        self.needs = _needs(pattern)

    def may_match(self, text: str) -> bool:
        """Whether a text has what a match needs."""
        # Outside ASCII a few letters are the same as others in ways that `lower` does not know.
        if self.needs is None or not text.isascii():
            return True
        small = text.lower()
        for piece in self.needs:  # noqa: SIM110 - asked all the time; a generator takes twice as long
            if piece in small:
                return True
        return False

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where it matches."""
        return self.regex.search(text) if self.may_match(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        """Its match at the beginning."""
        return self.regex.match(text) if self.may_match(text) else None

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Its match of the whole text."""
        return self.regex.fullmatch(text) if self.may_match(text) else None

    def findall(self, text: str) -> list[Any]:
        """All its matches, as `re` gives them."""
        return self.regex.findall(text) if self.may_match(text) else []

    def some(self, text: str, most: int) -> set[str]:
        """What it finds, in small letters, up to so many different ones."""
        found: set[str] = set()
        for one in self.regex.finditer(text) if self.may_match(text) else ():
            found.add(one.group().lower())
            if len(found) >= most:
                break
        return found

    def sub(self, instead: str, text: str) -> str:
        """The text with something instead of each match."""
        return self.regex.sub(instead, text) if self.may_match(text) else text


def _needs(pattern: str) -> tuple[str, ...] | None:
    """Pieces of text one of which is in every match, in small letters; None where they are not known."""
    try:
        from re import _parser  # type: ignore[attr-defined] # what `re` itself reads patterns with

        found = _wanted(list(_parser.parse(pattern, re.IGNORECASE)))
    except (ImportError, AttributeError, TypeError, ValueError, RecursionError):
        return None  # another Python: as slow as ever
    if found is None:
        return None
    # Only texts in ASCII are ruled out, and what is outside ASCII is in none of them.
    shortest = sorted((one for one in found if one.isascii()), key=lambda one: (len(one), one))
    return tuple(one for n, one in enumerate(shortest) if not any(other in one for other in shortest[:n]))


def _wanted(items: list[Any]) -> set[str] | None:
    """The best set of pieces of a sequence: that whose shortest piece is longest, and that has few."""
    whole = _longest(items)
    best = {whole} if len(whole) >= _LEAST or not whole.isascii() else None
    for op, value in items:
        found = _wanted_of(str(op), value)
        if found is not None and (best is None or _worth(found) > _worth(best)):
            best = found
    return best


def _wanted_of(op: str, value: Any) -> set[str] | None:
    if op == "BRANCH":
        every = [_wanted(list(one)) for one in value[1]]
        return None if None in every else {piece for found in every if found for piece in found}
    inner = _inside(op, value)
    return None if inner is None else _wanted(inner)


def _inside(op: str, value: Any) -> list[Any] | None:
    """What a group or a repetition holds, where it must be there."""
    if op == "SUBPATTERN":
        return list(value[-1])
    if op in ("MAX_REPEAT", "MIN_REPEAT") and value[0] >= 1:
        return list(value[2])
    return None


def _longest(items: list[Any]) -> str:
    """The longest run of letters that every match of a sequence has; "" where there is none."""
    runs, run = [], ""
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            run += chr(value).lower()
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):  # those take up no place
            inner = _inside(name, value)
            times = _repeated(name, value)
            runs += [run + times, _longest(inner) if inner is not None else ""]
            run = times  # the last of them stand before what follows
    return max((*runs, run), key=len)


def _repeated(name: str, value: Any) -> str:
    """A letter that is repeated, as often as it must be: of `_{6,}` six."""
    if name not in ("MAX_REPEAT", "MIN_REPEAT") or len(value[2]) != 1 or str(value[2][0][0]) != "LITERAL":
        return ""
    return chr(value[2][0][1]).lower() * min(int(value[0]), _MOST_TIMES)


def _worth(pieces: set[str]) -> tuple[int, int]:
    return min(map(len, pieces), default=0), -len(pieces)
