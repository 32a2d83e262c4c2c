"""Lines of a page put together from its pieces of text, whichever engine found them.

A piece is a glyph, a word or a run, with its box from the top left. Pieces that follow each other on
one baseline become runs; runs of one height become rows; rows are split at gutters between columns of
running text, and otherwise read from left to right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from harvester.extract.cleaning import clean_line
from harvester.extract.columns import in_reading_order
from harvester.extract.limits import MAX_LINES
from harvester.records import Line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORD_GAP = 0.17  # of the font size: a wider gap between glyphs is a space
RUN_GAP = 1.2  # of the font size: a wider gap ends a run
SPACED_OUT = 0.6  # share of single letters with gaps between them that makes a row spaced out
_PLACE, _LEFT, _SIZE = attrgetter("middle", "x0"), attrgetter("x0"), attrgetter("size")


class Piece(NamedTuple):
    """A piece of text as an engine reports it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    spaced: bool = False  # a blank stands before it, however narrow


@dataclass(slots=True)
class Run:
    """Pieces that follow each other on one baseline."""

    pieces: list[Piece]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    middle: float  # height of its middle on the page

    def join(self, run: Run) -> None:
        """Append the pieces of another run and grow."""
        self.pieces += run.pieces
        self.x0, self.x1 = min(self.x0, run.x0), max(self.x1, run.x1)
        self.top, self.bottom = min(self.top, run.top), max(self.bottom, run.bottom)
        self.size = max(self.size, run.size)
        self.middle = (self.top + self.bottom) / 2


def _run(pieces: list[Piece]) -> Run:
    """A run of these pieces, one at least."""
    _texts, x0s, tops, x1s, bottoms, sizes, _bold, _spaced = zip(*pieces, strict=True)
    top, bottom = min(tops), max(bottoms)
    return Run(pieces, min(x0s), top, max(x1s), bottom, max(0.0, *sizes), (top + bottom) / 2)


def assemble(pieces: list[Piece], page: int, width: float) -> list[Line]:
    """The lines of one page, in reading order.

    Args:
        pieces: in the order of the page's content.
        page: number of the page, from 1.
        width: of the page, in points.
    """
    rows = _rows(_without_shadows(_runs(pieces)))
    segments = [segment for row in rows for segment in _segments(row)]
    lines: list[Line] = []
    for parts in in_reading_order(segments, width):
        line = _line(parts, page, len(lines) + 1)
        if line is not None:
            lines.append(line)
        if len(lines) >= MAX_LINES:
            break
    return lines


def _runs(pieces: list[Piece]) -> list[Run]:
    runs: list[Run] = []
    current: list[Piece] = []
    last_x1 = last_bottom = last_size = 0.0
    for piece in pieces:
        text, x0, _top, x1, bottom, size, _bold, _spaced = piece
        if not text or text.isspace():
            continue  # blanks show as gaps
        if current:
            unit = last_size if last_size > size else size
            if unit < 1.0:
                unit = 1.0
            follows = -0.4 * unit <= x0 - last_x1 <= RUN_GAP * unit and (
                last_bottom - bottom == 0.0 == last_size - size  # as most are, and soonest asked
                or (abs(last_bottom - bottom) <= 0.12 * unit and abs(last_size - size) <= 0.25 * unit)
            )
            if not follows:
                runs.append(_run(current))
                current = []
        current.append(piece)
        last_x1, last_bottom, last_size = x1, bottom, size
    if current:
        runs.append(_run(current))
    return runs


def _without_shadows(runs: list[Run]) -> list[Run]:
    """Drop a run printed again on (nearly) the same place, which is how some programs embolden."""
    kept: list[Run] = []
    seen: dict[str, list[Run]] = {}
    for run in runs:
        text = "".join([piece[0] for piece in run.pieces])
        twins = seen.get(text)
        if twins is None:
            seen[text] = [run]
        else:
            near = 0.25 * max(run.size, 1.0)
            if any(abs(run.x0 - twin.x0) <= near and abs(run.top - twin.top) <= near for twin in twins[-8:]):
                continue
            twins.append(run)
        kept.append(run)
    return kept


def _rows(runs: list[Run]) -> list[list[Run]]:
    rows: list[list[Run]] = []
    for run in sorted(runs, key=_PLACE):
        for row in rows[:-5:-1]:
            if _belongs(run, row):
                row.append(run)
                break
        else:
            rows.append([run])
    return [sorted(row, key=_LEFT) if len(row) > 1 else row for row in rows]


