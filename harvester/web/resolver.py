"""Scrapy's resolvers, which let no address out that a crawl may not connect to.

Apart from the rule itself (`reach`), so that who only asks the rule does not import a crawler for it.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from harvester.web.reach import Reach, literal_address, reach_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred


class AddressRefused(DNSLookupError):
    """A name resolved to an address outside the reach; `reason` says which."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReachResolver(CachingThreadedResolver):
    """Scrapy's resolver, which lets no address out that the crawl may not connect to."""

    reach: Reach = Reach(frozenset(), (), everywhere=False)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> ReachResolver:
        """Made once per process by Scrapy; `crawler` is anything that has the settings."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.reach = reach_of(crawler.settings)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Resolve a name; the answer is checked whether it is fresh or from the cache."""
        literal = literal_address(name)
        if literal is not None:
            return defer.maybeDeferred(self._checked, str(literal), name)
        answer: Deferred[str] = super().getHostByName(name, timeout)
        answer.addCallback(self._checked, name)
        return answer

    def _checked(self, answer: str, name: str) -> str:
        refusal = self.reach.refusal_of_address(name, ipaddress.ip_address(answer))
        if refusal:
            raise AddressRefused(refusal)
        return answer


class NoResolver(CachingThreadedResolver):
    """The resolver of a replay: there is nothing to look up, so nothing is."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        """Refuse every name."""
        return defer.fail(AddressRefused(f"{name}: a replay asks no name server"))
