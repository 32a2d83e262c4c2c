"""Coverage as one HTML file: a map, a chart and a table, without scripts and without the network. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from harvester.coverage.counts import KNOWN, Coverage, State
from harvester.coverage.style import STYLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from harvester.coverage.counts import Body, Cell

_TILE, _GAP = 42, 4
_MARGIN = 8
_CLASSES = (1, 2, 4, 8, 16)  # reviews held from which the next darker square is used
_CHART_WIDTH, _CHART_HEIGHT, _CHART_LEFT = 760, 220, 40
WORDS = {
    State.HELD: "held",
    State.REFUSED: "refused by robots.txt",
    State.UNAVAILABLE: "listed, not to be had",
    State.ELSEWHERE: "listed elsewhere only",
    State.NONE: "none known",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page says beside the counts."""

    made: str  # when, ISO
    lists: tuple[str, ...] = ()  # titles of the national lists that were compared
    kinds: tuple[str, ...] = ()  # only these kinds of review were counted; none: all


def coverage_page(coverage: Coverage, page: Page, tiles: Mapping[str, tuple[int, int]]) -> str:
    """The whole page.

    Args:
        coverage: the counts.
        page: when it was made, and of what.
        tiles: column and row of each body's square; bodies without one are set below the map.

    Returns:
        A complete HTML document that loads nothing.
    """
    parts = [
        _head(coverage, page),
        "<h2>Map</h2>",
        "<p>One square for each body; the number is of reviews held. Follow a square to its row below.</p>",
        _legend(),
        *_map(coverage, tiles),
        "<h2>By year</h2>",
        *_chart(coverage),
        "<h2>By kind of review</h2>",
        *_kinds(coverage),
        "<h2>By body</h2>",
        *_bodies(coverage),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _head(coverage: Coverage, page: Page) -> str:
    counted = coverage.reviews
    known = sum(counted.values())
    share = f"{counted.get(State.HELD, 0) / known:.0%}" if known else "–"
    facts = "; ".join(f"{counted.get(state, 0)} {WORDS[state]}" for state in KNOWN)
    narrowed = f"<p>Only reviews of these kinds: {escape(', '.join(page.kinds))}.</p>" if page.kinds else ""
    lists = (
        f"Compared with {escape(', '.join(page.lists))}."
        if page.lists
        else "No national list was harvested here, so nothing is known of reviews listed only there."
    )
    unplaced = (
        f"<p>{coverage.unplaced} of them name no body of this table (anonymous, or elsewhere).</p>"
        if coverage.unplaced
        else ""
    )
    return f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Coverage of published safeguarding reviews</title>
<style>{STYLE}</style></head><body><main>
<h1>Coverage of published safeguarding reviews</h1>
<p>As at {escape(page.made)}: {known} reviews known, {share} of them held ({facts}). {lists}</p>
{narrowed}{unplaced}
<p>A square without reviews is not proof that there were none: reports are taken down after 6 to 18 months,
and a board need not publish every one.</p>"""


def _legend() -> str:
    steps = [
        f'<span class="key h{n}"></span>{_range(low, high)}'
        for n, (low, high) in enumerate(pairwise((*_CLASSES, 0)), start=1)
    ]
    marks = [
        '<span class="key known"></span>known, none held',
        '<span class="key none"></span>none known',
        '<span class="key never"></span>not harvested here',
    ]
    return f'<p class="legend">Reviews held: {" ".join(steps)} · {" ".join(marks)}</p>'


def _range(low: int, high: int) -> str:
    if not high:
        return f"{low} or more"
    return str(low) if high - 1 == low else f"{low}–{high - 1}"


def _shade(body: Body, totals: Counter[State]) -> str:
    held = totals[State.HELD]
    if held:
        return f"h{sum(held >= step for step in _CLASSES)}"
    if sum(totals.values()):
        return "known"
    return "none" if body.outcome else "never"


def _map(coverage: Coverage, tiles: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    placed = [body for body in coverage.bodies if body.slug in tiles]
    rest = [body for body in coverage.bodies if body.slug not in tiles]
    rows = max((tiles[body.slug][1] for body in placed), default=-1) + 1
    first = min((tiles[body.slug][1] for body in placed), default=0)
    left = min((tiles[body.slug][0] for body in placed), default=0)
    columns = max((tiles[body.slug][0] for body in placed), default=0) - left + 1
    spots = {body.slug: (tiles[body.slug][0] - left, tiles[body.slug][1] - first) for body in placed}
    wide = max(columns, 12)
    for number, body in enumerate(rest):  # national libraries, and bodies that are new to the map
        spots[body.slug] = (number % wide, rows - first + 1 + number // wide)
    width = wide * (_TILE + _GAP) + 2 * _MARGIN
    height = (max((row for _, row in spots.values()), default=0) + 1) * (_TILE + _GAP) + 2 * _MARGIN
    yield f'<svg class="map" viewBox="0 0 {width} {height}" role="group" aria-label="Map of reviews held">'
    # In reading order, so that the keyboard goes over the map as the eye does.
    for body in sorted(coverage.bodies, key=lambda one: (spots[one.slug][1], spots[one.slug][0])):
        yield _square(body, coverage.totals(body.slug), spots[body.slug])
    yield "</svg>"


def _square(body: Body, totals: Counter[State], spot: tuple[int, int]) -> str:
    x, y = (_MARGIN + part * (_TILE + _GAP) for part in spot)
    told, shade = escape(f"{body.title}: {_summary(body, totals)}"), _shade(body, totals)
    middle = x + _TILE / 2
    return (
        f'<a href="#{escape(body.slug)}" aria-label="{told}"><title>{told}</title>'
        f'<rect x="{x}" y="{y}" width="{_TILE}" height="{_TILE}" rx="4" class="{shade}"/>'
        f'<text x="{middle}" y="{y + 17}" class="{shade}">{escape(_short(body.slug))}</text>'
        f'<text x="{middle}" y="{y + 33}" class="number {shade}">{totals[State.HELD]}</text></a>'
    )


def _short(slug: str) -> str:
    """At most five letters for a square: the beginning of one word, or of two."""
    words = [word for word in slug.split("-") if word not in ("and", "of", "the", "on", "upon")]
    return words[0][:5] if len(words) == 1 else f"{words[0][:2]} {words[1][:2]}"


def _summary(body: Body, totals: Counter[State]) -> str:
    parts = [f"{totals[state]} {WORDS[state]}" for state in KNOWN if totals[state]]
    if parts:
        return ", ".join(parts)
    return WORDS[State.NONE] if body.outcome else "not harvested here"


def _chart(coverage: Coverage) -> Iterator[str]:
    """Reviews by year, one bar a year, stacked by state; and the same as a table."""
    by_year: dict[int, Counter[State]] = {year: Counter() for year in coverage.years}
    undated: Counter[State] = Counter()
    for cell in coverage.cells:
        (by_year[cell.year] if cell.year is not None else undated).update(cell.counts)
    if not by_year:
        yield "<p>No dated review is known.</p>"
        return
    most = max(sum(counts.values()) for counts in by_year.values())
    step = (_CHART_WIDTH - _CHART_LEFT) / len(by_year)
    yield (
        f'<svg class="chart" viewBox="0 0 {_CHART_WIDTH} {_CHART_HEIGHT + 40}" role="img" '
        'aria-label="Reviews known by year and state; the table below has the numbers">'
    )
    yield f'<text x="{_CHART_LEFT - 6}" y="14" class="axis end">{most}</text>'
    yield f'<text x="{_CHART_LEFT - 6}" y="{_CHART_HEIGHT}" class="axis end">0</text>'
    for number, (year, counts) in enumerate(by_year.items()):
        x, top = _CHART_LEFT + number * step, float(_CHART_HEIGHT)
        for state in KNOWN:
            height = counts[state] / most * (_CHART_HEIGHT - 10)
            top -= height
            if height:
                place = f'x="{x + 1:.1f}" y="{top:.1f}" width="{max(step - 2, 1):.1f}" height="{height:.1f}"'
                told = f"{year}: {counts[state]} {WORDS[state]}"
                yield f'<rect {place} class="{state}"><title>{told}</title></rect>'
        if len(by_year) <= 20 or year % 5 == 0:
            yield f'<text x="{x + step / 2:.1f}" y="{_CHART_HEIGHT + 18}" class="axis">{year}</text>'
    yield "</svg>"
    keys = " ".join(f'<span class="key {state}"></span>{WORDS[state]}' for state in KNOWN)
    yield f'<p class="legend">{keys}. A joint review counts under each of its publishers.</p>'
    rows = [(str(year), counts) for year, counts in by_year.items() if counts]
    yield from _state_table("year", [*rows, *([("undated", undated)] if undated else [])])


def _kinds(coverage: Coverage) -> Iterator[str]:
    by_type: dict[str, Counter[State]] = {}
    for cell in coverage.cells:
        by_type.setdefault(cell.review_type, Counter()).update(cell.counts)
    yield from _state_table("kind", sorted(by_type.items()))


def _state_table(what: str, rows: list[tuple[str, Counter[State]]]) -> Iterator[str]:
    yield f'<table><thead><tr><th scope="col">{what}</th>'
    yield "".join(f'<th scope="col">{WORDS[state]}</th>' for state in KNOWN) + "</tr></thead><tbody>"
    for name, counts in rows:
        numbers = "".join(f"<td>{counts[state] or ''}</td>" for state in KNOWN)
        yield f'<tr><th scope="row">{escape(name)}</th>{numbers}</tr>'
    yield "</tbody></table>"


def _bodies(coverage: Coverage) -> Iterator[str]:
    yield (
        '<table class="bodies"><thead><tr><th scope="col">body</th><th scope="col">nation</th>'
        '<th scope="col">last harvest</th>'
    )
    yield "".join(f'<th scope="col">{WORDS[state]}</th>' for state in KNOWN)
    yield '<th scope="col">by year and kind</th></tr></thead><tbody>'
    for body in coverage.bodies:
        totals = coverage.totals(body.slug)
        numbers = "".join(f"<td>{totals[state] or ''}</td>" for state in KNOWN)
        last = body.outcome or {"live": "never", "": "never"}.get(body.status, body.status)
        yield (
            f'<tr id="{escape(body.slug)}"><th scope="row">{escape(body.title)}</th>'
            f"<td>{escape(body.nation.replace('_', ' '))}</td><td>{escape(last)}</td>{numbers}"
            f"<td>{_years(coverage.of(body.slug))}</td></tr>"
        )
    yield "</tbody></table>"


def _years(cells: tuple[Cell, ...]) -> str:
    if not cells:
        return '<span class="muted">none known</span>'
    items = []
    for cell in cells:
        states = ", ".join(
            f"{cell.counts[state]} {WORDS[state]}" for state in KNOWN if cell.counts.get(state)
        )
        items.append(f"<li>{cell.year or 'undated'} · {escape(cell.review_type)}: {states}</li>")
    return f"<details><summary>{len(cells)} lines</summary><ul>{''.join(items)}</ul></details>"
