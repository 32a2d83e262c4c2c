"""What the demo shows of a harvest: counts per area, what was withheld or turned away, bars."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.paths import DataDirectory

# Plain words for why we do not have a document's bytes, or could not read them.
WITHHELD = {
    "gone": "the site links to it, but it is no longer there",
    "robots_denied": "the site's robots.txt asks robots not to fetch it, and we obey",
    "blocked": "the site refused to hand it over",
    "encrypted": "kept, but it asks for a password",
    "image_only": "kept, but it holds pictures of pages and no text",
    "truncated": "the file stops in the middle",
    "empty": "kept, but there is no text in it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFigures:
    """One source: how it ended and what it gave."""

    source: str
    title: str
    outcome: str
    documents: int
    reviews: int
    types: tuple[tuple[str, int], ...]  # most frequent first
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """A document that is listed and cannot be read, with the reason."""

    source: str
    title: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedAway:
    """A candidate that turned out to be no review document, with the reason."""

    source: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """A file that a read page links, and that was never asked for, with the reason."""

    source: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFigures:
    """Everything that the demo shows."""

    areas: tuple[AreaFigures, ...]
    documents: int
    reviews: int
    duplicates: int
    withheld: tuple[Withheld, ...]
    turned_away: tuple[TurnedAway, ...]
    types: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]  # year of publication, else of completion; "?" for none
    filled: tuple[tuple[str, int], ...]  # field → documents that have it
    example: str | None  # a document that says much about itself; None when there are none


def figures(catalogue: Catalogue) -> DemoFigures:
    """Counts what a catalogue holds."""
    with catalogue.reading() as connection:
        rows = [dict(row) for row in connection.execute("SELECT * FROM documents ORDER BY source, title")]
        turned_away = tuple(_turned_away(connection))
        ends = _ends(connection)
    return DemoFigures(
        areas=_areas(rows, ends, {slug: info.title for slug, info in catalogue.sources().items()}),
        documents=len(rows),
        reviews=len({row["review_id"] for row in rows}),
        duplicates=sum(row["duplicate_of"] is not None for row in rows),
        withheld=tuple(_withheld(rows)),
        turned_away=turned_away,
        types=_counted(row["review_type"] for row in rows),
        roles=_counted(row["role"] for row in rows),
        years=tuple(sorted(_counted((row["published"] or row["completed"] or "?")[:4] for row in rows))),
        filled=tuple(
            (name, sum(row[name] not in (None, "[]") for row in rows))
            for name in ("case_name", "published", "completed", "authors", "board")
        ),
        example=max(rows, key=lambda row: sum(v is not None for v in row.values()))["id"] if rows else None,
    )


def left_alone(catalogue: Catalogue, data: DataDirectory, archives: Sequence[Path]) -> tuple[LeftAlone, ...]:
    """Files on the pages that were read which no one asked for; one row an address.

    A crawl keeps no list of links that are clearly something else, so the pages are judged once more,
    as they stand in the archives.
    """
    from harvester.detect.links import judge_link
    from harvester.detect.page_kind import judge_page
    from harvester.detect.pages import parse_page
    from harvester.urls import canonical, document_suffix
    from harvester.warc_replay import Replay

    with catalogue.reading() as connection:
        known = {canonical(row["url"]) for row in connection.execute("SELECT url FROM address")}
        pages = [
            (row["source"], row["url"])
            for row in connection.execute(
                "SELECT DISTINCT source, url FROM page_visit WHERE outcome = 'ok' ORDER BY source, id"
            )
        ]
    nations = {slug: info.nation for slug, info in catalogue.sources().items()}
    found = []
    replay = Replay(data.root, archives)
    try:
        for source, url in pages:
            answer = replay.answer(url)
            if answer is None or answer.status != 200:
                continue
            page = parse_page(answer.body, url)
            kind = judge_page(page)
            for link in page.links:
                if not document_suffix(link.url) or canonical(link.url) in known:
                    continue
                known.add(canonical(link.url))
                verdict = judge_link(link, page, kind, nation=nations[source])
                against = (
                    why.removeprefix("against: ") for why in verdict.reasons if why.startswith("against")
                )
                found.append(LeftAlone(source=source, words=link.text, reason=next(against, "")))
    finally:
        replay.close()
    return tuple(found)


def _counted(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(values).most_common())


def _ends(connection: sqlite3.Connection) -> dict[str, tuple[str, str]]:
    runs = connection.execute("SELECT source, outcome, message FROM run_sources ORDER BY run_id")
    return {row["source"]: (row["outcome"], row["message"] or "") for row in runs}


def _areas(
    rows: list[dict[str, Any]], ends: dict[str, tuple[str, str]], titles: dict[str, str]
) -> tuple[AreaFigures, ...]:
    areas = []
    for source in sorted(set(ends) | {row["source"] for row in rows}):
        own = [row for row in rows if row["source"] == source]
        outcome, message = ends.get(source, ("?", ""))
        areas.append(
            AreaFigures(
                source=source,
                title=titles.get(source, source),
                outcome=outcome,
                documents=len(own),
                reviews=len({row["review_id"] for row in own}),
                types=_counted(row["review_type"] for row in own),
                message=message,
            )
        )
    return tuple(areas)


def _withheld(rows: Iterable[dict[str, Any]]) -> Iterable[Withheld]:
    for row in rows:
        end = row["fetch_outcome"] if row["fetch_outcome"] not in (None, "ok") else row["text_outcome"]
        if end not in (None, "ok"):
            yield Withheld(source=row["source"], title=row["title"], outcome=end)


def _turned_away(connection: sqlite3.Connection) -> Iterable[TurnedAway]:
    """What was looked at twice and not kept; the view `documents` leaves it out."""
    for row in connection.execute(
        "SELECT source, label, kept_reasons FROM document WHERE kept = 0 ORDER BY source, label"
    ):
        reasons = json.loads(row["kept_reasons"] or "[]")
        yield TurnedAway(source=row["source"], words=row["label"] or "", reason=reasons[0] if reasons else "")
