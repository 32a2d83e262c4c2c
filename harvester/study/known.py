"""What is published and what is only known of: the table that says how much of the whole a study has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from harvester.coverage.counts import KNOWN
from harvester.coverage.gathering import known_reviews
from harvester.publish.entries import NATION_NAMES
from harvester.study.values import Kind, Row, Table

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.coverage.counts import KnownReview
    from harvester.study.gather import Wanted

_COLUMNS = (
    "in the study",
    "held, not accepted",
    "refused by robots.txt",
    "not to be had",
    "in a list only",
    "all",
)


def known_table(
    catalogue: Catalogue, sources_dir: Path | None, accepted: AbstractSet[str], wanted: Wanted
) -> Table:
    """Reviews by nation, as far as they are accepted, held, or only known of.

    Args:
        catalogue: of the day.
        sources_dir: declarations, for publishers that were never crawled here.
        accepted: reviews with an accepted document.
        wanted: which reviews the study is about.
    """
    from harvester.sources import load_declarations

    reviews, lists = known_reviews(catalogue, sources_dir)
    nations = {slug: one.nation.value for slug, one in catalogue.sources().items()}
    if lists:
        nations = {slug: one.nation.value for slug, one in load_declarations(sources_dir).items()} | nations
    counts: Counter[tuple[str, str]] = Counter()
    for one in reviews:
        nation = next((nations[slug] for slug in one.bodies if slug in nations), "")
        if _takes(wanted, one, nation):
            counts[nation, "accepted" if one.id in accepted else one.state.value] += 1
    rows = [
        _row(name, words, counts)
        for name, words in (*NATION_NAMES.items(), ("", "Not known"))
        if any(key[0] == name for key in counts)
    ]
    sums = tuple(sum(row.counts[index] or 0 for row in rows) for index in range(len(_COLUMNS)))
    if lists:
        note = f"National lists that were compared: {'; '.join(lists)}."
    else:
        note = "No national list was harvested: reviews that only a list knows are not counted."
    return Table(
        name="known",
        title="Reviews that are published, and reviews only known of",
        unit="reviews",
        first="Nation",
        columns=_COLUMNS,
        rows=(*rows, Row("", "All", sums, Kind.TOTAL)),
        notes=(
            note,
            "Boards also hold reviews that they never published: no count of ours can say how many.",
        ),
    )


def _takes(wanted: Wanted, one: KnownReview, nation: str) -> bool:
    if wanted.types and one.review_type.value not in wanted.types:
        return False
    if wanted.nations and nation not in wanted.nations:
        return False
    return wanted.years is None or (one.year is not None and wanted.years[0] <= one.year <= wanted.years[1])


def _row(nation: str, words: str, counts: Counter[tuple[str, str]]) -> Row:
    states = ["accepted", *(state.value for state in KNOWN)]
    cells = tuple(counts[nation, state] for state in states)
    return Row(nation, words, (*cells, sum(cells)), Kind.VALUE if nation else Kind.NOT_STATED)
