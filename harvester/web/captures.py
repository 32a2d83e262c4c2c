"""Finding the newest good capture of an address, in all archives of a source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from harvester import cdx
from harvester.detect.captured import CLOSING, LAST_RESORT, Flaw, judge_capture
from harvester.urls import document_suffix, host_of
from harvester.vocabulary import Outcome
from harvester.web.bodies import lacks_end_mark
from harvester.web.endings import RequestEnded
from harvester.web.holdings import Holding, Replayed, is_root
from harvester.web.outcomes import outcome_of_response
from harvester.web.replay import TRUNCATED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.http import Response

_TRIES = 4  # captures of an address that are asked for
_ASKS = 16  # the same with those that told only that the site had closed, and with redirects
_LEAP_DAYS = 30  # further back after the second capture that told so, and twice as far after each further one
_REFINES = 3  # captures asked for between the last of those and the first good one
_MOST_REDIRECTS = 5
_REMEMBERED, _SMALL = 50, 200_000  # answers that are kept for redirects to them; bytes of each
_SHOWN = 4  # reasons that a message gives
_OUTCOMES = {
    Flaw.WALL: Outcome.BLOCKED,
    Flaw.PAGE: Outcome.NOT_A_DOCUMENT,
    Flaw.KIND: Outcome.NOT_A_DOCUMENT,
    Flaw.BLANK: Outcome.EMPTY,
    Flaw.EMPTY: Outcome.EMPTY,
}
# A page with one of these is not better at another address.
_EVERYWHERE = frozenset({Flaw.ARCHIVE, Flaw.MISSING, Flaw.PARKED, Flaw.WALL, Flaw.AWAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A good capture."""

    url: str  # original address, after redirects inside the archive
    response: Response  # as replayed, the body as it was captured
    archive: str
    captured: str  # ISO 8601, UTC
    from_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    holding: Holding
    capture: cdx.Capture
    doubts: int


@dataclass(slots=True)
class _Site:
    """What captures told of one host: when it was its owner's, and when no more."""

    good: str = ""  # the newest page of the owner's that was seen
    closed: str = ""  # the oldest capture of what came after

    def hides(self, capture: cdx.Capture) -> bool:
        """Whether the site had closed before this page was captured, as far as is known."""
        gone = self.closed and not self.good >= self.closed and capture.at >= self.closed
        return bool(gone) and (capture.is_page or not capture.media_type or capture.is_redirect)