def _belongs(run: Run, row: list[Run]) -> bool:
    """Whether a run stands on the line of a row; raised ordinals ("28th") do."""
    tall = row[0] if len(row) == 1 else max(row, key=_SIZE)
    if run.top >= tall.bottom:
        return False  # as most do: the next line of running text
    height = min(run.bottom - run.top, tall.bottom - tall.top)
    overlap = min(run.bottom, tall.bottom) - max(run.top, tall.top)
    if height <= 0 or overlap < 0.55 * height:
        return False
    if abs(run.middle - tall.middle) > 0.45 * max(run.size, tall.size):
        return False
    small, big = min(run.size, tall.size), max(run.size, tall.size)
    if small < 0.45 * big and not _touches(run, row, big):
        return False  # small print beside a headline
    shared = sum(max(0.0, min(run.x1, each.x1) - max(run.x0, each.x0)) for each in row)
    return shared <= 0.3 * max(run.x1 - run.x0, 0.1)


def _touches(run: Run, row: list[Run], size: float) -> bool:
    return any(
        -0.2 * size <= gap <= 0.5 * size for each in row for gap in (run.x0 - each.x1, each.x0 - run.x1)
    )


def _segments(row: list[Run]) -> list[Run]:
    """The row in parts that a wide gap divides; each may belong to a column of its own."""
    segments = row[:1]
    for run in row[1:]:
        last = segments[-1]
        if run.x0 - last.x1 <= RUN_GAP * _gauge(run.size, last.size):
            last.join(run)
        else:
            segments.append(run)
    return segments


def _gauge(one: float, other: float) -> float:
    """The size that measures a gap: of two very unlike ones the smaller, for they hardly are one text."""
    small, big = min(one, other), max(one, other)
    return big if small >= 0.6 * big else small


def _line(parts: list[Run], page: int, number: int) -> Line | None:
    first = parts[0]
    if len(parts) == 1:
        pieces, x0, top, x1, bottom = first.pieces, first.x0, first.top, first.x1, first.bottom
    else:
        pieces = [piece for part in parts for piece in part.pieces]
        x0, top = min([part.x0 for part in parts]), min([part.top for part in parts])
        x1, bottom = max([part.x1 for part in parts]), max([part.bottom for part in parts])
    sizes = {piece[5] for piece in pieces}
    text = clean_line(_text(pieces, next(iter(sizes)) if len(sizes) == 1 else None))
    if not text:
        return None
    size, bold = _looks(pieces, sizes)
    return Line(
        text=text,
        page=page,
        number=number,
        box=(round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)),
        size=size,
        bold=bold,
    )


def _looks(pieces: list[Piece], sizes: set[float]) -> tuple[float, bool]:
    """The size of most letters, in tenths of a point, and whether most letters are bold."""
    bold = {piece[6] for piece in pieces}
    if len(sizes) == 1 == len(bold):
        return round(next(iter(sizes)), 1), next(iter(bold))
    weights: dict[float, int] = {}
    weight = heavy = 0
    for piece in pieces:
        length = len(piece[0])
        size = piece[5]
        weights[size] = weights.get(size, 0) + length
        weight += length
        if piece[6]:
            heavy += length
    return _commonest(weights), heavy * 2 > weight


def _commonest(weights: Mapping[float, int]) -> float:
    """The size of most letters, in tenths of a point."""
    if len(weights) == 1:
        return round(next(iter(weights)), 1)
    rounded: Counter[float] = Counter()
    for size, weight in weights.items():
        rounded[round(size, 1)] += weight
    return rounded.most_common(1)[0][0]


def _text(pieces: list[Piece], size: float | None) -> str:
    """The pieces with spaces where the gaps are.

    Args:
        pieces: of one line, one at least.
        size: of all of them, if they are of one.
    """
    texts, x0s, _tops, x1s, *_rest = zip(*pieces, strict=True)
    word = _word_gap(pieces, texts)
    if size is not None:  # and mostly all of them are words, with gaps between
        unit = 1.0 if size < 1.0 else size
        if False not in [(x0 - x1) / unit > word for x0, x1 in zip(x0s[1:], x1s, strict=False)]:
            return " ".join(texts)
    last_x1, last_size = x1s[0], pieces[0][5]
    set_close = word == WORD_GAP
    out = [texts[0]]
    for text, x0, _top, x1, _bottom, high, _bold, spaced in pieces[1:]:
        unit = last_size if last_size > high else high
        if unit < 1.0:
            unit = 1.0
        gap = (x0 - last_x1) / unit
        if gap > word or gap < -2 or (spaced and set_close):
            out.append(" ")
        out.append(text)
        last_x1, last_size = x1, high
    return "".join(out)


def _word_gap(pieces: list[Piece], texts: Sequence[str]) -> float:
    """The gap that is a space: wider in rows whose letters are set apart."""
    if len(pieces) < 5 or list(map(len, texts)).count(1) < 0.9 * len(pieces):
        return WORD_GAP
    gaps = [(right.x0 - left.x1) / max(left.size, right.size, 1.0) for left, right in pairwise(pieces)]
    wide = [gap for gap in gaps if gap > WORD_GAP]
    if len(wide) < SPACED_OUT * len(gaps):
        return WORD_GAP
    wide.sort()
    middle = (wide[(len(wide) - 1) // 2] + wide[len(wide) // 2]) / 2
    return max(WORD_GAP, 1.6 * middle)
