"""Coverage of a catalogue: the bodies, the reviews that are known of, and the table as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.coverage.counts import KNOWN, Body

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.coverage.counts import Coverage, KnownReview, State
    from harvester.sources import Declaration


def known_bodies(catalogue: Catalogue, sources_dir: Path | None, nation: str | None = None) -> list[Body]:
    """Those that the catalogue knows, and all declared ones once one of them was harvested here."""
    from harvester.sources import load_declarations

    declared: Mapping[str, Declaration] = load_declarations(sources_dir)
    harvested, ends = catalogue.sources(), catalogue.last_outcomes()
    real = sources_dir is not None or any(slug in declared for slug in ends)
    known = {slug: one.info() for slug, one in declared.items()} if real else {}
    return [
        Body(
            slug=slug,
            title=one.title,
            nation=one.nation,
            kind=one.kind,
            status=declared[slug].status.value if slug in declared else "",
            outcome=ends.get(slug),
        )
        for slug, one in sorted((known | harvested).items())
        if nation is None or one.nation == nation
    ]


def known_reviews(
    catalogue: Catalogue, sources_dir: Path | None
) -> tuple[list[KnownReview], tuple[str, ...]]:
    """Every known review, and the titles of the national lists that were compared."""
    entries = catalogue.list_entries()
    if not entries:
        return catalogue.known_reviews(), ()
    from harvester.coverage.elsewhere import listed_elsewhere
    from harvester.reconcile.catalogued import reconcile_catalogue
    from harvester.sources import load_declarations

    sources = catalogue.sources()
    lists = sorted({entry.source for entry in entries})
    compared = reconcile_catalogue(catalogue, load_declarations(sources_dir))
    titles = tuple(sources[slug].title if slug in sources else slug for slug in lists)
    return [*catalogue.known_reviews(), *listed_elsewhere(compared)], titles


def coverage_rows(found: Coverage) -> list[dict[str, object]]:
    """One row for each body, year and kind; one of zeros for a body of which nothing is known."""
    rows: list[dict[str, object]] = []
    for body in found.bodies:
        cells = found.of(body.slug)
        rows += [_row(body, cell.year, cell.review_type.value, cell.counts) for cell in cells]
        if not cells:
            rows.append(_row(body, None, None, {}))
    return rows


def _row(body: Body, year: int | None, kind: str | None, counts: Mapping[State, int]) -> dict[str, object]:
    return {
        "body": body.slug,
        "title": body.title,
        "nation": body.nation.value,
        "year": year,
        "review_type": kind,
        **{state.value: counts.get(state, 0) for state in KNOWN},
        "last_outcome": body.outcome,
    }
