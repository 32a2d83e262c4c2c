"""The Atom feed of new finds, for those inside: `feed.atom` in the data directory.

Public feeds come from a publication, of accepted records only. feedgen escapes what it writes, but takes
any address and refuses control characters together with the whole feed; both are seen to here.
"""

from __future__ import annotations

import uuid
from html import escape
from typing import TYPE_CHECKING

from harvester.catalogue import telling
from harvester.durable import write_whole
from harvester.report.parts import line, plain
from harvester.tell.wording import kind_of, web_address, when_published

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from harvester.catalogue import Catalogue
    from harvester.catalogue.telling import Find
    from harvester.config import FeedSection

NAME = "feed.atom"
MOST = 200
_TITLE = "New safeguarding reviews"
_ROOT = uuid.uuid5(uuid.NAMESPACE_URL, "urn:harvester:feed")
_BEGIN = "1970-01-01T00:00:00Z"


def write_feed(catalogue: Catalogue, root: Path, section: FeedSection) -> int:
    """Write the feed, whole or not at all; gives the number of its entries.

    Raises:
        HarvesterError: the catalogue or the disk refuses.
    """
    with catalogue.reading() as connection:
        found = telling.finds(connection, MOST)
    body = feed(found, title=section.title, link=section.link)
    path = root / NAME
    if not path.exists() or path.read_bytes() != body:  # readers ask for what changed since
        write_whole(path, body)
    return len(found)


def feed(found: Sequence[Find], *, title: str | None = None, link: str | None = None) -> bytes:
    """The feed of these finds, newest first. The same finds make the same bytes. Pure."""
    from feedgen.feed import FeedGenerator

    made = FeedGenerator()
    made.id(_ROOT.urn)
    made.title(line(title) or _TITLE)
    made.author(name="harvester")
    made.updated(max((_time(one.updated) for one in found), default=_BEGIN))
    made.generator("harvester")
    address = web_address(link)
    if address:
        made.link(href=address, rel="alternate")
    for one in found:
        _add(made, one)
    body: bytes = made.atom_str(pretty=True)
    return body


def _add(made: object, one: Find) -> None:
    entry = made.add_entry(order="append")  # type: ignore[attr-defined]
    entry.id(uuid.uuid5(_ROOT, one.document_id).urn)
    entry.title(line(one.title) or "(no title)")
    entry.published(_time(one.found))
    entry.updated(max(_time(one.updated), _time(one.found)))
    entry.author(name=line(one.board or one.source_title) or one.source)
    entry.category(term=one.review_type, label=kind_of(one.review_type, one.role))
    address = web_address(one.url) or web_address(one.page_url)
    if address:  # one only: feedgen 1.0 drops `rel`, so that a second would look like another alternate
        entry.link(href=address)
    entry.content(_content(one), type="html")


def _content(one: Find) -> str:
    """A few lines as HTML, which feedgen then escapes as it must stand in a feed."""
    facts = [
        f"{plain(kind_of(one.review_type, one.role))}, {plain(when_published(one.published))}",
        plain(one.board or one.source_title),
    ]
    if one.case_name:
        facts.append(f"Case: {plain(one.case_name)}")
    if one.replaces:
        facts.append("New bytes at a known address; the old ones are kept.")
    if one.presence not in ("present", "unreachable"):
        facts.append(f"Now: {plain(one.presence)}.")
    page, site = web_address(one.page_url), plain(one.source_title)
    listed = f'<a href="{escape(page, quote=True)}" rel="noreferrer">{site}</a>' if page else site
    facts.append(f"Listed by {listed}; in the catalogue as {plain(one.document_id)}.")
    return "".join(f"<p>{fact}</p>" for fact in facts)


def _time(iso: str) -> str:
    """A time of the catalogue, or the beginning of time where it is none."""
    from datetime import UTC, datetime

    try:
        moment = datetime.fromisoformat(iso.replace("Z", "+00:00"))
    except ValueError:
        return _BEGIN
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
