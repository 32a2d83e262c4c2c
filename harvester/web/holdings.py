"""What a web archive holds of a host, and how a capture is had from it: over HTTP, or from WARC files.

Every request to an archive goes through the engine like any other: its robots.txt, the pace of its host,
limits and recording hold for it, and a replay of what was recorded asks the same questions again.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from harvester import cdx
from harvester.archived import archive_name, hosts_in
from harvester.errors import ArchiveError, DiskError
from harvester.paths import DataDirectory
from harvester.store import open_store
from harvester.urls import host_of
from harvester.vocabulary import Outcome
from harvester.warc_index import ArchiveIndex
from harvester.warc_index import Capture as Indexed
from harvester.warc_replay import ArchiveReader, warc_files
from harvester.web.bodies import BodyMiddleware
from harvester.web.endings import RequestEnded
from harvester.web.outcomes import message_of_response, outcome_of_failure, outcome_of_response
from harvester.web.replay import NOT_IN_ARCHIVE, response_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from harvester.sources import ArchivedCaptures, Declaration

log = logging.getLogger(__name__)

INSIDE = "harvester_inside_archive"  # marks our own requests to an archive
_MOST_EXACT = 300  # addresses asked for one by one where the list of the host is not whole
_MOST_HOPS = 3  # from one capture of an address to another, inside the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A capture as the archive replays it."""

    capture: cdx.Capture  # which may be another than was asked for
    response: Response


class Holding(Protocol):
    """One archive, as far as it holds captures of one source."""

    name: str
    prefix: str  # of its replay addresses; "" for files
    hosts: dict[str, str]

    async def table(self, url: str) -> cdx.Table | None:
        """Captures of the address, and perhaps of others; None: not to be had under this replay."""

    async def fetch(self, capture: cdx.Capture) -> Replayed:
        """One capture."""

    def listing_url(self, host: str) -> str:
        """The address of the list of captures of a host."""


def holdings_of(crawler: Crawler, declaration: Declaration) -> list[Holding]:
    """The archives that a source declares."""
    return [
        IndexHolding(crawler, one, hosts_in(one, declaration))
        if one.cdx
        else FileHolding(crawler, declaration, one)
        for one in declaration.archives
    ]


