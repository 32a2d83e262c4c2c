"""All that a publication is made of, gathered in one look at the catalogue."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from harvester.catalogue import publishing
from harvester.coverage.counts import KNOWN
from harvester.publish import gather
from harvester.publish.people import people_named
from harvester.publish.tables import (
    COVERAGE,
    DOCUMENTS,
    EVIDENCE,
    METADATA,
    PAGES,
    PUBLISHERS,
    REVIEWS,
    SIGHTINGS,
    SOURCES,
    Table,
    row_of,
)
from harvester.publish.text import one_line, prose
from harvester.tell.wording import web_address

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

    from harvester.publish.entries import Entry, Place
    from harvester.records import SourceInfo

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The records of a publication. `held` has the accepted documents whose text stays, with reasons."""

    entries: tuple[Entry, ...]
    rows: Mapping[str, list[Row]]  # by table
    held: Mapping[str, str]
    decided: set[tuple[str, str]] = field(default_factory=set)
    coverage_page: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables with rows or without, in order."""
        return tuple(table for table in METADATA if table.name in self.rows)


def gather_material(
    connection: sqlite3.Connection, sources: Mapping[str, SourceInfo], held: Mapping[str, str]
) -> Material:
    """Everything but coverage and texts, from one state of the catalogue.

    Args:
        connection: of the catalogue.
        sources: every source of it.
        held: documents whose text may not leave, with reasons (`clearance.held_back`).
    """
    known = gather.places(sources)
    entries = _closed(gather.entries(connection, known, publishing.ACCEPTED))
    accepted = {entry.id for entry in entries}
    publishers = publishing.publisher_rows(connection)
    reviews = _reviews(publishing.review_rows(connection), entries)
    used = {entry.source for entry in entries} | {row["source"] for row in (*publishers, *reviews)}
    return Material(
        entries=entries,
        rows={
            DOCUMENTS.name: [row_of(entry) for entry in entries],
            REVIEWS.name: reviews,
            PUBLISHERS.name: publishers,
            SOURCES.name: [_source(one, known) for slug, one in sorted(sources.items()) if slug in used],
            SIGHTINGS.name: [_cleaned(row) for row in publishing.sighting_rows(connection)],
            EVIDENCE.name: _evidence(publishing.evidence_rows(connection), entries),
        },
        held={name: reason for name, reason in held.items() if name in accepted},
        decided=publishing.decided_fields(connection),
    )


def _closed(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, naming no document that is not published."""
    from dataclasses import replace

    entries = list(found)
    known = {entry.id for entry in entries}

    def kept(name: str | None) -> str | None:
        return name if name in known else None

    return tuple(
        replace(
            entry,
            duplicate_of=kept(entry.duplicate_of),
            replaces=kept(entry.replaces),
            replaced_by=kept(entry.replaced_by),
        )
        for entry in entries
    )


def _reviews(rows: Iterable[Row], entries: Iterable[Entry]) -> list[Row]:
    """Reviews in words of their accepted documents: what else belongs to them is nobody's business yet."""
    mine: dict[str, list[Entry]] = {}
    for entry in entries:
        mine.setdefault(entry.review_id or "", []).append(entry)
    return [_review(row, mine[row["id"]]) for row in rows]


def _review(row: Row, documents: list[Entry]) -> Row:
    first = min(documents, key=lambda one: (one.role != "overview_report", one.day or "9999", one.id))
    made = {**row, "title": one_line(row["title"]) or first.title, "documents": len(documents)}
    made["case_name"] = one_line(row["case_name"]) or None
    whole = made.pop("whole")
    if not (whole or made.pop("decided", False)):
        days = sorted(one.day for one in documents if one.day)
        names = [one.case_name for one in documents if one.case_name]
        kinds = [one.review_type for one in documents]
        made |= {
            "title": made["title"] if made["title"] in {one.title for one in documents} else first.title,
            "case_name": made["case_name"] if made["case_name"] in names else next(iter(names), None),
            "review_type": made["review_type"] if made["review_type"] in kinds else first.review_type,
            "year": int(days[0][:4]) if days else None,
            "first_seen": min(one.first_seen for one in documents),
        }
    made["people"] = people_named(made["case_name"])
    return {name: made[name] for name in REVIEWS.names}


def _source(one: SourceInfo, known: Mapping[str, Place]) -> Row:
    return {
        "slug": one.slug,
        "title": one_line(one.title),
        "nation": one.nation.value,
        "kind": one.kind.value,
        "homepage": web_address(one.homepage),
        "areas": list(known[one.slug].areas),
    }


def _cleaned(row: Row) -> Row:
    addresses = {name: web_address(row[name]) for name in ("url", "page_url")}
    return {**row, **addresses, **{name: one_line(row[name]) or None for name in ("link_text", "heading")}}


def _evidence(rows: Iterable[Row], entries: Iterable[Entry]) -> list[Row]:
    """Only of values that are published: others may be guesses, or names that nobody should see."""
    published: dict[str, dict[str, set[str]]] = {}
    for entry in entries:
        values = row_of(entry)
        published[entry.id] = {
            name: set(value) if isinstance(value, list) else {str(value)}
            for name, value in values.items()
            if value
        }
    kept = []
    for row in rows:
        value = one_line(row["value"])
        if value and value in published[row["document_id"]].get(row["field"], ()):
            kept.append({**row, "value": value, "rule": one_line(row["rule"]) or None})
    return kept


def text_rows(connection: sqlite3.Connection, material: Material) -> Iterator[Row]:
    """The pages of every document whose text may leave."""
    for entry in material.entries:
        if entry.id not in material.held:
            for row in publishing.page_rows(connection, entry.id):
                yield {name: prose(row[name]) if name == "text" else row[name] for name in PAGES.names}


def with_coverage(rows: list[Row], reviews: list[Row], publishers: list[Row]) -> list[Row]:
    """Rows of coverage with the number of reviews that this publication has in each cell.

    A review of which some documents are not accepted may be of another year here: that is a row of its own.
    """
    of: dict[str, list[str]] = {}
    for row in publishers:
        of.setdefault(row["review_id"], []).append(row["source"])
    accepted: dict[tuple[str, int | None, str], int] = {}
    for review in reviews:
        for body in of.get(review["id"]) or [review["source"]]:
            place = (body, review["year"], review["review_type"])
            accepted[place] = accepted.get(place, 0) + 1
    known = {(row["body"], row["year"], row["review_type"]): row for row in rows}
    bodies = {row["body"]: row for row in rows}
    for body, year, kind in accepted.keys() - known.keys():
        if body in bodies:
            nothing = {state.value: 0 for state in KNOWN}
            known[body, year, kind] = {**bodies[body], **nothing, "year": year, "review_type": kind}
    ordered = sorted(known, key=lambda key: (key[0], key[1] is None, key[1] or 0, key[2] or ""))
    return [_covered(known[key], accepted.get(key, 0)) for key in ordered]


def _covered(row: Row, accepted: int) -> Row:
    made = {**row, "title": one_line(row["title"]), "accepted": accepted}
    return {name: made[name] for name in COVERAGE.names}
