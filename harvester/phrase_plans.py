"""What every match of a pattern holds, and what it can begin with: by that texts without one are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LEAST: Final = 2  # letters of a piece; a single one stands in every text
_MOST_TIMES: Final = 8
_DEEP: Final = 12  # letters of a beginning; more of them tell no more
_MANY: Final = 40  # pieces, of which to look for the beginnings at once takes less time
_WIDE: Final = 96  # beginnings of one alternative
_DIGITS: Final = frozenset("0123456789")
# Outside ASCII these are the same as letters in ASCII, in ways that `lower` does not know.
DOTTED, DOTLESS, LONG_S = "\u0130", "\u0131", "\u017f"

_Pieces = tuple[str, ...]
_Plan = tuple[_Pieces | None, str | None, tuple[tuple[_Pieces, ...], ...], bool, bool]
_NONE: Final[_Plan] = (None, None, (), False, True)


def plan(pattern: str) -> _Plan:
    """How texts without a match are told: needs, opens, others, first, ascii."""
    try:
        from re import _parser  # type: ignore[attr-defined] # what `re` itself reads patterns with

        parsed = _parser.parse(pattern, re.IGNORECASE)
        if parsed.getwidth()[0] == 0 or parsed.state.flags & re.MULTILINE:
            return _NONE
        return _planned(list(parsed))
    except (ImportError, AttributeError, TypeError, ValueError, RecursionError):
        return _NONE  # another Python: as slow as ever


def _planned(parsed: list[Any]) -> _Plan:
    starts: set[_Start] = set()
    others: list[list[set[str]]] = []
    needed: list[set[str] | None] = []
    for items in _alternatives(parsed):
        begins = _followed({_Start()}, items)
        needed.append(_rarest(_wanted(items), {start.text for start in begins}))
        if all(start.text or start.first for start in begins):
            starts |= begins
        else:
            others.append(_each_wanted(items))
    needs = None if None in needed else {piece for pieces in needed if pieces for piece in pieces}
    inside = {start for start in starts if not start.first}
    every = [*(needs or ()), *(start.text for start in inside)]
    every += [piece for other in others for pieces in other for piece in pieces]
    return (
        None if needs is None or (len(needs) > _MANY and all(others)) else _fewest(needs),
        _one_of(inside) if all(others) else None,
        tuple([tuple([_fewest(pieces) for pieces in other]) for other in others]),
        len(inside) < len(starts),
        not all(_is_plain(letter) for piece in every for letter in piece),
    )


def _rarest(wanted: set[str] | None, begins: set[str]) -> set[str] | None:
    """What a match has, or what it begins with where that is no more and longer: few texts have "[date"."""
    if wanted is None or _worth(begins)[0] <= _worth(wanted)[0]:
        return wanted
    # Digits are of any script, and only those of ASCII are told.
    fewest = _fewest(begins)
    unfit = len(fewest) > len(wanted) or any(letter.isdigit() for piece in fewest for letter in piece)
    return wanted if unfit else set(fewest)


def _is_plain(letter: str) -> bool:
    """Whether a letter is the same as its capital and as no other: one of ASCII, of Welsh, or a sign."""
    if letter < "\u0250":
        return letter not in ("\xb5", DOTTED, DOTLESS, LONG_S)
    return letter.lower() == letter.upper()


def _alternatives(parsed: list[Any]) -> list[list[Any]]:
    """The sequences of which a whole pattern is any."""
    *before, (op, value) = parsed  # what begins all of them, as the beginning of a word, is read once
    if str(op) == "BRANCH" and all(str(name) == "AT" for name, _ in before):
        return [[*before, *one] for one in value[1]]
    return [parsed]


class _Start(NamedTuple):
    """Small letters that a match may begin with."""

    text: str = ""
    bound: bool = False  # at the beginning of a word
    first: bool = False  # at the beginning of a text
    open: bool = True  # whether what follows in the pattern follows right behind them


def _followed(starts: set[_Start], items: Iterable[tuple[Any, Any]]) -> set[_Start]:
    """The beginnings with what a sequence adds to those that are open."""
    for op, value in _joined(items):
        going = {start for start in starts if start.open}
        if not going:
            break
        starts = (starts - going) | _grown(going, op, value)
    return starts


def _joined(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """The items of a sequence with their names, letters that follow each other as one."""
    run = ""
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            run += chr(value).lower()
            continue
        if run:
            yield "LITERAL", run
            run = ""
        yield name, value
    if run:
        yield "LITERAL", run


def _grown(starts: set[_Start], op: str, value: Any) -> set[_Start]:
    """Open beginnings with what one item of a pattern adds; closed ones where they would be too many."""
    added = None
    if op == "LITERAL":
        grown = [(f"{start.text}{value}"[:_DEEP], start) for start in starts]
        return {_Start(text, start.bound, start.first, len(text) < _DEEP) for text, start in grown}
    elif op == "AT" and str(value) == "AT_BOUNDARY":
        added = {start if start.text else start._replace(bound=True) for start in starts}
    elif op == "AT" and str(value) in ("AT_BEGINNING", "AT_BEGINNING_STRING"):
        added = {start if start.text else start._replace(first=True) for start in starts}
    elif op in ("AT", "ASSERT", "ASSERT_NOT"):
        added = starts
    elif op == "IN" and (letters := _letters(value)):
        added = {start._replace(text=start.text + one) for start in starts for one in letters}
    elif op == "BRANCH":
        added = {start for one in value[1] for start in _followed(starts, one)}
    elif op == "SUBPATTERN" and not value[1] & re.MULTILINE:
        added = _followed(starts, value[-1])
    elif op in ("MAX_REPEAT", "MIN_REPEAT") and (run := _repeated(op, value)):
        added = {start._replace(text=start.text + run, open=value[1] == len(run)) for start in starts}
    elif op in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, items = value
        added = {one._replace(open=one.open and most == 1) for one in _followed(starts, items)}
        added |= set() if least else starts
    if added is None or len(added) > _WIDE:
        return {start._replace(open=False) for start in starts}
    closed = {start for start in added if start.open and len(start.text) >= _DEEP}
    return (added - closed) | {start._replace(open=False) for start in closed} if closed else added


def _letters(items: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    """The few letters that a set in brackets holds, or digits; none where it holds more."""
    found: frozenset[str] = frozenset()
    for op, value in items:
        if str(op) == "LITERAL":
            found |= {chr(value).lower()}
        elif str(op) == "RANGE" and value[1] - value[0] < len(_DIGITS):
            found |= {chr(one).lower() for one in range(value[0], value[1] + 1)}
        elif str(value) == "CATEGORY_DIGIT":
            found |= _DIGITS
        else:
            return frozenset()
    return found


def _one_of(starts: set[_Start]) -> str:
    """A pattern for the places in small letters where one of the beginnings stands."""
    anywhere = {start.text for start in starts if not (start.bound and start.text[0].isalnum())}
    bound = {start.text for start in starts} - anywhere
    return "|".join((_ways(bound, bound=True) if bound else []) + _ways(anywhere, bound=False))


def _ways(texts: set[str], before: str = "", *, bound: bool) -> list[str]:
    """How any of some texts goes on behind a common beginning, each of its letters looked at once."""
    if before in texts:  # what a word begins with is looked at last: few places come so far
        return [rf"(?<!\w{re.escape(before)})" if bound else ""]
    ways = []
    at = len(before)
    for letter in sorted({text[at] for text in texts}):
        mine = {text for text in texts if text[at] == letter}
        rest = _ways(mine, before + letter, bound=bound)
        ways.append(re.escape(letter) + (rest[0] if len(rest) == 1 else f"(?:{'|'.join(rest)})"))
    return ways


def _fewest(pieces: set[str]) -> tuple[str, ...]:
    """The pieces, without those that hold another."""
    shortest = sorted(pieces, key=lambda one: (len(one), one))
    return tuple(one for n, one in enumerate(shortest) if not any(other in one for other in shortest[:n]))


def _wanted(items: list[Any]) -> set[str] | None:
    """The best set of pieces of a sequence: that whose shortest piece is longest, and that has few."""
    return max(_each_wanted(items), key=_worth, default=None)


def _each_wanted(items: list[Any]) -> list[set[str]]:
    """Sets of pieces of a sequence, of each of which every match has one; the best first."""
    runs = sorted({run for run in _runs(items) if len(run) >= _LEAST or not run.isascii()})
    found = [{run} for run in runs if run]
    found += [
        one for op, value in items if (one := _wanted_of(str(op), value)) is not None and one not in found
    ]
    return sorted(found, key=_worth, reverse=True)


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


def _runs(items: list[Any]) -> list[str]:
    """The runs of letters that every match of a sequence has."""
    runs, run = [], ""
    for op, value in items:
        name = str(op)
        if name == "LITERAL":
            run += chr(value).lower()
        elif name not in ("AT", "ASSERT", "ASSERT_NOT"):  # those take up no place
            inner = _inside(name, value)
            times = _repeated(name, value)
            runs += [run + times, *(_runs(inner) if inner is not None else ())]
            run = times  # the last of them stand before what follows
    return [*runs, run]


def _repeated(name: str, value: Any) -> str:
    """A letter that is repeated, as often as it must be: of `_{6,}` six."""
    if name not in ("MAX_REPEAT", "MIN_REPEAT") or len(value[2]) != 1 or str(value[2][0][0]) != "LITERAL":
        return ""
    return chr(value[2][0][1]).lower() * min(int(value[0]), _MOST_TIMES)


def _worth(pieces: set[str]) -> tuple[int, int]:
    return min(map(len, pieces), default=0), -len(pieces)
