"""Charts and the map as shapes with numbers in them; the templates draw them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH, HEIGHT, LEFT = 760, 240, 44
TILE, GAP, MARGIN = 42, 4, 8
STEPS = (1, 3, 8, 20, 50)  # reviews from which the next darker square is used
_TOP = 12
_FEW = 16  # years that are all named below the chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: of a year (standing), or of a word (lying, `share` of the longest in hundredths)."""

    label: str
    number: int
    share: float
    key: str = ""  # what stands in the data
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    is_named: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Reviews by year."""

    bars: tuple[Bar, ...]
    most: int
    undated: int
    first: str = ""
    last: str = ""


def years(counts: Sequence[tuple[int | None, int]]) -> Years:
    """One bar a year, from the first to the last, years without any among them."""
    known = {year: number for year, number in counts if year is not None}
    undated = sum(number for year, number in counts if year is None)
    if not known:
        return Years(bars=(), most=0, undated=undated)
    first, last, most = min(known), max(known), max(known.values())
    step = (WIDTH - LEFT) / (last - first + 1)
    bars = []
    for place, year in enumerate(range(first, last + 1)):
        number = known.get(year, 0)
        height = (HEIGHT - _TOP) * number / most
        bars.append(
            Bar(
                label=str(year),
                key=str(year),
                number=number,
                share=100 * number / most,
                x=round(LEFT + place * step + 1, 1),
                y=round(HEIGHT - height, 1),
                width=round(max(step - 2, 1), 1),
                height=round(height, 1),
                is_named=last - first < _FEW or year % 5 == 0,
            )
        )
    return Years(bars=tuple(bars), most=most, undated=undated, first=str(first), last=str(last))


def lying(counts: Sequence[tuple[str, int]], names: Mapping[str, str], whole: int | None = None) -> list[Bar]:
    """Bars of words, each a share of the longest, or of `whole`."""
    most = whole or max((number for _, number in counts), default=0)
    return [
        Bar(
            label=names.get(word, word.replace("_", " ").capitalize() if word else "not said"),
            key=word or "",
            number=number,
            share=round(100 * number / most, 1) if most else 0,
        )
        for word, number in counts
    ]


# ---------------------------------------------------------------- map


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One body on the map."""

    slug: str
    title: str
    told: str  # title and numbers, for whoever does not see the square
    short: str
    number: int
    x: int
    y: int
    shade: str  # none, known, or s1 … s5


@dataclass(frozen=True, slots=True, kw_only=True)
class TileMap:
    """The squares in reading order, so that the keyboard goes over the map as the eye does."""

    squares: tuple[Square, ...]
    width: int
    height: int


def tile_map(bodies: Sequence[Mapping[str, Any]], tiles: Mapping[str, tuple[int, int]]) -> TileMap:
    """One square a body, where it lies; bodies that have no place are set below.

    Args:
        bodies: rows with slug, title, accepted, held, elsewhere.
        tiles: column and row of each body.
    """
    placed = [tiles[row["slug"]] for row in bodies if row["slug"] in tiles]
    left = min((column for column, _ in placed), default=0)
    top = min((row for _, row in placed), default=0)
    wide = max(max((column for column, _ in placed), default=0) - left + 1, 12)
    below = max(row for _, row in placed) - top + 2 if placed else 0
    squares, unplaced = [], 0
    for row in bodies:
        if row["slug"] in tiles:
            column, line = tiles[row["slug"]][0] - left, tiles[row["slug"]][1] - top
        else:
            column, line = unplaced % wide, below + unplaced // wide
            unplaced += 1
        squares.append(_square(row, column, line))
    squares.sort(key=lambda one: (one.y, one.x))
    lowest = max((one.y for one in squares), default=0)
    return TileMap(
        squares=tuple(squares), width=wide * (TILE + GAP) + 2 * MARGIN, height=lowest + TILE + GAP + MARGIN
    )


def _square(row: Mapping[str, Any], column: int, line: int) -> Square:
    number, others = int(row["accepted"] or 0), int(row["held"] or 0) + int(row["elsewhere"] or 0)
    reviews = "1 review" if number == 1 else f"{number} reviews"
    told = f"{row['title']}: {reviews} here" if number else f"{row['title']}: none here"
    if not number and others:
        told += ", some are known of"
    shade = f"s{sum(number >= step for step in STEPS)}" if number else "known" if others else "none"
    return Square(
        slug=row["slug"],
        title=row["title"],
        told=told,
        short=short_name(row["slug"]),
        number=number,
        x=MARGIN + column * (TILE + GAP),
        y=MARGIN + line * (TILE + GAP),
        shade=shade,
    )


def short_name(slug: str) -> str:
    """At most five letters for a square: the beginning of one word, or of two."""
    words = [word for word in slug.split("-") if word not in ("and", "of", "the", "on", "upon")] or [slug]
    return words[0][:5] if len(words) == 1 else f"{words[0][:2]} {words[1][:2]}"
