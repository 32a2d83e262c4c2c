"""Sites made with Umbraco."""

from __future__ import annotations

from typing import ClassVar

from spiders.platforms.generic import GenericSpider
from spiders.ways import Ways


class UmbracoWays(Ways):
    """As the generic crawl."""

    name: ClassVar[str] = "umbraco"


class UmbracoSpider(GenericSpider):
    """Crawls a source whose site is made with Umbraco."""

    name = "umbraco"
    ways = UmbracoWays()