class IndexHolding:
    """An archive with a CDX index and replay over HTTP."""

    def __init__(self, crawler: Crawler, archive: ArchivedCaptures, hosts: dict[str, str]) -> None:
        self._crawler = crawler
        self._cdx = archive.cdx or ""
        self.name = archive_name(archive)
        self.prefix = cdx.replay_prefix(self._cdx, archive.replay)
        self.hosts = hosts
        self._tables: dict[str, asyncio.Future[cdx.Table | RequestEnded | None]] = {}
        self._exact: set[str] = set()

    def listing_url(self, host: str) -> str:
        """The address of the list of captures of a host."""
        return cdx.host_query(self._cdx, self.hosts.get(host, host))

    async def table(self, url: str) -> cdx.Table | None:
        """The captures of the host of an address; where that list is not whole, at least of the address.

        Raises:
            RequestEnded: the archive cannot be asked.
        """
        host = host_of(url)
        known = self._tables.get(host)
        if known is None:
            known = self._tables[host] = asyncio.get_running_loop().create_future()
            try:
                known.set_result(await self._list(host))
            except RequestEnded as ended:
                known.set_result(ended)
            except BaseException:
                del self._tables[host]
                known.cancel()
                raise
        table = await asyncio.shield(known)
        if isinstance(table, RequestEnded):
            raise RequestEnded(table.outcome, table.message) from table
        if table is not None and not table.complete:
            await self._ask_exactly(url, table)
        return table

    async def _list(self, host: str) -> cdx.Table | None:
        spelt = self.hosts.get(host, host)
        table = await self._list_as(spelt)
        if table is None or len(table):
            return table
        # Few servers take "www." for no difference.
        twin = spelt.removeprefix("www.") if spelt.startswith("www.") else f"www.{spelt}"
        return await self._list_as(twin) or table

    async def _list_as(self, host: str) -> cdx.Table | None:
        table, resume, rows = cdx.Table(), "", 0
        for _ in range(cdx.MOST_PAGES):
            listing = await self.listing(cdx.host_query(self._cdx, host, resume))
            if listing is None:
                return None
            await asyncio.to_thread(table.add, listing.captures)
            rows, before, resume = listing.rows, resume, listing.resume
            if not resume or resume == before:
                break
        # A list that names one address only may come from a server that does not know `matchType`.
        table.complete = not resume and rows != cdx.ROWS_A_PAGE and len(table) != 1
        return table

    async def _ask_exactly(self, url: str, table: cdx.Table) -> None:
        name = cdx.key(url)
        if name in self._exact or len(self._exact) >= _MOST_EXACT:
            return
        self._exact.add(name)
        listing = await self.listing(cdx.address_query(self._cdx, url))
        if listing is not None:
            table.add(listing.captures)

    async def listing(self, url: str) -> cdx.Listing | None:
        """One answer of the index; None: not to be had under this replay.

        Raises:
            RequestEnded: the archive does not answer, or not with a list.
        """
        response = await self.get(url, follow=True)
        if NOT_IN_ARCHIVE in response.flags:
            return None
        if response.status == 404:  # how some servers say that they hold nothing
            with suppress(cdx.BadListingError):
                return cdx.parse_listing(response.body)
        if response.status == 404 and (b"<" in response.body[:200] or cdx.says_nothing(response.body)):
            return cdx.Listing()
        if not 200 <= response.status < 300:
            outcome = outcome_of_response(response.status, response.flags)
            raise RequestEnded(outcome, f"{self.name}: {message_of_response(response.status)}")
        try:
            return await asyncio.to_thread(cdx.parse_listing, response.body)
        except cdx.BadListingError as error:
            raise RequestEnded(Outcome.SERVER_ERROR, f"{self.name}: {error}") from error

    async def fetch(self, capture: cdx.Capture) -> Replayed:
        """One capture; where the archive sends us to another of the same address, that one.

        Raises:
            RequestEnded: the archive does not answer.
        """
        way = cdx.RAW
        for _ in range(_MOST_HOPS):
            url = cdx.replay_url(self.prefix, capture, way)
            response = await self.get(url)
            location = (response.headers.get(b"Location") or b"").decode("latin-1")
            inside = cdx.split_replay(urljoin(url, location), self.prefix) if location else None
            if response.status == 200 and way == cdx.RAW and cdx.is_frame(response.body):
                way = cdx.IN_FRAME  # an archive that does not know the raw way
                continue
            if response.status == 200 or inside is None or inside[0] == capture.at:
                break
            if cdx.key(inside[1]) != cdx.key(capture.url):
                break
            capture = replace(capture, at=inside[0], url=inside[1])
        return Replayed(capture=_as_told(capture, response), response=response)

    async def get(
        self, url: str, *, follow: bool = False, headers: dict[str, str] | None = None, most: int = 0
    ) -> Response:
        """One answer of the archive's server.

        Args:
            url: what is asked for.
            follow: whether redirects are followed.
            headers: of the request, beside the usual ones.
            most: bytes that the body may have, where the usual limit is too high.

        Raises:
            RequestEnded: there is none.
        """
        assert self._crawler.engine is not None  # noqa: S101 - a crawl is under way
        meta = {INSIDE: True, "dont_redirect": not follow} | ({"download_maxsize": most} if most else {})
        request = Request(url, meta=meta, headers=headers, callback=NO_CALLBACK, dont_filter=True)
        try:
            return await self._crawler.engine.download_async(request)
        except RequestEnded as ended:
            raise RequestEnded(ended.outcome, f"{self.name}: {ended.message}") from ended
        except Exception as error:
            outcome, message = outcome_of_failure(error)
            raise RequestEnded(outcome, f"{self.name}: {message}") from error


def _as_told(capture: cdx.Capture, response: Response) -> cdx.Capture:
    """The capture with the time that the archive itself gives (Memento-Datetime)."""
    told = response.headers.get(b"Memento-Datetime")
    if not told:
        return capture
    try:
        at = parsedate_to_datetime(told.decode("latin-1"))
    except (TypeError, ValueError):
        return capture
    return replace(capture, at=at.strftime("%Y%m%d%H%M%S"))


