"""Counting reviews by body, year and kind, in the states that a reader must be able to tell apart. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.vocabulary import Nation, ReviewType, SourceKind


class State(StrEnum):
    """What we have of one review. `none` is a body, year and kind of which nothing at all is known."""

    HELD = "held"  # at least one document is in the store
    REFUSED = "refused"  # listed by the body, but its robots.txt keeps us from the documents
    UNAVAILABLE = "unavailable"  # listed by the body, not to be had for another reason (gone, blocked, …)
    ELSEWHERE = "elsewhere"  # in a national list, not found on the body's own site
    NONE = "none"


KNOWN = (State.HELD, State.REFUSED, State.UNAVAILABLE, State.ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One publisher, and how its site ended in the last run that tried it."""

    slug: str
    title: str
    nation: Nation
    kind: SourceKind
    status: str = "live"  # of its declaration: live, paused, gone; "" where it has none
    outcome: str | None = None  # of the last run; None when it was never crawled here


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownReview:
    """One review and its publishers, as the catalogue or a national list knows it."""

    id: str
    bodies: tuple[str, ...]  # slugs of the publishers; the same review counts once under each
    year: int | None
    review_type: ReviewType
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One body, year and kind of review, with the number of reviews in each state."""

    body: str
    year: int | None
    review_type: ReviewType
    counts: Mapping[State, int]

    @property
    def total(self) -> int:
        """Reviews known, in whatever state."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The whole table. `unplaced` counts reviews whose publisher is not one of the bodies."""

    bodies: tuple[Body, ...]
    cells: tuple[Cell, ...]
    unplaced: int = 0
    reviews: Mapping[State, int] = field(default_factory=dict)  # each review once, joint ones too

    def of(self, slug: str) -> tuple[Cell, ...]:
        """The cells of one body, oldest year first; undated last."""
        return tuple(cell for cell in self.cells if cell.body == slug)

    def totals(self, slug: str) -> Counter[State]:
        """Reviews of one body by state."""
        total: Counter[State] = Counter()
        for cell in self.of(slug):
            total.update(cell.counts)
        return total

    @property
    def years(self) -> tuple[int, ...]:
        """Every year from the first to the last known one."""
        known = [cell.year for cell in self.cells if cell.year is not None]
        return tuple(range(min(known), max(known) + 1)) if known else ()


def count(bodies: Sequence[Body], reviews: Iterable[KnownReview]) -> Coverage:
    """Count reviews under each of their publishers.

    A review of two boards is one review in `reviews` and stands under both in `cells`.
    """
    known = {body.slug for body in bodies}
    cells: dict[tuple[str, int | None, ReviewType], Counter[State]] = defaultdict(Counter)
    states: Counter[State] = Counter()
    unplaced = 0
    for review in reviews:
        states[review.state] += 1
        placed = [slug for slug in dict.fromkeys(review.bodies) if slug in known]
        unplaced += not placed
        for slug in placed:
            cells[slug, review.year, review.review_type][review.state] += 1
    ordered = sorted(cells, key=lambda key: (key[0], key[1] is None, key[1] or 0, key[2].value))
    return Coverage(
        bodies=tuple(sorted(bodies, key=lambda body: body.slug)),
        cells=tuple(Cell(body=b, year=y, review_type=t, counts=dict(cells[b, y, t])) for b, y, t in ordered),
        unplaced=unplaced,
        reviews=dict(states),
    )


def narrowed(reviews: Iterable[KnownReview], *, types: frozenset[ReviewType]) -> tuple[KnownReview, ...]:
    """Only the reviews of these kinds; all of them when none is named."""
    return tuple(review for review in reviews if not types or review.review_type in types)
