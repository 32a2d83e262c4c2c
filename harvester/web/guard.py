"""A plain `scrapy crawl` keeps the rule that a real crawl says who is asking (design section 5)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

NO_CONTACT = (
    "a real crawl must say who is asking: set HARVESTER_CONTACT to a mail address or web page where site "
    "owners can reach you (it goes into the User-Agent), or permit the hosts with -s HARVESTER_ALLOW_HOSTS=…"
)


class ContactGuard:
    """Closes a spider before its first request when it could reach anyone and names no contact."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._needed = not any(
            settings.get(name) for name in ("HARVESTER_CONTACT", "HARVESTER_REPLAY", "HARVESTER_ALLOW_HOSTS")
        )
        crawler.signals.connect(self.spider_opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ContactGuard:
        """As Scrapy makes it."""
        return cls(crawler)

    def spider_opened(self) -> None:
        """Refuse, or do nothing.

        Raises:
            CloseSpider: no contact.
        """
        if self._needed:
            log.error("%s", NO_CONTACT)
            raise CloseSpider("no_contact")