class FileHolding:
    """WARC files at hand: an extract of Common Crawl, of a national archive, of an old server."""

    prefix = ""

    def __init__(self, crawler: Crawler, declaration: Declaration, archive: ArchivedCaptures) -> None:
        settings = crawler.settings
        data = DataDirectory(Path(settings["HARVESTER_DATA"]).absolute())
        self._crawler = crawler
        self._path = data.archives / str(archive.warc)  # an absolute path stays itself
        self._place = data.warc / f"archived-{declaration.slug}-{declaration.archives.index(archive)}.db"
        self._replayed = bool(settings.getlist("HARVESTER_REPLAY"))
        self._stores = (open_store(data),)
        self.name = archive_name(archive)
        self.hosts = hosts_in(archive, declaration)
        self._opening: asyncio.Task[None] | None = None
        self._index: ArchiveIndex | None = None
        self._tables: dict[str, cdx.Table] = {}

    def listing_url(self, host: str) -> str:
        """The name of the file stands for the list of its captures."""
        return f"{self._path.absolute().as_uri()}#{host}"

    async def table(self, url: str) -> cdx.Table | None:
        """The captures of the host of an address.

        Raises:
            RequestEnded: the files cannot be read.
        """
        if self._replayed and not self._path.exists():
            return None  # what is replayed holds its answers
        host = host_of(url)
        if host not in self._tables:
            index = await self._opened()
            table = self._tables[host] = cdx.Table()
            table.add(_listed(one) for one in index.on_host(host))
        return self._tables[host]

    async def _opened(self) -> ArchiveIndex:
        if self._opening is None:
            self._opening = asyncio.ensure_future(asyncio.to_thread(self._fill))
        try:
            await asyncio.shield(self._opening)
            self._index = self._index or ArchiveIndex(self._place)
        except (ArchiveError, DiskError, OSError, sqlite3.Error) as error:
            raise RequestEnded(Outcome.UNREACHABLE, f"the web archive {self.name}: {error}") from error
        return self._index

    def _fill(self) -> None:
        files = warc_files([self._path])
        with ArchiveIndex(self._place) as index:
            index.keep_only(files)
            for file in files:
                if damage := index.add_file(file, salvage=True):
                    log.warning("%s", damage)

    async def fetch(self, capture: cdx.Capture) -> Replayed:
        """One capture, decoded.

        Raises:
            RequestEnded: it cannot be read.
        """
        index = await self._opened()
        assert isinstance(capture.place, Indexed)  # noqa: S101 - as `_listed` made it
        try:
            answer = ArchiveReader(index, self._stores).read(capture.place)
        except ArchiveError as error:
            raise RequestEnded(Outcome.UNREACHABLE, f"the web archive {self.name}: {error}") from error
        if answer is None:
            raise RequestEnded(Outcome.UNREACHABLE, f"{self.name}: a revisit whose payload is not held")
        request = Request(capture.url)
        response = response_of(request, answer)
        bodies = self._crawler.get_downloader_middleware(BodyMiddleware)
        if isinstance(bodies, BodyMiddleware):
            decoded = bodies.process_response(request, response)
            response = response if isinstance(decoded, Request) else decoded
        return Replayed(capture=capture, response=response)

    def close(self) -> None:
        """Close the index."""
        if self._index is not None:
            self._index.close()
            self._index = None


def _listed(indexed: Indexed) -> cdx.Capture:
    entry = indexed.entry
    kind = entry.media_type or ("warc/revisit" if entry.type == "revisit" else "")
    return cdx.Capture(
        url=entry.url,
        at=cdx.digits_of(entry.at),
        status=entry.status,
        media_type=kind,
        digest=entry.digest,
        place=indexed,
    )


def is_root(url: str) -> bool:
    """Whether an address is the homepage of its host."""
    parts = urlsplit(url)
    return not parts.query and cdx.key(url) == cdx.key(f"{parts.scheme}://{parts.netloc}/")
