"""Known documents that no page listed tonight: is each still at its address? (docs/operating.md, presence)

They are asked when nothing else is left to ask, and only of a site that was found well: one that lists
nothing, or lets nobody in, would only be asked for what it cannot say. An answer is recorded and
nothing else: no sighting, because no page listed it, and no new bytes.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from harvester import media_type
from harvester.clock import utc_now
from harvester.errors import HarvesterError
from harvester.paths import DataDirectory
from harvester.records import Fetch
from harvester.urls import canonical, host_of, site_root
from harvester.vocabulary import Outcome, PageKind
from harvester.web.earlier import history_of
from harvester.web.incremental import SAME
from harvester.web.outcomes import message_of_response
from harvester.web.replay import NOT_IN_ARCHIVE

if TYPE_CHECKING:
    from collections.abc import Collection

    from scrapy import Spider
    from scrapy.http import Response

    from harvester.catalogue.absence import KnownAddress
    from spiders.answers import Answer

MOST = 300  # addresses of one source in a night; the next night takes the next ones
_LETS_NOBODY_IN = (PageKind.WALL,)


def look_up(spider: Spider, archived: Collection[str] = ()) -> list[KnownAddress]:
    """The addresses to ask for, as the catalogue knows them once the pages of this run are in it.

    Args:
        spider: whose source.
        archived: hosts that archives answer for, which say nothing of tonight.
    """
    settings, stats = spider.crawler.settings, spider.crawler.stats
    run_id = settings.get("HARVESTER_RUN_ID") or (stats.get_value("harvester/run_id") if stats else None)
    data, history = DataDirectory(Path(settings["HARVESTER_DATA"])), history_of(settings)
    if history is not None:
        run_id = settings.get("HARVESTER_HISTORY_RUN")
    place = (history or data).catalogue
    if run_id is None or not place.exists():
        return []
    from harvester.catalogue import Catalogue
    from harvester.catalogue.absence import not_met

    try:
        with Catalogue.open(place, create=False, read_only=True) as catalogue:
            known = catalogue.unlisted_documents(spider.name, int(run_id))
        if history is not None:
            with (
                Catalogue.open(data.catalogue, create=False, read_only=True) as ours,
                ours.reading() as connection,
            ):
                known = not_met(connection, spider.name, known)
    except HarvesterError as error:
        spider.logger.warning("known documents could not be looked up: %s", error)
        return []
    return tonight([one for one in known if host_of(one.url) not in archived], int(run_id))


def tonight(known: list[KnownAddress], run_id: int) -> list[KnownAddress]:
    """Not more than can be asked in a night, in turns."""
    if len(known) <= MOST:
        return known
    begin = run_id * MOST % len(known)
    return [*known[begin:], *known[:begin]][:MOST]


def fetch_of_known(
    source: str, known: KnownAddress, response: Response, answer: Answer, kind: PageKind | None
) -> Fetch | None:
    """What the address of a known document answered, or None when an archive could not say."""
    if NOT_IN_ARCHIVE in response.flags:
        return None
    outcome, message = judge(known, answer, kind, response.flags)
    return Fetch(
        source=source,
        url=known.url,
        outcome=outcome,
        at=utc_now(),
        final_url=answer.url,
        status=answer.status,
        media_type=answer.media_type,
        message=message,
        method="HEAD" if answer.by_head else "GET",
    )


def judge(
    known: KnownAddress, answer: Answer, kind: PageKind | None, flags: Collection[str] = ()
) -> tuple[Outcome, str]:
    """Whether the document is there, gone, or neither can be said.

    Args:
        known: the address.
        answer: what it said, after redirects.
        kind: of the page that it answered with, if it was one that could be read.
        flags: of the response.
    """
    if kind in _LETS_NOBODY_IN:
        return Outcome.BLOCKED, "a challenge or log-in page"
    if not answer.is_whole:
        return answer.outcome, message_of_response(answer.status, flags)
    if answer.is_document:
        return _there(known, answer)
    if not answer.is_page:
        return Outcome.UNSUPPORTED, f"neither page nor document ({answer.media_type})"
    if kind is PageKind.MISSING:
        return Outcome.GONE, "a page that says it was not found"
    if canonical(answer.url) != canonical(known.url):
        home = canonical(answer.url) == canonical(site_root(answer.url))
        where = "the homepage" if home else answer.url[:300]
        return Outcome.NOT_A_DOCUMENT, f"leads to {where} instead"
    if known.media_type == media_type.HTML and kind is not None:
        return answer.outcome, ""
    return Outcome.NOT_A_DOCUMENT, "answered a web page"


def _there(known: KnownAddress, answer: Answer) -> tuple[Outcome, str]:
    if answer.by_head:
        return Outcome.NOT_MODIFIED, SAME
    if known.sha256 is not None and known.sha256 != hashlib.sha256(answer.body).hexdigest():
        return Outcome.OK, "other bytes than we hold; they are taken once a page lists the address again"
    return answer.outcome, "there, though no page lists it"
