"""A focused crawl that needs no selectors: best link first (under construction)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy import Spider

if TYPE_CHECKING:
    from harvester.sources import Declaration


class GenericSpider(Spider):
    """Crawls one declared source."""

    name = "generic"
    declaration: Declaration

    def parse(self, response: Any, **kwargs: Any) -> Any:
        """Not used: every request names its callback."""
