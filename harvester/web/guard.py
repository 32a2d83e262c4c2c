"""A plain `scrapy crawl` keeps two rules: a real crawl says who is asking, and a replay is offline."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider

from harvester.archived import reached_hosts

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

REPLAY_HANDLER = "harvester.web.replay.ReplayHandler"

NO_CONTACT = (
    "a real crawl must say who is asking: set HARVESTER_CONTACT to a mail address or web page where site "
    "owners can reach you (it goes into the User-Agent), or permit the hosts with -s HARVESTER_ALLOW_HOSTS=…"
)
NOT_REPLAYED = (
    "HARVESTER_REPLAY alone would still ask the network: replay with 'harvester crawl --replay WARC', which "
    "takes out everything that has a socket"
)


class ContactGuard:
    """Closes a spider before its first request when it would break one of the rules."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        wanted = bool(settings.getlist("HARVESTER_REPLAY"))
        self._half_replayed = wanted and settings["DOWNLOAD_HANDLERS"].get("https") != REPLAY_HANDLER
        told = any(settings.get(name) for name in ("HARVESTER_CONTACT", "HARVESTER_ALLOW_HOSTS"))
        declaration = getattr(crawler.spidercls, "declaration", None)
        # Of a closed site whose captures are in files at hand nothing is asked over the network.
        at_hand = bool(declaration and declaration.archives and not reached_hosts(declaration))
        self._needed = not (wanted or told or at_hand)
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ContactGuard:
        """As Scrapy makes it."""
        return cls(crawler)

    def spider_opened(self) -> None:
        """Refuse, or do nothing.

        Raises:
            CloseSpider: no contact, or a replay that would ask the network.
        """
        if self._half_replayed:
            log.error("%s", NOT_REPLAYED)
            raise CloseSpider("not_replayed")
        if self._needed:
            log.error("%s", NO_CONTACT)
            raise CloseSpider("no_contact")
