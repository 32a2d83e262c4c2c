"""What a study counts, taken out of a catalogue (of today, or of another day)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from harvester.catalogue import studying
from harvester.catalogue.screening import screening
from harvester.publish.people import people_named
from harvester.publish.text import one_line
from harvester.resources import resource
from harvester.study.values import Coded, Screening, StudyReview

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from harvester.records import SourceInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reviews a study is about; empty means all."""

    types: frozenset[str] = frozenset()
    nations: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None  # first and last

    def takes(self, review: StudyReview) -> bool:
        """Whether a review belongs to the study."""
        if self.types and review.review_type not in self.types:
            return False
        if self.nations and review.nation not in self.nations:
            return False
        return self.years is None or (
            review.year is not None and self.years[0] <= review.year <= self.years[1]
        )

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.types or self.nations or self.years)


@cache
def regions() -> dict[str, str]:
    """The region of every authority of England, by ONS code."""
    with resource("reference", "regions.csv").open(encoding="utf-8") as stream:
        return {row["code"]: row["region"] for row in csv.DictReader(stream)}


def study_reviews(connection: sqlite3.Connection, sources: Mapping[str, SourceInfo]) -> list[StudyReview]:
    """Every review with accepted documents, with what is coded of it, by id."""
    publishers = studying.publisher_slugs(connection)
    coded = studying.coded_rows(connection)
    fields: dict[str, dict[str, Coded]] = {}
    for (review, name), rows in coded.confirmed.items():
        values = tuple((row["person"], row["value"]) for row in rows)
        fields.setdefault(review, {})[name] = Coded(values=values)
    for review, name in coded.suggested:
        fields.setdefault(review, {})[name] = Coded(suggested=True)
    found = []
    for row in studying.review_rows(connection):
        slugs = publishers.get(row["id"]) or [row["source"]]
        found.append(
            StudyReview(
                id=row["id"],
                title=one_line(row["title"]),
                case_name=one_line(row["case_name"]) or None,
                nation=row["nation"],
                review_type=row["review_type"],
                year=row["year"],
                published=row["published"],
                bodies=tuple(one_line(sources[slug].title if slug in sources else slug) for slug in slugs),
                regions=_regions(slugs, sources),
                reports=row["reports"],
                documents=row["documents"],
                named=people_named(row["case_name"]),
                codings=fields.get(row["id"], {}),
            )
        )
    return found


def _regions(slugs: Iterable[str], sources: Mapping[str, SourceInfo]) -> tuple[str, ...]:
    known = regions()
    codes = [code for slug in slugs if slug in sources for code in sources[slug].authorities]
    return tuple(dict.fromkeys(known[code] for code in codes if code in known))


def flow(connection: sqlite3.Connection, reviews: Sequence[StudyReview]) -> Screening:
    """The flow of documents into the study; the study's own reviews, reports and people at its end."""
    counts = screening(connection)
    known = [one.people for one in reviews if one.people is not None]
    return Screening(
        from_sites=counts.found,
        from_lists=counts.listed,
        duplicates=counts.duplicates,
        ineligible=counts.ineligible,
        unread=counts.unread,
        waiting=counts.waiting,
        screened=counts.accepted + counts.held + sum(counts.excluded.values()),
        excluded=counts.excluded,
        held=counts.held,
        sought=counts.accepted,
        not_retrieved=counts.without_file,
        included=counts.accepted - counts.without_file,
        copies=counts.copies,
        reviews=len(reviews),
        reports=sum(one.reports for one in reviews),
        people=sum(known) if known else None,
        people_of=len(known),
        screeners=counts.screeners,
        changed=counts.changed,
        first=counts.first,
        last=counts.last,
    )