@dataclass(slots=True)
class _Search:
    """The search for one address: what was tried, and why it was not good."""

    url: str
    way: tuple[str, ...] = ()  # keys of the addresses that redirected here
    tries: int = 0
    asks: int = 0
    closings: int = 0  # captures that told that the site had closed, one after another
    closed: str = ""  # the oldest of them
    known: int = 0  # captures that the archives list
    names: list[str] = field(default_factory=list)
    failures: list[RequestEnded] = field(default_factory=list)
    reasons: list[tuple[str, Outcome, str]] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)
    resort: Found | None = None

    @property
    def is_over(self) -> bool:
        """Whether enough was asked for."""
        return self.tries >= _TRIES or self.asks >= _ASKS

    def closing(self, capture: cdx.Capture) -> None:
        """What was captured came after the site, or led away from it: not one of the few tries."""
        self.tries -= 1
        self.closings += 1
        self.closed = capture.at

    @property
    def before(self) -> str:
        """Captures that are not older than this are passed over for now."""
        if self.closings < 2:
            return ""
        at = datetime.strptime(self.closed, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        leap = timedelta(days=_LEAP_DAYS * 2 ** min(self.closings - 2, 8))
        return (at - leap).strftime("%Y%m%d%H%M%S")

    def bad(self, capture: cdx.Capture, outcome: Outcome, why: str) -> None:
        """Note why a capture is not good."""
        self.reasons.append((capture.captured[:10], outcome, why))

    def ending(self) -> RequestEnded:
        """How the request ends when no capture is good."""
        if self.failures and not self.reasons:
            return RequestEnded(
                self.failures[0].outcome, f"the web archive failed: {self.failures[0].message}"
            )
        names = " and ".join(dict.fromkeys(self.names))
        if not self.reasons:
            why = f", only of errors ({self.known})" if self.known else ""
            return RequestEnded(Outcome.GONE, f"no capture of this address in {names}{why}")
        told = "; ".join(f"{day} {why}" for day, _, why in self.reasons[:_SHOWN])
        rest = f" (of {self.known})" if self.known > len(self.reasons) else ""
        message = f"no good capture in {names}: {told}{rest}"
        return RequestEnded(self._outcome(), message)

    def _outcome(self) -> Outcome:
        """The most frequent one; of equals, that of the newest capture."""
        counted = Counter(outcome for _, outcome, _ in self.reasons)
        most = max(counted.values())
        return next(outcome for _, outcome, _ in self.reasons if counted[outcome] == most)


def _next(left: Sequence[_Offer], site: _Site, search: _Search) -> _Offer:
    """The best capture left: none from after the closing, as far as is known, if there are others."""
    seen = [one for one in left if not site.hides(one.capture)] or left
    before = search.before
    return next((one for one in seen if not before or one.capture.at < before), seen[0 if not before else -1])


class CaptureFinder:
    """Asks archives for captures of one source's addresses, newest first, until one is good."""

    def __init__(self, holdings: Sequence[Holding]) -> None:
        self.holdings = holdings
        self.hosts = frozenset(host for holding in holdings for host in holding.hosts)
        self._sites: dict[str, _Site] = {}
        self._pages: dict[str, Found] = {}
        self._bad: dict[str, tuple[Outcome, str]] = {}  # digests of pages that are good nowhere

    async def find(self, url: str) -> Found | None:
        """The newest good capture of an address; None when no archive can be asked under this replay.

        Raises:
            RequestEnded: there is none, and why.
        """
        return await self._find(_Search(url=url))

    async def _find(self, search: _Search) -> Found | None:
        """What was found before, for the few pages that many addresses redirect to; else look for it."""
        name = cdx.key(search.url)
        found = self._pages.get(name) or await self._look(search)
        if found is not None and len(found.response.body) < _SMALL:
            self._pages[name] = found
            if len(self._pages) > _REMEMBERED:
                del self._pages[next(iter(self._pages))]
        return found

    async def _look(self, search: _Search) -> Found | None:
        offers = await self._offers(search)
        if offers is None:
            return None
        site = self._sites.setdefault(host_of(search.url), _Site())
        left = list(offers)
        while left and not search.is_over:
            # Again each time: what is learned of the site tells which captures come last.
            offer = _next(left, site, search)
            left.remove(offer)
            if self._is_known(offer.capture, search):
                continue
            found = await self._try(offer, search, site)
            if found is not None:
                return await self._refined(found, offer, left, search)
        if search.resort is not None:
            return search.resort
        raise search.ending()

    async def _refined(self, found: Found, offer: _Offer, left: list[_Offer], search: _Search) -> Found:
        """The newest good capture between a good one and what was passed over before it."""
        low, high = offer.capture.at, search.closed
        site = self._sites[host_of(search.url)]
        for _ in range(_REFINES):
            pages = (o for o in left if o.doubts == offer.doubts and not o.capture.is_redirect)
            between = [o for o in pages if low < o.capture.at < high]
            if not between or search.asks >= _ASKS:
                break
            middle = between[len(between) // 2]
            left.remove(middle)
            newer = None if self._is_known(middle.capture, search) else await self._try(middle, search, site)
            if newer is None:
                high = middle.capture.at
            else:
                found, low = newer, middle.capture.at
        return found

    async def _offers(self, search: _Search) -> list[_Offer] | None:
        """Captures worth asking for, best first."""
        offers: list[_Offer] = []
        absent = True
        for holding in self.holdings:
            if host_of(search.url) not in holding.hosts:
                continue
            search.names.append(holding.name)
            try:
                table = await holding.table(search.url)
            except RequestEnded as ended:
                absent = False
                if ended.outcome is Outcome.LIMIT:
                    raise
                search.failures.append(ended)
                continue
            if table is None:
                continue
            absent = False
            held = table.of(search.url)
            search.known += len(held)
            offers += [
                _Offer(holding=holding, capture=one, doubts=cdx.doubts(one, search.url, table))
                for one in cdx.worth_asking(held)
            ]
        offers.sort(key=lambda one: one.capture.at, reverse=True)
        offers.sort(key=lambda one: one.doubts)
        return None if absent else offers

    def _is_known(self, capture: cdx.Capture, search: _Search) -> bool:
        """Whether the same bytes were judged already; then they are not asked for again."""
        if capture.is_redirect or not capture.digest:
            return False
        if capture.digest in search.digests:
            return True
        search.digests.add(capture.digest)
        bad = self._bad.get(capture.digest)
        if bad is not None:
            search.bad(capture, *bad)
        return bad is not None

    async def _try(self, offer: _Offer, search: _Search, site: _Site) -> Found | None:
        search.asks += 1
        search.tries += 1
        try:
            replayed = await offer.holding.fetch(offer.capture)
        except RequestEnded as ended:
            if ended.outcome is Outcome.LIMIT:
                raise
            search.bad(offer.capture, ended.outcome, ended.message)
            return None
        response, capture = replayed.response, replayed.capture
        location = (response.headers.get(b"Location") or b"").decode("latin-1")
        if 300 <= response.status < 400 and location:
            return await self._follow(location, offer, capture, search)
        if response.status != 200:
            outcome = outcome_of_response(response.status, response.flags)
            search.bad(capture, outcome, f"answered {response.status}")
            return None
        shown = cdx.shown_redirect(response.body, offer.holding.prefix) if offer.holding.prefix else None
        if shown:
            return await self._follow(shown, offer, capture, search)
        return self._judge(offer, replayed, search, site)

    def _judge(self, offer: _Offer, replayed: Replayed, search: _Search, site: _Site) -> Found | None:
        response, capture = replayed.response, replayed.capture
        if TRUNCATED in response.flags or lacks_end_mark(response.body):
            search.bad(capture, Outcome.TRUNCATED, "the captured body is cut off")
            return None
        prefix = offer.holding.prefix
        body = cdx.unrewritten(response.body, prefix) if prefix else response.body
        promised = document_suffix(search.url) is not None
        verdict = judge_capture(body, search.url, hosts=self.hosts, file_promised=promised)
        found = Found(
            url=search.url,
            response=response if body is response.body else response.replace(body=body),
            archive=offer.holding.name,
            captured=capture.captured,
            from_file=not prefix,
        )
        if verdict.flaw is None:
            site.good = max(site.good, capture.at)
            return found
        outcome = _OUTCOMES.get(verdict.flaw, Outcome.GONE)
        search.bad(capture, outcome, verdict.why)
        if capture.digest and verdict.flaw in _EVERYWHERE:
            self._bad[capture.digest] = (outcome, verdict.why)
        if verdict.flaw in LAST_RESORT:
            search.resort = search.resort or found
        if verdict.flaw in CLOSING:
            search.closing(capture)
            if verdict.flaw is Flaw.PARKED or is_root(search.url):
                site.closed = min(site.closed or capture.at, capture.at)
        return None

    async def _follow(
        self, target: str, offer: _Offer, capture: cdx.Capture, search: _Search
    ) -> Found | None:
        """A captured redirect: its target's newest good capture, when it is still the same thing."""
        inside = cdx.split_replay(target, offer.holding.prefix) if offer.holding.prefix else None
        target = inside[1] if inside else urljoin(capture.url, target)
        here, there = cdx.key(search.url), cdx.key(target)
        if here == there:
            search.bad(capture, Outcome.REFUSED, "redirects to itself")
            search.tries -= 1  # to https, say: the other half is another capture
            return None
        if host_of(target) not in self.hosts:
            search.bad(capture, Outcome.GONE, f"redirects to another site ({host_of(target)})")
            search.closing(capture)
            if is_root(search.url) or is_root(target):
                site = self._sites[host_of(search.url)]
                site.closed = min(site.closed or capture.at, capture.at)
            return None
        if is_root(target) and not is_root(search.url):
            search.bad(capture, Outcome.GONE, "redirects to the homepage")
            search.closing(capture)
            return None
        if there in search.way or len(search.way) >= _MOST_REDIRECTS:
            search.bad(capture, Outcome.REFUSED, "redirects without end")
            return None
        further = _Search(url=target, way=(*search.way, here), asks=search.asks)
        try:
            return await self._find(further)
        except RequestEnded as ended:
            if ended.outcome is Outcome.LIMIT:
                raise
            search.bad(capture, ended.outcome, f"redirects to {target}: {ended.message}"[:300])
        finally:
            search.asks = max(search.asks, further.asks)
        return None
